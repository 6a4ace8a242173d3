//! What routes do, for every kind of instrument, in figures and through the whole engine.

#[path = "../clicks/mod.rs"]
mod clicks;
mod songs;
mod stage;

use clicks::peak;
use segno::engine::message::ToEngine;
use segno::instruments::matrix::{Matrix, SOURCES};
use stage::{RATE, Stage, gliding, louder, patch, patches, routed, struck};

/// Frames of a note in most checks.
const FRAMES: usize = 9_600;

#[test]
fn an_amount_of_nothing_and_a_source_that_stands_at_nothing_change_no_bit() {
    for patch in patches() {
        let kind = patch.kind();
        let plain = struck(&patch, &Matrix::default(), (52, 0.6), FRAMES);
        assert!(peak(&plain) > 0.001, "{kind} is heard");
        let targets = gliding(&patch);
        let amount_of_nothing: Vec<_> = (0..16)
            .map(|n| (SOURCES[n % SOURCES.len()], targets[n * 7 % targets.len()], 0.0, "none"))
            .collect();
        let unknown = [("velocity", "what no kind has", 1.0, "none")];
        let macro_of_nothing = [("macro 1", "level", 1.0, "none"), ("macro 1", "note pitch", 1.0, "none")];
        // Such a note is made anew for every stretch.
        let moving = [("lfo 1", "level", 1.0, "macro 2"), ("envelope 1", "note pitch", -1.0, "macro 2")];
        for routes in [&amount_of_nothing[..], &unknown, &macro_of_nothing, &moving] {
            let sound = struck(&patch, &routed(routes, &[]), (52, 0.6), FRAMES);
            assert!(sound == plain, "{kind}: {routes:?}");
        }
    }
}

#[test]
fn velocity_key_and_macros_make_the_level_what_the_amount_says() {
    for patch in patches() {
        let check = |source: &str, target: &str, key: u8, velocity: f32, way: f32, value: f32| {
            let matrix = routed(&[(source, target, way / value, "none")], &[("macro_3", 0.5)]);
            let plain = struck(&patch, &Matrix::default(), (key, velocity), FRAMES);
            let moved = struck(&patch, &matrix, (key, velocity), FRAMES);
            louder(&moved[2_400..], &plain[2_400..])
        };
        // Of 48 dB, and of the 36 dB that the level of a patch has.
        for (source, key, velocity, value) in [
            ("velocity", 60, 0.5, 0.5),
            ("key", 72, 1.0, 0.2),
            ("key", 48, 1.0, -0.2),
            ("macro 3", 60, 1.0, 0.5),
        ] {
            for (target, range) in [("note volume", 48.0), ("level", 36.0)] {
                let index = patch.knobs().find("level").expect("every kind has a level");
                let level = patch.knobs().value(index);
                let way =
                    if target == "level" { ((level - 6.0).max(-24.0) - level) / range } else { -6.0 / range };
                let measured = check(source, target, key, velocity, way, value);
                let exact = f64::from(way * range);
                assert!((measured - exact).abs() < 0.05, "{} {source} to {target}: {measured}", patch.kind());
            }
        }
        assert!(
            struck(&patch, &routed(&[("key", "level", 1.0, "none")], &[]), (60, 1.0), 960)
                == struck(&patch, &Matrix::default(), (60, 1.0), 960),
            "the key is 0 at C-4"
        );
    }
}

#[test]
fn a_second_source_scales_the_first() {
    let patch = patch("subtractive");
    let plain = struck(&patch, &Matrix::default(), (60, 0.5), FRAMES);
    let via = routed(&[("velocity", "note volume", -0.5, "macro 8")], &[("macro_8", 0.25)]);
    let measured = louder(&struck(&patch, &via, (60, 0.5), FRAMES)[2_400..], &plain[2_400..]);
    assert!((measured + 48.0 * 0.5 * 0.5 * 0.25).abs() < 0.05, "{measured}");
}

/// Of stretches of 64 frames, how much louder each is than without the routes.
fn course(plain: &[f32], moved: &[f32]) -> Vec<f64> {
    plain.chunks(64).zip(moved.chunks(64)).map(|(plain, moved)| louder(moved, plain)).collect()
}

