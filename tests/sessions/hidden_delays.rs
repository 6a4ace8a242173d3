//! Delays of tracks whose delay column is hidden: they go where their notes go.

use super::session::{Session, check, same, song};
use segno::song::edit::Edit;
use segno::song::track::Track;
use segno::studio::input;

/// A plain note, and one that comes half a row late.
const TUNE: &str = "00 C-4 02 \n 06 G-2 02 v40 d80";

#[test]
fn what_moves_a_blocks_rows_moves_hidden_delays() {
    for (keys, after) in [
        ("alt-l \\ down", "01 C-4 02 \n 07 G-2 02 v40 d80"),
        ("alt-l \\ b", "09 G-2 02 v40 d80 \n 15 C-4 02"),
        ("alt-l alt-f", "00 C-4 02 \n 12 G-2 02 v40 d80"),
        ("alt-l alt-g", "00 C-4 02 \n 03 G-2 02 v40 d80"),
        ("alt-l \\ t", "00 C-4 02"),
        ("alt-l delete", ""),
        ("alt-l ctrl-x", ""),
        ("ctrl-a ctrl-x", ""),
        ("\\ down", "01 C-4 02 \n 07 G-2 02 v40 d80"),
    ] {
        check(TUNE, keys, after);
        check(TUNE, &format!("{keys} ctrl-z"), TUNE);
    }
}

#[test]
fn a_copy_has_the_hidden_delays() {
    let mut session = Session::new("00 C-4 02 \n 06 G-2 02 v40 d80 // --- -- --- d10");
    session.keys("alt-l ctrl-c escape tab ctrl-v");
    same(
        &session.grid(),
        "00 C-4 02 // C-4 02 \n 06 G-2 02 v40 d80 // G-2 02 v40 d80",
        "notes, delays and what was left of others",
    );
    assert!(!session.studio.song().tracks[1].show_delay, "hidden there too");
    let copied = session.studio.to_clipboard.clone().expect("a text");
    assert!(copied.starts_with("segno 16 rows: note instrument volume delay effect\n"), "{copied}");
    let shown = Edit::SetTrack { at: 1, track: Box::new(Track { show_delay: true, ..Track::default() }) };
    let mut session = Session::with(shown.apply(&song("00 C-4 02 // D-4 01 --- d20")).unwrap());
    session.keys("alt-l ctrl-c escape tab ctrl-v");
    same(&session.grid(), "00 C-4 02 // C-4 02", "over a delay that is shown");
}

#[test]
fn text_without_delays_comes_on_time() {
    let mut session = Session::new("00 D-4 01 --- d20 \n 01 D-4 01 --- d20");
    input::paste(&mut session.studio, &mut session.seat, "C-4 02");
    same(&session.grid(), "00 C-4 02 \n 01 D-4 01 --- d20", "a note with its instrument");
}

#[test]
fn a_note_that_stays_keeps_its_time_when_another_is_mixed_in() {
    let tune = "00 C-4 02 --- d80 \n 01 D-4 02 --- d40 \n 04 E-4 01 v20";
    check(
        tune,
        "shift-down shift-right shift-right ctrl-c escape home down down down down alt-m",
        "00 C-4 02 --- d80 \n 01 D-4 02 --- d40 \n 04 E-4 01 v20 \n 05 D-4 02 --- d40",
    );
}

#[test]
fn a_block_without_notes_leaves_their_delays() {
    check(TUNE, "right alt-b end alt-e \\ down", "00 C-4 \n 01 --- 02 \n 06 G-2 -- v40 d80 \n 07 --- 02");
    let mut session = Session::new(TUNE);
    session.line("operation-mask V").expect("a mask");
    session.keys("alt-l delete");
    same(&session.grid(), "00 C-4 02 \n 06 G-2 02 --- d80", "volumes alone");
}

#[test]
fn hidden_delays_keep_their_values() {
    let mut session = Session::new(TUNE);
    session.keys("alt-l");
    session.line("scale-values 50").expect("volumes");
    same(&session.grid(), "00 C-4 02 v32 \n 06 G-2 02 v20 d80", "scaled");
    session.line("humanise 4").expect("volumes");
    assert!(session.grid().contains("d80"), "{}", session.grid());
    session.line("randomise").expect("notes");
    assert!(
        session.grid().contains("d80") && !session.grid().contains("00 C-4 02 v32 d"),
        "{}",
        session.grid()
    );
}

