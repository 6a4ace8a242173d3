//! What plays becomes a sample: a block, a track, a pattern.

use super::session::{Session, song};
use segno::devices;
use segno::dsp::units::SampleRate;
use segno::formats;
use segno::instruments::Patch;
use segno::io::paths::Folders;
use segno::render::place::Place;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::insert::Insert;
use segno::song::order::OrderEntry;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Four notes on two tracks, the first through an echo; the pattern plays twice, a fifth up.
fn piece() -> Song {
    let mut song = song("0 C-4 01 // C-5 02\n4 E-4 01 // ===\n8 === // G-4 02\n12 // ===");
    let echo = devices::KINDS.iter().find(|kind| kind.name == "delay").expect("a delay");
    Arc::make_mut(&mut song.tracks[0]).inserts = vec![Insert::new((echo.new)())];
    let entry = OrderEntry { repeats: 2, transpose: 7, ..OrderEntry::default() };
    song.order = Arc::new(vec![entry]);
    song
}

fn session(folder: &Path, song: &Song) -> Session {
    let file = folder.join("a.ron");
    fs::write(&file, formats::song::write(song)).expect("written");
    Session::of_file(&file, Folders::below(folder))
}

/// Says it and waits until nothing is under way.
fn resample(session: &mut Session, what: &str) {
    session.line(&format!("resample {what}")).expect("begun");
    for _ in 0..3 {
        session.wait();
        session.turn();
    }
}

/// What a rendering gives of rows of the first entry, played once, with only some tracks.
fn rendered(song: &Song, tracks: &[usize], rows: [u16; 2]) -> [Vec<f32>; 2] {
    let mut song = song.clone();
    for (number, track) in song.tracks.iter_mut().enumerate() {
        Arc::make_mut(track).mute = !tracks.contains(&number);
    }
    Arc::make_mut(&mut song.order)[0].repeats = 1;
    let [from, to] = rows.map(|row| Place { order: 0, row });
    let plan = Plan { rate: SampleRate(48_000), from, to: Some(to), ..Plan::default() };
    let part = plan.part(&song).expect("a part");
    let mut rendering = Rendering::new(&part, Arc::default(), &plan, None);
    let mut sound = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        sound.iter_mut().zip(block).for_each(|(sound, block)| sound.extend_from_slice(block));
    }
    sound
}

/// The sound that the newest instrument plays at C-4.
fn sampled(session: &Session, slot: usize) -> [Vec<f32>; 2] {
    let instrument = session.studio.song().instrument(slot).expect("an instrument").clone();
    let Patch::Sampler(sampler) = &instrument.patch else { panic!("a sampler") };
    assert_eq!((sampler.zones.len(), sampler.zones[0].root, sampler.interpolation), (1, 60, 3.0));
    let bank = session.studio.samples.bank();
    let audio = bank.get(sampler.zones[0].sample.into()).expect("loaded");
    assert_eq!((audio.rate(), audio.channels()), (48_000, 2));
    [0, 1].map(|channel| audio.channel(channel).to_vec())
}

#[test]
fn a_pattern_a_track_and_a_block_sound_as_they_are_rendered() {
    let folder = tempfile::tempdir().expect("a folder");
    let song = piece();
    let mut session = session(folder.path(), &song);
    let all: Vec<usize> = (0..song.tracks.len()).collect();
    resample(&mut session, "pattern");
    let expected = rendered(&song, &all, [0, 16]);
    assert!(expected[0].len() > 96_000 + 10_000, "the echo sounds on: {}", expected[0].len());
    assert!(sampled(&session, 2) == expected, "the pattern: {}", session.told());
    assert_eq!(session.told(), "instrument 03 plays pattern 00");

    session.keys("tab");
    session.seat.place.track = 1;
    resample(&mut session, "track");
    assert!(sampled(&session, 3) == rendered(&song, &[1], [0, 16]), "the track: {}", session.told());

    session.seat.place.track = 0;
    session.seat.place.row = 4;
    session.keys("shift-down shift-down shift-down");
    resample(&mut session, "");
    assert!(sampled(&session, 4) == rendered(&song, &[0], [4, 8]), "the block: {}", session.told());
    assert_eq!(session.told(), "instrument 05 plays pattern 00 rows 04-07");
    let files = fs::read_dir(folder.path().join("samples")).expect("a folder").count();
    assert_eq!(files, 3);
}

#[test]
fn it_is_one_step_and_no_file_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    let before = session.studio.song().clone();
    resample(&mut session, "track");
    let file = |session: &Session| {
        let song = session.studio.song();
        folder.path().join(&song.samples.last().and_then(Option::as_ref).expect("a sample").path)
    };
    let first = file(&session);
    let bytes = fs::read(&first).expect("a file");
    session.line("undo").expect("undone");
    assert_eq!(*session.studio.song(), before);
    let mut softer = session.studio.song().instrument(0).cloned().expect("an instrument");
    softer.volume.0 = -6.0;
    let edit = Edit::SetInstrument { slot: 0, instrument: Some(Box::new(softer)) };
    session.studio.edit("softer", edit).expect("done");
    resample(&mut session, "track");
    assert!(fs::read(&first).expect("still there") == bytes);
    let second = file(&session);
    assert!(second.exists() && second != first, "{second:?} {}", session.told());
    let stems =
        [&first, &second].map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned());
    assert_eq!(stems[1], format!("{}-2", stems[0]));
}

#[test]
fn what_cannot_be_resampled_is_told() {
    let mut unsaved = Session::with(piece());
    assert!(unsaved.line("resample").expect_err("refused").starts_with("save the song first"));

    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    assert_eq!(session.line("resample block"), Err("no block is marked".to_owned()));
    assert_eq!(session.line("resample all"), Err("expected block, track or pattern".to_owned()));
    session.seat.place.track = 5;
    resample(&mut session, "track");
    let told = session.told();
    assert!(told.ends_with("was not resampled: nothing is heard of it"), "{told}");

    // The place of the folder is taken.
    fs::write(folder.path().join("samples"), "no folder").expect("written");
    session.seat.place.track = 0;
    resample(&mut session, "track");
    let told = session.told();
    assert!(told.contains("was not resampled: ") && told.contains("samples"), "{told}");
    assert!(session.studio.song().instrument(2).is_none());
}

#[test]
fn a_cancelled_one_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut long = piece();
    let edit = Edit::PatternSettings { pattern: 0, name: String::new(), length: 512 };
    long = edit.apply(&long).expect("longer");
    let mut session = session(folder.path(), &long);
    session.line("resample pattern").expect("begun");
    session.line("cancel-jobs").expect("cancelled");
    session.wait();
    assert_eq!(session.told(), "pattern 00 was not resampled: cancelled");
    assert!(!folder.path().join("samples").exists() && session.studio.song().instrument(2).is_none());
}
