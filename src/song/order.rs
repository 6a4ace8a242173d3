//! The order list: which pattern plays when, and how.

use super::groove::Groove;
use super::tempo::Tempo;
use super::unknown::Unknown;
use crate::dsp::parameter::{Info, Parameter, Parameters, row};
use serde::{Deserialize, Serialize};

/// One entry of the order list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEntry {
    /// The pattern's number.
    pub pattern: u16,
    /// How often it plays, 1 to 255.
    pub repeats: u8,
    /// The section that begins here.
    pub section: Option<String>,
    /// The tracks that are silent here, ascending.
    pub mutes: Vec<u16>,
    /// Semitones added to every note, −60 to 60.
    pub transpose: i8,
    /// The tempo from here on; `None` leaves it.
    pub tempo: Option<Tempo>,
    /// Rows of one beat from here on; `None` leaves them.
    pub rows_per_beat: Option<u8>,
    /// Swing from here on in percent; `None` leaves it.
    pub swing: Option<u8>,
    /// How long rows are against each other from here on, in place of swing; `None` leaves it.
    #[serde(default)]
    pub groove: Option<Groove>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Default for OrderEntry {
    fn default() -> Self {
        OrderEntry {
            pattern: 0,
            repeats: 1,
            section: None,
            mutes: Vec::new(),
            transpose: 0,
            tempo: None,
            rows_per_beat: None,
            swing: None,
            groove: None,
            unknown: Unknown::default(),
        }
    }
}

impl OrderEntry {
    /// How long rows are against each other from here on, by groove or swing; `None` leaves it.
    pub fn groove(&self) -> Option<Groove> {
        self.groove.or(self.swing.map(Groove::swing))
    }
}

/// The range of rows per beat, in the song's settings and in the order list.
pub const ROWS_PER_BEAT: Info = row::whole("", "rows_per_beat", "rows", "rows of one beat", 1.0, 32.0, 4.0);
/// The range of swing, in the song's settings and in the order list.
pub const SWING: Info = row::whole(
    "",
    "swing",
    "%",
    "how late every second row comes: 50 is even, 66 triplets",
    50.0,
    75.0,
    50.0,
);

impl Parameters for OrderEntry {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: row::whole("", "repeats", "times", "how often the pattern plays", 1.0, 255.0, 1.0),
            get: |entry| f32::from(entry.repeats),
            set: |entry, value| entry.repeats = value as u8,
        },
        Parameter {
            info: row::whole("", "transpose", "st", "semitones added to every note", -60.0, 60.0, 0.0),
            get: |entry| f32::from(entry.transpose),
            set: |entry, value| entry.transpose = value as i8,
        },
    ];
}
