//! Stretches of sound whose filters run side by side with those of other voices.

use super::voice::{Liveness, MAX_STRETCH, Stereo};
use crate::dsp::filter::lanes::{Lane, WIDTH, side_by_side};
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::kernel::{Ramp, add_ramped};

/// A stretch of one voice, in one channel, that is still to be filtered.
pub struct Unfiltered {
    /// The sound before the filter.
    pub sound: [f32; MAX_STRETCH],
    /// Its frames.
    pub frames: usize,
    /// The filter, what it lets through, and where it goes.
    pub filter: Filter,
    /// See there.
    pub mode: Mode,
    /// See there.
    pub from: Coefficients,
    /// See there.
    pub to: Coefficients,
    /// A level for each frame, if it moves.
    pub envelope: Option<[f32; MAX_STRETCH]>,
    /// The levels of left and right.
    pub ramps: [Ramp; 2],
    /// Whether the voice goes on.
    pub liveness: Liveness,
}

impl Default for Unfiltered {
    fn default() -> Unfiltered {
        Unfiltered {
            sound: [0.0; MAX_STRETCH],
            frames: 0,
            filter: Filter::default(),
            mode: Mode::default(),
            from: Coefficients::default(),
            to: Coefficients::default(),
            envelope: None,
            ramps: [Ramp::steady(0.0); 2],
            liveness: Liveness::Ended,
        }
    }
}

impl Unfiltered {
    /// Adds it, filtered, to what sounds.
    pub fn add_to(&mut self, out: Stereo) {
        let sound = &mut self.sound[..self.frames.min(out.left.len())];
        if let Some(envelope) = &self.envelope {
            sound.iter_mut().zip(envelope).for_each(|(sample, level)| *sample *= level);
        }
        add_ramped(sound, self.ramps[0], &mut out.left[..sound.len()]);
        add_ramped(sound, self.ramps[1], &mut out.right[..sound.len()]);
    }
}

/// How many are filtered together.
pub const TOGETHER: usize = WIDTH;

/// Filters stretches of equal length, at most [`TOGETHER`].
pub fn filter(stretches: &mut [Unfiltered]) {
    side_by_side(stretches, |stretch| {
        let Unfiltered { sound, frames, filter, mode, from, to, .. } = stretch;
        Lane { block: &mut sound[..*frames], filter, mode: *mode, from: *from, to: *to }
    });
}
