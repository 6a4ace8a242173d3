//! Devices whose gain follows the level.

use crate::stage::{RATE, Running, click, decibels, device, noise, run, sine};
use segno::devices::{AnyProcessor, Device};
use segno::instruments::voice::Stereo;

/// The level of the last part of a sound, in dB of its mean square.
fn level(sound: &[f32]) -> f64 {
    let end = &sound[sound.len() - 9_600..];
    decibels(end.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / end.len() as f64)
}

#[test]
fn the_compressor_has_its_static_curve_within_a_tenth_of_a_decibel() {
    for (ratio, knee) in [(2.0f64, 0.0f64), (4.0, 12.0), (20.0, 6.0)] {
        for input in [-50.0f64, -30.0, -24.0, -20.0, -17.0, -12.0, -3.0, 0.0] {
            let settings = [
                ("threshold", -20.0),
                ("ratio", ratio as f32),
                ("knee", knee as f32),
                ("make_up", 3.0),
                ("attack", 0.001),
                ("release", 0.02),
            ];
            // A steady level for peaks and for squares alike.
            let held = vec![10f32.powf(input as f32 / 20.0); 48_000];
            let above = input + 20.0;
            let taken = if 2.0 * above.abs() <= knee && knee > 0.0 {
                (1.0 - 1.0 / ratio) * (above + knee / 2.0).powi(2) / (2.0 * knee)
            } else {
                (1.0 - 1.0 / ratio) * above.max(0.0)
            };
            for detector in [0.0, 1.0] {
                let device = device("compressor", &[&settings[..], &[("detector", detector)]].concat());
                let mut running = Running::new(RATE);
                let out = level(&run(&mut running, &device, &held, 64)[0]);
                let exact = input - taken + 3.0;
                assert!(
                    (out - exact).abs() < 0.1,
                    "{ratio}:1 knee {knee} at {input}: {out:.2} not {exact:.2}"
                );
                assert!((f64::from(running.reduction()) + taken).abs() < 0.1, "the meter");
            }
        }
    }
}

#[test]
fn the_mean_of_squares_of_a_sine_is_3_decibels_below_its_peak() {
    let settings =
        [("threshold", -30.0), ("ratio", 20.0), ("knee", 0.0), ("attack", 0.0001), ("release", 2.0)];
    let input = sine(1_000.0, -10.0, 96_000);
    let of = |detector| {
        let device = device("compressor", &[&settings[..], &[("detector", detector)]].concat());
        level(&run(&mut Running::new(RATE), &device, &input, 64)[0])
    };
    assert!((of(1.0) - of(0.0) - 3.01 * 0.95).abs() < 0.2, "{} {}", of(1.0), of(0.0));
}

#[test]
fn the_compressor_is_as_late_as_it_looks_ahead() {
    let device = device("compressor", &[("ahead", 0.005)]);
    let mut one = AnyProcessor::new(&device, RATE);
    let (mut left, mut right) = (click(960), click(960));
    one.process(&device, 0.5, Stereo { left: &mut left[..64], right: &mut right[..64] }, None);
    for (left, right) in left[64..].chunks_mut(64).zip(right[64..].chunks_mut(64)) {
        one.process(&device, 0.5, Stereo { left, right }, None);
    }
    assert_eq!(one.latency(&device), 240);
    let place = left.iter().position(|sample| *sample != 0.0);
    assert_eq!(place, Some(240));
}

#[test]
fn a_side_that_is_not_linked_is_left_alone() {
    let (loud, soft) = (sine(500.0, 0.0, 24_000), sine(700.0, -40.0, 24_000));
    for (link, kept) in [(0.0, true), (1.0, false)] {
        let device: Device = device("compressor", &[("link", link)]);
        let (mut left, mut right) = (loud.clone(), soft.clone());
        let mut running = Running::new(RATE);
        for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            running.process(&device, 0.5, Stereo { left, right });
        }
        assert_eq!((level(&right) - level(&soft)).abs() < 0.1, kept, "link {link}");
    }
    let silent = run(&mut Running::new(RATE), &device("compressor", &[]), &noise(480, 1e-4), 64);
    assert_eq!(silent[0], noise(480, 1e-4), "below the threshold nothing changes");
}
