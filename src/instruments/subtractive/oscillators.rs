//! The oscillators of one voice: up to seven copies of two waves, spread between left and right.

use super::Patch;
use super::sync::{Pair, Plain, Sync};
use crate::dsp::lfo::next_random;
use crate::dsp::phases::{after, phases, within};
use crate::dsp::units::Semitones;
use crate::dsp::wavetable::{Table, Waves};
use crate::instruments::unison::{COPIES, place, ratio};

/// Frames between two looks at what moves pitch and filter.
pub const STEP: usize = 16;
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
    ratios: Ratios,
    /// How loud product and octave were at the end of the last step.
    added: Option<[f32; 2]>,
}

/// What the turns of the first oscillator are multiplied by, as long as nobody turns what it comes from.
#[derive(Clone, Copy, Debug, Default)]
struct Ratios {
    /// The copies, and the cents and semitones that they were worked out from.
    from: Option<(usize, [f32; 2])>,
    copies: [f32; COPIES],
    /// Of the second oscillator to the first.
    interval: f32,
}

impl Ratios {
    #[inline(always)]
    fn follow(&mut self, copies: usize, patch: &Patch) {
        let from = (copies, [patch.detune, patch.interval + patch.fine / 100.0]);
        if self.from != Some(from) {
            *self = Ratios::new(from);
        }
    }

    #[cold]
    fn new((copies, [cents, semitones]): (usize, [f32; 2])) -> Ratios {
        Ratios {
            from: Some((copies, [cents, semitones])),
            copies: std::array::from_fn(|copy| ratio(copy, copies, cents)),
            interval: Semitones(semitones).ratio(),
        }
    }
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
            ratios: Ratios::default(),
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

    /// The wave at phases in a row.
    #[inline(always)]
    fn over(self, phases: &[f32; STEP]) -> [f32; STEP] {
        match self {
            Reader::Plain(table) => table.over(phases),
            Reader::Pulse(table, width) => {
                let mut others = *phases;
                for other in &mut others {
                    *other = within(*other + width);
                }
                let (mut wave, others) = (table.over(phases), table.over(&others));
                for (wave, other) in wave.iter_mut().zip(&others) {
                    *wave -= other;
                }
                wave
            }
        }
    }
}

/// Adds a wave to both sides, each at its level.
#[inline(always)]
fn add(wave: &[f32; STEP], [left, right]: &mut [[f32; STEP]; 2], levels: [f32; 2]) {
    for n in 0..STEP {
        left[n] += wave[n] * levels[0];
        right[n] += wave[n] * levels[1];
    }
}

/// Multiplies a stretch of `frames` by a level that goes from one to another.
#[inline(always)]
fn scale(wave: &mut [f32; STEP], [from, to]: [f32; 2], frames: usize) {
    let slope = (to - from) / frames as f32;
    for (n, wave) in wave.iter_mut().enumerate() {
        *wave *= from + slope * (n + 1) as f32;
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

    /// The next `frames` of both channels, up to [`STEP`]; what is behind them in the stretch means nothing.
    #[inline(always)]
    pub fn render(&mut self, patch: &Patch, waves: &Waves, tone: Tone, frames: usize) -> [[f32; STEP]; 2] {
        let mut out = [[0.0; STEP]; 2];
        let copies = (patch.voices as usize).clamp(1, COPIES);
        let (mix, loud) = (patch.mix, 1.0 / (copies as f32).sqrt());
        self.ratios.follow(copies, patch);
        let interval = self.ratios.interval;
        let now = [patch.ring, SUB * patch.sub];
        let before = self.added.replace(now).unwrap_or(now);
        let [ring, sub] = [0, 1].map(|n: usize| [before[n], now[n]]);
        for copy in 0..copies {
            let turns = tone.turns * self.ratios.copies[copy];
            let pan = place(copy, copies) * patch.spread;
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
                self.sync.add(pair, &mut self.second[copy], levels, frames);
            }
            if ring != [0.0; 2] {
                let levels = [loud_left, loud_right];
                let mut wave = self.ring(patch, waves, tone, copy, [turns, turns * interval], frames);
                scale(&mut wave, ring, frames);
                add(&wave, &mut out, levels);
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
                if level != 0.0 {
                    let reader = Reader::new(waves, wave, width + tone.width, turns);
                    add(
                        &reader.over(&phases(*phase, turns)),
                        &mut out,
                        [loud_left * level, loud_right * level],
                    );
                }
                *phase = after(*phase, turns, frames);
            }
        }
        if patch.hard_sync > 0.5 {
            let [left, right] = &mut out;
            self.sync.take(&mut left[..frames], &mut right[..frames]);
        }
        if sub != [0.0; 2] {
            let turns = (0.5 * tone.turns).clamp(0.0, 0.49);
            let mut wave = Reader::new(waves, 1.0, 0.5, turns).over(&phases(self.sub, turns));
            scale(&mut wave, sub, frames);
            add(&wave, &mut out, [1.0; 2]);
            self.sub = after(self.sub, turns, frames);
        }
        if patch.noise > 0.0 {
            let mut wave = [0.0; STEP];
            for sample in &mut wave[..frames] {
                self.noise = next_random(self.noise);
                *sample = (self.noise as f32 / (u32::MAX / 2) as f32 - 1.0) * patch.noise;
            }
            add(&wave, &mut out, [1.0; 2]);
        }
        out
    }

    /// Both oscillators of a copy, multiplied. Only the phase of the second, free one goes on.
    #[inline(always)]
    fn ring(
        &mut self,
        patch: &Patch,
        waves: &Waves,
        tone: Tone,
        copy: usize,
        turns: [f32; 2],
        frames: usize,
    ) -> [f32; STEP] {
        let turns = turns.map(|turns| turns.clamp(0.0, 0.49));
        let first = Reader::new(waves, patch.wave, patch.width + tone.width, RINGING * turns[0]);
        let second = Reader::new(waves, patch.wave_2, patch.width_2 + tone.width, RINGING * turns[1]);
        let mut wave = first.over(&phases(self.first[copy], turns[0]));
        let other = second.over(&phases(self.ringing[copy], turns[1]));
        for (wave, other) in wave.iter_mut().zip(&other) {
            *wave *= other;
        }
        self.ringing[copy] = after(self.ringing[copy], turns[1], frames);
        wave
    }
}
