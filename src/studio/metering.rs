//! What sound is like: levels, loudness, correlation, wave and spectrum. The engine sends what is measured here; nothing of this is done on
//! the audio thread. Spectra are only worked out where they are drawn.

use crate::dsp::loudness::running::{Live, RunningMeter};
use crate::dsp::spectrum::Spectrum;
use crate::dsp::units::{Decibels, SampleRate};
use std::cell::RefCell;
use std::collections::VecDeque;

/// Seconds over which effective level and correlation are measured.
const WINDOW: f32 = 0.3;
/// Frames of a spectrum.
const SPECTRUM: usize = 8_192;
/// dB that a shown spectrum falls in a second.
const FALL: f32 = 24.0;
/// The lowest level of a spectrum, in dB.
pub const LOWEST: f32 = -96.0;

/// Meters of one sound.
pub struct Metering {
    rate: SampleRate,
    loudness: RunningMeter,
    /// The newest frames, the last one last.
    recent: VecDeque<[f32; 2]>,
    highest: [f32; 2],
    /// Frames heard.
    heard: u64,
    shown: RefCell<Shown>,
}

/// A spectrum as it is drawn.
struct Shown {
    spectrum: Spectrum,
    /// The level of each frequency, in dB.
    levels: Vec<f32>,
    /// How much had been heard when it was worked out.
    heard: u64,
}

/// What stands on the meters of levels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// The highest sample of each side since the meters were put back, linear.
    pub highest: [f32; 2],
    /// The highest sample of each side in the last 0.3 s, linear.
    pub peak: [f32; 2],
    /// The effective (RMS) level of each side over the last 0.3 s, linear.
    pub effective: [f32; 2],
    /// How alike both sides are over the last 0.3 s: 1 the same, 0 nothing in common, −1 opposite; `None` for silence.
    pub correlation: Option<f32>,
    /// Loudness and true peak.
    pub loudness: Live,
}

impl Metering {
    /// Nothing heard yet.
    pub fn new(rate: SampleRate) -> Metering {
        Metering {
            rate,
            loudness: RunningMeter::new(rate),
            recent: VecDeque::new(),
            highest: [0.0; 2],
            heard: 0,
            shown: RefCell::new(Shown {
                spectrum: Spectrum::new(SPECTRUM),
                levels: vec![LOWEST; SPECTRUM / 2 + 1],
                heard: 0,
            }),
        }
    }

    /// Hears what has come since the last time.
    pub fn hear(&mut self, sound: &[[f32; 2]]) {
        if sound.is_empty() {
            return;
        }
        let sides = [0, 1].map(|side| sound.iter().map(|frame| frame[side]).collect::<Vec<f32>>());
        self.loudness.hear([&sides[0], &sides[1]]);
        for (highest, side) in self.highest.iter_mut().zip(&sides) {
            *highest = side.iter().fold(*highest, |highest, sample| highest.max(sample.abs()));
        }
        self.recent.extend(sound);
        let most = SPECTRUM.max(self.window());
        self.recent.drain(..self.recent.len().saturating_sub(most));
        self.heard += sound.len() as u64;
    }

    /// Seconds of sound that were heard.
    pub fn seconds(&self) -> f64 {
        self.heard as f64 / f64::from(self.rate.0.max(1))
    }

    /// Measures the spectrum of what was heard last, if something was since the last time; what was louder falls.
    fn spread(&self) {
        let Shown { spectrum, levels, heard } = &mut *self.shown.borrow_mut();
        let new = self.heard - std::mem::replace(heard, self.heard);
        if new == 0 {
            return;
        }
        let fall = FALL * new as f32 / self.rate.hertz();
        let middle = self.newest(SPECTRUM).map(|[left, right]| 0.5 * (left + right));
        let middle: Vec<f32> = middle.collect();
        for (shown, level) in levels.iter_mut().zip(spectrum.measure(middle.into_iter())) {
            *shown = Decibels::of_gain(level).0.max(*shown - fall).max(LOWEST);
        }
    }

    fn window(&self) -> usize {
        (WINDOW * self.rate.hertz()) as usize
    }

    fn newest(&self, frames: usize) -> impl Iterator<Item = [f32; 2]> {
        self.recent.range(self.recent.len().saturating_sub(frames)..).copied()
    }

    /// What stands on the meters.
    pub fn reading(&self) -> Reading {
        let (mut squares, mut both, mut peak) = ([0.0f64; 2], 0.0, [0.0f32; 2]);
        let mut count = 0;
        for frame in self.newest(self.window()) {
            let [left, right] = frame.map(f64::from);
            squares = [squares[0] + left * left, squares[1] + right * right];
            both += left * right;
            peak = [peak[0].max(frame[0].abs()), peak[1].max(frame[1].abs())];
            count += 1;
        }
        let power = (squares[0] * squares[1]).sqrt();
        Reading {
            highest: self.highest,
            peak,
            effective: squares.map(|sum| (sum / f64::from(count.max(1))).sqrt() as f32),
            correlation: (power > 1e-9).then(|| (both / power) as f32),
            loudness: self.loudness.now(),
        }
    }

