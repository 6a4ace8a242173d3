//! A level in dB as a factor, computed anew only when it moves.

use super::units::Decibels;

/// The last level and its factor.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    decibels: f32,
    gain: f32,
}

impl Default for Level {
    fn default() -> Level {
        Level { decibels: 0.0, gain: 1.0 }
    }
}

impl Level {
    /// What [`Decibels::gain`] gives.
    #[inline]
    pub fn gain(&mut self, level: Decibels) -> f32 {
        if level.0 != self.decibels {
            *self = Level { decibels: level.0, gain: level.gain() };
        }
        self.gain
    }
}
