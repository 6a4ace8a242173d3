//! Left and right, and plain levels.

use crate::stage::{RATE, Running, decibels, device, noise, run, sine};
use segno::instruments::voice::Stereo;

/// What the device makes of two different sides.
fn both(kind: &str, settings: &[(&str, f32)], left: &[f32], right: &[f32]) -> [Vec<f32>; 2] {
    let (device, mut running) = (device(kind, settings), Running::new(RATE));
    let (mut left, mut right) = (left.to_vec(), right.to_vec());
    for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
        running.process(&device, 0.5, Stereo { left, right });
    }
    [left, right]
}

fn power(sound: impl Iterator<Item = f32>) -> f64 {
    decibels(sound.map(|sample| f64::from(sample).powi(2)).sum())
}

#[test]
fn width_is_the_level_of_what_differs() {
    let (left, right) = (sine(700.0, -6.0, 9_600), noise(9_600, 0.5));
    let apart =
        |sides: &[Vec<f32>; 2]| power(sides[0].iter().zip(&sides[1]).map(|(left, right)| left - right));
    let middle =
        |sides: &[Vec<f32>; 2]| power(sides[0].iter().zip(&sides[1]).map(|(left, right)| left + right));
    let plain = [left.clone(), right.clone()];
    assert_eq!(both("stereo", &[], &left, &right), plain, "as it comes it changes no bit");
    for (width, decibels) in [(0.5, -6.02), (2.0, 6.02), (0.0, -300.0)] {
        let wide = both("stereo", &[("width", width)], &left, &right);
        assert!((middle(&wide) - middle(&plain)).abs() < 0.01, "{width}: the middle stays");
        let measured = apart(&wide) - apart(&plain);
        assert!(
            (measured - decibels).abs() < 0.01 || decibels < -100.0 && measured < -100.0,
            "{width}: {measured}"
        );
    }
}

#[test]
fn sides_change_places_and_polarity() {
    let (left, right) = (sine(300.0, 0.0, 640), noise(640, 0.3));
    let swapped = both("stereo", &[("swap", 1.0)], &left, &right);
    let near = |one: &[f32], two: &[f32]| one.iter().zip(two).all(|(one, two)| (one - two).abs() < 1e-6);
    assert!(near(&swapped[0], &right) && near(&swapped[1], &left));
    let down: Vec<f32> = right.iter().map(|sample| -sample).collect();
    let inverted = both("stereo", &[("invert_right", 1.0)], &left, &right);
    assert!(near(&inverted[0], &left) && near(&inverted[1], &down));
    let balanced = both("stereo", &[("balance", 0.5)], &left, &right);
    assert!(
        near(&balanced[1], &right)
            && (power(balanced[0].iter().copied()) - power(left.iter().copied()) + 6.02).abs() < 0.01
    );
}

#[test]
fn lows_come_from_the_middle_and_highs_from_where_they_were() {
    for (hertz, most) in [(30.0, -20.0), (3_000.0, 0.1)] {
        let tone = sine(hertz, 0.0, 48_000);
        let [left, right] = both("stereo", &[("mono_below", 200.0)], &tone, &vec![0.0; 48_000]);
        let apart = power(left[9_600..].iter().zip(&right[9_600..]).map(|(left, right)| left - right));
        let change = apart - power(tone[9_600..].iter().copied());
        assert!(change < most && (hertz < 100.0 || change > -0.4), "{hertz} Hz: {change}");
    }
}

#[test]
fn the_gain_is_in_decibels_and_60_below_is_silence() {
    let input = noise(640, 0.5);
    for (gain, invert, factor) in [(6.0, 0.0, 1.995_26), (-20.0, 1.0, -0.1), (-60.0, 0.0, 0.0)] {
        let device = device("gain", &[("gain", gain), ("invert", invert)]);
        let [left, _] = run(&mut Running::new(RATE), &device, &input, 64);
        assert!(left.iter().zip(&input).all(|(out, sample)| (out - sample * factor).abs() < 1e-5), "{gain}");
    }
}