#[test]
fn a_note_that_is_deleted_takes_its_hidden_delay_along() {
    check("00 C-4 01 --- d80", "delete", "");
    check("00 C-4 01 --- d80", "shift-delete", "");
    check("00 C-4 01 v20 d80", "right delete", "00 C-4 -- v20 d80");
    check("00 C-4 01 --- d80 \n 01 D-4 01 --- d80", "e", "00 E-5 01 --- d80 \n 01 D-4 01 --- d80");
}

#[test]
fn a_note_that_is_written_comes_on_time() {
    let stale = "00 --- -- --- d80 \n 01 --- -- --- d80 \n 02 --- -- --- d80";
    check(stale, "z = down", "00 C-4 01 \n 01 === \n 02 --- -- --- d80");
    let mut session = Session::new(stale);
    session.line("chord triad").expect("a chord");
    session.keys("z");
    same(&session.grid(), "00 C-4 01; E-4 01; G-4 01 \n 01 --- -- --- d80 \n 02 --- -- --- d80", "a chord");
    check("00 --- -- --- d80 \n 08 C-4 01", "end ' 2 ctrl-c home ctrl-v", "00 C-4 \n 08 C-4 01");
    let shown = Edit::SetTrack { at: 0, track: Box::new(Track { show_delay: true, ..Track::default() }) };
    let mut session = Session::with(shown.apply(&song(stale)).unwrap());
    session.keys("z");
    assert!(session.grid().starts_with("00 C-4 01 --- d80\n"), "a delay that is shown stays");
}

#[test]
fn hidden_delays_are_found_and_replaced() {
    let mut session = Session::new("02 D-4 01 --- d90 \n 06 G-2 02 v40 d80 // C-4 01");
    session.line("find delay>=80").expect("two");
    assert_eq!(session.told(), "1 of 2: delay>=80 in pattern 0, row 2, track 1, in a hidden delay column");
    session.keys("ctrl-n");
    assert_eq!(session.cursor(), "6.1 volume", "beside it");
    session.keys("ctrl-n");
    assert_eq!(session.cursor(), "2.1 volume", "around");
    session.line("replace-everywhere delay>=90 to delay=-").expect("one");
    same(&session.grid(), "02 D-4 01 \n 06 G-2 02 v40 d80 // C-4 01", "emptied");
    session.line("replace-everywhere G-2 -").expect("one");
    same(&session.grid(), "02 D-4 01 \n 06 --- 02 v40 // C-4 01", "a note goes with its delay");
}

#[test]
fn delays_that_are_put_into_notes_are_shown() {
    let shown =
        |session: &Session| session.studio.song().tracks.iter().map(|it| it.show_delay).collect::<Vec<_>>();
    let mut session = Session::new("00 C-4 02 // D-4 01 // C-4 01 --- d40");
    session.line("replace C-4 to volume=20").expect("two");
    assert!(!shown(&session).contains(&true), "nothing comes later");
    session.line("replace note=C-4 instrument=02 to delay=80").expect("one");
    same(&session.grid(), "00 C-4 02 v20 d80 // D-4 01 // C-4 01 v20 d40", "a delay");
    assert_eq!(shown(&session)[..3], [true, false, false], "it is seen");
    session.keys("ctrl-z");
    assert_eq!(shown(&session)[..3], [false, false, false], "one step with it");
    session.line("replace delay=40 delay=-").expect("one");
    assert_eq!(shown(&session)[..3], [false, false, false], "nothing is left to be seen");
    session.line("replace-each D-4 delay+10").expect("asked");
    session.keys("y");
    assert_eq!(shown(&session)[..3], [false, true, false], "asked at each place");
}

#[test]
fn a_delay_that_was_left_without_its_note_goes_with_the_next_delete() {
    check("00 --- -- --- d80 \n 02 C-4 02", "delete", "02 C-4 02");
    let shown = Edit::SetTrack { at: 0, track: Box::new(Track { show_delay: true, ..Track::default() }) };
    let mut session = Session::with(shown.apply(&song("00 --- -- --- d80")).unwrap());
    session.keys("delete");
    same(&session.grid(), "00 --- -- --- d80", "one that is seen has a field of its own");
}
