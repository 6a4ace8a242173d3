//! Sound that comes later by a time that may change: from the old time to the new one it is faded over, so that pitch stays.

use super::line::Line;
use super::runs::RUN;

/// Seconds in which one time is faded to another: the same everywhere, so that sounds which wait for each other stay together.
const FADE: f32 = 0.02;

/// Two channels. Allocated once for the longest time.
pub struct Late {
    lines: [Line; 2],
    longest: usize,
    /// Frames of the time that is left and of the one that is gone to; `None` before the first.
    times: Option<[usize; 2]>,
    /// How much of the new time is heard, 0 to 1, and what a frame adds.
    share: f32,
    slope: f32,
}

impl Late {
    /// No sound yet, for times up to `longest` frames.
    pub fn new(longest: usize, rate: f32) -> Late {
        let line = || Line::new(longest + RUN);
        Late {
            lines: [line(), line()],
            longest,
            times: None,
            share: 1.0,
            slope: 1.0 / (FADE * rate).max(1.0),
        }
    }

    /// Silence.
    pub fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.times, self.share) = (None, 1.0);
    }

    /// The most frames that sound can come later.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Sets the time for the next frames. While one is faded to, another one waits.
    pub fn aim(&mut self, frames: usize) {
        let frames = frames.min(self.longest);
        match self.times {
            None => self.times = Some([frames; 2]),
            Some([_, now]) if now != frames && self.share >= 1.0 => {
                (self.times, self.share) = (Some([now, frames]), 0.0);
            }
            Some(_) => {}
        }
    }

    /// Replaces at most [`RUN`] frames by what came earlier.
    #[inline(always)]
    pub fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let [old, new] = self.times.unwrap_or([0; 2]);
        let frames = left.len();
        let start = self.share;
        for (line, channel) in self.lines.iter_mut().zip([left, right]) {
            line.write(channel);
            line.taps(new + frames - 1, channel);
            if start < 1.0 {
                let mut before = [0.0; RUN];
                line.taps(old + frames - 1, &mut before[..frames]);
                let mut share = start;
                for (sample, before) in channel.iter_mut().zip(&before) {
                    share = (share + self.slope).min(1.0);
                    *sample = before + (*sample - before) * share;
                }
                self.share = share;
            }
        }
    }
}
