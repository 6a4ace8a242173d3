//! Notes that only go on: how their next stretch is read without a look at patch, envelopes and loops.

use super::sample::{GUARD, SampleBank};
use super::voice::Stereo;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::{Ramp, add_interpolated};

/// The frames between which places are clear of loops and ends, with all that interpolation needs around them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clear {
    /// The first.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
}

/// One channel of a sample at a steady pitch and level.
#[derive(Clone, Copy, Debug)]
pub struct Onward {
    /// The frame that is read next, with 32 binary digits behind the point.
    pub place: u64,
    /// Frames of the sample for each frame of sound, with 32 binary digits.
    pub step: u64,
    /// Where it goes on like this.
    pub clear: Clear,
    /// Linear levels, left and right.
    pub gains: [f32; 2],
    /// The sample's number in the bank.
    pub sample: u16,
    /// How frames between those of the sample are found.
    pub kind: Interpolation,
}

impl Onward {
    /// The sample with its guards, and the place in it of the first of the next `frames`, if all of them stand there in a row and the
    /// sample goes on. Goes on behind them.
    #[inline(always)]
    pub fn next<'a>(&mut self, samples: &'a SampleBank, frames: usize) -> Option<(&'a [f32], u64)> {
        let source = samples.get(self.sample.into())?.padded(0);
        let last = (self.place + self.step * (frames as u64).saturating_sub(1)) >> 32;
        (last < self.clear.to && self.place >> 32 >= self.clear.from).then(|| {
            let start = self.place + ((GUARD as u64) << 32);
            self.place += self.step * frames as u64;
            (source, start)
        })
    }

    /// Adds the next frames to `out`. Returns false, with nothing done, if they have to be looked at.
    #[inline(always)]
    pub fn go_on(&mut self, samples: &SampleBank, out: Stereo) -> bool {
        let Some((source, start)) = self.next(samples, out.left.len()) else { return false };
        let ramps = self.gains.map(Ramp::steady);
        add_interpolated(self.kind, source, (start, self.step), &ramps, out.left, out.right);
        true
    }
}
