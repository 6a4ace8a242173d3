//! Work that may be done side by side. Only whoever renders a song brings hands along; the audio thread does everything by itself.
//! What is done does not depend on it: each job changes only what is its own, and sums are formed in the same order.

use super::link::monitoring::Monitored;
use super::link::stems::Stems;
use super::pages::Pages;
use crate::song::insert::Owner;
use std::cell::Cell;
use std::ops::Range;

/// Threads that work for one engine.
pub trait Hands: Sync {
    /// Does the jobs from 0 to `count` − 1, each once, in any order, and returns when all are done.
    fn all(&self, count: usize, job: &(dyn Fn(usize) + Sync));
}

/// What an engine is lent while it makes sound.
#[derive(Clone, Copy, Default)]
pub struct Lent<'a> {
    /// Whoever helps: not on the audio thread.
    pub hands: Option<&'a dyn Hands>,
    /// The pages of sounds that are streamed from disk.
    pub pages: Option<&'a Pages>,
    /// What comes in, of which it takes a quantum whenever it makes one.
    pub input: Option<&'a Monitored>,
    /// Where the metronome is heard if not with the master: as long as the block, silent before.
    pub click: Option<&'a [Cell<f32>]>,
    /// Where the sound of each track goes besides.
    pub stems: Option<&'a Stems>,
    /// Where the sound of a place in a chain goes besides.
    pub measured: Option<Measured<'a>>,
}

/// Where the sound of a place in a chain goes that is measured.
#[derive(Clone, Copy)]
pub struct Measured<'a> {
    /// The chain, and the place in it, from 0.
    pub place: (Owner, usize),
    /// Left and right, as long as the block.
    pub sides: [&'a [Cell<f32>]; 2],
}

impl<'a> Lent<'a> {
    /// The same for the engine before which there were so many: what is for others is left out.
    pub fn of(self, generation: u32) -> Lent<'a> {
        let is_own = |stems: &&Stems| stems.try_borrow().is_ok_and(|stems| stems.is_of(generation));
        Lent { stems: self.stems.filter(is_own), ..self }
    }

    /// The same for some frames of the block.
    pub fn within(self, frames: Range<usize>) -> Lent<'a> {
        let measured = self.measured.and_then(|measured| {
            let [left, right] = measured.sides;
            Some(Measured { sides: [left.get(frames.clone())?, right.get(frames.clone())?], ..measured })
        });
        Lent { click: self.click.and_then(|click| click.get(frames)), measured, ..self }
    }
}
