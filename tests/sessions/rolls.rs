//! The piano roll and the step sequencer: what stood in the grid, what was typed there, what stands in the grid then.

use super::session::{Session, check, same};
use segno::song::note::Pitch;
use segno::studio::view::View;

const ROLL: &str = "ctrl-w & ";
const STEPS: &str = "ctrl-w \" ";

fn on_roll(before: &str, keys: &str, after: &str) {
    check(before, &format!("{ROLL}{keys}"), after);
}

#[test]
fn a_note_is_put_in_and_taken_out() {
    on_roll("", "enter", "00 C-4 01 \n 01 ===");
    on_roll("", "enter enter", "");
    on_roll("", "right right up up . . . space", "02 D-4 01 \n 06 ===");
    on_roll("", "pageup end enter", "15 C-5 01");
    on_roll("00 C-4 01 v32 \n 04 ===", "right right delete", "");
    on_roll("00 C-4 01 \n 02 E-4 01 \n 04 ===", "tab x", "00 C-4 01 \n 02 ===");
}

#[test]
fn chords_go_into_further_columns_which_the_track_gets() {
    let mut session = Session::new("");
    session.keys(ROLL).keys("enter up up up up enter up up up enter");
    same(&session.grid(), "00 C-4 01; E-4 01; G-4 01 \n 01 ===; ===; ===", "a chord");
    assert_eq!(session.studio.song().tracks[0].note_columns, 3);
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01; E-4 01 \n 01 ===; ===", "column and note are one step");
    assert_eq!(session.studio.song().tracks[0].note_columns, 2);
}

#[test]
fn notes_become_longer_and_shorter_and_the_next_one_is_as_long() {
    on_roll("", "enter shift-right shift-right", "00 C-4 01 \n 03 ===");
    on_roll("", "enter . . . , down right enter", "00 C-4 01 \n 01 -; B-3 01 \n 03 === \n 04 -; ===");
    on_roll("00 C-4 01 \n 02 ===", ". . ctrl-z", "00 C-4 01 \n 02 ===");
    let mut session = Session::new("00 C-4 01 \n 01 D-4 01");
    session.keys(ROLL).keys("shift-right");
    assert_eq!(session.fault(), "another note of its column begins there");
}

#[test]
fn notes_move_and_the_cursor_goes_along() {
    on_roll("00 C-4 01 v32 \n 02 ===", "K K L", "01 D-4 01 v32 \n 03 ===");
    on_roll("00 C-4 01 v32 \n 02 ===", "alt-down alt-right alt-left", "00 B-3 01 v32 \n 02 ===");
    on_roll("04 C-4 01", "tab H H H H", "00 C-4 01");
    let mut session = Session::new("00 C-4 01");
    session.keys(ROLL).keys("H");
    assert_eq!(session.fault(), "there is no room for the note there");
    session.keys("down K");
    assert_eq!(session.fault(), "there is no note at the cursor");
}

#[test]
fn notes_become_louder_and_softer() {
    on_roll("00 C-4 01", "- - -", "00 C-4 01 v52");
    on_roll("00 C-4 01 v60", "+ +", "00 C-4 01 v64");
    let mut session = Session::new("00 C-4 01 p32");
    session.keys(ROLL).keys("+");
    assert_eq!(session.fault(), "the volume field holds something else there");
}

#[test]
fn one_walks_from_note_to_note_and_comes_back_to_the_grid() {
    let mut session = Session::new("02 C-4 01; G-4 01 \n 05 E-3 01");
    session.keys(ROLL).keys("tab tab tab");
    assert_eq!(
        (session.seat.place.row, session.seat.roll.pitch),
        (5, Pitch::from_midi(52).expect("a pitch"))
    );
    session.keys("tab");
    assert_eq!(session.fault(), "there is no other note on that side");
    session.keys("shift-tab q");
    assert_eq!((session.seat.view, session.seat.place.row), (View::Pattern, 2));
    session.keys("down down down").keys(ROLL);
    assert_eq!(
        session.seat.roll.pitch,
        Pitch::from_midi(52).expect("a pitch"),
        "where the grid's cursor stands"
    );
}

