//! Pasting in all its ways, what was copied before, and text that comes from other programs.

use super::session::{Session, check, same};
use segno::studio::input;

#[test]
fn what_was_copied_floods_the_pattern() {
    let tune = "00 C-4 01 \n 01 E-4 01 \n 02 G-4 01";
    check(
        tune,
        "shift-down shift-down shift-right ctrl-c escape home down down down down down down down down \\ f",
        "00 C-4 01 \n 01 E-4 01 \n 02 G-4 01 \n 08 C-4 01 \n 09 E-4 01 \n 10 G-4 01 \n 11 C-4 01 \n 12 E-4 01 \n 13 G-4 01 \n 14 C-4 01 \n 15 E-4 01",
    );
}

#[test]
fn a_polymeter_makes_the_lane_as_long_as_what_was_copied() {
    let mut session = Session::new("00 C-4 01 // A-2 02 \n 01 E-4 01 \n 02 G-4 01");
    session.keys("shift-down shift-down shift-right ctrl-c escape home tab down down down down \\ p");
    same(
        &session.grid(),
        "00 C-4 01 // G-4 01 \n 01 E-4 01 // C-4 01 \n 02 G-4 01 // E-4 01",
        "row 4 of the pattern begins with the first copied row",
    );
    assert_eq!(session.told(), "polymeter paste: 3 rows over and over in 1 track");
    let length = |session: &Session| session.studio.song().lane(0, 1).and_then(|lane| lane.length);
    assert_eq!(length(&session), Some(3));
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01 // A-2 02 \n 01 E-4 01 \n 02 G-4 01", "one step");
    assert_eq!(length(&session), None);
}

#[test]
fn what_stands_there_and_what_was_copied_change_places() {
    let mut session = Session::new("00 C-4 01 \n 01 D-4 01 \n 08 G-4 02 \n 09 A-4 02");
    session.keys("shift-down shift-right ctrl-c escape ' 2 \\ w");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 01 \n 08 C-4 01 \n 09 D-4 01", "pasted");
    session.keys("home ctrl-v");
    same(&session.grid(), "00 G-4 02 \n 01 A-4 02 \n 08 C-4 01 \n 09 D-4 01", "swapped");
}

#[test]
fn the_blocks_before_the_last_one_can_be_pasted_again() {
    let mut session = Session::new("00 C-4 01 \n 01 D-4 02 \n 02 E-4 01");
    session.keys("\\ c");
    assert_eq!(session.fault(), "nothing was copied yet");
    session.keys("ctrl-c down ctrl-c down ctrl-c ' 2 \\ [ ctrl-v");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 02 \n 02 E-4 01 \n 08 D-4", "the one before");
    session.keys("\\ [ \\ [");
    assert_eq!(session.fault(), "nothing else was copied", "there are three");
    session.keys("ctrl-v");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 02 \n 02 E-4 01 \n 08 C-4", "the first one");
    session.keys("\\ ]");
    assert_eq!(session.told(), "pasting takes copy 2: 1 row of 1 track, D-4");
    session.keys("\\ c up enter ctrl-v");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 02 \n 02 E-4 01 \n 08 E-4", "chosen from the list");
}

#[test]
fn a_copied_block_goes_to_the_terminal_as_text_and_comes_back() {
    let tune = "00 C-4 01 v20 | D04 // E-4 01 \n 02 G-4 01 // === ";
    let mut session = Session::new(tune);
    session.keys("alt-b down down tab tab left alt-e ctrl-c");
    let text = session.studio.to_clipboard.clone().expect("a text");
    assert_eq!(
        text,
        "segno 3 rows: note instrument volume effect // note instrument volume effect\n00 C-4 01 v20 | D04 // E-4 01\n02 G-4 01 // ===\n"
    );
    let mut other = Session::new("");
    other.keys("' 2");
    input::paste(&mut other.studio, &mut other.seat, &text);
    same(&other.grid(), "08 C-4 01 v20 | D04 // E-4 01 \n 10 G-4 01 // ===", "in another studio");
    other.keys("ctrl-z");
    same(&other.grid(), "", "one step");
    session.studio.settings.terminal_clipboard = Some(false);
    session.studio.to_clipboard = None;
    session.keys("ctrl-c");
    assert_eq!(session.studio.to_clipboard, None, "if the user does not want it");
}

#[test]
fn pasted_text_is_read_or_told_and_never_played() {
    let mut session = Session::new("04 C-4 01");
    input::paste(&mut session.studio, &mut session.seat, "C-5 02\n\nE-5\n");
    same(&session.grid(), "00 C-5 02 \n 02 E-5 \n 04 C-4 01", "rows that somebody typed");
    input::paste(&mut session.studio, &mut session.seat, "zxcvbn");
    assert!(
        session
            .fault()
            .starts_with("the pasted text is no block: line 1, column 1: `zxcvbn` is no note; expected"),
        "{}",
        session.fault()
    );
    same(&session.grid(), "00 C-5 02 \n 02 E-5 \n 04 C-4 01", "nothing was played or written");
    input::paste(
        &mut session.studio,
        &mut session.seat,
        "ModPlug Tracker  IT\n|G-501v20A04|===\n|...........u01\n",
    );
    assert!(
        session.fault().starts_with("the pasted text is no block: line 3, track 1"),
        "{}",
        session.fault()
    );
    input::paste(
        &mut session.studio,
        &mut session.seat,
        "ModPlug Tracker  IT\n|G-501v20A04|===\n|.....u01...\n",
    );
    same(&session.grid(), "00 G-4 01 v20 | A04 // === \n 02 E-5 \n 04 C-4 01", "OpenMPT's own");
    assert_eq!(session.told(), "left out, nothing like them is known here: 1 field");
    session.keys("f10");
    input::paste(&mut session.studio, &mut session.seat, "C-5");
    assert_eq!(session.told(), "pasted text goes into the : line, or into the pattern grid");
    session.keys(":");
    input::paste(&mut session.studio, &mut session.seat, "octave 7");
    session.keys("enter");
    assert_eq!(session.seat.octave, 7, "a prompt takes it");
}
