//! Some rows of a lane that are frozen into a sample.

use super::freezing::{apart, rendered, session, settle, thaw_what_was_written};
use super::session::{Session, rows, same, song, text};
use segno::instruments::Patch;
use segno::io::paths::Folders;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::instrument::NewNoteAction;
use std::path::Path;

/// Notes before, in and behind the rows 4 to 7; one of these, in the second note column, is let go behind them.
const TUNE: &str = "0 C-4 01 \n 2 - | T64 \n 4 E-4 01 \n 6 - ; G-4 02 | T90 \n 8 G-4 01 \n 10 - ; === \n 12 === \n 13 D-4 01 \n 15 ===";

/// A session with that tune, whose first instrument treats old notes so, and the rows 4 to 7 of its first track marked.
fn marked(folder: &Path, new_note: NewNoteAction) -> Session {
    let mut tune = song(TUNE);
    for slot in [0, 1] {
        let mut instrument = tune.instrument(slot).expect("an instrument").clone();
        instrument.new_note = new_note;
        instrument.fade_seconds = 0.2;
        let edit = Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(instrument)) };
        tune = edit.apply(&tune).expect("an edit that fits");
    }
    let mut track = (*tune.tracks[0]).clone();
    track.note_columns = 2;
    let tune = Edit::SetTrack { at: 0, track: Box::new(track) }.apply(&tune).expect("an edit that fits");
    let mut session = session(folder, &tune);
    session.keys("down down down down shift-down shift-down shift-down");
    session
}

#[test]
fn frozen_rows_sound_as_before_and_their_notes_come_back() {
    let whole = [
        (NewNoteAction::Cut, "^^^"),
        (NewNoteAction::Off, "==="),
        (NewNoteAction::Fade, "~~~"),
        (NewNoteAction::Continue, "-"),
    ];
    for (new_note, end) in whole {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = marked(folder.path(), new_note);
        let (song, before) = (session.studio.song().clone(), rendered(&session));
        session.keys("_ z");
        settle(&mut session);
        let told = "rows 4 to 7 of 1 track of pattern 0 frozen; :unfreeze brings the notes back";
        assert_eq!(session.told(), told);
        // Nobody knows whether the pattern before leaves a note in the second column.
        let second = if new_note == NewNoteAction::Continue { String::new() } else { format!("-; {end} ") };
        let expected = format!(
            "00 C-4 01 \n 02 | T64 \n 04 {end}; -; C-4 03 \n 06 {second}| T90 \n 08 G-4 01 \n 10 -; === \n 12 === \n 13 D-4 01 \n 15 ==="
        );
        same(&session.grid(), &expected, end);
        assert_eq!(session.studio.song().tracks[0].note_columns, 3, "the sample has a column of its own");
        let apart = apart(&before, &rendered(&session));
        // What goes on to the end of the song is let go there, and so is its sample, which holds that already.
        let most = if new_note == NewNoteAction::Continue { 4e-3 } else { 1e-4 };
        assert!(apart < most, "{new_note:?}: {apart}");

        session.line("save").expect("saved");
        let again = Session::of_file(&folder.path().join("a.ron"), Folders::below(folder.path()));
        assert_eq!(again.studio.song(), session.studio.song(), "the file keeps which rows are frozen");

        session.keys("_ u");
        assert_eq!(session.told(), "the notes of 1 track are back");
        assert_eq!(session.studio.song().lane(0, 0), song.lane(0, 0));
        assert!(session.studio.song().instrument(2).is_none(), "the instrument that played them is gone");
        session.keys("ctrl-z ctrl-z");
        assert_eq!(*session.studio.song(), song, "both are one step each");
    }
}

#[test]
fn what_was_written_in_the_other_rows_meanwhile_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = marked(folder.path(), NewNoteAction::Cut);
    session.keys("_ z");
    settle(&mut session);
    let curve = thaw_what_was_written(&mut session, "1 D-4 01 \n 5 B-4 01 \n 7 - | T60 \n 13 A-4 01");
    same(
        &session.grid(),
        "00 C-4 01 \n 01 D-4 01 \n 02 | T64 \n 04 E-4 01 \n 06 -; G-4 02 | T90 \n 07 | T60 \n 08 G-4 01 \n 10 -; === \n 12 === \n 13 A-4 01 \n 15 ===",
        "the note in the frozen rows goes, the others and the tempo stay",
    );
    assert_eq!(session.studio.song().lane(0, 0).and_then(|lane| lane.curve("track.pan")), Some(&curve));
}

#[test]
fn a_part_is_cut_out_of_what_was_before_and_of_what_was_written_since() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = marked(folder.path(), NewNoteAction::Cut);
    session.keys("_ z escape");
    settle(&mut session);
    for edit in rows(0, "1 D-4 01") {
        session.studio.edit("meanwhile", edit).expect("an edit");
    }
    session.seat.place.row = 6;
    session.keys("_ s");
    same(
        &text(session.studio.song(), 0),
        "00 C-4 01 \n 01 D-4 01 \n 02 | T64 \n 04 E-4 01",
        "the notes are back",
    );
}

