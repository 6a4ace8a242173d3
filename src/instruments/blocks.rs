//! Sound made in short blocks of a voice's own time and handed out in whatever stretches are asked for: how those are cut
//! changes nothing, and what moves a voice is looked at once a block.

use super::voice::Stereo;

/// Frames of a block.
pub const BLOCK: usize = 16;

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
    #[inline]
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
