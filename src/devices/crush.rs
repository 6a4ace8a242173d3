//! Fewer bits and fewer frames a second, as old converters had them.

use super::runs::{RUN, Runs};
use crate::dsp::logarithm::exp2;
use crate::dsp::matched::{Gains, Model, ROW, Section, State, run_row};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

/// The corner of the filter before the lower rate, as a part of that rate.
const CORNER: f32 = 0.4;

/// The qualities of four filters that make one of eighth order (Butterworth 1930).
const QUALITIES: [f64; ROW] = [0.509_795_6, 0.601_344_9, 0.899_976_2, 2.562_915_4];

parameters! {
    /// The saved settings.
    Settings {}
    "crush" bits: linear(1.0, 16.0, 8.0) "" "how finely levels are told apart";
    "crush" rate: exponential(200.0, 96_000.0, 12_000.0) "Hz" "how many frames a second are left";
    "crush" smooth: switch(0.0) "" "whether what the lower rate cannot hold is cut first, instead of folding down";
}

/// The running device.
pub struct Processor {
    rate: f32,
    /// Bits, frames of the lower rate for one of the higher, how much is cut first.
    controls: Glides<3>,
    cut_at: f32,
    gains: [Gains; ROW],
    states: [State; ROW],
    /// How much of a frame of the lower rate has gone by.
    gone: f32,
    held: [f32; 2],
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            controls: Glides::default(),
            cut_at: 0.0,
            gains: Default::default(),
            states: Default::default(),
            gone: 1.0,
            held: [0.0; 2],
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.controls, self.states, self.held, self.runs) = Default::default();
        self.gone = 1.0;
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let step = (settings.rate / self.rate).min(1.0);
        let is_cut = settings.smooth > 0.5 && step < 1.0;
        self.controls.aim([settings.bits, step, f32::from(u8::from(is_cut))], GLIDE * self.rate);
        if self.cut_at != step {
            self.cut_at = step;
            self.gains = QUALITIES.map(|quality| {
                let Section { g, k, mix: [input, band, low] } =
                    Section::matched(Model::LowPass(quality), f64::from(step * CORNER));
                Gains::new([g, k, input, band, low].map(|value| value as f32))
            });
        }
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right);
            if ends {
                self.states.iter_mut().for_each(State::settle);
            }
        }
    }
}

impl Processor {
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let frames = left.len();
        let mut rows = [[0.0; RUN]; 3];
        self.controls.rows(frames, &mut rows);
        let [bits, step, cut] = &rows;
        if cut[..frames].iter().any(|cut| *cut > 0.0) {
            let mut low = [[0.0; RUN]; 2];
            let [one, two] = &mut low;
            one[..frames].copy_from_slice(left);
            two[..frames].copy_from_slice(right);
            run_row(&self.gains, &mut self.states, &mut one[..frames], &mut two[..frames]);
            for (channel, low) in [&mut *left, &mut *right].into_iter().zip(&low) {
                for ((sample, low), cut) in channel.iter_mut().zip(low).zip(cut) {
                    *sample += (low - *sample) * cut;
                }
            }
        }
        for n in 0..frames {
            if self.gone >= 1.0 {
                self.gone -= 1.0;
                self.held = [left[n], right[n]];
            }
            self.gone += step[n];
            [left[n], right[n]] = self.held;
        }
        for channel in [left, right] {
            for (sample, bits) in channel.iter_mut().zip(bits) {
                let levels = exp2(bits - 1.0);
                *sample = rounded(*sample * levels) / levels;
            }
        }
    }
}

/// To the nearest whole number, for numbers whose steps are finer than that.
#[inline(always)]
fn rounded(value: f32) -> f32 {
    const EDGE: f32 = 12_582_912.0;
    if value.abs() < 4_194_304.0 { (value + EDGE) - EDGE } else { value }
}
