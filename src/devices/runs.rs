//! What devices that measure levels listen to; and blocks cut at every so many frames since the beginning, however the engine cuts them: what a device decides once a run falls on
//! the same frames always.

use crate::instruments::voice::Stereo;

/// Frames of a whole run where nothing else is asked for.
pub const RUN: usize = 64;

/// Where in its run a device is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Runs<const FRAMES: usize = RUN> {
    at: usize,
}

/// The sound whose level counts: the device's own, or another.
pub struct Key<'a>(Option<[&'a [f32]; 2]>);

impl<'a> Key<'a> {
    /// The sound that comes in.
    pub const OWN: Key<'static> = Key(None);

    /// Another sound, as long as the block.
    pub fn of(sound: [&'a [f32]; 2]) -> Key<'a> {
        Key(Some(sound))
    }

    /// The next frames of it, where the device's own next frames are these.
    pub fn next<'b>(&mut self, left: &'b [f32], right: &'b [f32]) -> [&'b [f32]; 2]
    where
        'a: 'b,
    {
        let Some(sides) = &mut self.0 else { return [left, right] };
        sides.each_mut().map(|side| {
            let (now, rest) = side.split_at(left.len().min(side.len()));
            *side = rest;
            now
        })
    }
}

impl<const FRAMES: usize> Runs<FRAMES> {
    /// Hands `work` at most so many frames at a time, and whether a run ends with them.
    #[inline(always)]
    pub fn each(&mut self, block: Stereo, mut work: impl FnMut(&mut [f32], &mut [f32], bool)) {
        let Stereo { mut left, mut right } = block;
        while !left.is_empty() && left.len() == right.len() {
            let frames = (FRAMES - self.at).min(left.len());
            let (first, second) = (left.split_at_mut(frames), right.split_at_mut(frames));
            self.at = (self.at + frames) % FRAMES;
            work(first.0, second.0, self.at == 0);
            (left, right) = (first.1, second.1);
        }
    }
}
