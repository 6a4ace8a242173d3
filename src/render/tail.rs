//! What still sounds after the end: until it is silent, or for half a minute at most. The same for files and for what is played.

use crate::dsp::units::SampleRate;

/// −80 dB: what stays below is silence.
pub const SILENT: f32 = 1e-4;
/// For how long it must stay below, in seconds: longer than the longest gap between two echoes.
const PATIENCE: f64 = 4.25;
/// The longest tail in seconds.
const LONGEST: f64 = 30.0;
/// The last seconds of the longest tail, in which it fades.
const FADE: f64 = 3.0;

/// When a tail is over, in frames.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    patience: u64,
    longest: u64,
    fade: u64,
}

impl Ending {
    /// At a rate.
    pub fn new(rate: SampleRate) -> Ending {
        let [patience, longest, fade] = [PATIENCE, LONGEST, FADE].map(|seconds| rate.frames(seconds).0);
        Ending { patience, longest, fade }
    }

    /// Whether nothing from frame `now` on is kept of a song that ended at `end` and was heard up to `heard` at last.
    pub fn is_over(&self, end: u64, heard: u64, now: u64) -> bool {
        now >= end + self.longest || now >= heard.max(end) + self.patience
    }

    /// What frame `at` is multiplied with.
    pub fn fade(&self, end: u64, at: u64) -> f32 {
        let left = (end + self.longest).saturating_sub(at);
        if left < self.fade { left as f32 / self.fade as f32 } else { 1.0 }
    }
}

/// Decides frame by frame, so that the end is the same at any block size.
pub(super) struct Tail {
    /// The song's end in frames.
    span: u64,
    ending: Ending,
    /// Behind the last frame that is to be kept.
    pub keep: u64,
    /// Whether nothing that comes is kept.
    pub over: bool,
}

impl Tail {
    pub fn new(span: u64, rate: SampleRate) -> Tail {
        Tail { span, ending: Ending::new(rate), keep: 0, over: false }
    }

    /// Hears frame `at`; what it is multiplied with.
    pub fn hear(&mut self, at: u64, level: f32) -> f32 {
        self.over |= self.ending.is_over(self.span, self.keep, at);
        if !self.over && (at < self.span || level > SILENT) {
            self.keep = at + 1;
        }
        self.ending.fade(self.span, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the tail of a song of 100 frames ends at 1,000 frames a second.
    fn kept(sounds: impl Fn(u64) -> bool) -> (u64, u64) {
        let mut tail = Tail::new(100, SampleRate(1_000));
        let heard = (0..100_000).take_while(|&at| {
            tail.hear(at, if sounds(at) { 0.5 } else { 0.0 });
            !tail.over
        });
        (heard.count() as u64, tail.keep)
    }

    #[test]
    fn silence_after_the_end_is_left_out_but_not_the_end() {
        assert_eq!(kept(|_| false), (4_350, 100));
        assert_eq!(kept(|at| at < 700), (4_950, 700));
    }

    #[test]
    fn an_echo_after_four_seconds_is_waited_for() {
        assert_eq!(kept(|at| at == 4_099).1, 4_100);
        assert_eq!(kept(|at| at == 4_400).1, 100);
    }

    #[test]
    fn what_never_ends_fades_out() {
        assert_eq!(kept(|_| true), (30_100, 30_100));
        let mut tail = Tail::new(100, SampleRate(1_000));
        assert_eq!((tail.hear(27_100, 1.0), tail.hear(28_600, 1.0)), (1.0, 0.5));
    }
}
