//! The oscillators of one voice: up to seven copies of two waves, spread between left and right.

use super::Patch;
use super::sync::{Pair, Plain, Sync};
use crate::dsp::lfo::next_random;
use crate::dsp::phases::{after, phases, within};
use crate::dsp::units::Semitones;
use crate::dsp::wavetable::{Table, Waves};
use crate::instruments::blocks::BLOCK;
use crate::instruments::unison::{COPIES, place, ratio};

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
    /// What was mixed at the end of the last block.
    mixed: Option<Mixed>,
}

/// How loud each part is, how far the copies are apart, and how wide the pulses.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mixed {
    mix: f32,
    spread: f32,
    ring: f32,
    sub: f32,
    widths: [f32; 2],
}

impl Mixed {
    fn new(patch: &Patch, tone: Tone) -> Mixed {
        let widths = [patch.width, patch.width_2].map(|width| (width + tone.width).clamp(0.02, 0.98));
        Mixed { mix: patch.mix, spread: patch.spread, ring: patch.ring, sub: SUB * patch.sub, widths }
    }

    /// How loud a copy is on both sides.
    fn sides(&self, copy: usize, copies: usize) -> [f32; 2] {
        let pan = place(copy, copies) * self.spread;
        let loud = 1.0 / (copies as f32).sqrt();
        [loud * (1.0 - pan).min(1.0), loud * (1.0 + pan).min(1.0)]
    }

    /// How loud both oscillators are.
    fn parts(&self) -> [f32; 2] {
        [1.0 - self.mix, self.mix]
    }
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

/// What the oscillators are asked to play over one block.
#[derive(Clone, Copy, Debug)]
pub struct Tone {
    /// Turns per frame of the first oscillator.
    pub turns: f32,
    /// Added to both pulse widths at the end of the block.
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
            mixed: None,
        }
    }
}

/// A wave as it is read: pulses are the difference of two saws.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Plain(Table<'a>),
    /// With the width before the block and at its end.
    Pulse(Table<'a>, [f32; 2]),
}

impl<'a> Reader<'a> {
    /// A wave by its index, for a tone of `turns` per frame.
    #[inline(always)]
    fn new(waves: &'a Waves, wave: f32, width: [f32; 2], turns: f32) -> Self {
        match wave as usize {
            0 => Reader::Plain(waves.saw.table(turns)),
            1 => Reader::Pulse(waves.saw.table(turns), width),
            2 => Reader::Plain(waves.triangle.table(turns)),
            _ => Reader::Plain(waves.sine.table(turns)),
        }
    }