#[test]
fn an_oscillator_in_time_with_the_beat_turns_to_the_stretch_for_forty_turns() {
    let patch = patch("subtractive");
    let frames = 6_000 * 40 + 4_800;
    let plain = struck(&patch, &Matrix::default(), (84, 1.0), frames);
    // A quarter of a beat of half a second is 6,000 frames.
    for start in [0.0, 1.0] {
        let values = [("lfo_1_shape", 3.0), ("lfo_1_sync", 6.0), ("lfo_1_start", start)];
        let matrix = routed(&[("lfo 1", "note volume", -0.25, "none")], &values);
        let course = course(&plain, &struck(&patch, &matrix, (84, 1.0), frames));
        let falls: Vec<usize> =
            (1..course.len()).filter(|n| course[n - 1] > 0.0 && course[*n] <= 0.0).collect();
        assert!(falls.len() >= 39, "{} turns", falls.len());
        for (turn, fall) in falls.iter().enumerate() {
            let exact = falls[0] * 64 + turn * 6_000;
            assert!((fall * 64).abs_diff(exact) <= 64, "turn {turn} begins at {} and not {exact}", fall * 64);
        }
        assert!((course[40] + 12.0).abs() < 0.1 && (course[70] - 12.0).abs() < 0.1, "half a turn each");
    }
}

#[test]
fn an_envelope_takes_its_times_and_comes_to_its_levels() {
    let patch = patch("subtractive");
    let values = [
        ("envelope_2_delay", 0.05),
        ("envelope_2_attack", 0.1),
        ("envelope_2_hold", 0.05),
        ("envelope_2_decay", 0.2),
        ("envelope_2_sustain", 0.5),
        ("envelope_2_release", 0.2),
    ];
    let matrix = routed(&[("envelope 2", "note volume", -0.5, "none")], &values);
    let play = |matrix: &Matrix| {
        let mut stage = Stage::new(&patch, matrix);
        stage.strike(84, 1.0);
        let late = stage.engine.latency().0 as usize;
        let mut sound = stage.hear(48_000);
        stage.lift(84);
        sound.extend(stage.hear(4_800 + late));
        sound.drain(..late);
        sound
    };
    let course = course(&play(&Matrix::default()), &play(&matrix));
    // Sixty dB nearer the sustain level after the decay; 30 dB after half of it; a release that falls from there.
    let half_decay = 0.5 + 0.5 * 10f64.powf(-1.5);
    let after_50_ms = 0.5 * 10f64.powf(-0.75);
    for (seconds, level) in [
        (0.04, 0.0),
        (0.1, 0.5),
        (0.125, 0.75),
        (0.17, 1.0),
        (0.3, half_decay),
        (0.9, 0.5),
        (1.05, after_50_ms),
    ] {
        let at = (seconds * f64::from(RATE) / 64.0) as usize;
        let measured = course[at] / -24.0;
        // Levels follow in two milliseconds and stretches are 1.3 long.
        assert!((measured - level).abs() < 0.04, "{measured} instead of {level} at {seconds} s");
    }
}

#[test]
fn chance_is_another_one_for_each_note_and_the_same_each_time() {
    for patch in patches() {
        let heard = |matrix: &Matrix| {
            let mut stage = Stage::new(&patch, matrix);
            let note = |stage: &mut Stage| {
                stage.strike(60, 1.0);
                let sound = stage.hear(4_800);
                stage.engine.handle(ToEngine::Panic);
                stage.hear(64 * 7);
                sound
            };
            (0..6).map(|_| note(&mut stage)).collect::<Vec<_>>()
        };
        let matrix = routed(&[("random", "note volume", 0.25, "none")], &[]);
        let (plain, moved) = (heard(&Matrix::default()), heard(&matrix));
        assert!(moved == heard(&matrix), "{}: it is the same again", patch.kind());
        let ways: Vec<f64> = plain.iter().zip(&moved).map(|(plain, moved)| louder(moved, plain)).collect();
        assert!(ways.iter().all(|way| way.abs() <= 12.1), "{ways:?}");
        let different = |n: usize| (0..n).all(|other| (ways[n] - ways[other]).abs() > 0.05);
        assert!((1..6).all(different), "{}: {ways:?}", patch.kind());
    }
}

