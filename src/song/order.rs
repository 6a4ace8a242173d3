//! The order list: which pattern plays when, and how.

use super::tempo::Tempo;
use super::unknown::Unknown;
use serde::{Deserialize, Serialize};

/// One entry of the order list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
            unknown: Unknown::default(),
        }
    }
}
