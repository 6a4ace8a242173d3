//! A program that records is killed: its file plays, and lacks less than a second.

use segno::engine::link::input::input;
use segno::formats::audio;
use segno::formats::wav::Depth;
use segno::io::takes::file::TakeFile;
use segno::io::takes::store::Kind;
use segno::io::takes::{Event, Keeping, Order};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where the program that is killed writes.
const PLACE: &str = "SEGNO_TAKE";
const RATE: usize = 48_000;
/// Frames of a block: a hundredth of a second.
const BLOCK: usize = 480;

fn level(frame: usize) -> f32 {
    (frame % 30_000) as f32 / 32_768.0
}

/// The program that is killed: records for ever, as fast as sound comes, and tells how much has come. Where it is no such program it does
/// nothing.
#[test]
fn the_one_that_is_killed() {
    let Some(path) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
    let (mut device, end) = input(1, RATE as u32);
    let keeping = Keeping::start().expect("a thread");
    keeping.order(Order::Input(end, "a machine".to_owned()));
    let is_flac = path.extension().is_some_and(|ending| ending == "flac");
    let kind = if is_flac { Kind::Flac } else { Kind::Wav(Depth::Float32) };
    let file = TakeFile::make(&path, RATE as u32, kind, &[0]).expect("a file");
    keeping.order(Order::Begin { files: vec![file], lead: 0 });
    while !keeping.board(|board| matches!(board.events.front(), Some(Event::Began { .. }))) {
        std::thread::sleep(Duration::from_millis(1));
    }
    for block in 0.. {
        let sound: Vec<f32> = (block * BLOCK..(block + 1) * BLOCK).map(level).collect();
        device.take(&sound, (block * 10_000) as i64);
        println!("\nframes {}", (block + 1) * BLOCK);
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_killed_recording_lacks_less_than_a_second_and_plays() {
    for name in ["take.wav", "take.flac"] {
        dies(name);
    }
}

fn dies(name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("samples/takes").join(name);
    let program = std::env::current_exe().expect("this test");
    let mut child = Command::new(program)
        .args(["--exact", "the_one_that_is_killed", "--nocapture"])
        .env(PLACE, &path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let told = BufReader::new(child.stdout.take().expect("its output")).lines();
    let frames =
        told.map_while(Result::ok).filter_map(|line| line.strip_prefix("frames ")?.parse::<usize>().ok());
    let come = frames.into_iter().find(|frames| *frames >= 2 * RATE + RATE / 3).expect("it records");
    child.kill().expect("killed");
    child.wait().expect("ended");
    let bytes = std::fs::read(&path).expect("its file");
    let decoded = audio::decode(name, &bytes).expect("a sound");
    let kept = decoded.audio.frames();
    assert!(kept + RATE > come, "{name}: {kept} of {come} frames");
    let sound = decoded.audio.channel(0);
    assert!((0..kept).all(|frame| sound[frame] == level(frame)), "every frame is the one that came");
}
