//! Routes and tunings in songs that play: macros from the grid, pitches of scales.

use crate::stage::{RATE, Stage, louder, patch, routed};
use segno::engine::message::ToEngine;
use segno::instruments::matrix::Matrix;
use segno::sequencer::player::Playing;
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::shelf::Shelf;
use segno::song::track::Track;
use segno::song::tuning::{Mapping, Scale, Tuning};
use segno::song::unknown::Unknown;
use std::sync::Arc;

/// Rows of 6,000 frames.
const ROW: usize = 6_000;

/// Plays rows on the first track, whose first effect column locks `lock`.
fn play(stage: &mut Stage, lock: &str, rows: &[&str], frames: usize) -> Vec<f32> {
    let rows = rows.iter().enumerate().map(|(n, row)| (n as u16, parse_row(row).expect("a row"))).collect();
    let lane = Lane::new(None, rows, Unknown::default());
    stage.change(|song| {
        let mut pattern = Pattern::default();
        *pattern.slot_mut(0) = LaneSlot::of(lane);
        song.patterns = Shelf::from_iter([Arc::new(pattern)]);
        let mut track = Track::default();
        track.locks[0] = lock.to_owned();
        song.tracks[0] = Arc::new(track);
    });
    stage.engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    stage.hear(frames)
}

#[test]
fn a_macro_is_turned_by_a_lock_in_the_grid() {
    let patch = patch("subtractive");
    let matrix = routed(&[("macro 1", "note volume", -0.25, "none")], &[]);
    let rows = ["C-6 01", "--- -- | &80", "--- -- | &FF"];
    let heard = |matrix: &Matrix| {
        let mut stage = Stage::new(&patch, matrix);
        play(&mut stage, "instrument.macro_1", &rows, 3 * ROW)
    };
    let (plain, turned) = (heard(&Matrix::default()), heard(&matrix));
    let course: Vec<f64> = (0..3)
        .map(|row| {
            louder(&turned[row * ROW + 2_400..(row + 1) * ROW], &plain[row * ROW + 2_400..(row + 1) * ROW])
        })
        .collect();
    let exact = [0.0, -12.0 * 128.0 / 255.0, -12.0];
    assert!(course.iter().zip(exact).all(|(louder, exact)| (louder - exact).abs() < 0.1), "{course:?}");
}

#[test]
fn oscillators_of_the_song_begin_with_playback_each_time() {
    let patch = patch("subtractive");
    let values = [("lfo_1_shape", 2.0), ("lfo_1_speed", 0.9), ("lfo_1_start", 1.0)];
    let mut stage = Stage::new(&patch, &routed(&[("lfo 1", "note volume", 0.25, "none")], &values));
    let rows = ["---", "C-6 01", "---", "---", "E-6 01"];
    let first = play(&mut stage, "", &rows, 6 * ROW);
    stage.engine.handle(ToEngine::Panic);
    stage.hear(64 * 123);
    let second = play(&mut stage, "", &rows, 6 * ROW);
    for (row, next) in [(1, 2), (2, 3), (4, 5)] {
        let way = louder(&second[row * ROW..next * ROW], &first[row * ROW..next * ROW]);
        // It begins up to a stretch later.
        assert!(way.abs() < 0.1, "row {row}: {way} dB");
    }
    assert!(louder(&first[4 * ROW + 2_400..5 * ROW], &first[ROW + 2_400..2 * ROW]) > 6.0, "it goes on");
}

fn tune(stage: &mut Stage, tuning: Option<Tuning>) {
    stage.change(|song| {
        let mut instrument = Instrument::clone(song.instrument(0).expect("one"));
        instrument.tuning = tuning.map(Arc::new);
        song.instruments = vec![Some(Arc::new(instrument))];
    });
}

/// The sampler's sine as it sounds: Hz, by the zero crossings of some thousand frames.
fn hertz(sound: &[f32]) -> f64 {
    let rises: Vec<f64> = (1..sound.len())
        .filter(|n| sound[n - 1] < 0.0 && sound[*n] >= 0.0)
        .map(|n| n as f64 - f64::from(sound[n] / (sound[n] - sound[n - 1])))
        .collect();
    let turns = rises.len() - 1;
    turns as f64 * f64::from(RATE) / (rises[turns] - rises[0])
}

