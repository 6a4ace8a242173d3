//! Both programs, turn by turn.

use crate::library::Module;
use crate::module;
use segno::cli::bench::clock::busy_ns;
use segno::cli::bench::machine;
use segno::cli::bench::stage::{SAMPLE_RATE, VOICES, engine, keys, sounding, tone};
use std::process::Command;

/// Frames of a block.
const FRAMES: usize = 512;
/// Blocks of one turn.
const BLOCKS: usize = 40;
/// Turns of each.
const TURNS: usize = 101;

/// Interpolation by its name: its number in segno, the frames that libopenmpt reads for it, the ratio that is aimed at.
const KINDS: [(&str, usize, i32, f64); 4] =
    [("nearest", 0, 1, 1.0), ("linear", 1, 2, 0.5), ("cubic", 2, 4, 1.0 / 3.0), ("sinc-8", 3, 8, 0.25)];

/// One that plays: renders a block.
type Player = Box<dyn FnMut(&mut [f32], &mut [f32])>;

fn segno(kind: usize) -> Player {
    let mut engine = engine(sounding(kind, false, false, 0.005));
    Box::new(move |left, right| engine.process(left, right, &mut |_| {}))
}

fn libopenmpt(taps: i32) -> Option<(Player, String)> {
    let keys: Vec<u8> = keys().collect();
    let sample: Vec<i16> = tone(0.05).iter().map(|frame| (frame * 32_767.0) as i16).collect();
    let mut player = Module::open(&module::bytes(&keys, &sample, SAMPLE_RATE))?;
    player.set_taps(taps);
    let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
    player.read(&mut left, &mut right);
    assert_eq!(player.sounding() as usize, VOICES, "all channels sound");
    let version = player.version.clone();
    let play = move |left: &mut [f32], right: &mut [f32]| {
        assert_eq!(player.read(left, right), FRAMES, "the module is long enough");
    };
    Some((Box::new(play), version))
}

/// Nanoseconds per voice and frame over one turn.
fn turn(player: &mut Player) -> f64 {
    let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
    let begun = busy_ns();
    (0..BLOCKS).for_each(|_| player(&mut left, &mut right));
    assert!(left.iter().any(|sample| sample.abs() > 1e-4), "it sounds");
    (busy_ns() - begun) / (BLOCKS * FRAMES * VOICES) as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, who, number, blocks] = &arguments[..]
        && flag == "--play"
    {
        return play(who, number.parse().expect("a number"), blocks.parse().expect("a number"));
    }
    println!("{}", machine());
    let Some((_, version)) = libopenmpt(1) else {
        println!("libopenmpt is not installed (Debian: libopenmpt0): nothing to compare with");
        return;
    };
    println!("libopenmpt {version}; medians of {TURNS} turns each; per voice and frame\n");
    println!("| interpolation | segno | libopenmpt | ratio | aim |");
    println!("|---|---|---|---|---|");
    for (name, kind, taps, aim) in KINDS {
        let mut ours = segno(kind);
        let (mut theirs, _) = libopenmpt(taps).expect("it was there a moment ago");
        let pairs: Vec<(f64, f64)> = (0..TURNS).map(|_| (turn(&mut ours), turn(&mut theirs))).collect();
        let (ns, other) =
            (median(pairs.iter().map(|p| p.0).collect()), median(pairs.iter().map(|p| p.1).collect()));
        let ratio = median(pairs.iter().map(|(ours, theirs)| ours / theirs).collect());
        println!("| {name} | {ns:.2} ns | {other:.2} ns | {ratio:.2} | {aim:.2} |");
    }
    if !arguments.iter().any(|argument| argument == "--no-count") {
        count();
    }
}

/// Plays so many blocks with one of both and ends: what valgrind counts.
fn play(who: &str, number: usize, blocks: usize) {
    let mut player = match who {
        "segno" => segno(KINDS[number].1),
        _ => libopenmpt(KINDS[number].2).expect("libopenmpt").0,
    };
    let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
    (0..blocks).for_each(|_| player(&mut left, &mut right));
}

/// Instructions per voice and frame: what more blocks add.
fn instructions(who: &str, number: usize) -> Option<f64> {
    let counted = |blocks: usize| {
        let program = std::env::current_exe().ok()?;
        let out = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(["--play", who, &number.to_string(), &blocks.to_string()])
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        let line = text.lines().find_map(|line| line.split_once("Collected :"))?;
        line.1.trim().parse::<f64>().ok()
    };
    let (few, many) = (counted(10)?, counted(110)?);
    Some((many - few) / (100 * FRAMES * VOICES) as f64)
}

fn count() {
    println!("\n| interpolation | segno | libopenmpt | ratio |\n|---|---|---|---|");
    for (number, (name, ..)) in KINDS.iter().enumerate() {
        let (Some(ours), Some(theirs)) = (instructions("segno", number), instructions("libopenmpt", number))
        else {
            println!("valgrind is not installed, or cannot run this processor's instructions");
            return;
        };
        println!("| {name} | {ours:.1} instructions | {theirs:.1} | {:.2} |", ours / theirs);
    }
}
