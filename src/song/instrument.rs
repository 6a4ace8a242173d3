//! An instrument: a patch and what the song adds to it.

use super::unknown::Unknown;
use crate::dsp::units::Decibels;
use crate::instruments::Patch;
use serde::{Deserialize, Serialize};

/// An instrument of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// The name.
    pub name: String,
    /// The sound.
    pub patch: Patch,
    /// −60 (off) to +12 dB.
    pub volume: Decibels,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Semitones added to every note, −60 to 60.
    pub transpose: i8,
    /// Cents added to every note, −100 to 100.
    pub finetune: f32,
    /// What becomes of a note when the next one begins in its column.
    pub new_note: NewNoteAction,
    /// Seconds that a faded note takes to silence, 0.01 to 60.
    pub fade_seconds: f32,
    /// A note of this group ends the other notes of the group, whatever track they are on; 0 is no group.
    pub choke_group: u8,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Instrument {
    /// An instrument of this name and sound, everything else at its default.
    pub fn new(name: &str, patch: Patch) -> Instrument {
        Instrument {
            name: name.to_owned(),
            patch,
            volume: Decibels::UNITY,
            pan: 0.0,
            transpose: 0,
            finetune: 0.0,
            new_note: NewNoteAction::Cut,
            fade_seconds: 1.0,
            choke_group: 0,
            unknown: Unknown::default(),
        }
    }
}

/// What becomes of a note when the next one begins in its column, as in Impulse Tracker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewNoteAction {
    /// It ends at once.
    #[default]
    Cut,
    /// It goes on.
    Continue,
    /// Its key is let go.
    Off,
    /// It fades out.
    Fade,
}
