//! Loudness while it is heard: the same meter, of whose hops only the last three seconds are kept. What integrated loudness and range need of
//! all before lies in classes of a hundredth of an LU, so that it takes the same memory however long it hears.

use super::hop::{BLOCK, Hop, MOMENTARY, SHORT_TERM, SILENCE, lufs, mean_of, power};
use super::meter::{Meter, What};
use crate::dsp::units::SampleRate;
use std::collections::VecDeque;

/// Classes of an LU.
const PER_LU: f64 = 100.0;
/// Classes from −70 to +10 LUFS; what is louder is in the last one.
const CLASSES: usize = 8_000;

/// Loudness at a moment, each `None` where there was too little sound, or none above −70 LUFS.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Live {
    /// Of the last 0.4 s, in LUFS.
    pub momentary: Option<f64>,
    /// Of the last 3 s, in LUFS.
    pub short_term: Option<f64>,
    /// Of all that was heard, in LUFS.
    pub integrated: Option<f64>,
    /// How far soft and loud parts are apart, in LU (EBU Tech 3342).
    pub range: Option<f64>,
    /// The highest level, between samples too; 1 is full scale.
    pub true_peak: f32,
}

/// How many blocks of each loudness there were, and the sum of their powers.
struct Classes(Vec<(u64, f64)>);

impl Classes {
    fn new() -> Classes {
        Classes(vec![(0, 0.0); CLASSES])
    }

    /// The class of a loudness in LUFS.
    fn class(loudness: f64) -> usize {
        (((loudness - SILENCE) * PER_LU) as usize).min(CLASSES - 1)
    }

    /// Counts a block, unless it is silence.
    fn count(&mut self, block: f64) {
        if block > power(SILENCE) {
            let (count, sum) = &mut self.0[Classes::class(lufs(block))];
            (*count, *sum) = (*count + 1, *sum + block);
        }
    }

    /// The number and the mean of the blocks from a class on; `None` if there are none.
    fn from(&self, class: usize) -> Option<(u64, f64)> {
        let above = self.0.iter().skip(class);
        let (count, sum) = above.fold((0, 0.0), |(count, sum), one| (count + one.0, sum + one.1));
        (count > 0).then(|| (count, sum / count as f64))
    }

    /// The first class above a gate so many LU below the mean of all.
    fn gate(&self, below: f64) -> Option<usize> {
        let (_, mean) = self.from(0)?;
        Some(Classes::class((lufs(mean) - below).max(SILENCE)))
    }

    fn integrated(&self) -> Option<f64> {
        self.from(self.gate(10.0)?).map(|(_, mean)| lufs(mean))
    }

    fn range(&self) -> Option<f64> {
        let gate = self.gate(20.0)?;
        let (count, _) = self.from(gate)?;
        let at = |part: f64| {
            let place = ((count - 1) as f64 * part + 0.5) as u64;
            let mut before = 0;
            self.0.iter().skip(gate).position(|(count, _)| {
                before += count;
                before > place
            })
        };
        Some((at(0.95)? - at(0.1)?) as f64 / PER_LU)
    }
}

/// A meter of two channels that tells how loud it is now.
pub struct RunningMeter {
    meter: Meter,
    recent: VecDeque<Hop>,
    /// Hops heard.
    heard: usize,
    blocks: Classes,
    spans: Classes,
    true_peak: f32,
}

impl RunningMeter {
    /// Nothing heard yet.
    pub fn new(rate: SampleRate) -> RunningMeter {
        RunningMeter {
            meter: Meter::new(rate, 2, What { peaks: true, tone: false }),
            recent: VecDeque::with_capacity(SHORT_TERM + 1),
            heard: 0,
            blocks: Classes::new(),
            spans: Classes::new(),
            true_peak: 0.0,
        }
    }

    /// Hears a block, left and right of one length.
    pub fn hear(&mut self, block: [&[f32]; 2]) {
        self.meter.hear(&block);
        for hop in self.meter.take() {
            self.true_peak = self.true_peak.max(hop.true_peak);
            if self.recent.len() == SHORT_TERM {
                self.recent.pop_front();
            }
            self.recent.push_back(hop);
            self.heard += 1;
            for (window, classes) in [(MOMENTARY, &mut self.blocks), (SHORT_TERM, &mut self.spans)] {
                if self.heard >= window && (self.heard - window).is_multiple_of(BLOCK) {
                    last(&self.recent, window).into_iter().for_each(|block| classes.count(block));
                }
            }
        }
    }

    /// How loud it is now.
    pub fn now(&self) -> Live {
        let loudness = |window| last(&self.recent, window).map(lufs).filter(|loudness| *loudness > SILENCE);
        Live {
            momentary: loudness(MOMENTARY),
            short_term: loudness(SHORT_TERM),
            integrated: self.blocks.integrated(),
            range: self.spans.range(),
            true_peak: self.true_peak,
        }
    }
}

/// The mean of weighted squares in the last window of so many hops; `None` before it is full.
fn last(hops: &VecDeque<Hop>, window: usize) -> Option<f64> {
    let from = hops.len().checked_sub(window)?;
    Some(mean_of(hops.range(from..)))
}

#[cfg(test)]
mod tests {
    use super::super::hop::{integrated, range};
    use super::*;

    /// Noise whose level wanders, and in the middle of which it is silent.
    fn sound(seconds: usize) -> Vec<f32> {
        let mut state = 1u32;
        let sample = |n: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let second = n as f32 / 48_000.0;
            let level =
                if (20.0..24.0).contains(&second) { 0.0 } else { 0.02 + 0.2 * (second * 0.4).sin().abs() };
            level * (state as f32 / u32::MAX as f32 - 0.5)
        };
        (0..seconds * 48_000).map(sample).collect()
    }

    #[test]
    fn it_says_at_every_moment_what_is_found_of_all_that_was_heard() {
        let sound = sound(40);
        let mut running = RunningMeter::new(SampleRate(48_000));
        let mut whole = Meter::new(SampleRate(48_000), 2, What { peaks: true, tone: false });
        let near = |one: Option<f64>, other: Option<f64>, most: f64, what: &str| {
            let apart = one.zip(other).map(|(one, other)| (one - other).abs());
            assert!(
                one.is_some() == other.is_some() && apart.is_none_or(|apart| apart < most),
                "{what}: {one:?} {other:?}"
            );
        };
        let mut hops = Vec::new();
        for block in sound.chunks(4_321) {
            running.hear([block, block]);
            whole.hear(&[block, block]);
            hops.extend(whole.take());
            // The class of the gate counts whole, which of few blocks may be one too many: within the tolerance of EBU Tech 3341.
            let now = running.now();
            near(now.integrated, integrated(std::iter::once(&hops[..])), 0.1, "I");
            near(now.range, range(std::iter::once(&hops[..])), 0.02, "LRA");
        }
        near(running.now().integrated, integrated(std::iter::once(&hops[..])), 0.02, "I of all");
        assert!(running.now().range.is_some_and(|range| range > 3.0));
    }

    #[test]
    fn hours_of_silence_and_of_what_is_too_loud_are_no_accident() {
        let mut running = RunningMeter::new(SampleRate(8_000));
        running.hear([&[0.0; 80_000]; 2]);
        assert_eq!(running.now(), Live::default());
        running.hear([&[1e9; 80_000]; 2]);
        assert!(running.now().integrated.is_some_and(f64::is_finite));
    }
}
