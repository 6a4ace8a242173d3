//! Another pitch in the same time.

use crate::clicks::roughness;
use crate::stage::{RATE, Running, decibels, device, noise, power_at, run, sine};
use segno::devices::AnyProcessor;

/// Frames before the device has come to rest.
const BEGIN: usize = 24_000;

/// A sine of 48,000 frames and more, shifted.
fn shifted(hertz: f64, semitones: f32) -> Vec<f32> {
    let device = device("pitch", &[("shift", semitones)]);
    let [left, _] = run(&mut Running::new(RATE), &device, &sine(hertz, -6.0, BEGIN + 48_000), 64);
    left[BEGIN..].to_vec()
}

/// The highest frequency near one, in cents from it, and its level in dB.
fn highest(sound: &[f32], hertz: f64) -> (f64, f64) {
    let cents = (-12..=12).map(|half| f64::from(half) * 0.5);
    let found = cents.map(|cents| (cents, decibels(power_at(sound, hertz * (cents / 1_200.0).exp2(), true))));
    found.max_by(|a, b| a.1.total_cmp(&b.1)).expect("a frequency")
}

#[test]
fn what_is_not_shifted_only_comes_later() {
    let device = device("pitch", &[]);
    let late = AnyProcessor::new(&device, RATE).latency(&device);
    assert_eq!(late, 1_920);
    let input = noise(9_600, 0.5);
    let [left, _] = run(&mut Running::new(RATE), &device, &input, 64);
    assert!(left[late..] == input[..9_600 - late], "bit by bit");
}

#[test]
fn sound_is_shifted_by_what_is_asked_for_at_its_level() {
    for hertz in [110.0, 440.0, 1_000.0] {
        for semitones in [-24.0, -12.0, -5.0, -0.5, 0.5, 3.0, 7.0, 12.0, 24.0f32] {
            let wanted = hertz * f64::from(semitones / 12.0).exp2();
            let sound = shifted(hertz, semitones);
            let (cents, level) = highest(&sound, wanted);
            assert!(cents.abs() <= 2.0, "{hertz} Hz by {semitones}: {cents} cents off");
            assert!((level + 6.0).abs() < 1.0, "{hertz} Hz by {semitones}: {level:.1} dB");
            // What is not that sine: the sound's power without it.
            let power =
                sound.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / sound.len() as f64;
            let rest = decibels(2.0 * power - 10f64.powf(level / 10.0)) - level;
            assert!(rest < -20.0, "{hertz} Hz by {semitones}: splices at {rest:.1} dB");
        }
    }
}

#[test]
fn what_would_fold_back_is_taken_away() {
    let sound = shifted(14_000.0, 12.0);
    let folded = decibels(power_at(&sound, 20_000.0, true)) + 6.0;
    assert!(folded < -30.0, "{folded:.1} dB");
}

#[test]
fn it_comes_back_to_its_place_without_a_step() {
    let input = sine(220.0, -6.0, 240_000);
    let mut running = Running::new(RATE);
    let mut sound = Vec::new();
    for (from, semitones) in [(0, 0.0), (48_000, 5.0), (96_000, 0.0), (144_000, -7.0), (192_000, 0.0)] {
        let device = device("pitch", &[("shift", semitones)]);
        sound.extend(run(&mut running, &device, &input[from..from + 48_000], 64)[0].iter());
    }
    // Of a sine an octave above, so that every shift lies below.
    let steady = 0.5 * (440.0 * std::f32::consts::TAU / 48_000.0).powi(2);
    assert!(roughness(&sound[4_800..]) < 2.0 * steady, "{} beside {steady}", roughness(&sound[4_800..]));
    let off = (216_000..240_000).map(|n| (sound[n] - input[n - 1_920]).abs()).fold(0.0, f32::max);
    assert!(off < 1e-8, "as it was, as late as it says: {off}");
}
