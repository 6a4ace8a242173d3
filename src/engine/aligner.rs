//! What keeps tracks together: sound that has not been delayed by the devices of its chain waits for that of other tracks that
//! has, and tracks may be set to come earlier or later.

use super::bus::{Bus, QUANTUM};
use crate::devices::late::Late;
use crate::dsp::units::SampleRate;

/// The longest wait in seconds: both ends of a track's own delay, and what devices take.
const LONGEST: f32 = 0.35;

/// The wait of one track.
pub struct Aligner {
    late: Late,
    /// Frames since something came in.
    quiet: usize,
    /// Whether nothing has come in yet.
    fresh: bool,
}

impl Aligner {
    /// Silent. Allocates.
    pub fn new(rate: SampleRate) -> Aligner {
        Aligner {
            late: Late::new((LONGEST * rate.hertz()) as usize, rate.hertz()),
            quiet: usize::MAX,
            fresh: true,
        }
    }

    /// Whether nothing comes out until something goes in.
    pub fn sleeps(&self) -> bool {
        self.quiet > self.late.longest()
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.late.reset();
        (self.quiet, self.fresh) = (usize::MAX, true);
    }

    /// Lets a quantum wait for so many frames. `last` is the frame that left this place before, with or without a wait.
    pub(super) fn run(&mut self, frames: usize, last: [f32; 2], bus: &mut Bus) {
        let fresh = std::mem::take(&mut self.fresh) && last != [0.0; 2];
        if self.sleeps() {
            // Another wait than the last one holds at once: there is nothing that it could be faded from.
            self.late.reset();
        }
        let came = *bus;
        if fresh {
            // What waits begins in the middle of this sound.
            bus.come_from([0.0; 2]);
        }
        self.quiet = if bus.peak().0 == 0.0 { self.quiet.saturating_add(QUANTUM) } else { 0 };
        self.late.aim(frames);
        let [left, right] = &mut bus.channels;
        self.late.run(left, right);
        match (fresh, frames) {
            // Nothing waits yet, and what goes by stays as it is.
            (true, 0) => *bus = came,
            (true, _) => bus.come_from(last),
            (false, _) => {}
        }
    }
}

impl std::fmt::Debug for Aligner {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Aligner")
    }
}