#[test]
fn an_oscillator_of_the_song_goes_on_from_note_to_note() {
    let patch = patch("subtractive");
    let second = |start: f32| {
        let values = [("lfo_2_shape", 2.0), ("lfo_2_speed", 1.0), ("lfo_2_start", start)];
        let play = |matrix: &Matrix| {
            let mut stage = Stage::new(&patch, matrix);
            stage.strike(84, 1.0);
            stage.hear(64 * 375);
            stage.engine.handle(ToEngine::Panic);
            stage.strike(84, 1.0);
            stage.hear(4_800)
        };
        let matrix = routed(&[("lfo 2", "note volume", 0.25, "none")], &values);
        louder(&play(&matrix)[2_400..], &play(&Matrix::default())[2_400..])
    };
    // A saw from −1 to 1, half a turn later at 0.
    let (own, common) = (second(0.0), second(1.0));
    assert!(own < -9.0 && common.abs() < 3.0, "{own} dB and {common} dB");
}

#[test]
fn how_blocks_are_cut_changes_no_bit() {
    for patch in patches() {
        let targets = gliding(&patch);
        let routes: Vec<_> = (0..12)
            .map(|n| (SOURCES[n % 7], targets[n * 5 % targets.len()], 0.15 + n as f32 * 0.01, "none"))
            .collect();
        let matrix =
            routed(&routes, &[("envelope_1_attack", 0.05), ("lfo_1_speed", 7.0), ("lfo_2_start", 1.0)]);
        let [whole, cut, odd] = [9_600, 1, 37].map(|size| {
            let mut stage = Stage::new(&patch, &matrix);
            stage.size = size;
            stage.strike(50, 0.7);
            stage.hear(9_600)
        });
        assert!(whole == cut && whole == odd, "{}", patch.kind());
        assert!(whole.iter().all(|sample| sample.is_finite()));
    }
}

#[test]
fn what_cannot_glide_is_moved_when_a_note_begins_and_stays() {
    // The wave of a chip: a choice, of which the second one is that of a new patch.
    let patch = patch("chip");
    let wave = patch.knobs().find("wave").expect("a wave");
    let mut other = patch.clone();
    other.knobs_mut().set_value(wave, 4.0);
    let high = patch.knobs().info(wave).high;
    let to_other = routed(&[("macro 1", "wave", 3.0 / high, "none")], &[("macro_1", 1.0)]);
    let plain = Matrix::default();
    assert!(struck(&patch, &to_other, (60, 1.0), FRAMES) == struck(&other, &plain, (60, 1.0), FRAMES));
    let by_envelope = routed(&[("envelope 1", "wave", 1.0, "none")], &[]);
    assert!(struck(&patch, &by_envelope, (60, 1.0), FRAMES) == struck(&patch, &plain, (60, 1.0), FRAMES));
}

#[test]
fn no_amount_that_is_turned_at_once_is_heard_as_a_click() {
    let mut faults = Vec::new();
    for patch in patches() {
        // These two change an attack that is under way at once.
        let whole = !["sampler", "subtractive"].contains(&patch.kind());
        for target in gliding(&patch).into_iter().filter(|name| whole || *name != "attack") {
            let of = |amount: f32| routed(&[("macro 1", target, amount, "none")], &[("macro_1", 1.0)]);
            for [from, to] in [[0.0, 0.3], [0.0, -0.3]] {
                let turned = |moves: bool| {
                    let mut stage = Stage::new(&patch, &of(from));
                    stage.strike(48, 0.8);
                    stage.hear(4_800);
                    let before = stage.hear(2_400);
                    if moves {
                        stage.set_matrix(of(to));
                    }
                    (before, stage.hear(1_024), stage.hear(2_400))
                };
                let (before, during, after) = turned(true);
                let (_, unmoved, _) = turned(false);
                if let Some(fault) = clicks::fault([&before, &during, &after], &unmoved) {
                    faults.push(format!("{} {target} {to}: {fault}", patch.kind()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
