//! Marking, copying, pasting, and what is done to blocks.

use super::session::{Session, check, same, song};
use segno::song::edit::Edit;
use segno::song::track::Track;

#[test]
fn a_block_is_copied_cut_and_pasted() {
    let tune = "00 C-4 01 \n 01 D-4 01 | D04 \n 02 E-4 01";
    check(
        tune,
        "shift-down shift-right ctrl-c end up up up ctrl-v",
        "00 C-4 01 \n 01 D-4 01 | D04 \n 02 E-4 01 \n 12 C-4 01 \n 13 D-4 01",
    );
    check(
        tune,
        "alt-l alt-c escape ' 2 alt-o",
        "00 C-4 01 \n 01 D-4 01 | D04 \n 02 E-4 01 \n 08 C-4 01 \n 09 D-4 01 | D04 \n 10 E-4 01",
    );
    check(tune, "shift-down shift-right ctrl-x", "01 | D04 \n 02 E-4 01");
    check(tune, "shift-down shift-right alt-z ctrl-z", tune);
    check("00 C-4 01", "ctrl-c tab ctrl-v", "00 C-4 01 // C-4");
}

#[test]
fn pasting_replaces_mixes_or_makes_room() {
    let tune = "00 C-4 01 \n 01 --- 01 \n 04 G-4 02 v20 \n 05 A-4 02 \n 06 B-4 02";
    let copy = "shift-down shift-right shift-right ctrl-c escape down down down";
    check(tune, &format!("{copy} ctrl-v"), "00 C-4 01 \n 01 --- 01 \n 04 C-4 01 \n 05 --- 01 \n 06 B-4 02");
    check(
        tune,
        &format!("{copy} left left alt-m"),
        "00 C-4 01 \n 01 --- 01 \n 04 G-4 02 v20 \n 05 A-4 02 \n 06 B-4 02",
    );
    check(
        tune,
        &format!("{copy} up up up alt-m"),
        "00 C-4 01 \n 01 C-4 01 \n 02 --- 01 \n 04 G-4 02 v20 \n 05 A-4 02 \n 06 B-4 02",
    );
    check(
        tune,
        &format!("{copy} alt-p"),
        "00 C-4 01 \n 01 --- 01 \n 04 C-4 01 \n 05 --- 01 \n 06 G-4 02 v20 \n 07 A-4 02 \n 08 B-4 02",
    );
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let mut session = Session::new("00 C-4 \n 01 D-4");
    session.keys("ctrl-v");
    assert_eq!(session.fault(), "nothing was copied yet");
    session.keys("shift-down ctrl-c end ctrl-v");
    same(&session.grid(), "00 C-4 \n 01 D-4 \n 15 C-4", "the last row");
    assert_eq!(session.told(), "left out, beyond the pattern's end: 1 row");
}

#[test]
fn pasting_shows_the_columns_that_are_needed() {
    let wide = Track { note_columns: 2, effect_columns: 2, ..Track::default() };
    let song =
        Edit::SetTrack { at: 0, track: Box::new(wide) }.apply(&song("00 C-4 01; E-4 01 | D04 A06")).unwrap();
    let mut session = Session::with(song);
    session.keys("alt-l ctrl-c tab ctrl-v");
    same(&session.grid(), "00 C-4 01; E-4 01 | D04 A06 // C-4 01; E-4 01 | D04 A06", "a wide track");
    let track = &session.studio.song().tracks[1];
    assert_eq!((track.note_columns, track.effect_columns), (2, 2));
}

#[test]
fn a_single_track_is_pasted_into_the_column_under_the_cursor() {
    let wide = Track { note_columns: 2, ..Track::default() };
    let song = Edit::SetTrack { at: 0, track: Box::new(wide) }.apply(&song("00 C-4 01")).unwrap();
    let mut session = Session::with(song);
    session.keys("shift-right ctrl-c escape right right right right right right ctrl-v");
    same(&session.grid(), "00 C-4 01; C-4 01", "the second note column");
}

