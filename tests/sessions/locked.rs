//! The performance lock: what stands in the grid stays, whatever is typed, recorded or taken back.

use super::session::{Session, same};
use segno::song::edit::Edit;
use segno::song::track::Track;
use segno::studio::key::{Key, Stroke};

const ROW: usize = 6_000;

/// A session in which that stood before the lock came on.
fn locked(grid: &str) -> Session {
    let mut session = Session::new(grid);
    session.line("performance-lock").expect("it comes on");
    session
}

#[track_caller]
fn refused(session: &Session, part: &str) {
    assert!(session.fault().contains(part), "{}", session.fault());
    assert!(session.fault().contains("the performance lock keeps it"), "{}", session.fault());
}

#[test]
fn typed_notes_write_over_nothing_and_what_was_typed_since_may_go() {
    let mut session = locked("00 C-4 01 v40 \n 04 E-4 01");
    session.keys("x");
    refused(&session, "row 0 of track 1 in pattern 0 holds something");
    assert_eq!(session.cursor(), "0.1 note", "the cursor waits, for nothing was written");
    session.keys("delete");
    refused(&session, "row 0");
    session.keys("down z x");
    same(&session.grid(), "00 C-4 01 v40 \n 01 C-4 01 \n 02 D-4 01 \n 04 E-4 01", "beside it");
    session.keys("up delete up up z");
    same(&session.grid(), "00 C-4 01 v40 \n 01 C-4 01 \n 04 E-4 01", "a slip is mended");
    session.keys("home shift-down shift-down alt-q");
    refused(&session, "row 0");
    session.line("performance-lock").expect("it asks");
    session.keys("u home x");
    same(&session.grid(), "00 D-4 01 v40 \n 01 C-4 01 \n 04 E-4 01", "it is off");
}

#[test]
fn a_field_of_several_signs_is_typed_whole() {
    let mut session = locked("00 C-4 01 v40");
    session.keys("down right 1 2");
    same(&session.grid(), "00 C-4 01 v40 \n 01 --- 12", "the second sign stands over the first one's");
    session.keys("home 1");
    refused(&session, "row 0");
}

#[test]
fn undo_takes_back_only_what_was_done_since() {
    let mut session = Session::new("");
    session.keys("z");
    session.line("performance-lock").expect("it comes on");
    session.keys("x ctrl-z");
    same(&session.grid(), "00 C-4 01", "what was typed since");
    session.keys("ctrl-z");
    refused(&session, "row 0");
    same(&session.grid(), "00 C-4 01", "what stood before");
    session.keys("ctrl-y");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 01", "done again");
}

