//! A track: its columns and its channel strip.

use super::mixer::SENDS;
use super::unknown::Unknown;
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
    /// Silent until unmuted.
    pub mute: bool,
    /// While any track is solo, only those are heard.
    pub solo: bool,
    /// Levels into the two returns, −60 (off) to +12 dB.
    pub sends: [Decibels; SENDS],
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
            mute: false,
            solo: false,
            sends: [Decibels::OFF; SENDS],
            unknown: Unknown::default(),
        }
    }
}