#[test]
fn notes_are_transposed() {
    check("00 C-4 01 // C-4", "alt-q alt-q", "00 D-4 01 // C-4");
    check("00 C-4 01 // C-4", "alt-l alt-l alt-a", "00 B-3 01 // B-3");
    check("00 C-4 01", "alt-shift-q ctrl-w up", "00 C#5 01");
    check("00 C-4 01", "alt-shift-a ctrl-w down ctrl-w pagedown ctrl-w pageup", "00 B-2 01");
    let mut session = Session::new("00 B-9 \n 01 C-4");
    session.keys("alt-l alt-q");
    assert_eq!(session.fault(), "a note would leave C-0 to B-9");
    same(&session.grid(), "00 B-9 \n 01 C-4", "refused whole");
    session.keys("escape down down alt-q");
    assert_eq!(session.fault(), "transpose: there is nothing to change here");
    session.line("transpose -7").expect_err("still nothing here");
    session.keys("up");
    session.line("transpose -7").unwrap();
    same(&session.grid(), "00 B-9 \n 01 F-3", "a fifth down");
}

#[test]
fn a_line_is_drawn_between_two_values() {
    check(
        "00 C-4 01 v00 \n 04 --- -- v64",
        "shift-down shift-down shift-down shift-down alt-k",
        "00 C-4 01 v00 \n 01 --- -- v16 \n 02 --- -- v32 \n 03 --- -- v48 \n 04 --- -- v64",
    );
    check("00 C-4 01 v10 \n 02 C-4 01 v20", "down alt-k", "00 C-4 01 v10 \n 01 --- -- v15 \n 02 C-4 01 v20");
    check("00 | D00 \n 03 | D30", "tab left alt-x", "00 | D00 \n 01 | D10 \n 02 | D20 \n 03 | D30");
    let mut session = Session::new("00 C-4 02 \n 04 E-4 02");
    session.line("interpolate-notes").unwrap();
    same(&session.grid(), "00 C-4 02 \n 01 C#4 02 \n 02 D-4 02 \n 03 D#4 02 \n 04 E-4 02", "a chromatic run");
    let mut session = Session::new("00 | D00 \n 03 | E30");
    session.keys("tab left alt-x");
    assert_eq!(session.fault(), "the first and the last value are of different kinds");
    session.keys("home tab alt-x");
    assert_eq!(session.fault(), "interpolate effect: the cursor is in no such field");
}

#[test]
fn blocks_are_doubled_and_halved() {
    let tune = "00 C-4 \n 01 D-4 \n 02 E-4 \n 03 F-4";
    check(tune, "shift-down alt-f", "00 C-4 \n 02 D-4");
    check(tune, "shift-down shift-down shift-down alt-g", "00 C-4 \n 01 E-4");
    check(tune, "shift-down shift-down shift-down alt-f alt-g", tune);
    check(tune, "alt-f", "00 C-4 \n 02 D-4 \n 04 E-4 \n 06 F-4");
}

#[test]
fn blocks_take_an_instrument() {
    check("00 C-4 01 \n 01 D-4 \n 02 ===", "> alt-l alt-s", "00 C-4 02 \n 01 D-4 02 \n 02 ===");
    check("00 C-4 01 \n 01 D-4 01", "> alt-s", "00 C-4 02 \n 01 D-4 01");
}

#[test]
fn blocks_are_emptied() {
    check("00 C-4 01 // C-4 01 \n 01 D-4 01", "shift-right shift-down delete", "00 // C-4 01");
    check("00 C-4 01 \n 01 D-4 01", "alt-b down right alt-e home .", "");
    let mut session = Session::new("00 C-4 01");
    session.keys("alt-l");
    session.line("clear-block").unwrap();
    same(&session.grid(), "", "clear-block");
    session.keys("escape");
    assert_eq!(session.line("clear-block").unwrap_err(), "no block is marked");
}

