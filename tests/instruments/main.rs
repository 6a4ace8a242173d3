//! What holds for every kind of instrument, in figures. A new kind is tested by being in `KINDS`.

#[path = "../clicks/mod.rs"]
mod clicks;
mod figures;
mod played;
mod samplers;
mod stretched;
mod subtractives;
mod wavetables;

use clicks::{peak, roughness};
use played::{Played, RATE, bank, patches, set, tuned};
use proptest::prelude::*;
use segno::dsp::lfo::next_random;
use segno::dsp::parameter::Kind;
use segno::dsp::units::{Decibels, SampleRate, Semitones};
use segno::instruments::voice::MAX_STRETCH;

/// Kinds whose keys are no pitches.
const UNPITCHED: &[&str] = &["drums"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_patch_at_any_rate_stays_finite_and_any_cutting_is_the_same(
        seed in 1u32..,
        rate in prop::sample::select(vec![8_000u32, 44_100, 48_000, 192_000]),
        key in 0u8..=127,
        size in 1usize..64,
    ) {
        let bank = bank();
        for mut patch in patches() {
            let mut random = seed;
            for index in 0..patch.knobs().count() {
                random = next_random(random);
                // Every third one stands at an end of its range.
                let place = (random >> 8) as f32 / (1u32 << 24) as f32;
                set(&mut patch, index, if random % 3 == 0 { place.round() } else { place });
            }
            let kind = patch.kind();
            let [whole, cut] = [MAX_STRETCH, size].map(|size| {
                let mut note = Played::new(&patch, key, 0.7, SampleRate(rate), &bank);
                note.modulation.cutoff = Semitones((seed % 97) as f32 - 48.0);
                note.modulation.resonance = (seed % 3) as f32 * 0.5;
                note.size = size;
                let mut sound = note.sound(4_096);
                note.voice.release(0);
                sound.extend(note.sound(4_096));
                sound
            });
            // Before its level, which is only a factor. At its sharpest a filter makes four times as much of what it finds.
            let knobs = patch.knobs();
            let level = knobs.find("level").map_or(0.0, |level| knobs.value(level));
            let loud = peak(&whole) / Decibels(level).factor();
            let most = if seed % 3 == 2 { 240.0 } else { 60.0 };
            prop_assert!(whole.iter().all(|sample| sample.is_finite()) && loud < most, "{} {}", kind, peak(&whole));
            if !["sampler", "subtractive"].contains(&kind) {
                prop_assert_eq!(whole, cut, "{}", kind);
            }
        }
    }
}

#[test]
fn a_note_ends_after_its_release_and_stays_silent() {
    let bank = bank();
    for patch in patches() {
        let knobs = patch.knobs();
        let seconds: f32 =
            (0..knobs.count()).filter(|n| knobs.info(*n).unit == "s").map(|n| knobs.value(n)).sum();
        let mut note = Played::new(&patch, 60, 1.0, RATE, &bank);
        let held = note.sound(9_600);
        assert!((0.05..1.5).contains(&peak(&held)), "{} is heard: {}", patch.kind(), peak(&held));
        assert!(!note.ended, "{} sounds for 200 ms", patch.kind());
        note.voice.release(0);
        let most = (48_000.0 * (1.5 * seconds + 0.1)) as usize;
        let mut rest = 0;
        while !note.ended && rest < most {
            note.sound(MAX_STRETCH);
            rest += MAX_STRETCH;
        }
        assert!(note.ended, "{} ends within {most} frames", patch.kind());
        assert_eq!(peak(&note.sound(4_800)), 0.0, "{} is silent at its end", patch.kind());
    }
}

