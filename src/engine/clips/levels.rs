//! The levels of a clip: how it comes and goes beside others, and its own fades.

use crate::dsp::units::Decibels;
use crate::song::clip::{Clip, Take};

/// A level that goes in a straight line between 0 and 1.
#[derive(Clone, Copy)]
pub(super) struct Ramp {
    pub from: u32,
    pub step: i32,
    pub of: u32,
}

impl Ramp {
    /// Whether it is silent from its beginning on.
    pub fn is_nothing(self) -> bool {
        self.from == 0 && self.step < 0
    }

    pub fn at(self, frame: usize) -> f32 {
        let place = i64::from(self.from) + i64::from(self.step) * frame as i64;
        place.clamp(0, self.of.into()) as f32 / self.of as f32
    }
}

/// How loud a clip was when it was last there: one that is taken out goes on so while it leaves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    pub gain: Decibels,
    fade_in: u32,
    fade_out: u32,
}

impl Shape {
    pub fn of(clip: &Clip) -> Shape {
        Shape { gain: clip.gain(), fade_in: clip.fade_in, fade_out: clip.fade_out }
    }

    /// The level of the clip's own fades, so many of the sample's frames after its row.
    pub fn fade(self, take: Take, elapsed: f64) -> f32 {
        let mut level = 1.0;
        if self.fade_in > 0 {
            level *= ((elapsed + 1.0) / f64::from(self.fade_in)).min(1.0);
        }
        if take.length > 0 {
            let left = take.length as f64 - elapsed;
            if left <= 0.0 {
                return 0.0;
            }
            level *= if self.fade_out > 0 { (left / f64::from(self.fade_out)).min(1.0) } else { 1.0 };
        }
        level as f32
    }
}
