//! Sound made in short blocks of a voice's own time and handed out in whatever stretches are asked for: how those are cut
//! changes nothing, and what moves a voice is looked at once a block.

use super::voice::{self, Context, Liveness, Modulation, NoteStart, Stereo};
use crate::dsp::level::Level;
use crate::dsp::units::{Decibels, Semitones};
use crate::dsp::wide::{Work, widely};

/// Frames of a block.
pub const BLOCK: usize = 16;

/// Leads a block of one channel from one level to another.
#[inline(always)]
pub fn fade(sound: &mut [f32; BLOCK], [from, to]: [f32; 2]) {
    if [from, to] != [1.0; 2] {
        let slope = (to - from) / BLOCK as f32;
        sound.iter_mut().enumerate().for_each(|(n, sample)| *sample *= from + slope * (n + 1) as f32);
    }
}

/// The present block, in `CHANNELS` channels (1 or 2), and the levels at which the last stretch ended.
#[derive(Clone, Copy, Debug)]
pub struct Blocks<const CHANNELS: usize> {
    sound: [[f32; BLOCK]; CHANNELS],
    given: usize,
    levels: Option<[f32; 2]>,
}

impl<const CHANNELS: usize> Default for Blocks<CHANNELS> {
    fn default() -> Self {
        Blocks { sound: [[0.0; BLOCK]; CHANNELS], given: BLOCK, levels: None }
    }
}

impl<const CHANNELS: usize> Blocks<CHANNELS> {
    /// Whether all that was made has been handed out.
    pub fn is_empty(&self) -> bool {
        self.given >= BLOCK
    }

    /// Adds the next frames to `out` while the levels, left and right, go straight from the last ones to these. `make` writes
    /// a whole block over the last one.
    #[inline(always)]
    pub fn add_to(
        &mut self,
        out: Stereo,
        levels: [f32; 2],
        mut make: impl FnMut(&mut [[f32; BLOCK]; CHANNELS]),
    ) {
        let frames = out.left.len().min(out.right.len());
        let mut level = self.levels.unwrap_or(levels);
        let slope = [0, 1].map(|side: usize| (levels[side] - level[side]) / frames.max(1) as f32);
        let mut rest = out.left.iter_mut().zip(out.right);
        let mut left = frames;
        while left > 0 {
            if self.is_empty() {
                make(&mut self.sound);
                self.given = 0;
            }
            let now = left.min(BLOCK - self.given);
            let channels = self.sound[0][self.given..].iter().zip(&self.sound[CHANNELS - 1][self.given..]);
            for ((to_left, to_right), (from_left, from_right)) in rest.by_ref().zip(channels).take(now) {
                level = [level[0] + slope[0], level[1] + slope[1]];
                *to_left += from_left * level[0];
                *to_right += from_right * level[1];
            }
            self.given += now;
            left -= now;
        }
        self.levels = Some(levels);
    }
}

/// A playing note of an instrument that makes its sound in blocks, before its level.
pub trait Note<const CHANNELS: usize>: Default {
    /// The saved settings that it plays.
    type Patch;

    /// The note, struck.
    fn struck(patch: &Self::Patch, note: &NoteStart) -> Self;

    /// The key is let go.
    fn release(&mut self);

    /// As [`voice::Voice::slide`].
    fn slide(&mut self, _from: Semitones) {}

    /// Writes the next block over `sound`, which is silent; not asked for once the note [`is_over`](Note::is_over).
    fn block(
        &mut self,
        patch: &Self::Patch,
        modulation: &Modulation,
        context: &Context,
        sound: &mut [[f32; BLOCK]; CHANNELS],
    );

    /// Whether all further blocks are silent.
    fn is_over(&self) -> bool;

    /// The level of the whole note, and how much of it a soft key takes (0 to 1).
    fn level(&self) -> (Decibels, f32);
}

/// The next block of a note.
struct Next<'a, N: Note<CHANNELS>, const CHANNELS: usize> {
    note: &'a mut N,
    patch: &'a N::Patch,
    modulation: &'a Modulation,
    context: &'a Context<'a>,
    sound: &'a mut [[f32; BLOCK]; CHANNELS],
}

impl<N: Note<CHANNELS>, const CHANNELS: usize> Work for Next<'_, N, CHANNELS> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        self.note.block(self.patch, self.modulation, self.context, self.sound);
    }
}

/// The voice of an instrument that makes its sound in blocks.
#[derive(Clone, Debug, Default)]
pub struct Blocked<N, const CHANNELS: usize> {
    blocks: Blocks<CHANNELS>,
    note: N,
    velocity: f32,
    level: Level,
}

impl<N: Note<CHANNELS>, const CHANNELS: usize> voice::Voice for Blocked<N, CHANNELS> {
    type Patch = N::Patch;

    fn start(&mut self, patch: &N::Patch, note: &NoteStart, _context: &Context) {
        let velocity = note.velocity.clamp(0.0, 1.0);
        *self = Blocked { note: N::struck(patch, note), velocity, ..Blocked::default() };
    }

    fn release(&mut self) {
        self.note.release();
    }

    fn slide(&mut self, from: Semitones) {
        self.note.slide(from);
    }

    #[inline(always)]
    fn render(
        &mut self,
        patch: &N::Patch,
        modulation: &Modulation,
        context: &Context,
        out: Stereo,
    ) -> Liveness {
        let (level, of_velocity) = self.note.level();
        let level = self.level.gain(level) * (1.0 - of_velocity * (1.0 - self.velocity));
        let note = &mut self.note;
        self.blocks.add_to(out, [modulation.left * level, modulation.right * level], |sound| {
            *sound = [[0.0; BLOCK]; CHANNELS];
            if !note.is_over() {
                // Compiled for wide vectors here: what is called from a closure may stay a function of its own.
                widely(Next { note, patch, modulation, context, sound });
            }
        });
        if self.note.is_over() && self.blocks.is_empty() { Liveness::Ended } else { Liveness::Sounding }
    }
}
