//! The oscillators of one voice: up to seven copies of two waves, spread between left and right.

use super::Patch;
use crate::dsp::lfo::next_random;
use crate::dsp::wavetable::{Table, Waves};

/// The most copies.
const COPIES: usize = 7;

/// Phases of all copies, 0 to 1, and the noise.
#[derive(Clone, Copy, Debug)]
pub struct Oscillators {
    first: [f32; COPIES],
    second: [f32; COPIES],
    noise: u32,
}

/// What the oscillators are asked to play over one control step.
#[derive(Clone, Copy, Debug)]
pub struct Tone {
    /// Turns per frame of the first oscillator.
    pub turns: f32,
    /// Added to both pulse widths.
    pub width: f32,
}

impl Default for Oscillators {
    fn default() -> Self {
        Oscillators { first: [0.0; COPIES], second: [0.0; COPIES], noise: 1 }
    }
}

/// A wave as it is read: pulses are the difference of two saws.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Plain(Table<'a>),
    Pulse(Table<'a>, f32),
}

impl Reader<'_> {
    #[inline(always)]
    fn at(self, phase: f32) -> f32 {
        match self {
            Reader::Plain(table) => table.at(phase),
            Reader::Pulse(table, width) => {
                let other = phase + width;
                table.at(phase) - table.at(if other >= 1.0 { other - 1.0 } else { other })
            }
        }
    }
}

impl Oscillators {
    /// All phases anew from `seed`: copies do not start together, a single one starts at 0.
    pub fn start(&mut self, seed: u32, copies: usize) {
        let mut random = seed | 1;
        let mut phase = || {
            random = next_random(random);
            random as f32 / u32::MAX as f32 * 0.999
        };
        let single = copies == 1;
        self.first = std::array::from_fn(|_| if single { 0.0 } else { phase() });
        self.second = std::array::from_fn(|_| if single { 0.0 } else { phase() });
        self.noise = next_random(random);
    }

    /// Writes the next frames of both channels.
    pub fn render(&mut self, patch: &Patch, waves: &Waves, tone: Tone, left: &mut [f32], right: &mut [f32]) {
        left.fill(0.0);
        right.fill(0.0);
        let copies = (patch.voices as usize).clamp(1, COPIES);
        let (mix, loud) = (patch.mix, 1.0 / (copies as f32).sqrt());
        let interval = ((patch.interval + patch.fine / 100.0) / 12.0).exp2();
        for copy in 0..copies {
            // From −1 (lowest, left) to 1 (highest, right).
            let place = if copies == 1 { 0.0 } else { 2.0 * copy as f32 / (copies - 1) as f32 - 1.0 };
            let turns = tone.turns * (place * patch.detune / 1_200.0).exp2();
            let pan = place * patch.spread;
            let (loud_left, loud_right) = (loud * (1.0 - pan).min(1.0), loud * (1.0 + pan).min(1.0));
            let parts = [
                (&mut self.first[copy], turns, patch.wave, patch.width, 1.0 - mix),
                (&mut self.second[copy], turns * interval, patch.wave_2, patch.width_2, mix),
            ];
            for (phase, turns, wave, width, level) in parts {
                let turns = turns.clamp(0.0, 0.49);
                if level == 0.0 {
                    *phase = (*phase + turns * left.len() as f32).fract();
                    continue;
                }
                let reader = match wave as usize {
                    0 => Reader::Plain(waves.saw.table(turns)),
                    1 => Reader::Pulse(waves.saw.table(turns), (width + tone.width).clamp(0.02, 0.98)),
                    2 => Reader::Plain(waves.triangle.table(turns)),
                    _ => Reader::Plain(waves.sine.table(turns)),
                };
                let (loud_left, loud_right) = (loud_left * level, loud_right * level);
                for (left, right) in left.iter_mut().zip(right.iter_mut()) {
                    let sample = reader.at(*phase);
                    *left += sample * loud_left;
                    *right += sample * loud_right;
                    *phase += turns;
                    *phase -= if *phase >= 1.0 { 1.0 } else { 0.0 };
                }
            }
        }
        if patch.noise > 0.0 {
            for (left, right) in left.iter_mut().zip(right.iter_mut()) {
                self.noise = next_random(self.noise);
                let sample = (self.noise as f32 / (u32::MAX / 2) as f32 - 1.0) * patch.noise;
                (*left, *right) = (*left + sample, *right + sample);
            }
        }
    }
}
