//! The performance lock: what stands in the grid stays, whatever is typed, recorded or taken back.

use super::session::{Session, same};

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
    session.hear(ROW * 5);
    same(&session.grid(), grid, "it replaces nothing");
    assert!(session.told().contains("the performance lock keeps it"), "{}", session.told());
    session.keys("_ backspace");
    assert!(session.fault().contains("erase is kept out by the performance lock"), "{}", session.fault());
}
