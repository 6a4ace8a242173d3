//! What the tests of devices share: signals, a device with settings, and measures.

use segno::devices::{AnyProcessor, Device, KINDS};
use segno::dsp::units::SampleRate;
use segno::instruments::voice::Stereo;
use std::f64::consts::TAU;

pub const RATE: SampleRate = SampleRate(48_000);

/// A device that runs: of the kind that it is given first.
pub struct Running {
    rate: SampleRate,
    processor: Option<AnyProcessor>,
}

impl Running {
    pub fn new(rate: SampleRate) -> Running {
        Running { rate, processor: None }
    }

    pub fn process(&mut self, device: &Device, beat_seconds: f32, block: Stereo) {
        let processor = self.processor.get_or_insert_with(|| AnyProcessor::new(device, self.rate));
        assert!(processor.process(device, beat_seconds, block, None), "one kind for each");
    }

    pub fn reduction(&mut self) -> f32 {
        self.processor.as_mut().map_or(0.0, AnyProcessor::reduction)
    }

    pub fn reset(&mut self) {
        self.processor.iter_mut().for_each(AnyProcessor::reset);
    }
}

/// Runs a device over a signal in stretches of `size`; returns both channels.
pub fn run(running: &mut Running, device: &Device, input: &[f32], size: usize) -> [Vec<f32>; 2] {
    let (mut left, mut right) = (input.to_vec(), input.to_vec());
    for (left, right) in left.chunks_mut(size).zip(right.chunks_mut(size)) {
        running.process(device, 0.5, Stereo { left, right });
    }
    [left, right]
}

pub fn device(kind: &str, settings: &[(&str, f32)]) -> Device {
    let mut device = (KINDS.iter().find(|k| k.name == kind).expect(kind).new)();
    for (name, value) in settings {
        let index = device.knobs().find(name).expect(name);
        device.knobs_mut().set_value(index, *value);
    }
    device
}

pub fn click(frames: usize) -> Vec<f32> {
    let mut signal = vec![0.0; frames];
    signal[0] = 1.0;
    signal
}

pub fn noise(frames: usize, loud: f32) -> Vec<f32> {
    let mut state = 7u32;
    let mut next = || {
        state = segno::dsp::lfo::next_random(state);
        (state as f32 / u32::MAX as f32 * 2.0 - 1.0) * loud
    };
    (0..frames).map(|_| next()).collect()
}

/// A sine of that level in dB of its peak.
pub fn sine(hertz: f64, decibels: f64, frames: usize) -> Vec<f32> {
    let high = 10f64.powf(decibels / 20.0);
    (0..frames).map(|n| ((n as f64 * hertz * TAU / 48_000.0).sin() * high) as f32).collect()
}

/// The squared amplitude of a frequency in a sound, under a Hann window; right for a sine, or the response of a filter times the
/// frames for its answer to a click without a window.
pub fn power_at(sound: &[f32], hertz: f64, windowed: bool) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in sound.iter().enumerate() {
        let place = n as f64 / sound.len() as f64;
        let window = if windowed { 2.0 * (1.0 - (TAU * place).cos()) / sound.len() as f64 } else { 1.0 };
        let turn = n as f64 * hertz * TAU / 48_000.0;
        re += f64::from(*sample) * window * turn.cos();
        im += f64::from(*sample) * window * turn.sin();
    }
    re * re + im * im
}

/// As dB of a power.
pub fn decibels(power: f64) -> f64 {
    10.0 * power.max(1e-30).log10()
}
