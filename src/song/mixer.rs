//! The part of the mixer that is not a track's: two returns and the master.

use super::insert::Insert;
use super::rows::level;
use super::unknown::Unknown;
use crate::devices::{Device, delay, limiter, reverb};
use crate::dsp::parameter::{Parameter, Parameters, row};
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
    /// How tracks are panned: an index of [`PanLaw::NAMES`].
    #[serde(default)]
    pub pan_law: f32,
    /// The devices that the sum of everything goes through before the limiter, at most [`super::insert::MAX_INSERTS`].
    #[serde(default)]
    pub inserts: Vec<Insert>,
    /// The last device before the output.
    pub limiter: limiter::Settings,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// How loud both sides are on the way from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanLaw {
    /// The far side becomes softer, the near one stays: a balance.
    Balance,
    /// In the middle both sides are 3 dB softer: the same power everywhere.
    Power,
    /// In the middle both sides are 4.5 dB softer.
    Between,
    /// In the middle both sides are 6 dB softer: the same sum everywhere.
    Sum,
}

impl PanLaw {
    /// The names, in the order of [`PanLaw::of`].
    pub const NAMES: &'static [&'static str] = &["balance", "-3 dB", "-4.5 dB", "-6 dB"];

    /// The law of that index.
    pub fn of(index: f32) -> PanLaw {
        [PanLaw::Balance, PanLaw::Power, PanLaw::Between, PanLaw::Sum][(index as usize).min(3)]
    }

    /// The linear levels of left and right for a panning from −1 to 1.
    pub fn gains(self, pan: f32) -> [f32; 2] {
        let part = [0.5 * (1.0 - pan), 0.5 * (1.0 + pan)];
        let sine = |part: f32| (part * std::f32::consts::FRAC_PI_2).sin();
        match self {
            PanLaw::Balance => part.map(|part| (2.0 * part).min(1.0)),
            PanLaw::Power => part.map(sine),
            PanLaw::Between => part.map(|part| (part * sine(part)).sqrt()),
            PanLaw::Sum => part,
        }
    }
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
            pan_law: 0.0,
            inserts: Vec::new(),
            limiter: limiter::Settings::default(),
            unknown: Unknown::default(),
        }
    }
}

impl Parameters for Mixer {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: level("volume", "the master fader; −60 is off", 0.0),
            get: |mixer| mixer.volume.0,
            set: |mixer, value| mixer.volume = Decibels(value),
        },
        Parameter {
            info: row::choice(
                "",
                "pan_law",
                "",
                "how loud tracks are in the middle against the sides",
                PanLaw::NAMES,
                0.0,
            ),
            get: |mixer| mixer.pan_law,
            set: |mixer, value| mixer.pan_law = value,
        },
    ];
}

impl Parameters for Return {
    const ROWS: &'static [Parameter<Self>] = &[Parameter {
        info: level("volume", "the return's fader; −60 is off", 0.0),
        get: |slot| slot.volume.0,
        set: |slot, value| slot.volume = Decibels(value),
    }];
}