fn edo(count: u16) -> Tuning {
    let cents = (1..=count).map(|n| 1_200.0 * f64::from(n) / f64::from(count)).collect();
    Tuning::new(Scale { name: format!("{count}-EDO"), cents }, Mapping::default()).expect("a tuning")
}

fn pythagorean() -> Tuning {
    let ratios = [9.0 / 8.0, 81.0 / 64.0, 4.0 / 3.0, 1.5, 27.0 / 16.0, 243.0 / 128.0, 2.0f64];
    let cents = ratios.map(|ratio| 1_200.0 * ratio.log2()).to_vec();
    Tuning::new(Scale { name: "Pythagorean".to_owned(), cents }, Mapping::default()).expect("a tuning")
}

fn cents(measured: f64, exact: f64) -> f64 {
    1_200.0 * (measured / exact).log2()
}

const MIDDLE_C: f64 = 261.625_565_3;

#[test]
fn scales_sound_at_their_pitches() {
    let third = 81.0 / 64.0;
    let steps = |n: f64| (n / 19.0).exp2();
    for (tuning, key, ratio) in [
        (edo(19), 60, 1.0),
        (edo(19), 79, 2.0),
        (edo(19), 66, steps(6.0)),
        (edo(19), 55, steps(-5.0)),
        (pythagorean(), 62, third),
        (pythagorean(), 64, 1.5),
        (pythagorean(), 53, 0.5),
    ] {
        let mut stage = Stage::new(&patch("sampler"), &Matrix::default());
        tune(&mut stage, Some(tuning));
        stage.strike(key, 1.0);
        stage.hear(4_800);
        let live = cents(hertz(&stage.hear(24_000)), MIDDLE_C * ratio);
        assert!(live.abs() < 0.1, "key {key}: {live} cents");
    }
}

#[test]
fn notes_of_the_grid_and_their_slides_go_by_the_steps_of_the_scale() {
    let fifth = (11.0f64 / 19.0).exp2();
    // B-4 is eleven keys above middle C; a slide goes there and stays; an arpeggio's 7 is seven steps.
    for (rows, ratio) in [
        (["B-4 01", "---", "---", "---"], fifth),
        (["C-4 01", "B-4 01 | GFF", "--- -- | GFF", "--- -- | GFF"], fifth),
    ] {
        let mut stage = Stage::new(&patch("sampler"), &Matrix::default());
        tune(&mut stage, Some(edo(19)));
        let sound = play(&mut stage, "", &rows, 20 * ROW);
        let off = cents(hertz(&sound[6 * ROW..10 * ROW]), MIDDLE_C * ratio);
        assert!(off.abs() < 0.1, "{rows:?}: {off} cents");
    }
}

#[test]
fn equal_temperament_from_a_scale_changes_no_bit() {
    let rows = ["C-4 01 | H48", "E-5 01 v40 | GFF", "--- -- | J37", "C-2 01 | F20", "A-9 01", "C-0 01"];
    for kind in ["sampler", "subtractive", "fm"] {
        let heard = |tuning| {
            let mut stage = Stage::new(&patch(kind), &Matrix::default());
            tune(&mut stage, tuning);
            let mut sound = play(&mut stage, "", &rows, 7 * ROW);
            stage.strike(67, 0.5);
            sound.extend(stage.hear(4_800));
            sound
        };
        let equal = Tuning::new(Scale::equal(), Mapping::default()).expect("a tuning");
        assert!(heard(None) == heard(Some(equal)), "{kind}");
    }
}

#[test]
fn a_key_that_does_not_play_leaves_the_note_before_it_alone() {
    let keys = vec![Some(0), None];
    let mapping = Mapping { keys, octave_degree: 2, ..Mapping::default() };
    let heard = |rows: &[&str]| {
        let mut stage = Stage::new(&patch("sampler"), &Matrix::default());
        tune(&mut stage, Some(Tuning::new(Scale::equal(), mapping.clone()).expect("a tuning")));
        let mut sound = play(&mut stage, "", rows, 3 * ROW);
        stage.strike(61, 1.0);
        sound.extend(stage.hear(ROW));
        sound
    };
    assert!(heard(&["C-4 01", "C#4 01"]) == heard(&["C-4 01"]));
}
