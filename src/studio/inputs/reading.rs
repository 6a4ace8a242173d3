//! What goes wrong where clips are read from the disk, as the user is told.

use super::super::Studio;
use super::super::notices::Weight;
use std::sync::atomic::Ordering::Relaxed;

/// Seconds between two times that it is told that the disk is late.
const PAUSE: u64 = 10;

/// What was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Times that a clip was silent for want of sound.
    starved: u32,
    /// The engine's frame from which on it may be told again.
    from: u64,
}

impl Studio {
    /// Tells what could not be read, and that the disk was late.
    pub(in crate::studio) fn tell_of_reading(&mut self) {
        for fault in self.link.reading_faults() {
            self.notices.add(Weight::Fault, fault);
        }
        let (starved, now) = (self.link.vitals().starved.load(Relaxed), self.frame());
        let told = &mut self.inputs.told;
        if starved < told.starved {
            *told = Told::default();
        }
        if starved > told.starved && now >= told.from {
            let times = starved - told.starved;
            *told = Told { starved, from: now + PAUSE * u64::from(self.link.rate().0) };
            let often = if times == 1 { "once".to_owned() } else { format!("{times} times") };
            self.warn(format!("the disk was late: a clip was silent for a moment, {often}"));
        }
    }
}
