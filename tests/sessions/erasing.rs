//! Erasing while a key or a foot is held: the rows that are heard meanwhile, on the tracks that are recorded.

use super::played::{Keys, ROW};
use super::session::{Session, same};
use segno::midi::message::Message;

/// A note in each of ten rows, on two tracks.
fn full() -> String {
    (0..10).map(|row| format!("{row:02} C-4 01 // E-4 02\n")).collect()
}

/// The same without the first track's notes in some rows.
fn without(rows: std::ops::RangeInclusive<u16>) -> String {
    let note = |row: &u16| if rows.contains(row) { "" } else { "C-4 01" };
    (0..10).map(|row| format!("{row:02} {} // E-4 02\n", note(&row))).collect()
}

#[test]
fn rows_are_erased_while_the_key_is_down_and_one_undo_brings_them_back() {
    for key in ["delete", "backspace"] {
        let mut session = Session::new(&full());
        session.seat.key_up = true;
        session.keys("f9");
        session.hear(ROW * 2 + 500);
        session.keys(key);
        session.hear(ROW * 2);
        session.lift(key);
        session.hear(ROW * 2);
        same(&session.grid(), &without(2..=4), key);
        session.keys("ctrl-z");
        same(&session.grid(), &full(), "one step");
    }
}

#[test]
fn a_key_that_comes_again_and_again_is_held_and_once_it_erases_its_row() {
    let mut session = Session::new(&full());
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("delete");
    same(&session.grid(), &without(2..=2), "a stroke");
    session.hear(24_000);
    for _ in 0..9 {
        session.keys("delete");
        session.hear(1_600);
    }
    session.hear(ROW * 4);
    same(&session.grid(), &without(2..=8), "from the first time on, up to the last");
    session.keys("ctrl-z");
    same(&session.grid(), &full(), "one step");
}

#[test]
fn a_foot_holds_it_or_latches_it_and_the_armed_tracks_are_meant() {
    let foot = |value| Message::Control { channel: 0, number: 80, value };
    for (line, down, up) in [("learn erase", 127, 0), ("learn erase latch", 127, 127)] {
        let mut keys = Keys::new(&full());
        keys.session.line(line).expect("a command");
        keys.send(foot(127)).send(foot(0));
        keys.session.line("arm 1").expect("possible");
        keys.keys("tab f9").hear(ROW * 2 + 500).send(foot(down));
        if up > 0 {
            keys.send(foot(0));
        }
        keys.hear(ROW * 2).send(foot(up)).hear(ROW * 2);
        keys.grid(&without(2..=4), line);
    }
}

#[test]
fn nothing_is_erased_where_nothing_is_recorded() {
    let mut session = Session::new(&full());
    let fault = session.line("erase on").expect_err("nothing plays");
    assert_eq!(fault, "rows are erased while notes are recorded: F9 begins");
    session.keys("f9");
    session.hear(500);
    session.line("erase on").expect("possible");
    session.keys("f9");
    session.hear(ROW * 2);
    assert!(!session.studio.erases(), "recording is over");
    same(&session.grid(), &without(0..=0), "the row that was heard");
    assert!(session.line("erase maybe").is_err());
}
