//! What single kinds promise, in figures.

use crate::played::{self, Played, RATE, aliases, bank, patch, tuned};
use segno::instruments::Patch;

fn tone(patch: &Patch, hertz: f64) -> Vec<f32> {
    played::tone(patch, hertz, &bank())
}

#[test]
fn fm_of_4_pi_radians_at_5_khz_has_no_alias_above_minus_60_decibels() {
    let silent = [("level_3", -60.0), ("level_5", -60.0)];
    let pair = [("level_1", 0.0), ("level_2", 0.0), ("sustain_1", 1.0), ("sustain_2", 1.0), ("scale_2", 0.0)];
    for (hertz, ratio) in [(5_000.3, 1.0), (5_000.3, 2.0), (2_500.7, 7.0), (1_250.1, 3.0)] {
        let values: Vec<_> = silent.into_iter().chain(pair).chain([("ratio_2", ratio)]).collect();
        let level = aliases(&tone(&patch("fm", &values), hertz), hertz);
        assert!(level < -60.0, "{hertz} Hz turned at {ratio}: {level:.1} dB");
    }
}

#[test]
fn an_operator_that_turns_itself_and_a_stack_have_no_alias_above_minus_60_decibels() {
    for hertz in [5_000.3, 2_000.1, 523.3] {
        let values =
            [("algorithm", 14.0), ("feedback", 1.0), ("level_6", 0.0), ("sustain_6", 1.0), ("scale_6", 0.0)];
        let silent = (1..6).map(|n| format!("level_{n}")).collect::<Vec<_>>();
        let values: Vec<_> =
            values.into_iter().chain(silent.iter().map(|name| (name.as_str(), -60.0))).collect();
        let level = aliases(&tone(&patch("fm", &values), hertz), hertz);
        assert!(level < -60.0, "{hertz} Hz: {level:.1} dB");
    }
}

#[test]
fn chip_waves_have_no_alias_above_minus_80_decibels() {
    for (wave, hertz) in
        [(0.0, 5_000.3), (1.0, 1_234.5), (2.0, 5_000.3), (3.0, 2_500.7), (4.0, 440.1), (4.0, 3_000.3)]
    {
        let level = aliases(&tone(&patch("chip", &[("wave", wave), ("sustain", 1.0)]), hertz), hertz);
        assert!(level < -80.0, "wave {wave} at {hertz} Hz: {level:.1} dB");
    }
}

#[test]
fn the_short_noise_of_the_chip_is_in_tune() {
    let sound = tone(&patch("chip", &[("wave", 6.0), ("sustain", 1.0)]), 220.0);
    let cents = 1_200.0 * (tuned(&sound, 220.0) / 220.0).log2();
    assert!(cents.abs() < 2.0, "{cents}");
}

#[test]
fn an_arpeggio_of_the_chip_plays_its_notes_in_turn() {
    let chip = patch("chip", &[("notes", 3.0), ("note_speed", 10.0), ("sustain", 1.0)]);
    let bank = bank();
    let mut note = Played::new(&chip, 69, 1.0, RATE, &bank);
    for semitones in [0, 4, 7, 0] {
        let sound = note.sound(4_800);
        let rises = sound[400..4_400].windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        let expected = 440.0 * (f64::from(semitones) / 12.0).exp2() * 4_000.0 / 48_000.0;
        assert!((rises as f64 - expected).abs() <= 1.0, "{semitones}: {rises} and {expected}");
    }
}