#[test]
fn volumes_are_scaled_and_faded() {
    let mut session = Session::new("00 C-4 \n 01 D-4 01 v32 \n 02 --- -- p10");
    session.line("scale-volume 50").unwrap();
    same(&session.grid(), "00 C-4 -- v32 \n 01 D-4 01 v16 \n 02 --- -- p10", "half");
    assert!(session.line("scale-volume loud").is_err());
    let mut session = Session::new("00 C-4 \n 01 C-4 \n 02 C-4");
    session.keys("shift-down shift-down");
    session.line("fade-out").unwrap();
    same(&session.grid(), "00 C-4 -- v64 \n 01 C-4 -- v32 \n 02 C-4 -- v00", "out");
    session.keys("ctrl-z");
    session.line("fade-in").unwrap();
    same(&session.grid(), "00 C-4 -- v00 \n 01 C-4 -- v32 \n 02 C-4 -- v64", "in");
}

#[test]
fn only_effects_of_one_number_are_scaled() {
    let mut session = Session::new("00 C-4 01 v40 | S81 \n 01 | M40 \n 02 | H42 \n 03 | X00");
    session.keys("alt-l");
    session.line("scale-values 50").expect("scaled");
    same(&session.grid(), "00 C-4 01 v20 | S81 \n 01 | M20 \n 02 | H42 \n 03 | X40", "half");
    assert_eq!(session.told(), "left as they are: 2 effects whose digits are not one number to scale");
}

#[test]
fn rows_are_reversed_and_notes_are_shuffled() {
    let tune = "00 C-4 01 \n 01 D-4 01 \n 02 E-4 02";
    let mut session = Session::new(tune);
    session.keys("shift-down shift-down");
    session.line("reverse").unwrap();
    same(&session.grid(), "00 E-4 01 \n 01 D-4 01 \n 02 C-4 02", "only the note fields are marked");
    let mut session = Session::new("00 C-4 \n 04 D-4 \n 08 E-4 \n 12 F-4");
    session.line("shuffle").unwrap();
    let grid = session.grid();
    for (row, note) in [("00", "C-4"), ("04", "D-4"), ("08", "E-4"), ("12", "F-4")] {
        assert!(grid.contains(row) && grid.contains(note), "{grid}");
    }
    assert_ne!(grid, "00 C-4\n04 D-4\n08 E-4\n12 F-4\n");
}

#[test]
fn humanising_moves_a_little_and_the_same_every_time() {
    let humanised = || {
        let mut session = Session::new("00 C-4 01 v32 \n 01 D-4 01 v32 \n 02 E-4 01 v32");
        session.line("humanise 4").unwrap();
        session.grid()
    };
    let grid = humanised();
    assert_eq!(grid, humanised());
    let lane: Vec<u32> = grid.lines().map(|line| line[line.len() - 2..].parse().unwrap()).collect();
    assert!(lane.iter().all(|volume| (28..=36).contains(volume)), "{grid}");
    assert!(lane.iter().any(|volume| *volume != 32), "{grid}");
}

#[test]
fn a_lane_that_turns_is_changed_once() {
    let mut session = Session::new("00 C-4 01");
    session.line("lane-length 4").unwrap();
    session.keys("alt-l alt-q");
    same(&session.grid(), "00 C#4 01", "four rounds of the lane");
    session.keys("escape ' 2 down down z");
    same(&session.grid(), "00 C#4 01 \n 02 C-4 01", "row 10 is row 2 of the lane");
}

#[test]
fn what_was_done_to_a_block_is_told() {
    let mut session = Session::new("00 C-4 01 // E-4 01 \n 01 D-4 01 // F-4 01");
    session.keys("alt-l alt-q");
    assert_eq!(session.told(), "transpose: 16 rows of 1 track");
    session.keys("ctrl-c");
    assert_eq!(session.told(), "copied 16 rows of 1 track");
    session.keys("escape home ctrl-c ctrl-v");
    assert_eq!(session.told(), "paste: 1 row of 1 track");
}
