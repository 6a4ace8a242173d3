//! A track: its columns and its channel strip.

use super::insert::Insert;
use super::mixer::SENDS;
use super::rows::level;
use super::unknown::Unknown;
use crate::dsp::parameter::{Parameter, Parameters, row};
use crate::dsp::units::Decibels;
use serde::{Deserialize, Serialize};

/// A track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// The name at the head of its columns.
    pub name: String,
    /// Note columns shown and played, 1 to 8.
    pub note_columns: u8,
    /// Effect columns shown and played, 1 to 4.
    pub effect_columns: u8,
    /// Whether the delay fields are shown.
    pub show_delay: bool,
    /// What `&xx` sets in each effect column: `instrument.cutoff`, `track.pan`, `send.1`; empty: the instrument's cutoff.
    pub locks: [String; 4],
    /// The fader, −60 (off) to +12 dB.
    pub volume: Decibels,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Milliseconds that the track comes later, or earlier if negative, −100 to 100.
    #[serde(default)]
    pub delay: f32,
    /// Silent until unmuted.
    pub mute: bool,
    /// While any track is solo, only those are heard.
    pub solo: bool,
    /// Levels into the two returns, −60 (off) to +12 dB.
    pub sends: [Decibels; SENDS],
    /// The devices that the track's sound goes through before its fader, at most [`super::insert::MAX_INSERTS`].
    #[serde(default)]
    pub inserts: Vec<Insert>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Default for Track {
    fn default() -> Self {
        Track {
            name: String::new(),
            note_columns: 1,
            effect_columns: 1,
            show_delay: false,
            locks: Default::default(),
            volume: Decibels::UNITY,
            pan: 0.0,
            delay: 0.0,
            mute: false,
            solo: false,
            sends: [Decibels::OFF; SENDS],
            inserts: Vec::new(),
            unknown: Unknown::default(),
        }
    }
}

impl Parameters for Track {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: row::whole(
                "columns",
                "note_columns",
                "",
                "how many notes the track plays at once",
                1.0,
                8.0,
                1.0,
            ),
            get: |track| f32::from(track.note_columns),
            set: |track, value| track.note_columns = value as u8,
        },
        Parameter {
            info: row::whole(
                "columns",
                "effect_columns",
                "",
                "how many effects a row can hold",
                1.0,
                4.0,
                1.0,
            ),
            get: |track| f32::from(track.effect_columns),
            set: |track, value| track.effect_columns = value as u8,
        },
        Parameter {
            info: row::switch("columns", "show_delay", "", "whether the grid shows the notes' delays", 0.0),
            get: |track| f32::from(u8::from(track.show_delay)),
            set: |track, value| track.show_delay = value > 0.5,
        },
        Parameter {
            info: level("volume", "the track's fader; −60 is off", 0.0),
            get: |track| track.volume.0,
            set: |track, value| track.volume = Decibels(value),
        },
        Parameter {
            info: row::linear("", "pan", "", "from −1 (left) to 1 (right)", -1.0, 1.0, 0.0),
            get: |track| track.pan,
            set: |track, value| track.pan = value,
        },
        Parameter {
            info: row::linear(
                "",
                "delay",
                "ms",
                "how much later the track comes, or earlier if negative",
                -100.0,
                100.0,
                0.0,
            ),
            get: |track| track.delay,
            set: |track, value| track.delay = value,
        },
        Parameter {
            info: row::switch("", "mute", "", "silent until unmuted", 0.0),
            get: |track| f32::from(u8::from(track.mute)),
            set: |track, value| track.mute = value > 0.5,
        },
        Parameter {
            info: row::switch("", "solo", "", "while any track is solo, only those are heard", 0.0),
            get: |track| f32::from(u8::from(track.solo)),
            set: |track, value| track.solo = value > 0.5,
        },
        Parameter {
            info: level("send_1", "how much goes into the first return; −60 is nothing", -60.0),
            get: |track| track.sends[0].0,
            set: |track, value| track.sends[0] = Decibels(value),
        },
        Parameter {
            info: level("send_2", "how much goes into the second return; −60 is nothing", -60.0),
            get: |track| track.sends[1].0,
            set: |track, value| track.sends[1] = Decibels(value),
        },
    ];
}
