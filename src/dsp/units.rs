//! The unit types that cross module boundaries. Each wraps one number and names what it measures.

use serde::{Deserialize, Serialize};

/// A level relative to full scale or to unity gain, in dB. Negative infinity is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decibels(pub f32);

impl Decibels {
    /// Unity gain.
    pub const UNITY: Decibels = Decibels(0.0);
    /// The level at and below which a control counts as off: −60 dB.
    pub const OFF: Decibels = Decibels(-60.0);

    /// The linear factor of this level; 0 at and below [`Decibels::OFF`].
    pub fn gain(self) -> f32 {
        if self.0 <= Self::OFF.0 { 0.0 } else { self.factor() }
    }

    /// The linear factor of this level, however low.
    pub fn factor(self) -> f32 {
        // Most levels are left where they are.
        if self.0 == 0.0 { 1.0 } else { 10f32.powf(self.0 / 20.0) }
    }

    /// The level of a linear factor; never below −200 dB.
    pub fn of_gain(gain: f32) -> Decibels {
        Decibels(20.0 * gain.abs().max(1e-10).log10())
    }
}

/// An interval or a position on the scale of equal temperament, in semitones. As a position, 60 is C-4.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Semitones(pub f32);

impl Semitones {
    /// The frequency ratio of this interval: 12 semitones are a factor of 2.
    pub fn ratio(self) -> f32 {
        (self.0 / 12.0).exp2()
    }

    /// The frequency of this position, with 69 at 440 Hz.
    pub fn hertz(self) -> Hertz {
        Hertz(440.0 * ((self.0 - 69.0) / 12.0).exp2())
    }
}

/// A frequency in Hz.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hertz(pub f32);

/// A count of sample frames (one sample for every channel) or a position counted in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Frames(pub u64);

/// A sample rate in frames per second, 8,000 to 192,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SampleRate(pub u32);

impl SampleRate {
    /// The rate that songs are rendered at unless another one is asked for.
    pub const STANDARD: SampleRate = SampleRate(48_000);

    /// The rate as a number of Hz.
    pub fn hertz(self) -> f32 {
        self.0 as f32
    }

    /// The whole frames in a span of seconds, rounded to the nearest.
    pub fn frames(self, seconds: f64) -> Frames {
        Frames((seconds * f64::from(self.0)).round().max(0.0) as u64)
    }
}

/// Seconds as people read them, in minutes and seconds: `3:07`.
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}
