//! What is done to blocks beyond copying: lines of every field, chance, grids, and the mask that says what is touched.

use super::session::{Session, check, same, song};
use segno::song::edit::Edit;
use segno::song::track::Track;

/// A session whose first track shows delays.
fn with_delays(grid: &str) -> Session {
    let wide = Track { show_delay: true, ..Track::default() };
    Session::with(Edit::SetTrack { at: 0, track: Box::new(wide) }.apply(&song(grid)).expect("a track"))
}

#[test]
fn every_field_of_a_block_is_interpolated_at_once() {
    check(
        "00 C-4 01 v00 | Z00 \n 04 C-5 01 v40 | Z80",
        "alt-b down down down down tab left alt-e \\ i",
        "00 C-4 01 v00 | Z00 \n 01 D#4 01 v10 | Z20 \n 02 F#4 01 v20 | Z40 \n 03 A-4 01 v30 | Z60 \n 04 C-5 01 v40 | Z80",
    );
    let delays = "00 C-4 \n 01 D-4 \n 02 E-4 -- --- d80";
    let mut session = with_delays(delays);
    session.keys("right right right right right right \\ i");
    same(&session.grid(), "00 C-4 \n 01 D-4 -- --- d40 \n 02 E-4 -- --- d80", "to the next delay");
}

#[test]
fn lines_are_straight_exponential_or_slow_at_both_ends() {
    let ends = "00 | Z01 \n 04 | ZFF";
    check(ends, "tab left \\ x", "00 | Z01 \n 01 | Z04 \n 02 | Z10 \n 03 | Z40 \n 04 | ZFF");
    check(
        "00 | Z00 \n 04 | Z80",
        "tab left \\ s",
        "00 | Z00 \n 01 | Z13 \n 02 | Z40 \n 03 | Z6D \n 04 | Z80",
    );
    let mut session = Session::new("00 C-4 01 | Z00 \n 02 C-4 01 | D80");
    session.keys("tab left \\ i");
    assert_eq!(session.fault(), "the first and the last value are of different kinds");
    session.keys("alt-l \\ i");
    same(&session.grid(), "00 C-4 01 | Z00 \n 01 C-4 01 \n 02 C-4 01 | D80", "what can be drawn is drawn");
}

#[test]
fn amounts_are_scaled_by_a_percentage() {
    let tune = "00 C-4 01 | Z40 \n 01 D-4 01 p00 | D04";
    check(tune, "alt-l \\ % 5 0 enter", "00 C-4 01 v32 | Z20 \n 01 D-4 01 p16 | D02");
    let mut unmarked = Session::new(tune);
    unmarked.keys("\\ %");
    assert_eq!(unmarked.fault(), "mark what is to be scaled first; Alt-L marks the track");
    check(tune, "\\ 5 alt-l \\ % 5 0 enter", "00 C-4 01 v32 | Z40 \n 01 D-4 01 p16 | D04");
}

#[test]
fn chance_is_within_the_range_and_the_same_for_the_same_seed() {
    let randomised = |line: &str| {
        let mut session = Session::new("00 C-4 01 v10 \n 01 C-4 01 v10 \n 02 C-4 01 v10 \n 03 C-4 01 v10");
        session.keys("z ctrl-z alt-l");
        session.line(line).expect("done");
        session.grid()
    };
    let grid = randomised("randomise v20..v40 C-3..B-3 seed=7");
    assert_eq!(grid, randomised("randomise v20..v40 C-3..B-3 seed=7"));
    assert_ne!(grid, randomised("randomise v20..v40 C-3..B-3 seed=8"));
    for line in grid.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let volume: u32 = fields[3][1..].parse().expect("a volume");
        assert!(fields[1].ends_with('3') && fields[2] == "01" && (20..=40).contains(&volume), "{line}");
    }
    let mut session = Session::new("00 C-4 01 v10");
    assert!(session.line("randomise loud").unwrap_err().contains("`loud` is no range; expected two fields"));
    session.keys("\\ r");
    assert_eq!(session.fault(), "randomise: there is nothing to change here", "one value has no range");
}

#[test]
fn notes_go_to_the_grid_with_their_delays() {
    let played = "00 C-4 01 --- d20 \n 03 D-4 01 --- dE0 \n 05 E-4 01 --- d40 \n 07 ===";
    let mut session = with_delays(played);
    session.keys("\\ q");
    same(&session.grid(), "00 C-4 01 \n 04 D-4 01 \n 05 E-4 01 \n 07 ===", "to the nearest row");
    session.keys("ctrl-z");
    same(&session.grid(), played, "one step");
    session.line("quantise 1 50").expect("half way");
    same(
        &session.grid(),
        "00 C-4 01 --- d10 \n 03 D-4 01 --- dF0 \n 05 E-4 01 --- d20 \n 07 ===",
        "half as far away",
    );
    session.keys("ctrl-z");
    session.line("quantise 4").expect("beats");
    same(&session.grid(), "00 C-4 01 \n 04 D-4 01 \n 05 E-4 01 \n 07 ===", "row 4 is taken");
    session.line("quantise 4").expect_err("nothing is left to do");
    for line in ["quantise 0", "quantise 4 200", "quantise 4 50 3", "quantise x"] {
        assert_eq!(
            session.line(line).unwrap_err(),
            "expected the rows of the grid and a strength: 1, or 4 50%"
        );
    }
    session.keys("\\ 4");
    assert_eq!(
        session.line("quantise").unwrap_err(),
        "quantise: the operation mask NIV.E leaves its fields alone"
    );
}

