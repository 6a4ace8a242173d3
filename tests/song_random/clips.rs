//! Any clips.

use super::Random;
use segno::song::clip::{Change, Clip, Take};

impl Random {
    /// Any clip.
    pub(super) fn clip(&mut self) -> Clip {
        let take = |random: &mut Self| Take {
            sample: random.below(5) as u16,
            offset: if random.chance(30) { 0 } else { random.below(100_000) as i64 - 50_000 },
            length: if random.chance(30) { 0 } else { random.below(100_000) },
            tempo: random.chance(40).then(|| random.tempo()),
        };
        let change =
            |random: &mut Self| Change { row: random.below(520) as u16, take: random.below(5) as u16 };
        Clip {
            row: self.below(512) as u16,
            takes: (0..1 + self.below(4)).map(|_| take(self)).collect(),
            take: self.below(5) as u16,
            changes: (0..self.below(3)).map(|_| change(self)).collect(),
            gain: self.below(7_200) as i16 - 6_000,
            fade_in: self.below(3) as u32 * 480,
            fade_out: self.below(3) as u32 * 77,
            warp: self.chance(30),
        }
    }

    /// Any clip, or one without takes, which takes out the one that stands there.
    pub(super) fn clip_or_none(&mut self) -> Clip {
        let clip = self.clip();
        let takes = if self.chance(20) { Vec::new() } else { clip.takes.clone() };
        Clip { takes, ..clip }
    }
}