#[test]
fn no_knob_that_is_turned_at_once_is_heard_as_a_click() {
    let bank = bank();
    let mut faults = Vec::new();
    for patch in patches() {
        let knobs = patch.knobs();
        // The sampler changes at once what has nothing between its values, and both an attack that is under way.
        let smooth = |n: &usize| {
            let info = knobs.info(*n);
            let glides = matches!(info.kind, Kind::Linear | Kind::Exponential);
            match patch.kind() {
                "sampler" => glides && info.name != "attack",
                "subtractive" => info.name != "attack",
                _ => true,
            }
        };
        for (index, [from, to]) in
            (0..knobs.count()).filter(smooth).flat_map(|n| [(n, [0.3, 0.8]), (n, [0.8, 0.3])])
        {
            let turned = |moves: bool| {
                let mut patch = patch.clone();
                if let Some(decay) = patch.knobs().find("decay") {
                    set(&mut patch, decay, 0.8);
                }
                set(&mut patch, index, from);
                let mut note = Played::new(&patch, 48, 0.8, RATE, &bank);
                note.sound(4_800);
                let before = note.sound(4_800);
                if moves {
                    set(&mut note.patch, index, to);
                }
                (before, note.sound(1_024), note.sound(4_800))
            };
            let (before, during, after) = turned(true);
            let (_, unmoved, _) = turned(false);
            if let Some(fault) = clicks::fault([&before, &during, &after], &unmoved) {
                faults.push(format!("{} {} {from}: {fault}", patch.kind(), patch.knobs().info(index).name));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn levels_and_pitches_that_jump_make_no_step() {
    let bank = bank();
    for patch in patches() {
        for (level, bend) in [(1.0, 7.0), (1.0, -12.0), (0.1, 0.0), (0.1, 3.0)] {
            let mut note = Played::new(&patch, 48, 0.8, RATE, &bank);
            note.sound(2_400);
            let before = note.sound(2_400);
            note.modulation.pitch.0 += bend;
            let moving = note.glide(level, 2_400);
            let after = note.glide(level, 2_400);
            let steady = roughness(&before).max(roughness(&after));
            let limit = 3.0 * steady + 0.01 * peak(&before);
            let mut joined = before[before.len() - 2..].to_vec();
            joined.extend(moving);
            let moved = roughness(&joined);
            assert!(moved <= limit, "{} to {level}, {bend} st: {moved} over {limit}", patch.kind());
        }
    }
}

#[test]
fn every_pitched_kind_is_in_tune_within_two_cents() {
    let bank = bank();
    for mut patch in patches() {
        if UNPITCHED.contains(&patch.kind()) {
            continue;
        }
        // Parts that are out of tune by intent are brought together.
        for index in 0..patch.knobs().count() {
            if patch.knobs().info(index).name.starts_with("fine") {
                patch.knobs_mut().set_value(index, 0.0);
            }
        }
        for key in [36u8, 60, 84] {
            let mut note = Played::new(&patch, key, 0.8, RATE, &bank);
            note.sound(2_400);
            let sound = note.sound(26_000);
            let expected = 440.0 * ((f64::from(key) - 69.0) / 12.0).exp2();
            let cents = 1_200.0 * (tuned(&sound, expected) / expected).log2();
            assert!(cents.abs() < 2.0, "{} at key {key}: {cents:.2} cents", patch.kind());
        }
    }
}

#[test]
fn a_soft_note_sounds_other_than_a_hard_one() {
    let bank = bank();
    for patch in patches() {
        let [soft, hard] =
            [0.2, 1.0].map(|velocity| Played::new(&patch, 60, velocity, RATE, &bank).sound(9_600));
        if patch.kind() != "sampler" {
            assert!(soft != hard, "{}: velocity is colour", patch.kind());
        }
        let mut patch = patch.clone();
        let level = patch.knobs().find("velocity_level").expect("every kind has it");
        set(&mut patch, level, 1.0);
        let [soft, hard] =
            [0.2, 1.0].map(|velocity| peak(&Played::new(&patch, 60, velocity, RATE, &bank).sound(9_600)));
        assert!(soft < 0.5 * hard, "{}: {soft} and {hard}", patch.kind());
    }
}