#[test]
fn rows_go_around_the_block() {
    let tune = "00 C-4 01 \n 01 D-4 01 | D04 \n 02 E-4 01";
    check(tune, "shift-down shift-down shift-right \\ down", "00 E-4 01 \n 01 C-4 01 | D04 \n 02 D-4 01");
    check(tune, "shift-down shift-down shift-right \\ up \\ down", tune);
    let mut session = Session::new(tune);
    session.line("rotate -2").expect("the whole track");
    same(&session.grid(), "00 E-4 01 \n 14 C-4 01 \n 15 D-4 01 | D04", "around the pattern");
    assert_eq!(session.line("rotate far").unwrap_err(), "rows are rotated by -511 to 511");
}

#[test]
fn rows_are_stretched_by_any_factor() {
    let mut session = Session::new("00 C-4 01 \n 01 D-4 01 \n 02 E-4 01 \n 04 G-4 02");
    session.keys("shift-down shift-down shift-right shift-right \\ g 3 / 2 enter");
    same(
        &session.grid(),
        "00 C-4 01 \n 01 D-4 01 --- d80 \n 03 E-4 01",
        "a note between two rows; what stood below gave way",
    );
    assert!(session.studio.song().tracks[0].show_delay, "its delay is seen");
    session.line("stretch 2/3").expect("back");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 01 \n 02 E-4 01", "as before");
    session.keys("escape ctrl-z ctrl-z");
    session.line("stretch 3").expect("the whole track");
    same(&session.grid(), "00 C-4 01 \n 03 D-4 01 \n 06 E-4 01 \n 12 G-4 02", "three times as far");
    for factor in ["0", "100", "x", "1/0"] {
        assert!(
            session.line(&format!("stretch {factor}")).unwrap_err().starts_with("expected a factor"),
            "{factor}"
        );
    }
}

#[test]
fn tracks_are_thinned_out_and_instruments_remapped() {
    check("00 C-4 01 \n 01 C-4 01 \n 02 C-4 01 | D04 \n 05 C-4 01", "\\ t", "00 C-4 01 \n 02 C-4 01 | D04");
    let mut session = Session::new("00 C-4 01 \n 01 C-4 02 \n 02 C-4 03");
    session.keys("\\ m 0 1 = 0 2 , 0 2 = 0 1 enter");
    same(&session.grid(), "00 C-4 02 \n 01 C-4 01 \n 02 C-4 03", "both at once");
    assert!(session.line("remap-instruments 01").unwrap_err().starts_with("expected pairs of instruments"));
    assert!(
        session.line("remap-instruments 00 01").unwrap_err().starts_with("expected pairs of instruments")
    );
}

#[test]
fn the_operation_mask_leaves_fields_alone_and_stays() {
    let tune = "00 C-4 01 v20 | D04 \n 01 D-4 02 v30 | A06";
    check(
        tune,
        "\\ 1 \\ 2 alt-l \\ b",
        "00 C-4 01 \n 01 D-4 02 \n 14 --- -- v30 | A06 \n 15 --- -- v20 | D04",
    );
    check(tune, "\\ 3 alt-l delete", "00 --- -- v20 \n 01 --- -- v30");
    check(tune, "\\ 3 \\ 5 alt-l ctrl-x", "00 --- -- v20 | D04 \n 01 --- -- v30 | A06");
    check(
        "00 C-4 01 v20 \n 08 G-4 02 v40",
        "alt-b right right right right alt-e ctrl-c escape ' 2 \\ 1 ctrl-v",
        "00 C-4 01 v20 \n 08 G-4 01 v20",
    );
    let mut session = Session::new(tune);
    session.keys("ctrl-c \\ 1 ctrl-v \\ 1");
    let told = "the operation mask .IVDE leaves all of what was copied alone";
    assert!(session.studio.notices.iter().any(|notice| notice.text == told));
    session.keys("\\ 1");
    assert_eq!(session.told(), "operation mask .IVDE: what is done to blocks leaves alone notes");
    session.keys("alt-q");
    assert_eq!(session.fault(), "transpose: the operation mask .IVDE leaves its fields alone");
    session.line("operation-mask ve").expect("signs");
    assert_eq!(session.told(), "operation mask ..V.E");
    session.keys("\\ 0");
    assert_eq!(session.told(), "operation mask NIVDE");
    assert!(session.line("operation-mask x").unwrap_err().starts_with("expected signs of N notes"));
}

#[test]
fn curves_of_whole_tracks_go_around_and_are_stretched_along() {
    let mut session = Session::new("00 C-4 01");
    session.line("draw-curve track.volume").expect("drawn");
    session.keys("f2");
    let points = |session: &Session| -> Vec<String> {
        let lane = session.studio.song().lane(0, 0).cloned().expect("a lane");
        lane.curves()[0].points().iter().map(ToString::to_string).collect()
    };
    let before = points(&session);
    session.line("rotate 3").expect("done");
    let at: Vec<bool> = points(&session).iter().map(|point| point.starts_with("3 ")).collect();
    assert_eq!((before.len(), at), (1, vec![true]), "{before:?}");
    session.line("stretch 2").expect("done");
    assert!(points(&session)[0].starts_with("6 "), "{:?}", points(&session));
}