#[test]
fn recording_goes_beside_and_replaces_nothing() {
    let grid = "02 E-4 02 \n 03 E-4 02 \n 04 E-4 02";
    let mut session = locked(grid);
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    same(&session.grid(), "02 E-4 02; C-4 01 \n 03 E-4 02 \n 04 E-4 02", "beside");
    let mut session = locked(grid);
    session.keys("_ r f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW * 3);
    same(&session.grid(), "02 E-4 02; C-4 01 \n 03 E-4 02 \n 04 E-4 02", "it replaces nothing");
    let told = session.studio.notices.iter().filter(|it| it.text.contains("the performance lock keeps it"));
    assert_eq!(told.count(), 1, "for three rows");
    session.keys("_ backspace");
    assert!(session.fault().contains("erase is kept out by the performance lock"), "{}", session.fault());
}

#[test]
fn patterns_that_have_come_since_go_and_what_was_typed_since_stays_free() {
    let mut session = locked("00 C-4 01");
    session.keys("down z");
    session.line("new-pattern").expect("beside");
    session.keys("home x home z");
    same(&session.grid(), "00 C-4 01", "a slip in the new one is mended");
    session.keys("ctrl-z ctrl-z ctrl-z");
    assert_eq!((session.studio.song().patterns.len(), session.told().as_str()), (1, "undone: new pattern"));
    session.line("new-pattern").expect("beside");
    session.line("pattern 0").expect("there");
    session.keys("home down delete");
    same(&session.grid(), "00 C-4 01", "what was typed before the new one came goes");
    session.keys("home x");
    refused(&session, "row 0 of track 1 in pattern 0");
}

#[test]
fn tracks_that_come_go_and_change_places_take_nothing_with_them() {
    let mut session = locked("00 C-4 01 // E-4 02");
    session.line("add-track").expect("beside");
    session.keys("home z home x");
    same(&session.grid(), "00 C-4 01 // D-4 01 // E-4 02", "a slip in the new one is mended");
    session.keys("home tab x");
    refused(&session, "row 0 of track 3 in pattern 0");
    session.line("move-track-right").expect("possible");
    session.keys("home delete");
    refused(&session, "row 0 of track 4 in pattern 0");
    session.line("move-track-left").expect("possible");
    session.keys("ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z");
    assert_eq!(session.told(), "undone: add track");
    same(&session.grid(), "00 C-4 01 // E-4 02", "as it was");
}

#[test]
fn tracks_of_one_name_that_go_into_a_group_are_told_apart() {
    let grid = "00 C-4 01 // E-4 01 // G-4 01";
    let mut session = Session::new(&format!("{grid} // ---"));
    for at in [1, 2] {
        let track = Track { name: "Kick".to_owned(), output: Some(3), ..Track::default() };
        session.studio.edit("route", Edit::SetTrack { at, track: Box::new(track) }).expect("an edit");
    }
    session.line("performance-lock").expect("it comes on");
    session.keys("home");
    session.line("add-track").expect("before them");
    let outputs = |session: &Session| -> Vec<Option<u16>> {
        session.studio.song().tracks.iter().map(|track| track.output).collect()
    };
    assert_eq!(outputs(&session)[..4], [None, None, Some(4), Some(4)]);
    session.keys("ctrl-z");
    same(&session.grid(), grid, "as it was");
}

#[test]
fn what_adds_a_pattern_takes_nothing_away_either() {
    let mut session = locked("00 C-4 01 \n 04 E-4 01");
    session.keys("home down down");
    let fault = session.line("split-pattern").expect_err("row 4 would stand elsewhere");
    assert!(fault.contains("row 4 of track 1 in pattern 0 holds something"), "{fault}");
}

#[test]
fn a_block_is_pasted_beside_what_stands_there() {
    let grid = "00 C-4 01 \n 04 E-4 01";
    let mut session = locked(grid);
    session.keys("shift-down shift-right ctrl-c escape home down down down down ctrl-v");
    refused(&session, "row 4");
    same(&session.grid(), grid, "nothing is pasted");
    session.keys("home down down ctrl-v");
    same(&session.grid(), "00 C-4 01 \n 02 C-4 01 \n 04 E-4 01", "where nothing stood");
    session.keys("ctrl-z");
    same(&session.grid(), grid, "and taken back");
}

#[test]
fn a_phrase_stays_too() {
    let mut session = Session::new("00 C-4 01 \n 01 E-4 01");
    session.keys("shift-down # m");
    session.line("performance-lock").expect("it comes on");
    session.keys("ctrl-z");
    refused(&session, "row 0 of a phrase of instrument 01");
    session.keys("# p home x");
    refused(&session, "row 0 of a phrase");
    session.line("new-pattern").expect("a phrase more");
    session.keys("home z ctrl-z ctrl-z");
    assert_eq!(session.fault(), "", "what has come since goes");
}

#[test]
fn nothing_that_stood_there_comes_to_lie_behind_an_end() {
    let grid = "00 C-4 01 // E-4 01 \n 08 D-4 01";
    let mut session = locked(grid);
    session.line("pattern-length 9").expect("nothing stood behind row 8");
    let fault = session.line("pattern-length 8").expect_err("row 8 would not be heard");
    assert!(fault.contains("row 8 of track 1 in pattern 0 holds something: the performance lock"), "{fault}");
    session.keys("home");
    let fault = session.line("lane-length 4").expect_err("nor here");
    assert!(fault.contains("row 8 of track 1"), "{fault}");
    session.keys("tab");
    session.line("lane-length 4").expect("nothing stood there");
    session.line("pattern-length 32").expect("longer");
    // What has come since may lie there.
    session.keys("home pagedown down down z");
    assert!(session.seat.place.row > 16, "{}", session.cursor());
    session.line("pattern-length 16").expect("what is written since");
    session.keys("ctrl-z ctrl-z ctrl-z");
    same(&session.grid(), grid, "as it was");
}

#[test]
fn a_key_that_is_held_is_refused_once() {
    let faults = |session: &Session| {
        session.studio.notices.iter().filter(|notice| notice.text.contains("the performance lock")).count()
    };
    // A terminal that does not tell, while notes are recorded.
    let mut session = locked("00 C-4 01 \n 01 C-4 01 \n 02 C-4 01");
    session.keys("f9");
    session.hear(500);
    let before = faults(&session);
    for wait in [24_000, 1_600, 1_600, 1_600, 1_600, 48_000] {
        session.keys("delete");
        session.hear(wait);
    }
    assert_eq!(faults(&session) - before, 1);
    session.keys("delete");
    assert_eq!(faults(&session) - before, 2, "pressed once more a second later");
    // One that does, at rest.
    let mut session = locked("00 C-4 01");
    session.seat.key_up = true;
    let before = faults(&session);
    let delete = Key::parse("delete").expect("a key");
    for stroke in [Stroke::Press, Stroke::Repeat, Stroke::Repeat] {
        session.stroke(delete, stroke);
    }
    assert_eq!(faults(&session) - before, 1);
    session.stroke(delete, Stroke::Release);
    session.stroke(delete, Stroke::Press);
    assert_eq!(faults(&session) - before, 2, "pressed once more");
}