    /// The wave at phases in a row.
    #[inline(always)]
    fn over(self, phases: &[f32; BLOCK]) -> [f32; BLOCK] {
        match self {
            Reader::Plain(table) => table.over(phases),
            Reader::Pulse(table, width) => {
                let (mut others, slope) = (*phases, (width[1] - width[0]) / BLOCK as f32);
                for (n, other) in others.iter_mut().enumerate() {
                    *other = within(*other + (width[0] + slope * (n + 1) as f32));
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

/// Adds a wave to both sides, each at a level that goes from one to another.
#[inline(always)]
fn add(wave: &[f32; BLOCK], sides: &mut [[f32; BLOCK]; 2], [from, to]: [[f32; 2]; 2]) {
    for (side, (from, to)) in sides.iter_mut().zip(from.into_iter().zip(to)) {
        let slope = (to - from) / BLOCK as f32;
        for (n, (out, wave)) in side.iter_mut().zip(wave).enumerate() {
            *out += wave * (from + slope * (n + 1) as f32);
        }
    }
}

/// Both levels, softer by both factors.
fn softer(levels: [[f32; 2]; 2], [from, to]: [f32; 2]) -> [[f32; 2]; 2] {
    [levels[0].map(|level| level * from), levels[1].map(|level| level * to)]
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

    /// Writes the next block of both channels over `out`, which is silent.
    #[inline(always)]
    pub fn render(&mut self, patch: &Patch, waves: &Waves, tone: Tone, out: &mut [[f32; BLOCK]; 2]) {
        let copies = (patch.voices as usize).clamp(1, COPIES);
        self.ratios.follow(copies, patch);
        let interval = self.ratios.interval;
        let now = Mixed::new(patch, tone);
        let before = self.mixed.replace(now).unwrap_or(now);
        let parts: [[f32; 2]; 2] = {
            let (before, now) = (before.parts(), now.parts());
            [0, 1].map(|part: usize| [before[part], now[part]])
        };
        let widths = [0, 1].map(|part: usize| [before.widths[part], now.widths[part]]);
        let ring = [before.ring, now.ring];
        for copy in 0..copies {
            let turns = tone.turns * self.ratios.copies[copy];
            let levels = [before, now].map(|mixed| mixed.sides(copy, copies));
            let started = self.first[copy];
            if patch.hard_sync > 0.5 {
                let wave = match patch.wave_2 as usize {
                    0 => Plain::Saw,
                    1 => Plain::Pulse(now.widths[1]),
                    2 => Plain::Triangle,
                    _ => Plain::Sine,
                };
                let leads = (started, turns.clamp(0.0, 0.49));
                let pair = Pair { leads, turns: (turns * interval).clamp(0.0, 0.49), wave };
                let levels = levels[1].map(|level| level * now.mix);
                self.sync.add(pair, &mut self.second[copy], levels, BLOCK);
            }
            if ring != [0.0; 2] {
                let wave = self.ring(patch, waves, widths, copy, [turns, turns * interval]);
                add(&wave, out, softer(levels, ring));
            }
            let oscillators = [
                Some((&mut self.first[copy], turns, patch.wave, 0)),
                (patch.hard_sync <= 0.5).then_some((
                    &mut self.second[copy],
                    turns * interval,
                    patch.wave_2,
                    1,
                )),
            ];
            for (phase, turns, wave, part) in oscillators.into_iter().flatten() {
                let turns = turns.clamp(0.0, 0.49);
                if parts[part] != [0.0; 2] {
                    let reader = Reader::new(waves, wave, widths[part], turns);
                    add(&reader.over(&phases(*phase, turns)), out, softer(levels, parts[part]));
                }
                *phase = after(*phase, turns, BLOCK);
            }
        }
        if patch.hard_sync > 0.5 {
            let [left, right] = &mut *out;
            self.sync.take(left, right);
        }
        let sub = [before.sub, now.sub];
        if sub != [0.0; 2] {
            let turns = (0.5 * tone.turns).clamp(0.0, 0.49);
            let wave = Reader::new(waves, 1.0, [0.5; 2], turns).over(&phases(self.sub, turns));
            add(&wave, out, sub.map(|level| [level; 2]));
            self.sub = after(self.sub, turns, BLOCK);
        }
        if patch.noise > 0.0 {
            let mut wave = [0.0; BLOCK];
            for sample in &mut wave {
                self.noise = next_random(self.noise);
                *sample = (self.noise as f32 / (u32::MAX / 2) as f32 - 1.0) * patch.noise;
            }
            add(&wave, out, [[1.0; 2]; 2]);
        }
    }

    /// Both oscillators of a copy, multiplied. Only the phase of the second, free one goes on.
    #[inline(always)]
    fn ring(
        &mut self,
        patch: &Patch,
        waves: &Waves,
        widths: [[f32; 2]; 2],
        copy: usize,
        turns: [f32; 2],
    ) -> [f32; BLOCK] {
        let turns = turns.map(|turns| turns.clamp(0.0, 0.49));
        let first = Reader::new(waves, patch.wave, widths[0], RINGING * turns[0]);
        let second = Reader::new(waves, patch.wave_2, widths[1], RINGING * turns[1]);
        let mut wave = first.over(&phases(self.first[copy], turns[0]));
        let other = second.over(&phases(self.ringing[copy], turns[1]));
        for (wave, other) in wave.iter_mut().zip(&other) {
            *wave *= other;
        }
        self.ringing[copy] = after(self.ringing[copy], turns[1], BLOCK);
        wave
    }
}
