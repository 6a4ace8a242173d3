//! Samples that instruments read as tables: made in the background, and again when the frame length is turned.

use super::clicks::roughness;
use super::session::{Session, song};
use segno::formats;
use segno::instruments::{Patch, wavetable};
use segno::io::paths::Folders;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::sample::SampleReference;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TONE: &[u8] = include_bytes!("../audio/tone.wav");

/// Turns until nothing is under way and nothing new begins.
fn settle(session: &mut Session) {
    for _ in 0..4 {
        session.turn();
        session.wait();
    }
}

/// How many turns there are of the first sample, cut into so many frames.
fn turns(session: &Session, frame: u16) -> Option<usize> {
    session.studio.samples.bank().turns(0, frame).map(|turns| turns.count())
}

/// A session whose first instrument reads that sound as its table.
fn session(folder: &Path, wav: &[u8]) -> Session {
    fs::create_dir(folder.join("samples")).expect("made");
    fs::write(folder.join("samples/tone.wav"), wav).expect("written");
    let mut song = song("00 C-4 01");
    let path = "samples/tone.wav".to_owned();
    song.samples = vec![Some(Arc::new(SampleReference { path, ..Default::default() }))];
    let patch = wavetable::Patch { table: 0.0, ..wavetable::Patch::default() };
    song.instruments[0] = Some(Arc::new(Instrument::new("table", Patch::Wavetable(patch))));
    let file = folder.join("a.ron");
    fs::write(&file, formats::song::write(&song)).expect("written");
    let mut session = Session::of_file(&file, Folders::below(folder));
    settle(&mut session);
    session
}

/// Turns a parameter of the first instrument.
fn turn(session: &mut Session, name: &str, value: f32) {
    let edit = Edit::InstrumentParameter { slot: 0, name: name.to_owned(), value };
    session.studio.edit(name, edit).expect("done");
    session.turn();
}

#[test]
fn tables_follow_the_frame_length_and_undo() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), TONE);
    assert_eq!((turns(&session, 2_048), turns(&session, 1_000)), (Some(2), None), "{}", session.told());
    for value in [300.0, 500.0, 1_000.0] {
        turn(&mut session, "frame", value);
    }
    settle(&mut session);
    assert_eq!((turns(&session, 300), turns(&session, 1_000)), (None, Some(4)), "{}", session.told());
    assert_eq!(turns(&session, 2_048), Some(2), "what notes may still play stays for a while");
    (0..3).for_each(|_| session.studio.undo(&mut session.seat).expect("undone"));
    settle(&mut session);
    assert_eq!((turns(&session, 2_048), turns(&session, 1_000)), (Some(2), Some(4)), "{}", session.told());
    for frame in (1_100..1_800).step_by(100) {
        turn(&mut session, "frame", frame as f32);
        settle(&mut session);
    }
    assert_eq!(turns(&session, 1_000), None, "but not for ever");
}

#[test]
fn a_table_that_is_turned_while_it_sounds_makes_no_step() {
    let folder = tempfile::tempdir().expect("a folder");
    // A sine of 512 frames: turns of twice or four times as many are its overtones, as smooth as it is.
    let sine = |n: usize| (0.8 * (n as f32 / 512.0 * std::f32::consts::TAU).sin() * 32_767.0) as i16;
    let mut wav = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut wav, spec).expect("a file");
    (0..16_384).for_each(|n| writer.write_sample(sine(n)).expect("written"));
    writer.finalize().expect("whole");
    let mut session = session(folder.path(), wav.get_ref());
    session.seat.key_up = true;
    session.keys("z");
    session.hear(4_800);
    let before = session.listen(9_600);
    let calm = roughness(&before);
    assert!(before.iter().any(|sample| sample.abs() > 0.05), "it sounds");
    for (name, value) in
        [("frame", 1_024.0), ("table", 3.0), ("frame", 512.0), ("table", 0.0), ("frame", 2_048.0)]
    {
        turn(&mut session, name, value);
        let mut heard = session.listen(960);
        session.wait();
        heard.extend(session.listen(9_600));
        if name == "frame" {
            assert!(roughness(&heard) < 3.0 * calm, "{name} {value}: {} after {calm}", roughness(&heard));
        }
        assert!(heard[9_600..].iter().any(|sample| sample.abs() > 0.02), "{name} {value}: it still sounds");
    }
}
