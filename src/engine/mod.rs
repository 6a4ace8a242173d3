//! The audio thread's whole work: messages in, blocks of sound out. Voices, mixer, meters.
//! Knows no devices of the machine and no files. After `new` nothing allocates, frees, locks, calls the system or panics.

pub mod link;
pub mod message;

use crate::dsp::units::SampleRate;
use message::{FromEngine, ToEngine};

/// The engine. The same one plays live and renders.
pub struct Engine {
    rate: SampleRate,
}

impl Engine {
    /// An engine at rest, everything allocated.
    pub fn new(rate: SampleRate) -> Engine {
        Engine { rate }
    }

    /// Takes one message. What it replaces is never freed here: the sender keeps every snapshot alive.
    pub fn handle(&mut self, message: ToEngine) {
        let _ = message;
    }

    /// Fills a block of any length: `left` and `right` have the same length. Reports go to `report`, which must not block.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32], report: &mut dyn FnMut(FromEngine)) {
        let _ = (report, self.rate);
        left.fill(0.0);
        right.fill(0.0);
    }
}
