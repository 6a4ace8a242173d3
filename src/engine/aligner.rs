//! What keeps tracks together: sound that has not been delayed by the devices of its chain waits for that of other tracks that
//! has, and tracks may be set to come earlier or later.

use super::bus::{Bus, QUANTUM};
use crate::devices::line::Line;
use crate::dsp::kernel::{Ramp, add_ramped, scale_ramped};
use crate::dsp::units::SampleRate;

/// The longest wait in seconds: both ends of a track's own delay, and what devices take.
const LONGEST: f32 = 0.35;

/// The wait of one track.
pub struct Aligner {
    lines: [Line; 2],
    longest: usize,
    /// Frames that it waited in the last quantum.
    frames: Option<usize>,
    /// Frames since something came in.
    quiet: usize,
}

impl Aligner {
    /// Silent. Allocates.
    pub fn new(rate: SampleRate) -> Aligner {
        let longest = (LONGEST * rate.hertz()) as usize;
        let line = || Line::new(longest + 2 * QUANTUM);
        Aligner { lines: [line(), line()], longest, frames: None, quiet: usize::MAX }
    }

    /// Whether nothing comes out until something goes in.
    pub fn sleeps(&self) -> bool {
        self.quiet > self.longest
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.frames, self.quiet) = (None, usize::MAX);
    }

    /// Lets a quantum wait for so many frames; another number than before is faded to.
    pub(super) fn run(&mut self, frames: usize, bus: &mut Bus) {
        let frames = frames.min(self.longest);
        self.quiet = if bus.peak().0 == 0.0 { self.quiet.saturating_add(QUANTUM) } else { 0 };
        let before = self.frames.replace(frames).unwrap_or(frames);
        for (line, channel) in self.lines.iter_mut().zip(&mut bus.channels) {
            line.write(channel);
            line.taps(frames + QUANTUM - 1, channel);
            if before != frames {
                let mut old = [0.0; QUANTUM];
                line.taps(before + QUANTUM - 1, &mut old);
                scale_ramped(Ramp::new(0.0, 1.0, QUANTUM), channel);
                add_ramped(&old, Ramp::new(1.0, 0.0, QUANTUM), channel);
            }
        }
    }
}

impl std::fmt::Debug for Aligner {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Aligner({:?})", self.frames)
    }
}
