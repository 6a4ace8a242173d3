//! Devices that bend the wave: saturation and crush.

use crate::stage::{RATE, Running, decibels, device, power_at, run, sine};
use segno::devices::AnyProcessor;

/// The highest level in dB of what is no overtone of 5 kHz, against the sound's own level, up to 20 kHz. At 48 kHz all overtones that come
/// back from half the rate fall on whole kilohertz.
fn aliases(sound: &[f32]) -> f64 {
    let level =
        |kilohertz: i32| decibels(power_at(&sound[4_800..52_800], f64::from(kilohertz) * 1_000.0, true));
    let wrong = (1..=20).filter(|kilohertz| kilohertz % 5 != 0).map(level).fold(-300.0, f64::max);
    let power = sound[4_800..52_800].iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / 48_000.0;
    wrong - decibels(2.0 * power)
}

#[test]
fn saturation_brings_back_no_overtone_as_a_wrong_note() {
    for (shape, name) in ["tape", "tube", "hard", "fold"].into_iter().enumerate() {
        let device = device("saturation", &[("drive", 24.0), ("shape", shape as f32)]);
        let [left, _] = run(&mut Running::new(RATE), &device, &sine(5_000.0, 0.0, 52_800), 64);
        let aliases = aliases(&left);
        assert!(aliases < -70.0, "{name}: {aliases:.1} dB");
    }
}

#[test]
fn saturation_leaves_no_direct_current_and_is_as_late_as_it_says() {
    for shape in 0..4 {
        let settings = [("drive", 12.0), ("shape", shape as f32), ("output", 0.0)];
        let [left, _] =
            run(&mut Running::new(RATE), &device("saturation", &settings), &sine(1_000.0, 0.0, 96_000), 64);
        let mean = left[48_000..].iter().sum::<f32>() / 48_000.0;
        assert!(mean.abs() < 1e-3, "{shape}: {mean}");
    }
    let device = device("saturation", &[("drive", 0.0), ("output", 0.0)]);
    let soft = sine(1_000.0, -60.0, 24_000);
    let [left, _] = run(&mut Running::new(RATE), &device, &soft, 64);
    let late = AnyProcessor::new(&device, RATE).latency(&device);
    let off = |n: usize| (left[n] - soft[n - late]).abs();
    let worst = (9_600..24_000).map(off).fold(0.0, f32::max);
    assert!(worst < 1e-5, "what is soft stays as it is: {worst}");
}

#[test]
fn crush_leaves_as_many_levels_as_bits_tell_apart() {
    let free = [("rate", 96_000.0)];
    for (bits, levels) in [(1.0, 3), (3.0, 9), (4.0, 17)] {
        let device = device("crush", &[&free[..], &[("bits", bits)]].concat());
        let [left, _] = run(&mut Running::new(RATE), &device, &sine(97.0, 0.0, 48_000), 64);
        let mut found: Vec<i32> = left.iter().map(|sample| (sample * 1e6) as i32).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), levels, "{bits} bits");
    }
}

#[test]
fn crush_holds_frames_and_cuts_what_would_fold_down() {
    let settings = [("bits", 16.0), ("rate", 8_000.0)];
    let tone = sine(7_000.0, 0.0, 52_800);
    let folded = |smooth: f32| {
        let device = device("crush", &[&settings[..], &[("smooth", smooth)]].concat());
        let [left, _] = run(&mut Running::new(RATE), &device, &tone, 64);
        decibels(power_at(&left[4_800..], 1_000.0, true))
    };
    assert!(folded(0.0) > -6.0, "7 kHz at 8,000 frames a second is 1 kHz");
    assert!(folded(1.0) < -45.0, "{}", folded(1.0));
    let [left, _] = run(&mut Running::new(RATE), &device("crush", &settings), &tone, 64);
    assert!(left.chunks_exact(6).all(|held| held.iter().all(|sample| *sample == held[0])));
}
