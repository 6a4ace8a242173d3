//! One oscillator of a voice: up to seven copies of a table, spread between left and right.

use super::Patch;
use super::tables::built_in;
use super::warp::{Kind, Warp};
use crate::dsp::halving::Halving;
use crate::dsp::lfo::next_random;
use crate::dsp::middle::Middle;
use crate::dsp::phases::{after, phases};
use crate::dsp::wavetable::turns::{Place, Reader, Turns};
use crate::instruments::blocks::BLOCK;
use crate::instruments::unison::COPIES;
use crate::instruments::voice::Context;

/// Which table is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// By the names of the patch.
    table: u8,
    sample: u16,
    frame: u16,
}

impl Source {
    /// What a patch reads, where its choice is `table`.
    pub fn new(table: f32, patch: &Patch) -> Source {
        Source { table: table as u8, sample: patch.sample as u16, frame: patch.frame as u16 }
    }

    /// The table, if it is there.
    fn turns<'a>(&self, context: &Context<'a>) -> Option<&'a Turns> {
        match self.table.checked_sub(1) {
            Some(built) => built_in().get(usize::from(built)),
            None => context.samples.turns(self.sample, self.frame),
        }
    }
}

/// Where an oscillator is to be at the end of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// What is read.
    pub source: Source,
    /// Where, 0 to 1.
    pub position: f32,
    /// How it is bent.
    pub warp: Warp,
    /// Linear levels of each copy, left and right.
    pub gains: [[f32; 2]; COPIES],
}

/// A running oscillator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Oscillator {
    phases: [f32; COPIES],
    halving: [Halving; 2],
    middles: [Middle; 2],
    /// The last block's course, and its level of the table; a level that no table has if there was none.
    last: Option<(Course, u8)>,
}

/// A stretch of `STEPS` steps that copies are added to.
struct Stretch<'a> {
    ends: [Course; 2],
    turns: &'a [f32],
    /// 1 or 2.
    channels: usize,
}

impl Oscillator {
    /// All phases from `seed`: copies do not start together, a single one starts at 0.
    pub fn new(seed: u32, copies: usize) -> Oscillator {
        let mut random = seed | 1;
        let phases = std::array::from_fn(|_| {
            random = next_random(random);
            if copies == 1 { 0.0 } else { random as f32 / u32::MAX as f32 * 0.999 }
        });
        Oscillator { phases, ..Oscillator::default() }
    }

    /// Adds a block to `channels` (1 or 2) of `sound`; `turns` has the turns per frame (up to 0.49) of each copy.
    #[inline(always)]
    pub fn add(
        &mut self,
        mut course: Course,
        turns: &[f32],
        channels: usize,
        context: &Context,
        sound: &mut [[f32; BLOCK]; 2],
    ) {
        let highest = turns.iter().fold(0.0f32, |highest, turns| highest.max(*turns));
        course.warp = course.warp.held(highest);
        let table = course.source.turns(context);
        let (before, old) = self.last.unwrap_or((course, u8::MAX));
        let wider = Warp { amount: course.warp.amount.max(before.warp.amount), ..course.warp };
        let level = table.map_or(u8::MAX, |table| table.level(|harmonics| wider.fits(harmonics, highest)));
        let same = before.warp.kind == course.warp.kind;
        let from = if same { before } else { Course { warp: course.warp, ..before } };
        let stretch = Stretch { ends: [from, course], turns, channels };
        let reader = table.and_then(|table| table.reader(level));
        // One table, or level of it, goes while the other comes.
        let going = (self.last.is_some() && (before.source, old) != (course.source, level))
            .then(|| before.source.turns(context).and_then(|table| table.reader(old)));
        self.last = Some((course, level));
        if course.gains == [[0.0; 2]; COPIES] && before.gains == course.gains {
            self.halving = Default::default();
            let moved = self.phases.iter_mut().zip(turns);
            moved.for_each(|(phase, turns)| *phase = after(*phase, *turns, BLOCK));
            return;
        }
        if course.warp.kind == Kind::None {
            let mut made = [[0.0; BLOCK]; 2];
            self.fill(&stretch, reader, going, &mut made);
            for (to, from) in sound.iter_mut().zip(&made).take(channels) {
                to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
            }
            return;
        }
        let halved: [f32; COPIES] =
            std::array::from_fn(|copy| turns.get(copy).map_or(0.0, |turns| 0.5 * turns));
        let mut made = [[0.0; 2 * BLOCK]; 2];
        self.fill(&Stretch { turns: &halved[..turns.len()], ..stretch }, reader, going, &mut made);
        let share = Middle::share(context.rate);
        for side in 0..channels {
            let even = std::array::from_fn(|n| made[side][2 * n]);
            let odd = std::array::from_fn(|n| made[side][2 * n + 1]);
            let mut out = [0.0; BLOCK];
            self.halving[side].process(&even, &odd, &mut out);
            let middle = &mut self.middles[side];
            sound[side].iter_mut().zip(out).for_each(|(to, from)| *to += middle.take_out(from, share));
        }
        if channels == 1 {
            (self.halving[1], self.middles[1]) = (self.halving[0], self.middles[0]);
        }
    }

