//! Erasing while a key or a foot is held: the rows that are heard meanwhile, on the tracks that are recorded.

use super::live::three;
use super::played::{Keys, ROW};
use super::session::{Session, rows, same, text};
use segno::midi::message::Message;
use segno::song::edit::Edit;
use segno::studio::seat::Seat;

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

/// A song of three sections of 16 rows, with a note in each row of the first and the third; it plays from the start and is recorded.
fn sections() -> Session {
    let every: String = (0..16).map(|row| format!("{row:02} C-4 01\n")).collect();
    let edits = [rows(0, &every), rows(2, &every)].concat();
    let mut session = Session::with(Edit::Several { edits }.apply(&three()).expect("edits that fit"));
    session.line("quantum row").expect("known");
    session.keys("f5");
    session
}

/// A note in each row from one on.
fn from(row: u16) -> String {
    (row..16).map(|row| format!("{row:02} C-4 01\n")).collect()
}

#[test]
fn where_playback_leaps_rows_that_were_not_heard_stay() {
    for way in ["erase on", "record-replace"] {
        let mut session = sections();
        session.hear(500);
        session.line(way).expect("possible");
        session.hear(ROW * 2);
        session.keys("% 3");
        session.hear(ROW * 3);
        let heard = if way == "erase on" { 3 } else { 2 };
        let song = session.studio.song().clone();
        same(&text(&song, 0), &from(3), &format!("{way}: rows 0 to 2 were heard"));
        same(&text(&song, 2), &third(heard), &format!("{way}: then those from the third's first"));
        session.line("queue entry 2").expect("there");
        session.hear(ROW * 2);
        let song = session.studio.song().clone();
        same(&text(&song, 2), &third(3), &format!("{way}: a leap within it"));
    }
}

/// What the third section holds from a row on, its own note beside.
fn third(row: u16) -> String {
    format!("00 // // C-4 01\n{}", from(row))
}

#[test]
fn where_the_pattern_ends_its_rows_are_passed_however_many_at_a_time() {
    // It is left after row 13.
    let every = |row: u16| format!("{row:02} C-4 01{}\n", if row == 13 { " // | C00" } else { "" });
    let whole: String = (0..16).map(every).collect();
    for (way, first) in [("erase on", 5), ("record-replace", 4)] {
        let mut session = Session::new(&whole);
        session.keys("f9");
        session.hear(ROW * 12 + 500);
        session.line(way).expect("possible");
        session.turn();
        session.play_on(ROW * 6);
        session.turn();
        let left = (first..12).map(every).chain(["13 // | C00\n".to_owned()]).chain((14..16).map(every));
        same(&session.grid(), &left.collect::<String>(), way);
    }
}

#[test]
fn what_one_seat_erases_goes_on_whatever_another_one_does() {
    let mut session = Session::new(&full());
    session.seat.person.number = 1;
    let mut other = session.seat.beside();
    (other.person.number, other.edit) = (2, false);
    session.studio.act(&session.seat);
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.line("erase on").expect("possible");
    session.studio.act(&other);
    session.studio.arrive(&mut other);
    assert!(session.studio.erases(), "the other one records nothing");
    session.studio.act(&session.seat);
    session.hear(ROW * 2);
    same(&session.grid(), &without(2..=4), "on and on");
    session.keys("f9");
    session.turn();
    assert!(!session.studio.erases(), "its own recording is over");
}

#[test]
fn nothing_is_erased_for_a_seat_that_did_not_ask() {
    let mut session = Session::new(&full());
    session.seat.person.number = 1;
    let mut other = session.seat.beside();
    (other.person.number, other.place.track) = (2, 1);
    session.studio.act(&session.seat);
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    let hands =
        |session: &Session, other: &Seat| [&session.seat, other].map(|seat| session.studio.hands_at(seat));
    assert_eq!(hands(&session, &other), [1, 0], "who began what is recorded");
    session.line("erase on").expect("possible");
    assert_eq!(hands(&session, &other), [2, 0], "who erases");
    other.edit = true;
    for _ in 0..3 {
        session.play_on(ROW);
        session.studio.turn();
        session.studio.arrive(&mut other);
    }
    same(&session.grid(), &without(2..=2), "the other one's track, and the rows that passed there");
    session.line("erase off").expect("possible");
    assert_eq!(hands(&session, &other), [1, 0]);
}