    /// The level in dB, [`LOWEST`] to about 0, of each of so many columns; their frequencies go in equal ratios from `low` to `high`
    /// in Hz.
    pub fn columns(&self, count: usize, low: f32, high: f32) -> Vec<f32> {
        self.spread();
        let levels = &self.shown.borrow().levels;
        let step = self.rate.hertz() / SPECTRUM as f32;
        let edge = |column: usize| low * (high / low).powf(column as f32 / count as f32) / step;
        let level = |column: usize| {
            let (from, to) = (edge(column), edge(column + 1));
            let bins = from.round() as usize..(to.round() as usize).max(from.round() as usize + 1);
            levels.get(bins).into_iter().flatten().copied().fold(LOWEST, f32::max)
        };
        (0..count).map(level).collect()
    }

    /// The newest frames from a rise through zero on, the mean of both sides, in `count` parts: the lowest and highest sample of
    /// each. `seconds` is the length of all.
    pub fn wave(&self, count: usize, seconds: f32) -> Vec<[f32; 2]> {
        let frames = ((seconds * self.rate.hertz()) as usize).max(count);
        let sound: Vec<f32> = self.newest(2 * frames).map(|[left, right]| 0.5 * (left + right)).collect();
        let last = sound.len().saturating_sub(frames);
        let rise = (1..last.max(1)).rev().find(|at| sound[at - 1] < 0.0 && sound[*at] >= 0.0).unwrap_or(last);
        let shown = &sound[rise.min(sound.len())..];
        let part = |part: usize| {
            let at = |edge: usize| (edge * frames / count).min(shown.len());
            let part = &shown[at(part)..at(part + 1)];
            let low = part.iter().copied().fold(f32::INFINITY, f32::min);
            let high = part.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            if part.is_empty() { [0.0; 2] } else { [low, high] }
        };
        (0..count).map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(sound: impl Fn(usize) -> [f32; 2]) -> Metering {
        let mut metering = Metering::new(SampleRate(48_000));
        let sound: Vec<[f32; 2]> = (0..96_000).map(sound).collect();
        sound.chunks(1_600).for_each(|part| metering.hear(part));
        metering
    }

    fn sine(hertz: f32, n: usize) -> f32 {
        (n as f32 * hertz * std::f32::consts::TAU / 48_000.0).sin()
    }

    #[test]
    fn a_sine_stands_where_it_should_on_every_meter() {
        let metering = heard(|n| [0.5 * sine(997.0, n); 2]);
        let reading = metering.reading();
        assert!((reading.peak[0] - 0.5).abs() < 1e-3 && (reading.highest[1] - 0.5).abs() < 1e-3);
        assert!((reading.effective[0] - 0.5 * 0.5f32.sqrt()).abs() < 1e-3);
        assert!((reading.correlation.expect("sound") - 1.0).abs() < 1e-6);
        // Both sides at −6.02 dBFS: −6.02 LUFS at 997 Hz.
        let Live { momentary, short_term, integrated, true_peak, .. } = reading.loudness;
        for loudness in [momentary, integrated] {
            assert!((loudness.expect("sound") + 6.02).abs() < 0.05, "{loudness:?}");
        }
        assert!(short_term.is_none(), "there were only two seconds: {short_term:?}");
        assert!((true_peak - 0.5).abs() < 0.01);
        let columns = metering.columns(30, 20.0, 20_000.0);
        let loudest = (0..30).max_by(|a, b| columns[*a].total_cmp(&columns[*b])).expect("a column");
        assert_eq!(loudest, 16, "997 Hz is 1.70 of three decades of ten columns");
        assert!((columns[16] + 6.02).abs() < 1.5, "between two bins at most 1.42 dB are lost");
    }

    #[test]
    fn correlation_tells_the_same_nothing_and_the_opposite() {
        assert!(heard(|n| [sine(500.0, n), -sine(500.0, n)]).reading().correlation.expect("sound") < -0.999);
        let apart = heard(|n| [sine(500.0, n), sine(810.0, n)]).reading().correlation.expect("sound");
        assert!(apart.abs() < 0.02, "{apart}");
        assert_eq!(heard(|_| [0.0; 2]).reading(), Reading::default());
    }

    #[test]
    fn a_wave_begins_with_a_rise() {
        let wave = heard(|n| [sine(100.0, n); 2]).wave(48, 0.02);
        assert!(wave[0][0].abs() < 0.2 && wave[2][0] > wave[0][1], "{:?}", &wave[..3]);
        assert!(wave[6][1] > 0.95 && wave[18][0] < -0.95, "a turn of 24 columns: {:?}", &wave[..24]);
    }
}
