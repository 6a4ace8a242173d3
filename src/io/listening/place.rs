//! Where the song is, for those who listen: told beside the sound, with the frame at which it is heard.

use serde::Serialize;

/// Where the song is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Place {
    /// The engine's frame at which this is heard.
    pub at: u64,
    /// The song's file name.
    pub song: String,
    /// Whether it plays.
    pub playing: bool,
    /// The section; empty where there is none.
    pub section: String,
    /// The entry of the order list, from 0; `None` where a pattern plays by itself.
    pub order: Option<u16>,
    /// The pattern, and its name.
    pub pattern: u16,
    /// The pattern's name; may be empty.
    pub name: String,
    /// The row, from 0.
    pub row: u16,
    /// Rows of the pattern.
    pub rows: u16,
    /// Beats per minute.
    pub tempo: f64,
}
