//! The part of the mixer that is not a track's: two returns and the master.

use super::unknown::Unknown;
use crate::devices::{Device, delay, limiter, reverb};
use crate::dsp::units::Decibels;
use serde::{Deserialize, Serialize};

/// The number of sends of a track, and of returns.
pub const SENDS: usize = 2;

/// The returns and the master.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mixer {
    /// What the sends go to.
    pub returns: [Return; SENDS],
    /// The master fader, −60 (off) to +12 dB.
    pub volume: Decibels,
    /// The last device before the output.
    pub limiter: limiter::Settings,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// A return: a device that sounds only what is sent to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// The name.
    pub name: String,
    /// The device; it plays its wet sound alone.
    pub device: Device,
    /// −60 (off) to +12 dB.
    pub volume: Decibels,
}

impl Default for Mixer {
    fn default() -> Self {
        let new = |name: &str, device| Return { name: name.to_owned(), device, volume: Decibels::UNITY };
        Mixer {
            returns: [
                new("Delay", Device::Delay(delay::Settings::default())),
                new("Reverb", Device::Reverb(reverb::Settings::default())),
            ],
            volume: Decibels::UNITY,
            limiter: limiter::Settings::default(),
            unknown: Unknown::default(),
        }
    }
}
