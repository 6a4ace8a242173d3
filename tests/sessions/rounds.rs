//! Patterns that repeat, with lanes shorter than they are: what is shown, written and recorded is what plays there.

use super::session::{Session, same, song};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;

/// A row in frames.
const ROW: usize = 6_000;

/// A pattern of 16 rows that plays twice, its first track a lane of 12 rows.
fn twice(grid: &str) -> Session {
    let edits = vec![
        Edit::LaneLength { pattern: 0, track: 0, length: Some(12) },
        Edit::SetOrder { at: 0, entry: OrderEntry { repeats: 2, ..OrderEntry::default() } },
    ];
    Session::with(Edit::Several { edits }.apply(&song(grid)).expect("edits that fit"))
}

#[test]
fn down_past_the_end_leads_into_the_next_repeat_and_up_comes_back() {
    let mut session = twice("00 C-4 01 \n 04 E-4 01");
    session.keys("end down");
    assert_eq!((session.seat.order, session.seat.repeat, session.cursor().as_str()), (0, 1, "0.1 note"));
    session.keys(".");
    same(&session.grid(), "00 C-4 01", "row 16 of the entry is row 4 of the lane");
    session.keys("up up");
    assert_eq!((session.seat.repeat, session.cursor().as_str()), (0, "15.1 note"));
    session.keys("end down end down");
    assert_eq!(
        (session.seat.repeat, session.cursor().as_str()),
        (1, "15.1 note"),
        "nothing comes after that"
    );
    session.keys("ctrl-z ctrl-left");
    session.line("order 0").expect("there");
    assert_eq!(session.seat.repeat, 0);
}

#[test]
fn a_block_of_the_second_repeat_is_what_plays_there() {
    let mut session = twice("00 C-4 01 \n 04 E-4 01 // \n 05 F-4 01");
    session.keys("end down shift-down ctrl-c escape home tab ctrl-v");
    same(&session.grid(), "00 C-4 01 // E-4 \n 01 // F-4 \n 04 E-4 01 \n 05 F-4 01", "copied and pasted");
}

#[test]
fn notes_are_recorded_into_the_row_of_the_lane_that_is_heard() {
    let mut session = twice("");
    session.keys("f5");
    session.hear(ROW * 18 + 500);
    session.keys("z");
    assert_eq!(session.seat.repeat, 1);
    same(&session.grid(), "06 C-4 01", "row 18 of the entry");
}

#[test]
fn the_same_where_a_pattern_plays_over_and_over() {
    let mut session = twice("");
    session.keys("f6");
    session.hear(ROW * (16 * 3 + 2) + 500);
    session.keys("z");
    same(&session.grid(), "02 C-4 01", "row 50 of the playback");
    session.hear(ROW * 15);
    session.keys("x");
    same(&session.grid(), "02 C-4 01 \n 05 D-4 01", "row 65");
}