    /// Writes a stretch. `going` is what was read before, if that is something else.
    #[inline(always)]
    fn fill<const STEPS: usize>(
        &mut self,
        stretch: &Stretch,
        reader: Option<Reader>,
        going: Option<Option<Reader>>,
        made: &mut [[f32; STEPS]; 2],
    ) {
        let phases = self.phases;
        self.read(stretch, reader, made);
        let Some(going) = going else { return };
        let (after, mut old) = (std::mem::replace(&mut self.phases, phases), [[0.0; STEPS]; 2]);
        self.read(stretch, going, &mut old);
        self.phases = after;
        for (made, old) in made.iter_mut().zip(&old) {
            for (n, (made, old)) in made.iter_mut().zip(old).enumerate() {
                *made = old + (*made - old) * (n as f32 + 0.5) / STEPS as f32;
            }
        }
    }

    /// Adds all copies; without a reader only their phases go on.
    #[inline(always)]
    fn read<const STEPS: usize>(
        &mut self,
        stretch: &Stretch,
        reader: Option<Reader>,
        made: &mut [[f32; STEPS]; 2],
    ) {
        let [from, to] = &stretch.ends;
        let along = |from: f32, to: f32, n: usize| from + (to - from) * ((n + 1) as f32 / STEPS as f32);
        let Some(reader) = reader else {
            let moved = self.phases.iter_mut().zip(stretch.turns);
            moved.for_each(|(phase, turns)| *phase = after(*phase, *turns, STEPS));
            return;
        };
        let places: [Place; STEPS] =
            std::array::from_fn(|n| reader.place(along(from.position, to.position, n)));
        let warps: [Warp; STEPS] =
            std::array::from_fn(|n| Warp { amount: along(from.warp.amount, to.warp.amount, n), ..to.warp });
        for (copy, (phase, turns)) in self.phases.iter_mut().zip(stretch.turns).enumerate() {
            let run = phases::<STEPS>(*phase, *turns);
            *phase = after(*phase, *turns, STEPS);
            let mut read = [0.0f32; STEPS];
            for (n, (read, phase)) in read.iter_mut().zip(run).enumerate() {
                *read = match to.warp.kind {
                    Kind::None => reader.at(phase, places[n]),
                    _ => {
                        let (bent, wet, plain) = warps[n].bent(phase);
                        let sample = wet * reader.at(bent, places[n]);
                        if plain > 0.0 { sample + plain * reader.at(phase, places[n]) } else { sample }
                    }
                };
            }
            let ends = from.gains[copy].into_iter().zip(to.gains[copy]);
            for (made, (gain, next)) in made.iter_mut().zip(ends).take(stretch.channels) {
                let slope = (next - gain) / STEPS as f32;
                let out = made.iter_mut().zip(&read).enumerate();
                out.for_each(|(n, (to, from))| *to += from * (gain + slope * (n + 1) as f32));
            }
        }
    }
}
