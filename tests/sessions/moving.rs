//! Where the cursor goes, and what is marked.

use super::session::{Session, song};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;

/// A song of three patterns of 16, 8 and 16 rows in a row.
fn three_patterns() -> Session {
    let edits = vec![
        Edit::InsertPattern { at: 1, pattern: Pattern { length: 8, ..Pattern::default() } },
        Edit::InsertPattern { at: 2, pattern: Pattern { length: 16, ..Pattern::default() } },
        Edit::InsertOrder { at: 1, entry: OrderEntry { pattern: 1, ..OrderEntry::default() } },
        Edit::InsertOrder { at: 2, entry: OrderEntry { pattern: 2, ..OrderEntry::default() } },
    ];
    Session::with(Edit::Several { edits }.apply(&song("")).expect("edits that fit"))
}

#[test]
fn arrows_go_through_the_signs_of_fields() {
    for (keys, cursor) in [
        ("down", "1.1 note"),
        ("right", "0.1 instrument"),
        ("right right", "0.1 instrument+1"),
        ("right right right", "0.1 volume"),
        ("right right right right right right", "0.1 effect"),
        ("right right right right right right right right right", "0.2 note"),
        ("tab left", "0.1 effect+2"),
        ("left", "0.1 note"),
        ("tab tab", "0.3 note"),
        ("right right tab", "0.2 note"),
        ("shift-tab", "0.8 note"),
        ("alt-right alt-right alt-left", "0.2 note"),
        ("end", "15.1 note"),
        ("end down", "15.1 note"),
        ("up", "0.1 note"),
        ("end home", "0.1 note"),
        ("' 1", "4.1 note"),
        ("' 2", "8.1 note"),
        ("' 3", "12.1 note"),
        ("' 3 ' 0", "0.1 note"),
        ("pagedown", "15.1 note"),
        ("end pageup", "0.1 note"),
    ] {
        let mut session = Session::new("");
        session.keys(keys);
        assert_eq!(session.cursor(), cursor, "{keys}");
    }
}

#[test]
fn up_and_down_lead_into_the_neighbouring_entries_of_the_order_list() {
    let mut session = three_patterns();
    session.keys("end down");
    assert_eq!((session.seat.order, session.seat.pattern, session.seat.place.row), (1, 1, 0));
    session.keys("up");
    assert_eq!((session.seat.order, session.seat.pattern, session.seat.place.row), (0, 0, 15));
    session.keys("home up");
    assert_eq!((session.seat.order, session.seat.place.row), (0, 0));
}

#[test]
fn patterns_and_entries_are_walked_through() {
    let mut session = three_patterns();
    session.keys("+ +");
    assert_eq!((session.seat.order, session.seat.pattern), (0, 2));
    session.keys("+");
    assert_eq!(session.fault(), "the song has patterns 0 to 2");
    session.keys("- ctrl-w b");
    assert_eq!(session.seat.pattern, 0);
    session.keys("ctrl-right end");
    assert_eq!((session.seat.order, session.seat.pattern, session.seat.place.row), (1, 1, 7));
    session.keys("ctrl-left ctrl-left");
    assert_eq!(session.fault(), "the order list has places 0 to 2");
    assert!(session.line("order 2").is_ok() && session.seat.order == 2);
    assert!(session.line("pattern 1").is_ok() && session.seat.pattern == 1);
}

#[test]
fn shift_marks_and_a_step_without_it_forgets() {
    let mut session = Session::new("");
    session.keys("down shift-down shift-right");
    let marked = session.seat.selection.unwrap();
    assert_eq!((marked.rows(), marked.anchor.row), ((1, 2), 1));
    session.keys("shift-end");
    assert_eq!(session.seat.selection.unwrap().rows(), (1, 15));
    session.keys("shift-home shift-pagedown shift-pageup shift-left shift-up");
    assert_eq!(session.seat.selection.unwrap().rows(), (0, 1));
    session.keys("down");
    assert_eq!(session.seat.selection, None);
}

#[test]
fn blocks_marked_by_corners_stay_until_they_are_unmarked() {
    let mut session = Session::new("");
    session.keys("down alt-b down tab alt-e home");
    let marked = session.seat.selection.unwrap();
    assert_eq!((marked.rows(), marked.anchor.track, marked.head.track), ((1, 2), 0, 1));
    session.keys("alt-l");
    let track = session.seat.selection.unwrap();
    assert_eq!((track.rows(), track.anchor.track, track.head.track), ((0, 15), 1, 1));
    session.keys("alt-l");
    let pattern = session.seat.selection;
    assert_eq!(pattern.map(|all| (all.anchor.track, all.head.track)), Some((0, 7)));
    session.keys("escape");
    assert_eq!(session.seat.selection, None);
    session.keys("escape ctrl-a");
    assert_eq!(session.seat.selection, pattern);
}

#[test]
fn the_capital_letter_after_ctrl_w_stands_for_alt() {
    let mut session = Session::new("");
    session.keys("ctrl-w L");
    assert_eq!(session.seat.selection.map(|marked| marked.rows()), Some((0, 15)));
}

#[test]
fn the_cursor_follows_what_is_heard_until_it_is_moved_by_hand() {
    let mut session = Session::new("");
    session.keys("f6");
    session.hear(48_000 / 8 * 5 + 500);
    session.keys("tab");
    assert_eq!(session.cursor(), "5.2 note");
    assert!(session.seat.follow);
    session.keys("up");
    assert_eq!(session.cursor(), "4.2 note");
    assert!(!session.seat.follow);
    assert_eq!(session.told(), "the grid stays here; Ctrl-F follows playback again");
    session.keys("ctrl-f right");
    assert_eq!(session.cursor(), "5.2 instrument");
}
