//! Every possible change of a song. An edit is data: undo, journal, scripts and a second person's seat use the same ones.

use super::instrument::Instrument;
use super::lane::Lane;
use super::mixer::Mixer;
use super::order::OrderEntry;
use super::pattern::{LaneSlot, Pattern};
use super::row::Row;
use super::sample::SampleReference;
use super::track::Track;
use super::{Settings, Song};
use serde::{Deserialize, Serialize};

/// A change. Numbers that name nothing make it refused, never a panic.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Writes rows of one lane, shared or not; empty rows clear. An empty slot gets a lane of its own first.
    Rows { pattern: u16, track: u16, rows: Vec<(u16, Row)> },
    /// Sets a lane's length; `None` is the pattern's.
    LaneLength { pattern: u16, track: u16, length: Option<u16> },
    /// Puts a lane, a shared lane or nothing into a slot.
    Slot { pattern: u16, track: u16, slot: LaneSlot },
    /// Makes a new shared lane at the end of their list.
    AddSharedLane { lane: Lane },
    /// Puts a pattern before that number; the order list goes on meaning the same patterns.
    InsertPattern { at: u16, pattern: Pattern },
    /// Takes a pattern out. Refused while the order list uses it and for the last one.
    RemovePattern { at: u16 },
    /// Sets name and length of a pattern. Rows beyond the length are kept.
    PatternSettings { pattern: u16, name: String, length: u16 },
    /// Puts an entry before that place.
    InsertOrder { at: u16, entry: OrderEntry },
    /// Takes an entry out. Refused for the last one.
    RemoveOrder { at: u16 },
    /// Replaces an entry.
    SetOrder { at: u16, entry: OrderEntry },
    /// Puts a track before that place; lanes and mutes move along.
    InsertTrack { at: u16, track: Track },
    /// Takes a track and its lanes out. Refused for the last one.
    RemoveTrack { at: u16 },
    /// Moves a track with its lanes and mutes to another place.
    MoveTrack { from: u16, to: u16 },
    /// Replaces a track's settings.
    SetTrack { at: u16, track: Track },
    /// Puts an instrument into a slot, or empties it. Slot 0 is shown as 01.
    SetInstrument { slot: u8, instrument: Option<Box<Instrument>> },
    /// Sets one parameter of a patch, moved into its range.
    InstrumentParameter { slot: u8, name: String, value: f32 },
    /// Sets one parameter of a return's device, moved into its range.
    ReturnParameter { index: u8, name: String, value: f32 },
    /// Sets one parameter of the master's limiter, moved into its range.
    LimiterParameter { name: String, value: f32 },
    /// Replaces the returns and the master.
    SetMixer { mixer: Box<Mixer> },
    /// Puts a sample into a place, or empties it.
    SetSample { index: u16, sample: Option<SampleReference> },
    /// Replaces the song's settings.
    SetSettings { settings: Box<Settings> },
    /// Several changes that are one gesture: all of them, or none if one is refused.
    Several { edits: Vec<Edit> },
}

/// Why an edit was refused: one sentence for the status line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

impl Edit {
    /// The song after this edit. Numbers out of range are moved into it; what names nothing is refused.
    pub fn apply(&self, song: &Song) -> Result<Song, Refusal> {
        let _ = song;
        Err(Refusal("not yet".to_owned()))
    }
}