#[test]
fn a_shorter_lane_is_written_where_it_turns() {
    let mut session = Session::new("00 C-4 01");
    session.line("lane-length 4").expect("done");
    session.keys(ROLL).keys("right right right right right up enter");
    same(&session.grid(), "00 C-4 01 \n 01 -; C#4 01 \n 02 -; ===", "row 5 is row 1 of the lane");
}

#[test]
fn steps_are_struck_by_voice() {
    let kit = "00 C-3 01; F#3 01 \n 08 D-3 01";
    let steps = |keys: &str, after: &str| check(kit, &format!("ctrl-w ] {STEPS}{keys}"), after);
    steps("right right enter", "00 C-3 01; F#3 01 \n 02 C-3 01 \n 08 D-3 01");
    steps("down enter", "00 C-3 01; F#3 01; D-3 01 \n 08 D-3 01");
    steps("enter", "00 -; F#3 01 \n 08 D-3 01");
    steps("down down right 5", "00 C-3 01; F#3 01 \n 01 F#3 01 v35 \n 08 D-3 01");
    steps("9", "00 C-3 01 v64; F#3 01 \n 08 D-3 01");
    // What hidden columns hold stays there.
    check(
        "00 C-3 01; F#3 01 \n 08 D-3 01",
        &format!("{STEPS}down enter"),
        "00 C-3 01; F#3 01; D-3 01 \n 08 D-3 01",
    );
}

#[test]
fn lines_are_made_filled_rotated_and_cleared() {
    let mut session = Session::new("");
    session.keys(STEPS).keys("enter");
    assert_eq!(session.fault(), "this track strikes nothing yet: Insert makes a line of a note");
    session.keys("insert c 3 enter");
    session.line("fill-steps 4").expect("done");
    same(&session.grid(), "00 C-3 01 \n 04 C-3 01 \n 08 C-3 01 \n 12 C-3 01", "filled");
    session.keys("shift-left");
    same(&session.grid(), "03 C-3 01 \n 07 C-3 01 \n 11 C-3 01 \n 15 C-3 01", "rotated around");
    session.keys("c");
    same(&session.grid(), "", "cleared");
    session.keys("right enter");
    same(&session.grid(), "01 C-3 01", "the line is still there");
    session.keys("insert h 9 enter");
    assert_eq!(session.fault(), "expected a note, as C-4 or F#3");
}

#[test]
fn nothing_is_written_while_editing_is_off() {
    let mut session = Session::new("00 C-4 01");
    session.keys("space").keys(ROLL).keys("enter");
    assert!(session.fault().starts_with("editing is off"));
    same(&session.grid(), "00 C-4 01", "as it was");
}

#[test]
fn what_cannot_be_a_note_is_told() {
    let mut session = Session::new("");
    session.keys(STEPS);
    for wrong in ["é4", "4", "C#", "X-3"] {
        assert!(session.line(&format!("add-voice {wrong}")).is_err(), "{wrong}");
    }
    session.line("add-voice Bb3").expect("a flat");
    session.line("add-voice f4").expect("a letter and an octave");
    assert_eq!(session.seat.roll.added.len(), 2);
}

#[test]
fn steps_keep_their_ends_when_they_are_rotated() {
    check(
        "00 C-3 01 \n 02 === \n 08 C-3 01",
        &format!("{STEPS}shift-right"),
        "01 C-3 01 \n 03 === \n 09 C-3 01",
    );
}

#[test]
fn an_exact_end_stays_exact_where_its_note_moves_or_becomes_longer() {
    let exact = "00 C-4 01 --- d20 \n 02 === -- --- d40";
    on_roll(exact, "L", "01 C-4 01 --- d20 \n 03 === -- --- d40");
    on_roll(exact, ".", "00 C-4 01 --- d20 \n 03 === -- --- d40");
    on_roll(exact, ",", "00 C-4 01 --- d20 \n 01 === -- --- d40");
    on_roll("00 C-4 01 \n 02 ^^^", "L .", "01 C-4 01 \n 04 ^^^");
    on_roll("00 C-4 01 \n 02 C-4 01 --- d40 \n 04 ===", "tab x", "00 C-4 01 \n 02 === -- --- d40");
}
