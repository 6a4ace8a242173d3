//! The part of the mixer that is not a track's: two returns and the master.

use super::insert::Insert;
use super::rows::level;
use super::unknown::Unknown;
use crate::devices::{Device, delay, limiter, reverb};
use crate::dsp::parameter::{Parameter, Parameters};
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
    /// The devices that the sum of everything goes through before the limiter, at most [`super::insert::MAX_INSERTS`].
    #[serde(default)]
    pub inserts: Vec<Insert>,
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
            inserts: Vec::new(),
            limiter: limiter::Settings::default(),
            unknown: Unknown::default(),
        }
    }
}

impl Parameters for Mixer {
    const ROWS: &'static [Parameter<Self>] = &[Parameter {
        info: level("volume", "the master fader; −60 is off", 0.0),
        get: |mixer| mixer.volume.0,
        set: |mixer, value| mixer.volume = Decibels(value),
    }];
}

impl Parameters for Return {
    const ROWS: &'static [Parameter<Self>] = &[Parameter {
        info: level("volume", "the return's fader; −60 is off", 0.0),
        get: |slot| slot.volume.0,
        set: |slot, value| slot.volume = Decibels(value),
    }];
}
