//! The gate and the compressor of three bands.

use crate::stage::{RATE, Running, click, decibels, device, power_at, run, sine};

fn level(sound: &[f32]) -> f64 {
    decibels(2.0 * sound.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / sound.len() as f64)
}

#[test]
fn a_gate_opens_above_its_threshold_and_closes_below_its_hysteresis() {
    let settings =
        [("threshold", -30.0), ("hysteresis", 6.0), ("range", -40.0), ("hold", 0.0), ("release", 0.01)];
    let device = device("gate", &settings);
    let mut input = sine(1_000.0, -33.0, 24_000);
    input.extend(sine(1_000.0, -27.0, 24_000));
    input.extend(sine(1_000.0, -33.0, 24_000));
    input.extend(sine(1_000.0, -39.0, 24_000));
    let mut running = Running::new(RATE);
    let [left, _] = run(&mut running, &device, &input, 64);
    for (part, expected) in [(0, -73.0), (1, -27.0), (2, -33.0), (3, -79.0)] {
        let measured = level(&left[part * 24_000 + 12_000..(part + 1) * 24_000]);
        assert!((measured - expected).abs() < 0.5, "{part}: {measured}");
    }
    assert!((running.reduction() + 40.0).abs() < 0.1);
}

#[test]
fn a_gate_stays_open_for_its_hold() {
    let device = device("gate", &[("hold", 0.2), ("release", 0.005)]);
    let mut input = sine(1_000.0, -10.0, 4_800);
    input.extend(sine(1_000.0, -70.0, 24_000));
    let [left, _] = run(&mut Running::new(RATE), &device, &input, 64);
    assert!((level(&left[9_600..12_000]) + 70.0).abs() < 0.1);
    assert!(level(&left[20_000..]) < -100.0);
}

#[test]
fn three_bands_at_rest_add_up_to_what_came_in() {
    for (low, high) in [(160.0, 2_500.0), (40.0, 12_000.0), (900.0, 1_100.0)] {
        let bands = [("low_mid", low), ("mid_high", high)];
        let open = [("low_threshold", 0.0), ("mid_threshold", 0.0), ("high_threshold", 0.0), ("knee", 0.0)];
        let device = device("multiband", &[&bands[..], &open[..]].concat());
        let [left, _] = run(&mut Running::new(RATE), &device, &click(1 << 15), 64);
        for hertz in [20.0, 100.0, 160.0, 500.0, 1_000.0, 2_500.0, 8_000.0, 12_000.0, 19_000.0] {
            let gain = decibels(power_at(&left, hertz, false));
            assert!(gain.abs() < 0.1, "{low} {high}: {hertz} Hz {gain:.3} dB");
        }
    }
}

#[test]
fn a_band_is_made_softer_without_the_others() {
    let settings =
        [("mid_ratio", 1.0), ("low_ratio", 4.0), ("low_threshold", -20.0), ("low_gain", 3.0), ("knee", 0.0)];
    let device = device("multiband", &settings);
    let end = |input: &[f32]| level(&run(&mut Running::new(RATE), &device, input, 64)[0][48_000..]);
    // The lowest of all tones is a steady level.
    let steady = vec![10f32.powf(-8.0 / 20.0); 96_000];
    let low = end(&steady) - level(&steady);
    assert!((low - (3.0 - 9.0)).abs() < 0.1, "{low}");
    let middle = end(&sine(700.0, -8.0, 96_000));
    assert!((middle + 8.0).abs() < 0.1, "{middle}");
}
