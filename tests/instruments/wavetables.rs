//! What the wavetable synthesizer promises, in figures.

use crate::clicks::{peak, roughness};
use crate::played::{Played, RATE, aliases, patch, set, spectrum, tone};
use segno::dsp::parameter::Kind;
use segno::instruments::Patch;
use segno::instruments::sample::{SampleAudio, SampleBank};
use std::sync::Arc;

fn names(patch: &Patch, name: &str) -> &'static [&'static str] {
    let knobs = patch.knobs();
    match knobs.info(knobs.find(name).expect(name)).kind {
        Kind::Choice(names) => names,
        _ => panic!("{name} is a choice"),
    }
}

/// Open, steady, one oscillator.
fn plain(values: &[(&str, f32)]) -> Patch {
    let open = [("cutoff", 20_000.0), ("resonance", 0.0), ("sustain", 1.0), ("level", 0.0)];
    patch("wavetable", &open.into_iter().chain(values.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn no_table_has_an_alias_above_minus_90_decibels() {
    let bank = SampleBank::default();
    let tables = names(&plain(&[]), "table");
    let mut worst = (f64::MIN, String::new());
    for (table, name) in tables.iter().enumerate().skip(1) {
        for hertz in [5_000.3, 1_234.5, 261.7] {
            for position in [0.0, 0.47, 1.0] {
                let patch = plain(&[("table", table as f32), ("position", position)]);
                let level = aliases(&tone(&patch, hertz, &bank), hertz);
                if level > worst.0 {
                    worst = (level, format!("{name} {position} at {hertz}"));
                }
            }
        }
    }
    println!("plain: {worst:?}");
    assert!(worst.0 < -90.0, "{worst:?}");
}

#[test]
fn no_bent_table_has_an_alias_above_minus_80_decibels() {
    let bank = SampleBank::default();
    let (tables, warps) = (names(&plain(&[]), "table"), names(&plain(&[]), "warp"));
    let mut faults = Vec::new();
    for (warp, kind) in warps.iter().enumerate().skip(1) {
        let mut worst = (f64::MIN, String::new());
        for (table, name) in tables.iter().enumerate().skip(1) {
            for (hertz, amount) in [(5_000.3, 0.3), (5_000.3, 1.0), (1_234.5, 0.6), (440.3, 1.0)] {
                let values =
                    [("table", table as f32), ("position", 0.6), ("warp", warp as f32), ("amount", amount)];
                let level = aliases(&tone(&plain(&values), hertz, &bank), hertz);
                if level > worst.0 {
                    worst = (level, format!("{kind} {name} {amount} at {hertz}"));
                }
            }
        }
        println!("{worst:?}");
        if worst.0 > -80.0 {
            faults.push(worst);
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

/// A bank with a table of four turns in place 2, made for the patch.
fn bank_for(patch: &Patch, frame: usize) -> SampleBank {
    let turn = |harmonic: usize| {
        (0..frame).map(move |n| (std::f64::consts::TAU * (harmonic * n) as f64 / frame as f64).sin() as f32)
    };
    let sound = [1, 2, 3, 4].into_iter().flat_map(turn).collect();
    let mut bank = SampleBank::new(vec![None, None, Some(Arc::new(SampleAudio::new(44_100, vec![sound])))]);
    assert!(bank.derive([patch].into_iter()).is_empty());
    bank
}

#[test]
fn a_sample_is_a_table_of_its_turns() {
    for frame in [256, 600, 2_048] {
        let values = [("table", 0.0), ("sample", 2.0), ("frame", frame as f32)];
        for (turn, position) in [(1.0, 0.0), (2.0, 1.0 / 3.0), (4.0, 1.0)] {
            let patch = plain(&[values[0], values[1], values[2], ("position", position)]);
            let sound = tone(&patch, 500.0, &bank_for(&patch, frame));
            let spectrum = spectrum(&sound);
            let loudest = (0..spectrum.len()).max_by(|a, b| spectrum[*a].total_cmp(&spectrum[*b]));
            let hertz = loudest.expect("bins") as f64 * 48_000.0 / 32_768.0;
            assert!((hertz - 500.0 * turn).abs() < 3.0, "{frame} {position}: {hertz} Hz");
            assert!((0.4..1.1).contains(&peak(&sound)), "{}", peak(&sound));
        }
    }
}

#[test]
fn a_sample_that_is_missing_or_too_short_is_silent_and_is_told() {
    let patch = plain(&[("table", 0.0), ("sample", 0.0)]);
    assert_eq!(peak(&tone(&patch, 500.0, &SampleBank::default())), 0.0);
    let short = Some(Arc::new(SampleAudio::new(44_100, vec![vec![1.0; 10]])));
    let mut bank = SampleBank::new(vec![short]);
    let refused = bank.derive([&patch].into_iter());
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].1, "is no wavetable: it has 10 frames; expected 64 or more");
    assert_eq!(peak(&tone(&patch, 500.0, &bank)), 0.0);
}

#[test]
fn positions_that_are_moved_quickly_make_no_click() {
    let bank = SampleBank::default();
    for moved in [
        [("to_position", 1.0), ("shape", 3.0), ("speed", 8.0)],
        [("envelope_position", 1.0), ("attack_2", 0.001), ("decay_2", 0.05)],
        [("to_position", 0.5), ("shape", 4.0), ("speed", 30.0)],
    ] {
        for warp in 0..4 {
            let mut values = vec![("table", 4.0), ("position", 0.5), ("warp", warp as f32), ("amount", 0.4)];
            let still = |values: &[(&str, f32)]| {
                [0.0, 0.25, 0.5, 0.75, 1.0].map(|position| {
                    let mut patch = plain(values);
                    let index = patch.knobs().find("position").expect("a position");
                    set(&mut patch, index, position);
                    roughness(&tone(&patch, 110.0, &bank))
                })
            };
            let most = still(&values).into_iter().fold(0.0, f32::max);
            values.extend(moved);
            let sound = tone(&plain(&values), 110.0, &bank);
            let (moving, limit) = (roughness(&sound), 2.0 * most + 0.01 * peak(&sound));
            assert!(moving < limit, "{moved:?} {warp}: {moving} over {limit}");
        }
    }
}

#[test]
fn velocity_and_key_move_the_position() {
    let bank = SampleBank::default();
    let sound = |values: &[(&str, f32)], key, velocity| {
        let patch = plain(&[("velocity", 0.0), ("table", 3.0), ("position", 0.0)]);
        let mut patch = patch;
        for (name, value) in values {
            let index = patch.knobs().find(name).expect(name);
            patch.knobs_mut().set_value(index, *value);
        }
        let mut note = Played::new(&patch, key, velocity, RATE, &bank);
        roughness(&note.sound(9_600)) / peak(&note.sound(9_600))
    };
    assert!(
        sound(&[("velocity_position", 1.0)], 48, 1.0) > 1.5 * sound(&[("velocity_position", 1.0)], 48, 0.2)
    );
    assert_eq!(sound(&[], 48, 1.0), sound(&[], 48, 0.2));
    assert!(sound(&[("key_position", 1.0)], 84, 1.0) > 1.5 * sound(&[], 84, 1.0));
}
