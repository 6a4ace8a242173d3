//! Chords parted into voices and instruments, and tracks put together.

use super::session::{Session, same};
use segno::song::edit::Edit;
use segno::song::instrument::{Instrument, NewNoteAction};

fn wide(grid: &str) -> Session {
    let mut session = Session::new(grid);
    for _ in 0..3 {
        session.line("more-notes").expect("a column");
    }
    session
}

fn names(session: &Session) -> Vec<String> {
    let song = session.studio.song();
    song.tracks.iter().take(3).map(|track| format!("{} {}", track.name, track.note_columns)).collect()
}

#[test]
fn the_highest_voice_comes_first() {
    let mut session = wide("0 C-4 01; G-4 01; E-4 01 v20 | D04 \n 4 D-4 01; ===; F-4 01 \n 8 ===; -; ~~~");
    session.keys("# v");
    let expected = "00 G-4 01; E-4 01 v20; C-4 01 | D04 \n 04 ===; F-4 01; D-4 01 \n 08 -; ~~~; ===";
    same(&session.grid(), expected, &session.told());
    assert_eq!(session.told(), "3 voices of track 1 in columns of their own, in this pattern");
    session.keys("# v");
    assert_eq!(session.fault(), "the notes stand so already");
}

#[test]
fn a_note_that_goes_to_another_column_still_ends_what_it_ended() {
    // The second column's note was ended by one that is the highest now.
    let mut session = wide("0 C-4 01; E-4 01 \n 4 -; G-4 01 \n 8 C-3 01");
    session.keys("# v");
    same(&session.grid(), "00 E-4 01; C-4 01 \n 04 G-4 01 \n 08 -; C-3 01", "voices keep their order");
    let mut session = wide("0 E-4 01; C-4 01 \n 4 C-3 01");
    let instrument = session.studio.song().instrument(0).cloned().expect("an instrument");
    let soft = Instrument { new_note: NewNoteAction::Off, ..instrument };
    session
        .studio
        .edit("soft", Edit::SetInstrument { slot: 0, instrument: Some(Box::new(soft)) })
        .expect("an edit");
    session.keys("# v");
    same(
        &session.grid(),
        "00 E-4 01; C-4 01 \n 04 ===; -; C-3 01",
        "C-4 sounds on, so C-3 comes below it, and E-4 ends",
    );
}

#[test]
fn voices_and_instruments_go_to_tracks() {
    let mut session = wide("0 C-4 01; G-4 02 | E02 \n 4 D-4 01; A-4 02 | T90");
    session.line("split-voices tracks").expect("two voices");
    same(
        &session.grid(),
        "00 G-4 02 | E02 // C-4 01 | E02 \n 04 A-4 02 | T90 // D-4 01",
        "effects on notes are on both, those on the song stand once",
    );
    assert_eq!(names(&session), ["Track 1 1 1", "Track 1 2 1", "Track 2 1"]);
    session.keys("ctrl-z");
    session.line("split-instruments tracks").expect("two instruments");
    same(&session.grid(), "00 C-4 01 | E02 // G-4 02 | E02 \n 04 D-4 01 | T90 // A-4 02", &session.told());
    assert_eq!(names(&session)[..2], ["Track 1 01 Bass 1", "Track 1 02 Lead 1"]);
    let mut single = Session::new("0 C-4 01");
    assert_eq!(single.line("split-instruments").expect_err("one"), "track 1 has one instrument here");
}

#[test]
fn tracks_become_one_and_nothing_is_lost() {
    let mut session =
        Session::new("0 C-4 01 | T90 // E-4 02 --- d40 // G-4 01 \n 4 D-4 01 // - | C00 // ===");
    session.keys("alt-b down down down down tab tab alt-e # h");
    same(
        &session.grid(),
        "00 C-4 01; E-4 02 --- d40; G-4 01 | T90 \n 04 D-4 01; -; === | C00",
        &session.told(),
    );
    assert_eq!(session.told(), "3 tracks in track 1, with 3 note columns");
    assert!(session.studio.song().tracks[0].show_delay);
    session.keys("ctrl-z");
    session
        .studio
        .edit("slide", Edit::Several { edits: super::session::rows(0, "2 // - | E02") })
        .expect("rows");
    session.keys("# h");
    assert_eq!(session.fault(), "E02 in row 2 of track 2 would act on the notes of the others too");
    let chord = "0 C-4 01; C-4 01; C-4 01; C-4 01; C-4 01 // C-4 01; C-4 01; C-4 01; C-4 01";
    let mut full = Session::new(chord);
    full.keys("alt-b tab alt-e # h");
    assert_eq!(full.fault(), "that takes 9 note columns, and a track has 8");
    same(&full.grid(), &format!("0{chord}"), "all is as it was");
}

#[test]
fn the_whole_song_is_parted_over_the_same_tracks_in_one_step() {
    let mut session = wide("0 C-4 01; G-4 02 \n 4 ===; ===");
    session.line("duplicate-pattern").expect("a second pattern");
    session.line("pattern 1").expect("looked at");
    let row = segno::song::notation::parse_row("E-4 01; B-4 03").expect("a row");
    let edit = Edit::Rows { pattern: 1, track: 0, rows: vec![(0, row)] };
    session.studio.edit("write", edit).expect("written");
    let before = session.studio.song().clone();
    session.line("split-instruments tracks song").expect("three instruments");
    assert_eq!(session.told(), "3 instruments of track 1 in tracks of their own, in the whole song");
    let note = |session: &Session, pattern: usize, track: usize| {
        let lane = session.studio.song().lane(pattern, track);
        lane.map_or(String::new(), |lane| segno::song::notation::row_text(&lane.row(0)))
    };
    let all = |session: &Session, pattern| [0, 1, 2].map(|track| note(session, pattern, track));
    assert_eq!(all(&session, 0), ["C-4 01", "G-4 02", ""], "nothing of the third here");
    assert_eq!(all(&session, 1), ["E-4 01", "", "B-4 03"]);
    session.keys("ctrl-z");
    assert_eq!(*session.studio.song(), before, "one step");
    session.keys("ctrl-y home alt-b tab tab alt-e");
    session.line("merge-tracks song").expect("there is room");
    assert_eq!(note(&session, 0, 0), "C-4 01; G-4 02");
    assert_eq!(note(&session, 1, 0), "E-4 01; B-4 03");
}
