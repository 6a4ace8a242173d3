//! At which frame a tick begins: exact, without drift, for any tempo and any length of time.

use crate::dsp::units::{Frames, SampleRate};

/// How long one tick is: a fraction of a minute, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickLength {
    /// Minutes above the line.
    pub numerator: u64,
    /// Minutes below the line; not 0.
    pub denominator: u64,
}

/// Counts ticks in frames.
#[derive(Clone, Debug)]
pub struct Clock {
    rate: SampleRate,
}

impl Clock {
    /// A clock at frame 0.
    pub fn new(rate: SampleRate) -> Clock {
        Clock { rate }
    }

    /// Lets one tick of that length begin now; returns the frame at which it ends and the next begins.
    pub fn tick(&mut self, length: TickLength) -> Frames {
        let _ = (length, self.rate);
        Frames(0)
    }
}
