//! Loudness, peaks, width and colour of sound (ITU-R BS.1770-5, EBU R 128, Tech 3341, Tech 3342), of all of it and of its parts.
//!
//! A [`meter::Meter`] hears sound and keeps a few sums for every hundredth of a second; a [`Measurement`] is what these say.

pub mod hop;
pub mod tone;
mod weighting;
pub mod meter;
pub mod running;

use hop::{Hop, MOMENTARY, PER_SECOND, SHORT_TERM};
use meter::Heard;
use serde::Serialize;
use std::ops::Range;

/// A range of loudness that comes from less sound than this is not to be relied on, in seconds (EBU Tech 3342).
pub const STEADY_RANGE_SECONDS: f64 = 60.0;

/// Where the highest and the loudest are, in seconds from the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Places {
    /// The hundredth of a second of the highest level.
    #[serde(rename = "true_peak_at_s")]
    pub true_peak: Option<f64>,
    /// The beginning of the loudest 0.4 s.
    #[serde(rename = "max_momentary_at_s")]
    pub momentary: Option<f64>,
    /// The beginning of the loudest 3 s.
    #[serde(rename = "max_short_term_at_s")]
    pub short_term: Option<f64>,
}

/// What was found. `None` stands where silence, or too little sound, leaves nothing to measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measurement {
    /// Integrated loudness in LUFS.
    #[serde(rename = "integrated_lufs")]
    pub integrated: Option<f64>,
    /// The loudest 0.4 s in LUFS.
    #[serde(rename = "max_momentary_lufs")]
    pub max_momentary: Option<f64>,
    /// The loudest 3 s in LUFS.
    #[serde(rename = "max_short_term_lufs")]
    pub max_short_term: Option<f64>,
    /// How far soft and loud parts are apart, in LU.
    #[serde(rename = "loudness_range_lu")]
    pub range: Option<f64>,
    /// The highest level between samples too, in dBTP.
    #[serde(rename = "true_peak_dbtp")]
    pub true_peak: Option<f64>,
    /// The highest sample in dBFS.
    #[serde(rename = "sample_peak_dbfs")]
    pub sample_peak: Option<f64>,
    /// How far the highest sample stands above the root of the mean square, in dB.
    #[serde(rename = "crest_db")]
    pub crest: Option<f64>,
    /// How alike left and right are: 1 the same, 0 nothing in common, −1 opposite.
    pub correlation: Option<f64>,
    /// The length in seconds.
    #[serde(rename = "duration_s")]
    pub seconds: f64,
}

fn decibels(level: f64) -> Option<f64> {
    (level > 0.0).then(|| 20.0 * level.log10())
}

impl Measurement {
    /// Of several pieces as one.
    fn of(pieces: &[&[Hop]], seconds: f64) -> Measurement {
        let loudest =
            |window| pieces.iter().filter_map(|hops| hop::loudest(hops, window)).max_by(f64::total_cmp);
        let all = || pieces.iter().copied().flatten();
        let highest = |peak: fn(&Hop) -> f32| all().map(peak).fold(0.0, f32::max);
        let sample_peak = decibels(highest(|hop| hop.sample_peak).into());
        let sum = |part: fn(&Hop) -> f64| all().map(part).sum::<f64>();
        let (left, right, product) =
            (sum(|hop| hop.squares[0]), sum(|hop| hop.squares[1]), sum(|hop| hop.product));
        let frames = all().map(|hop| u64::from(hop.frames)).sum::<u64>().max(1) as f64;
        let mean_level = decibels(((left + right) / 2.0 / frames).sqrt());
        let both = (left * right).sqrt();
        Measurement {
            integrated: hop::integrated(pieces.iter().copied()),
            max_momentary: loudest(MOMENTARY),
            max_short_term: loudest(SHORT_TERM),
            range: hop::range(pieces.iter().copied()),
            true_peak: decibels(highest(|hop| hop.true_peak).into()),
            sample_peak,
            crest: sample_peak.zip(mean_level).map(|(peak, mean)| peak - mean),
            correlation: (both > 0.0).then(|| (product / both).clamp(-1.0, 1.0)),
            seconds,
        }
    }

    /// Of several sounds as one: their loudness is gated together.
    pub fn together<'a>(heard: impl Iterator<Item = &'a Heard>) -> Measurement {
        let (pieces, seconds): (Vec<&[Hop]>, Vec<f64>) =
            heard.map(|heard| (&heard.hops[..], heard.seconds)).unzip();
        Measurement::of(&pieces, seconds.iter().sum())
    }
}

impl Heard {
    /// All of it.
    pub fn whole(&self) -> Measurement {
        Measurement::of(&[&self.hops], self.seconds)
    }

    /// A part, from and to that many seconds.
    pub fn part(&self, seconds: Range<f64>) -> Measurement {
        let hop = |seconds: f64| ((seconds * PER_SECOND as f64).round() as usize).min(self.hops.len());
        let (from, to) = (hop(seconds.start), hop(seconds.end));
        let length = seconds.end.min(self.seconds) - seconds.start;
        Measurement::of(&[&self.hops[from.min(to)..to]], length.max(0.0))
    }

    /// Where the highest and the loudest are: the first of those that are alike to a hundredth of a dB.
    pub fn places(&self) -> Places {
        let seconds = |hop: usize| hop as f64 / PER_SECOND as f64;
        let loudest = |window| hop::place_of_loudest(&self.hops, window).map(seconds);
        Places {
            true_peak: hop::place_of_peak(&self.hops).map(seconds),
            momentary: loudest(MOMENTARY),
            short_term: loudest(SHORT_TERM),
        }
    }

    /// The loudest window of so many hops ([`MOMENTARY`], [`SHORT_TERM`]) in each of so many equal parts of the sound, in LUFS, by the
    /// time at which windows end; `None` where it is silent, and where none has ended yet.
    pub fn course(&self, window: usize, parts: usize) -> Vec<Option<f64>> {
        let before = std::iter::repeat_n(None, window.saturating_sub(1).min(self.hops.len()));
        let all: Vec<Option<f64>> = before.chain(hop::course(&self.hops, window, 1)).collect();
        loudest_of_each(&all, parts)
    }
}

/// The highest of each of so many equal parts of a course.
pub fn loudest_of_each(course: &[Option<f64>], parts: usize) -> Vec<Option<f64>> {
    let at = |part: usize| part * course.len() / parts.max(1);
    let loudest = |part: &[Option<f64>]| part.iter().copied().flatten().max_by(f64::total_cmp);
    (0..parts).map(|part| course.get(at(part)..at(part + 1).max(at(part) + 1)).and_then(loudest)).collect()
}
