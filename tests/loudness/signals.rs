//! The test signals of EBU Tech 3341 and Tech 3342 that can be made from their descriptions.

use std::f64::consts::{PI, TAU};

/// A signal: its channels.
pub type Signal = Vec<Vec<f32>>;

/// Levels in dBFS, `None` for silence, each for so many seconds: one sine of 1 kHz that goes on through all of them.
pub fn steps(rate: u32, parts: &[(Option<f64>, f64)]) -> Vec<f32> {
    let mut sound = Vec::new();
    for (level, seconds) in parts {
        let amplitude = level.map_or(0.0, |level| 10f64.powf(level / 20.0));
        for _ in 0..(seconds * f64::from(rate)).round() as usize {
            let sine = (TAU * 1_000.0 * sound.len() as f64 / f64::from(rate)).sin();
            sound.push((amplitude * sine) as f32);
        }
    }
    sound
}

/// The same in both channels.
pub fn both(sound: Vec<f32>) -> Signal {
    vec![sound.clone(), sound]
}

/// In as many channels as there are levels, each at its level.
pub fn spread(sound: &[f32], levels: &[Option<f64>]) -> Signal {
    let gain = |level: &Option<f64>| level.map_or(0.0, |level| 10f64.powf(level / 20.0) as f32);
    levels.iter().map(|level| sound.iter().map(|sample| sample * gain(level)).collect()).collect()
}

/// Linear fades over so many frames at both ends.
fn faded(mut sound: Vec<f64>, frames: usize) -> Vec<f64> {
    let last = sound.len() - 1;
    for n in 0..frames {
        let gain = n as f64 / frames as f64;
        sound[n] *= gain;
        sound[last - n] *= gain;
    }
    sound
}

/// A sine with so many frames to a turn, from a phase in degrees on, 3.2 s long.
pub fn peak_tone(rate: u32, turn: f64, degrees: f64, amplitude: f64) -> Signal {
    let sample = |n: usize| amplitude * (TAU * n as f64 / turn + degrees * PI / 180.0).sin();
    let frames = (3.2 * f64::from(rate)) as usize;
    let sound = faded((0..frames).map(sample).collect(), (0.1 * f64::from(rate)) as usize);
    both(sound.into_iter().map(|sample| sample as f32).collect())
}

/// At four times the rate: a sine of 24 frames to a turn, and in its middle one turn of twice the height in 16 frames; kept is every
/// fourth frame from `offset` on.
pub fn peak_burst(rate: u32, offset: usize) -> Signal {
    let fine = 4 * rate as usize;
    let splice = (1.51 * fine as f64 / 24.0).round() as usize * 24;
    let low = |n: usize| 10f64.powf(-6.0 / 20.0) * (TAU * n as f64 / 24.0).sin();
    let frames = (3.2 * fine as f64) as usize;
    let mut sound: Vec<f64> = (0..splice).map(low).collect();
    sound.extend((0..16).map(|n| (TAU * n as f64 / 16.0).sin()));
    sound.extend((splice..frames).map(low));
    let sound = faded(sound, fine / 10);
    let filter = low_pass();
    let half = filter.len() / 2;
    let at = |n: usize| {
        let taps = filter.iter().enumerate();
        let near = |tap: usize| (n + tap).checked_sub(half).and_then(|place| sound.get(place));
        taps.map(|(tap, value)| near(tap).map_or(0.0, |sample| value * sample)).sum::<f64>() as f32
    };
    both((offset..sound.len()).step_by(4).map(at).collect())
}

/// Lets through what is below half the rate, at four times the rate: a sinc under a Blackman window.
fn low_pass() -> Vec<f64> {
    const HALF: i64 = 511;
    let cut = 0.98 * 0.125;
    let tap = |k: i64| {
        let (x, place) = (2.0 * cut * k as f64, (k + HALF) as f64 / (2 * HALF) as f64);
        let sinc = if k == 0 { 1.0 } else { (PI * x).sin() / (PI * x) };
        sinc * (0.42 - 0.5 * (TAU * place).cos() + 0.08 * (2.0 * TAU * place).cos())
    };
    let taps: Vec<f64> = (-HALF..=HALF).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.into_iter().map(|tap| tap / sum).collect()
}