#[test]
fn rows_that_cannot_be_frozen_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let why = |session: &mut Session| session.line("freeze").expect_err("refused");
    let mut session = marked(folder.path(), NewNoteAction::Cut);
    session.keys("escape home down shift-down shift-down");
    assert_eq!(why(&mut session), "track 1 of pattern 0 strikes no note in rows 1 to 3");
    session.keys("escape home shift-down");
    let curve = Curve::new("instrument.volume", vec![Point::parse("3 70").expect("a point")]);
    session.studio.edit("curve", Edit::Curve { pattern: 0, track: 0, curve }).expect("a curve");
    assert_eq!(why(&mut session), "track 1 of pattern 0 has curves of its instrument: freeze all of it");
    session.keys("ctrl-z");
    for edit in rows(0, "14 - ; - ; D-4 ; D-4 ; D-4 ; D-4 ; D-4 ; D-4") {
        session.studio.edit("full", edit).expect("an edit");
    }
    assert!(why(&mut session).contains("uses all its note columns"));
    session.line("freeze track").expect("all of it can be");
}

#[test]
fn the_first_rows_of_a_loop_end_what_its_last_ones_have_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &song("0 C-4 01 \n 4 === \n 8 G-4 01"));
    session.keys("shift-down shift-down shift-down shift-down shift-down _ z");
    settle(&mut session);
    same(&session.grid(), "00 ^^^; C-4 03 \n 08 G-4 01", "as the note in row 0 cut that of row 8");
}

#[test]
fn notes_are_not_lost_where_the_sample_has_moved() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = marked(folder.path(), NewNoteAction::Cut);
    session.keys("_ z escape");
    settle(&mut session);
    session.keys("home insert");
    let moved = session.grid();
    session.keys("_ u");
    let why = "the note of the sample is not in row 4 of track 1 any more: put it back there, or undo what moved it";
    assert_eq!(session.fault(), why);
    assert_eq!(session.grid(), moved, "nothing is taken");
    session.keys("ctrl-z _ u");
    assert_eq!(session.told(), "the notes of 1 track are back");
}

#[test]
fn what_goes_on_behind_the_rows_is_not_frozen() {
    let refused = |grid: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = session(folder.path(), &song(grid));
        session.keys("shift-down shift-down shift-down");
        session.line("freeze").err().unwrap_or_default()
    };
    let of = "track 1 of pattern 0 goes on behind the rows with";
    assert_eq!(refused("0 C-4 01 | X20 \n 8 G-4 01"), format!("{of} X20 of row 0: freeze all of it"));
    assert_eq!(
        refused("0 C-4 01 \n 2 E-4 02 \n 8 G-4"),
        format!("{of} instrument 02 of row 2: freeze all of it")
    );
    assert_eq!(refused("0 C-4 01 | X20 \n 8 ==="), "");
    assert_eq!(refused("0 C-4 01 \n 2 E-4 02 \n 8 G-4 01"), "");
}

#[test]
fn a_sample_of_frozen_rows_begins_where_they_begin() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = marked(folder.path(), NewNoteAction::Cut);
    let before = rendered(&session);
    session.keys("_ z");
    settle(&mut session);
    let song = session.studio.song();
    let Some(Patch::Sampler(sampler)) = song.instrument(2).map(|instrument| &instrument.patch) else {
        panic!("no sampler: {}", session.told());
    };
    let zone = &sampler.zones[0];
    let audio = session.studio.samples.bank().audio(zone.sample.into()).expect("a sound");
    assert_eq!(zone.start, 0);
    assert!(audio.channel(0)[..64].iter().any(|sample| *sample != 0.0), "nothing of the rows before");
    let apart = apart(&before, &rendered(&session));
    assert!(apart < 1e-4, "{apart}");
}

#[test]
fn a_note_that_is_held_beyond_its_pattern_is_told() {
    let held =
        "track 1: the note of row 4 is still held where the pattern ends: in the sample it is let go there";
    for (tune, keys, is_held) in [
        ("1 C-4 01 \n 4 E-4 01", "_ z", true),
        ("4 E-4 01", "down down down down shift-down shift-down _ z", true),
        ("1 C-4 01 \n 4 E-4 01 \n 14 ===", "_ z", false),
        // The pattern begins again with another note.
        ("0 C-4 01 \n 4 E-4 01", "_ z", false),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = session(folder.path(), &song(tune));
        session.keys(keys);
        settle(&mut session);
        let told: Vec<String> = session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
        assert!(
            told.iter().any(|text| text.ends_with("frozen; :unfreeze brings the notes back")),
            "{told:?}"
        );
        assert_eq!(told.iter().any(|text| text == held), is_held, "{tune}: {told:?}");
    }
}
