//! What a hand does to a key that is down: it bends its pitch and opens its filter.

use super::Voices;
use crate::engine::owners::Owner;

/// Semitones that are added to a note's pitch, and to its filter's cutoff.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::engine) struct Nudge {
    pub pitch: f32,
    pub cutoff: f32,
}

impl Voices {
    /// Moves what a live key sounds from one nudge to another.
    pub fn nudge(&mut self, track: u16, key: u8, from: Nudge, to: Nudge) {
        if from == to {
            return;
        }
        let owner = Owner::Live { track, key };
        for voice in self.owners.taken() {
            let playing = &mut self.pool[voice];
            if self.owners.of(voice) == Some(owner) && !playing.released {
                playing.drive.pitch += to.pitch - from.pitch;
                playing.drive.cutoff += to.cutoff - from.cutoff;
                playing.going.settled = 0;
            }
        }
    }
}
