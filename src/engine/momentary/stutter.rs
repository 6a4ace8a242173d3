//! What was heard last, again and again.

use super::{Ramp, Sides};
use crate::dsp::units::SampleRate;

/// Seconds of sound that are kept.
const KEPT: f32 = 2.0;
/// Frames in which it comes and goes, and in which each turn of it begins and ends.
const EDGE: f32 = 96.0;
/// The shortest turn in frames.
const SHORTEST: usize = 256;

/// A memory of the last sound, and the turn of it that repeats.
pub(super) struct Stutter {
    memory: Vec<[f32; 2]>,
    /// Where the next frame is kept: the oldest one.
    next: usize,
    rate: f32,
    /// The part that repeats, as it was asked for.
    part: u8,
    length: usize,
    at: usize,
    wet: Ramp,
}

impl Stutter {
    pub fn new(rate: SampleRate) -> Stutter {
        let memory = vec![[0.0; 2]; (rate.hertz() * KEPT) as usize];
        Stutter {
            memory,
            next: 0,
            rate: rate.hertz(),
            part: 0,
            length: SHORTEST,
            at: 0,
            wet: Ramp::default(),
        }
    }

    pub fn clear(&mut self) {
        (self.part, self.wet) = (0, Ramp::default());
    }

    /// `part`: of a whole note; 0 for none.
    pub fn process(&mut self, part: u8, beat_seconds: f32, sides: &mut Sides) {
        if part != self.part {
            if part > 0 {
                let length = (4.0 * beat_seconds / f32::from(part) * self.rate) as usize;
                self.length = length.clamp(SHORTEST, self.memory.len());
                (self.at, self.wet) = (0, Ramp::default());
            }
            self.part = part;
        }
        let [left, right] = sides;
        if part == 0 && self.wet.level == 0.0 {
            let (behind, before) = self.memory.split_at_mut(self.next);
            let first = left.len().min(before.len());
            for (kept, from) in [(before, 0), (behind, first)] {
                let frames = left[from..].iter().zip(&right[from..]);
                kept.iter_mut().zip(frames).for_each(|(kept, (left, right))| *kept = [*left, *right]);
            }
            self.next = (self.next + left.len()) % self.memory.len();
            return;
        }
        let from = self.next + self.memory.len() - self.length;
        for (left, right) in left.iter_mut().zip(right) {
            let wet = self.wet.step(part > 0, EDGE);
            let edge = (self.at.min(self.length - self.at) as f32 / EDGE).min(1.0);
            let kept = self.memory[(from + self.at) % self.memory.len()];
            *left += (kept[0] * edge - *left) * wet;
            *right += (kept[1] * edge - *right) * wet;
            self.at = (self.at + 1) % self.length;
        }
    }
}
