//! Curves of lanes, tick by tick.

use super::trace::{pattern, play, song};
use segno::song::Song;
use segno::song::curve::{Curve, Point};
use segno::song::pattern::LaneSlot;
use std::sync::Arc;

fn curve(target: &str, points: &[&str]) -> Curve {
    Curve::new(target, points.iter().map(|text| Point::parse(text).expect(text)).collect())
}

/// The song with a curve in the first lane of a pattern.
fn with(mut song: Song, number: usize, curve: Curve) -> Song {
    let pattern = song.patterns.get_mut(number).expect("a pattern");
    let LaneSlot::Own(lane) = pattern.slot_mut(0) else { panic!("a lane") };
    assert!(Arc::make_mut(lane).set_curve(curve));
    song
}

/// The places of all locks by tick, as text.
fn places(song: &Song) -> Vec<String> {
    play(song).deeds().into_iter().filter(|deed| deed.contains("lock")).collect()
}

#[test]
fn a_line_moves_at_every_tick_and_a_hold_only_at_its_points() {
    let line = with(song(&["-", "-", "-"]), 0, curve("track.pan", &["0 0", "1 60"]));
    let moved: Vec<String> =
        (0..=6).map(|tick| format!("{tick}:lock track.pan {:.2}", f64::from(tick) * 0.1)).collect();
    assert_eq!(places(&line), moved);
    let hold = with(song(&["-", "-", "-"]), 0, curve("track.volume", &["1 20 hold", "2+80 90"]));
    assert_eq!(places(&hold), ["0:lock track.volume 0.20", "15:lock track.volume 0.90"]);
}

#[test]
fn a_short_lane_turns_with_its_curve() {
    let mut turning = with(song(&["-", "-", "-", "-"]), 0, curve("track.pan", &["0 10 hold", "1 30"]));
    let pattern = turning.patterns.get_mut(0).expect("a pattern");
    let LaneSlot::Own(lane) = pattern.slot_mut(0) else { panic!("a lane") };
    Arc::make_mut(lane).length = Some(2);
    let heard = places(&turning);
    assert_eq!(
        heard,
        [
            "0:lock track.pan 0.10",
            "6:lock track.pan 0.30",
            "12:lock track.pan 0.10",
            "18:lock track.pan 0.30"
        ]
    );
}

#[test]
fn a_curve_of_the_instrument_is_there_before_its_first_note() {
    let mut struck = with(song(&["-", "C-4 02", "-"]), 0, curve("instrument.cutoff", &["0 40", "1 40"]));
    let deeds = play(&struck).deeds();
    let (first, second) = (&deeds[0], &deeds[1]);
    assert!(first.starts_with("6:lock instrument.") && first.ends_with("0.40"), "{deeds:?}");
    assert_eq!(second, "6:start0 60");
    // And so is what & sets.
    Arc::make_mut(&mut struck.tracks[0]).locks[0] = "instrument.cutoff".to_owned();
    struck = song(&["C-4 01 | &80"]);
    let deeds = play(&struck).deeds();
    assert!(deeds[0].starts_with("0:lock instrument.") && deeds[1] == "0:start0 60", "{deeds:?}");
}

#[test]
fn a_pattern_says_again_where_its_curves_stand_and_others_leave_them() {
    let mut twice = with(song(&["-", "-"]), 0, curve("track.pan", &["0 25"]));
    twice.patterns.push(Arc::new(pattern(&[&["-", "-"]])));
    twice.order = Arc::new(
        [0, 1, 0].map(|pattern| segno::song::order::OrderEntry { pattern, ..Default::default() }).to_vec(),
    );
    assert_eq!(places(&twice), ["0:lock track.pan 0.25", "24:lock track.pan 0.25"]);
}

#[test]
fn an_effect_in_the_grid_wins_over_a_curve_in_its_row() {
    let mut both = with(song(&["-", "-| &FF", "-"]), 0, curve("track.pan", &["0 0", "2 100"]));
    Arc::make_mut(&mut both.tracks[0]).locks[0] = "track.pan".to_owned();
    let heard = places(&both);
    let row: Vec<&String> = heard.iter().filter(|deed| deed.starts_with("6:")).collect();
    assert_eq!(row, ["6:lock track.pan 0.50", "6:lock track.pan 1.00"]);
}

#[test]
fn names_that_mean_nothing_do_nothing() {
    for name in ["insert.1.frequency", "instrument.cutoff", "nothing", "track.output"] {
        let silent = with(song(&["-", "-"]), 0, curve(name, &["0 0", "1 100"]));
        assert!(places(&silent).is_empty(), "{name}");
    }
}
