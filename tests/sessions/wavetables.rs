//! Samples that instruments read as tables: made in the background, and again when the frame length is turned.

use super::session::{Session, song};
use segno::formats;
use segno::instruments::{Patch, wavetable};
use segno::io::paths::Folders;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::sample::SampleReference;
use std::fs;
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

#[test]
fn tables_follow_the_frame_length_and_undo() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("samples")).expect("made");
    fs::write(folder.path().join("samples/tone.wav"), TONE).expect("written");
    let mut song = song("00 C-4 01");
    let path = "samples/tone.wav".to_owned();
    song.samples = vec![Some(Arc::new(SampleReference { path, ..Default::default() }))];
    let patch = wavetable::Patch { table: 0.0, ..wavetable::Patch::default() };
    song.instruments[0] = Some(Arc::new(Instrument::new("table", Patch::Wavetable(patch))));
    let file = folder.path().join("a.ron");
    fs::write(&file, formats::song::write(&song)).expect("written");
    let mut session = Session::of_file(&file, Folders::below(folder.path()));
    settle(&mut session);
    assert_eq!((turns(&session, 2_048), turns(&session, 1_000)), (Some(2), None), "{}", session.told());
    for value in [300.0, 500.0, 1_000.0] {
        let edit = Edit::InstrumentParameter { slot: 0, name: "frame".to_owned(), value };
        session.studio.edit("frame", edit).expect("done");
        session.turn();
    }
    settle(&mut session);
    assert_eq!((turns(&session, 2_048), turns(&session, 1_000)), (None, Some(4)), "{}", session.told());
    (0..3).for_each(|_| session.studio.undo(&mut session.seat).expect("undone"));
    settle(&mut session);
    assert_eq!((turns(&session, 2_048), turns(&session, 1_000)), (Some(2), None), "{}", session.told());
}
