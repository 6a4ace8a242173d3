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
    /// The block in parts of at most so many frames, each with whether a run ends with it.
    #[inline(always)]
    pub fn cut<'a>(&mut self, Stereo { left, right }: Stereo<'a>) -> Parts<'a, FRAMES> {
        let at = self.at;
        self.at = (self.at + left.len()) % FRAMES;
        Parts { at, left, right }
    }
}

/// What is left of a block. A loop over it lies in the code around it, whatever that is compiled for; what were handed to it would be
/// a function of its own.
pub struct Parts<'a, const FRAMES: usize> {
    at: usize,
    left: &'a mut [f32],
    right: &'a mut [f32],
}

impl<'a, const FRAMES: usize> Iterator for Parts<'a, FRAMES> {
    type Item = (&'a mut [f32], &'a mut [f32], bool);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let frames = (FRAMES - self.at).min(self.left.len()).min(self.right.len());
        if frames == 0 {
            return None;
        }
        self.at = (self.at + frames) % FRAMES;
        let (left, right);
        (left, self.left) = std::mem::take(&mut self.left).split_at_mut(frames);
        (right, self.right) = std::mem::take(&mut self.right).split_at_mut(frames);
        Some((left, right, self.at == 0))
    }
}
