//! Points of curves: along with the rows of their track, and by themselves.

use super::session::Session;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;

/// A session whose first track has a curve of its panning.
fn with_curve(grid: &str, points: &[&str]) -> Session {
    let mut session = Session::new(grid);
    draw(&mut session, 0, "track.pan", points);
    session
}

fn draw(session: &mut Session, track: u16, target: &str, points: &[&str]) {
    let points = points.iter().map(|text| Point::parse(text).expect(text)).collect();
    let edit = Edit::Curve { pattern: 0, track, curve: Curve::new(target, points) };
    session.studio.edit("draw", edit).expect("drawn");
}

fn points(session: &Session, track: usize, target: &str) -> Vec<String> {
    let curve = session.studio.song().lane(0, track).and_then(|lane| lane.curve(target));
    curve.map_or(Vec::new(), |curve| curve.points().iter().map(Point::to_string).collect())
}

fn pan(session: &Session) -> Vec<String> {
    points(session, 0, "track.pan")
}

const DRAWN: [&str; 4] = ["0 10", "2+80 20 hold", "5 30", "15 40"];

/// What the keys make of the drawn points, in one step that is taken back whole.
fn check(keys: &str, last: &str, expected: &[&str]) {
    let mut session = with_curve("00 C-4 01 \n 05 D-4 01", &DRAWN);
    session.keys(keys);
    let before = (session.grid(), pan(&session));
    session.keys(last);
    assert_eq!(pan(&session), expected, "{keys} {last}");
    session.keys("ctrl-z");
    assert_eq!((session.grid(), pan(&session)), before, "{last} is one step");
}

#[test]
fn whole_rows_take_their_points_along() {
    check("home down down", "insert", &["0 10", "3+80 20 hold", "6 30"]);
    check("home down down", "backspace", &["0 10", "4 30", "14 40"]);
    check("home down down", "alt-backspace", &["0 10", "4 30", "14 40"]);
    check("alt-l", "ctrl-x", &[]);
    check("alt-l", "delete", &[]);
    check("alt-l", "alt-f", &["0 10", "5 20 hold", "10 30"]);
    check("alt-l", "alt-g", &["0 10", "1+40 20 hold", "2+80 30", "7+80 40"]);
}

#[test]
fn rows_backwards_have_their_curve_backwards() {
    let mut session = with_curve("00 C-4 01 \n 05 D-4 01", &DRAWN);
    session.line("reverse").expect("reversed");
    assert_eq!(pan(&session), ["0 40", "10 30", "10+01 20 hold", "12+80 20", "15 10"]);
}

#[test]
fn a_block_of_some_columns_leaves_curves_alone() {
    for last in ["ctrl-x", "delete", "alt-f", "alt-g", "alt-q"] {
        let mut session = with_curve("00 C-4 01 \n 01 D-4 01", &DRAWN);
        session.keys(&format!("shift-down shift-right {last}"));
        assert_eq!(pan(&session), DRAWN, "{last}");
    }
}

#[test]
fn whole_tracks_are_pasted_with_their_curves() {
    // Rows 2 to 5 of the whole first track, onto the second from row 4 on.
    let block = |session: &mut Session| {
        session.keys("home down down alt-b down down down right right right right right right right alt-e ctrl-c escape");
        session.keys("tab");
    };
    let grid = "00 C-4 01 \n 05 D-4 01";
    let mut session = with_curve(grid, &DRAWN);
    block(&mut session);
    assert_eq!(session.seat.place.track, 1);
    session.keys("' 2 ctrl-v");
    assert_eq!(points(&session, 1, "track.pan"), ["8+80 20 hold", "11 30"]);
    session.keys("ctrl-z");
    assert!(points(&session, 1, "track.pan").is_empty(), "one step");
    // Over other points, among them, and above them.
    for (key, expected) in [
        ("ctrl-v", &["7 1", "8+80 20 hold", "11 30", "12 4"][..]),
        ("alt-m", &["7 1", "8 2", "8+80 20 hold", "11 3", "12 4"][..]),
        ("alt-p", &["7 1", "8+80 20 hold", "11 30", "12 2", "15 3"][..]),
    ] {
        let mut session = with_curve(grid, &DRAWN);
        draw(&mut session, 1, "track.pan", &["7 1", "8 2", "11 3", "12 4"]);
        block(&mut session);
        session.keys(&format!("' 2 {key}"));
        let expected: Vec<&str> =
            if key == "alt-m" { vec!["7 1", "8 2", "11 3", "12 4"] } else { expected.to_vec() };
        assert_eq!(points(&session, 1, "track.pan"), expected, "{key}");
    }
    // Over another parameter's points: what stands there gives way, as empty fields do.
    let mut session = with_curve(grid, &DRAWN);
    draw(&mut session, 1, "track.volume", &["0 1", "9 2"]);
    block(&mut session);
    session.keys("' 2 ctrl-v");
    assert_eq!(points(&session, 1, "track.volume"), ["0 1"]);
    assert_eq!(points(&session, 1, "track.pan"), ["8+80 20 hold", "11 30"]);
}

