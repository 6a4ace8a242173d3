//! The part of the mixer that is not a track's: returns and the master.

use super::insert::Insert;
use super::rows::{MUTE, PAN, Sends, joined, level, sends, width};
use super::unknown::Unknown;
use crate::devices::{Device, delay, limiter, reverb};
use crate::dsp::parameter::{Parameter, Parameters, row};
use crate::dsp::units::Decibels;
use serde::{Deserialize, Serialize};

/// The most returns, and so the most sends of a track.
pub const MAX_RETURNS: usize = 8;

/// The returns and the master.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mixer {
    /// What the sends go to, at most [`MAX_RETURNS`].
    pub returns: Vec<Return>,
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

/// A return: a strip with a chain that sounds only what is sent to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// The name.
    pub name: String,
    /// −60 (off) to +12 dB.
    pub volume: Decibels,
    /// −1 (left) to 1 (right): the far side becomes softer, the near one stays, whatever the song's law for tracks.
    pub pan: f32,
    /// How wide it sounds: 0 is the middle alone, 1 as it is, 2 twice as wide.
    pub width: f32,
    /// Silent until unmuted.
    pub mute: bool,
    /// Levels into later returns, −60 (off) to +12 dB, taken behind the fader; those into itself and earlier ones do nothing.
    pub sends: [Decibels; MAX_RETURNS],
    /// The devices that its sound goes through before its fader, at most [`super::insert::MAX_INSERTS`].
    pub inserts: Vec<Insert>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Default for Return {
    fn default() -> Self {
        Return {
            name: String::new(),
            volume: Decibels::UNITY,
            pan: 0.0,
            width: 1.0,
            mute: false,
            sends: [Decibels::OFF; MAX_RETURNS],
            inserts: Vec::new(),
            unknown: Unknown::default(),
        }
    }
}

impl Return {
    /// A return with one device, of which only the wet sound is heard.
    pub fn new(name: &str, device: Device) -> Return {
        Return { name: name.to_owned(), inserts: vec![Insert::wet(device)], ..Return::default() }
    }
}

impl Default for Mixer {
    fn default() -> Self {
        Mixer {
            returns: vec![
                Return::new("Delay", Device::Delay(delay::Settings::default())),
                Return::new("Reverb", Device::Reverb(reverb::Settings::default())),
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

impl Sends for Return {
    fn sends(&self) -> &[Decibels; MAX_RETURNS] {
        &self.sends
    }

    fn sends_mut(&mut self) -> &mut [Decibels; MAX_RETURNS] {
        &mut self.sends
    }
}

impl Parameters for Return {
    const ROWS: &'static [Parameter<Self>] = &joined::<Self, 12>(&[
        &[
            Parameter {
                info: level("volume", "the return's fader; −60 is off", 0.0),
                get: |back| back.volume.0,
                set: |back, value| back.volume = Decibels(value),
            },
            Parameter { info: PAN, get: |back| back.pan, set: |back, value| back.pan = value },
            Parameter { info: width(""), get: |back| back.width, set: |back, value| back.width = value },
            Parameter {
                info: MUTE,
                get: |back| f32::from(u8::from(back.mute)),
                set: |back, value| back.mute = value > 0.5,
            },
        ],
        &sends(),
    ]);
}
