//! The oscillators of one voice: up to seven copies of two waves, spread between left and right.

use super::Patch;
use super::sync::{Pair, Plain, Sync};
use crate::dsp::lfo::next_random;
use crate::dsp::wavetable::{Table, Waves};

/// The most copies.
const COPIES: usize = 7;

/// What is multiplied has the harmonics of both: those of each reach so much less far that nothing comes back below 20 kHz at 48 kHz.
const RINGING: f32 = 1.72;

/// The level of the wave an octave below.
const SUB: f32 = 0.7;

/// Phases of all copies, 0 to 1, and the noise.
#[derive(Clone, Copy, Debug)]
pub struct Oscillators {
    first: [f32; COPIES],
    second: [f32; COPIES],
    /// The second oscillator for the product of both, which nothing starts anew.
    ringing: [f32; COPIES],
    sub: f32,
    noise: u32,
    sync: Sync,
    /// How loud product and octave were at the end of the last step.
    added: Option<[f32; 2]>,
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
        Oscillators {
            first: [0.0; COPIES],
            second: [0.0; COPIES],
            ringing: [0.0; COPIES],
            sub: 0.0,
            noise: 1,
            sync: Sync::default(),
            added: None,
        }
    }
}

/// A wave as it is read: pulses are the difference of two saws.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Plain(Table<'a>),
    Pulse(Table<'a>, f32),
}

impl<'a> Reader<'a> {
    /// A wave by its index, for a tone of `turns` per frame.
    #[inline(always)]
    fn new(waves: &'a Waves, wave: f32, width: f32, turns: f32) -> Self {
        match wave as usize {
            0 => Reader::Plain(waves.saw.table(turns)),
            1 => Reader::Pulse(waves.saw.table(turns), width.clamp(0.02, 0.98)),
            2 => Reader::Plain(waves.triangle.table(turns)),
            _ => Reader::Plain(waves.sine.table(turns)),
        }
    }

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
        self.ringing = self.second;
        self.noise = next_random(random);
    }

    /// Writes the next frames of both channels.
    #[inline(always)]
    pub fn render(&mut self, patch: &Patch, waves: &Waves, tone: Tone, left: &mut [f32], right: &mut [f32]) {
        left.fill(0.0);
        right.fill(0.0);
        let copies = (patch.voices as usize).clamp(1, COPIES);
        let (mix, loud) = (patch.mix, 1.0 / (copies as f32).sqrt());
        let interval = ((patch.interval + patch.fine / 100.0) / 12.0).exp2();
        let now = [patch.ring, SUB * patch.sub];
        let before = self.added.replace(now).unwrap_or(now);
        let [ring, sub] = [0, 1].map(|n: usize| [before[n], now[n]]);
        for copy in 0..copies {
            // From −1 (lowest, left) to 1 (highest, right).
            let place = if copies == 1 { 0.0 } else { 2.0 * copy as f32 / (copies - 1) as f32 - 1.0 };
            let turns = tone.turns * (place * patch.detune / 1_200.0).exp2();
            let pan = place * patch.spread;
            let (loud_left, loud_right) = (loud * (1.0 - pan).min(1.0), loud * (1.0 + pan).min(1.0));
            let started = self.first[copy];
            if patch.hard_sync > 0.5 {
                let wave = match patch.wave_2 as usize {
                    0 => Plain::Saw,
                    1 => Plain::Pulse((patch.width_2 + tone.width).clamp(0.02, 0.98)),
                    2 => Plain::Triangle,
                    _ => Plain::Sine,
                };
                let leads = (started, turns.clamp(0.0, 0.49));
                let pair = Pair { leads, turns: (turns * interval).clamp(0.0, 0.49), wave };
                let levels = [loud_left * mix, loud_right * mix];
                self.sync.add(pair, &mut self.second[copy], levels, left.len());
            }
            if ring != [0.0; 2] {
                let levels = [loud_left, loud_right];
                self.ring(patch, waves, tone, copy, [turns, turns * interval], (levels, ring), left, right);
            }
            let parts = [
                Some((&mut self.first[copy], turns, patch.wave, patch.width, 1.0 - mix)),
                (patch.hard_sync <= 0.5).then_some((
                    &mut self.second[copy],
                    turns * interval,
                    patch.wave_2,
                    patch.width_2,
                    mix,
                )),
            ];
            for (phase, turns, wave, width, level) in parts.into_iter().flatten() {
                let turns = turns.clamp(0.0, 0.49);
                if level == 0.0 {
                    *phase = (*phase + turns * left.len() as f32).fract();
                    continue;
                }
                let reader = Reader::new(waves, wave, width + tone.width, turns);
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
        if patch.hard_sync > 0.5 {
            self.sync.take(left, right);
        }
        if sub != [0.0; 2] {
            let turns = (0.5 * tone.turns).clamp(0.0, 0.49);
            let reader = Reader::new(waves, 1.0, 0.5, turns);
            let slope = (sub[1] - sub[0]) / left.len() as f32;
            for (n, (left, right)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
                let sample = reader.at(self.sub) * (sub[0] + slope * (n + 1) as f32);
                (*left, *right) = (*left + sample, *right + sample);
                self.sub += turns;
                self.sub -= if self.sub >= 1.0 { 1.0 } else { 0.0 };
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

    /// Adds both oscillators of a copy, multiplied, from one level to another. Only the phase of the second, free one goes on.
    #[expect(clippy::too_many_arguments, reason = "all that one copy is made from")]
    #[inline(always)]
    fn ring(
        &mut self,
        patch: &Patch,
        waves: &Waves,
        tone: Tone,
        copy: usize,
        turns: [f32; 2],
        (sides, [from, to]): ([f32; 2], [f32; 2]),
        left: &mut [f32],
        right: &mut [f32],
    ) {
        let turns = turns.map(|turns| turns.clamp(0.0, 0.49));
        let first = Reader::new(waves, patch.wave, patch.width + tone.width, RINGING * turns[0]);
        let second = Reader::new(waves, patch.wave_2, patch.width_2 + tone.width, RINGING * turns[1]);
        let mut phases = [self.first[copy], self.ringing[copy]];
        let slope = (to - from) / left.len() as f32;
        for (n, (left, right)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
            let sample = first.at(phases[0]) * second.at(phases[1]) * (from + slope * (n + 1) as f32);
            *left += sample * sides[0];
            *right += sample * sides[1];
            for (phase, turns) in phases.iter_mut().zip(turns) {
                *phase += turns;
                *phase -= if *phase >= 1.0 { 1.0 } else { 0.0 };
            }
        }
        self.ringing[copy] = phases[1];
    }
}