#[test]
fn a_lane_that_turns_is_copied_as_it_plays_and_written_once() {
    let mut session = with_curve("00 C-4 01", &["0 10", "3 20"]);
    session.line("lane-length 4").expect("shorter");
    session.keys("alt-l ctrl-c tab ctrl-v");
    let expected = ["0 10", "3 20", "4 10", "7 20", "8 10", "11 20", "12 10", "15 20"];
    assert_eq!(points(&session, 1, "track.pan"), expected);
    session.keys("shift-tab ' 1 insert");
    assert_eq!(pan(&session), ["1 10"], "from row 0 of the lane on, and no further than its end");
    session.line("lane-length 2").expect("shorter");
    session.line("lane-length").expect("the pattern's");
    assert_eq!(pan(&session), ["1 10"], "what lies beyond a shorter length stays");
}

#[test]
fn points_are_marked_copied_pasted_and_taken_out() {
    let mut session = with_curve("00 C-4 01", &DRAWN);
    session.keys("shift-f2 ctrl-v");
    assert_eq!(session.fault(), "no points were copied yet");
    session.keys("right right shift-right shift-right shift-right ctrl-c");
    assert_eq!(session.told(), "copied 2 points of 4 rows");
    session.keys("right right right ctrl-v");
    assert!(session.seat.selection.is_none(), "walking forgets what was marked");
    assert_eq!(pan(&session), ["0 10", "2+80 20 hold", "5 30", "8+80 20 hold", "11 30", "15 40"]);
    session.keys("ctrl-z home shift-end delete");
    assert!(pan(&session).is_empty());
    session.keys("ctrl-z home shift-right shift-right ctrl-x");
    assert_eq!(pan(&session), ["5 30", "15 40"]);
    session.line("draw-curve track.volume").expect("begun");
    session.keys("end ctrl-v");
    assert_eq!(points(&session, 0, "track.volume").len(), 2, "into another curve, as far as there are rows");
    session.keys("left delete");
    assert_eq!(session.fault(), "no point is in this row");
}

#[test]
fn points_are_flipped_reversed_scaled_and_thinned() {
    let mut session = with_curve("00 C-4 01", &DRAWN);
    session.keys("shift-f2 f");
    assert_eq!(pan(&session), ["0 90", "2+80 80 hold", "5 70", "15 60"]);
    session.keys("ctrl-z home shift-right shift-right p 5 0 enter");
    assert_eq!(pan(&session), ["0 5", "2+80 10 hold", "5 30", "15 40"], "the marked rows only");
    session.keys("ctrl-z home r");
    assert_eq!(pan(&session), ["0 40", "10 30", "10+01 20 hold", "12+80 20", "15 10"]);
    session.line("scale-points 2000").expect_err("too much");
    session.keys("t");
    assert_eq!(session.fault(), "thin track.pan: there is nothing to change here");
    draw(&mut session, 0, "track.pan", &["0 0", "4 24.5", "8 48.4", "12 72", "15 90"]);
    session.keys("t");
    assert_eq!(pan(&session), ["0 0", "15 90"], "half a percent beside the line");
    assert_eq!(session.told(), "2 of 5 points stay");
}

#[test]
fn what_is_typed_is_told_as_it_is_kept() {
    let mut session = Session::new("");
    draw(&mut session, 0, "track.delay", &["0 50"]);
    session.keys("shift-f2");
    session.keys("enter").typed("12.345").keys("enter");
    let kept = points(&session, 0, "track.delay");
    assert_eq!(kept, ["0 56.17"]);
    assert_eq!(session.told(), "track.delay in row 0: 12.34 ms (56.17 %)");
    session.keys("enter").typed("33.333 %").keys("enter");
    assert_eq!(session.told(), "track.delay in row 0: -33.34 ms (33.33 %)");
}
