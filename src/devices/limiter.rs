//! Holds peaks under a ceiling: the gain that every peak needs is known some milliseconds ahead, held, and smoothed over that
//! time, so that it is there when the peak comes (a minimum filter followed by a moving mean; after Hämäläinen 2002). Peaks between
//! samples are estimated by four-fold interpolation, as in ITU-R BS.1770-5, annex 2.

use crate::dsp::interpolation::tables;
use crate::dsp::parameter::parameters;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;

/// How far the limiter looks ahead, in seconds.
const AHEAD: f32 = 0.002;

/// Frames that the interpolation between samples needs on either side.
const REACH: usize = 8;

parameters! {
    /// The saved settings.
    Settings {}
    "limiter" on: switch(1.0) "" "whether the limiter works";
    "limiter" gain: linear(0.0, 24.0, 0.0) "dB" "how much louder everything is made first";
    "limiter" ceiling: linear(-24.0, 0.0, -1.0) "dB" "what no peak passes";
    "limiter" release: exponential(0.01, 2.0, 0.12) "s" "how fast the level comes back";
}

/// The running device.
pub struct Processor {
    rate: f32,
    ahead: usize,
    /// The sound of the last frames, two channels.
    sound: [Vec<f32>; 2],
    /// The gain that each of the last frames needs.
    needed: Vec<f32>,
    /// The lowest of `needed` over the time ahead, for each of the last frames.
    held: Vec<f32>,
    at: usize,
    /// Where the gain comes back up from.
    released: f32,
    sum: f64,
    lowest: f32,
}

impl Processor {
    /// Frames that sound is late.
    pub fn latency(&self) -> usize {
        self.ahead + REACH
    }

    /// The highest level around the frame that lies `REACH` back: itself, and three places between it and the next.
    fn peak(&self) -> f32 {
        let length = self.needed.len();
        let table = tables().sinc(1.0);
        let mut peak = 0.0f32;
        for channel in &self.sound {
            let frame = |back: usize| channel[(self.at + length - back) % length];
            peak = peak.max(frame(REACH).abs());
            for quarter in 1..4 {
                let taps = table.at(quarter * crate::dsp::interpolation::PHASES / 4);
                let between: f32 = (0..8).map(|tap| taps[tap] * frame(REACH + 3 - tap)).sum();
                peak = peak.max(between.abs());
            }
        }
        peak
    }
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let ahead = (AHEAD * rate.hertz()) as usize;
        let length = 2 * ahead + 2 * REACH + 8;
        Processor {
            rate: rate.hertz(),
            ahead,
            sound: [vec![0.0; length], vec![0.0; length]],
            needed: vec![1.0; length],
            held: vec![1.0; length],
            at: 0,
            released: 1.0,
            sum: ahead as f64,
            lowest: 1.0,
        }
    }

    fn reset(&mut self) {
        self.sound.iter_mut().for_each(|channel| channel.fill(0.0));
        self.needed.fill(1.0);
        self.held.fill(1.0);
        (self.released, self.sum, self.lowest) = (1.0, self.ahead as f64, 1.0);
    }

    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let length = self.needed.len();
        let (input, on) = (Decibels(settings.gain).gain(), settings.on > 0.5);
        let input = if on { input } else { 1.0 };
        // The estimate between samples may be a little low near half the rate: the margin covers it.
        let ceiling = Decibels(settings.ceiling - 0.05).gain();
        let back = 1.0 - (-1.0 / (settings.release.max(0.001) * self.rate)).exp();
        for (left, right) in block.left.iter_mut().zip(block.right.iter_mut()) {
            self.at = (self.at + 1) % length;
            let clean = |sample: f32| if sample.is_finite() { sample.clamp(-1e6, 1e6) * input } else { 0.0 };
            (self.sound[0][self.at], self.sound[1][self.at]) = (clean(*left), clean(*right));
            let peak = self.peak();
            self.needed[self.at] = if on && peak > ceiling { ceiling / peak } else { 1.0 };
            let low =
                (0..=self.ahead).map(|n| self.needed[(self.at + length - n) % length]).fold(1.0, f32::min);
            // Down at once, up slowly: the moving mean below makes the way down smooth and in time.
            self.released =
                if low < self.released { low } else { self.released + (low - self.released) * back };
            if self.released > 0.99999 {
                self.released = 1.0;
            }
            let leaving = self.held[(self.at + length - self.ahead) % length];
            self.held[self.at] = self.released;
            self.sum += f64::from(self.released) - f64::from(leaving);
            let gain = if self.released == 1.0 && self.sum > self.ahead as f64 - 1e-6 {
                self.sum = self.ahead as f64;
                1.0
            } else {
                ((self.sum / self.ahead as f64) as f32).min(1.0)
            };
            self.lowest = self.lowest.min(gain);
            let late = (self.at + length - self.ahead - REACH) % length;
            let out = |channel: &[f32]| {
                let sample = channel[late] * gain;
                if on { sample.clamp(-ceiling, ceiling) } else { sample }
            };
            (*left, *right) = (out(&self.sound[0]), out(&self.sound[1]));
        }
    }

    fn reduction(&mut self) -> f32 {
        let lowest = std::mem::replace(&mut self.lowest, 1.0);
        Decibels::of_gain(lowest).0.min(0.0)
    }
}
