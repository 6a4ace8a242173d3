//! The limiter holds true peaks: those that a meter after ITU-R BS.1770 finds between the samples.

use segno::devices::Processor as _;
use segno::devices::limiter::{Processor, Settings};
use segno::dsp::lfo::next_random;
use segno::dsp::units::SampleRate;
use segno::instruments::voice::Stereo;
use std::f32::consts::TAU;

const CEILING: f32 = -1.0;

/// The sound behind a limiter with that input gain in dB, without the frames that it is late.
fn limited(rate: u32, gain: f32, input: &[f32]) -> (Vec<f32>, f32) {
    let mut limiter = Processor::new(SampleRate(rate));
    let settings = Settings { ceiling: CEILING, gain, ..Settings::default() };
    let mut left = [input, &vec![0.0; limiter.late()]].concat();
    let mut right = left.clone();
    for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
        limiter.process(&settings, 0.5, Stereo { left, right });
    }
    assert_eq!(left, right, "both sides have one gain");
    left.drain(..limiter.late());
    (left, limiter.reduction())
}

/// In dBTP.
fn true_peak(rate: u32, sound: &[f32]) -> f64 {
    let mut meter = ebur128::EbuR128::new(1, rate, ebur128::Mode::TRUE_PEAK).expect("a meter");
    meter.add_frames_f32(sound).expect("frames");
    20.0 * meter.true_peak(0).expect("a peak").log10()
}

fn noise(frames: usize) -> Vec<f32> {
    let mut state = 7u32;
    let mut next = || {
        state = next_random(state);
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..frames).map(|_| next()).collect()
}

/// A second of each kind of sound, at most 1 high in its samples.
fn sounds(rate: u32) -> Vec<(&'static str, Vec<f32>)> {
    let frames = rate as usize;
    let sine = |part: f32, degrees: f32| {
        let sample = move |n: usize| (TAU * (n as f32 * part + degrees / 360.0)).sin();
        (0..frames).map(sample).collect::<Vec<f32>>()
    };
    let swelling = |n: usize| (n as f32 / 9_000.0).sin().abs();
    let soft = noise(frames + 1).windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect::<Vec<f32>>();
    let clipped = sine(0.0123, 10.0).iter().map(|sample| (sample * 8.0).clamp(-1.0, 1.0)).collect();
    let square =
        (0..frames).map(|n| if (n * 441 / rate as usize).is_multiple_of(2) { 1.0 } else { -1.0 }).collect();
    let bursts = sine(0.23, 0.0)
        .iter()
        .enumerate()
        .map(|(n, s)| if n % 4_800 < 400 { *s } else { 0.01 * s })
        .collect();
    let clicks = (0..frames)
        .map(|n| match n % 997 {
            0 => 1.0,
            1 => -1.0,
            _ => 0.0,
        })
        .collect();
    vec![
        ("noise", noise(frames)),
        ("soft noise that swells", soft.iter().enumerate().map(|(n, s)| s * swelling(n)).collect()),
        ("a clipped sine", clipped),
        ("a square of full-scale steps", square),
        ("a sine at a quarter of the rate, between its peaks", sine(0.25, 45.0)),
        ("a sine at a sixth of the rate", sine(1.0 / 6.0, 60.0)),
        ("a sine at 0.4 of the rate", sine(0.4, 30.0)),
        ("bursts", bursts),
        ("clicks", clicks),
    ]
}

#[test]
fn no_true_peak_passes() {
    for rate in [44_100, 48_000, 96_000] {
        for (name, sound) in sounds(rate) {
            for gain in [0.0, 18.0] {
                let (held, reduction) = limited(rate, gain, &sound);
                let peak = true_peak(rate, &held);
                assert!(
                    peak <= f64::from(CEILING) + 0.1,
                    "{name} at {rate} Hz, {gain} dB louder: {peak:.2} dBTP"
                );
                assert!(held.iter().all(|sample| sample.abs() <= 10f32.powf(CEILING / 20.0)), "{name}");
                assert!(gain < 18.0 || reduction < -10.0, "{name}: {reduction} dB");
            }
        }
    }
}

#[test]
fn what_stays_below_the_ceiling_is_only_late() {
    for (name, sound) in sounds(48_000) {
        // The highest true peak of all of these is less than 10 dB above their samples.
        let soft: Vec<f32> = sound.iter().map(|sample| sample * 0.25).collect();
        assert_eq!(limited(48_000, 0.0, &soft), (soft, 0.0), "{name}");
    }
}

#[test]
fn a_sine_that_just_fits_passes_and_one_between_its_samples_does_not() {
    let sine = |level: f32| -> Vec<f32> {
        (0..48_000).map(|n| level * (TAU * (n as f32 * 0.25 + 0.125)).sin()).collect()
    };
    // Its samples stand at 0.707 of its height.
    let fits = &sine(0.85)[..];
    assert_eq!(limited(48_000, 0.0, &fits[4_800..9_600]).1, 0.0);
    assert!(limited(48_000, 0.0, &sine(1.0)).1 < -0.9);
}
