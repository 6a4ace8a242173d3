//! The playing position and the state of every channel.

use super::clock::TickLength;
use super::command::Command;
use crate::song::Song;

/// A place in the song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The entry of the order list.
    pub order: u16,
    /// Which repeat of the entry, from 0.
    pub repeat: u8,
    /// The pattern's number.
    pub pattern: u16,
    /// The pattern's row.
    pub row: u16,
    /// The tick within the row.
    pub tick: u16,
}

/// What is played.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playing {
    /// The order list from this entry and row, once; with `repeat` from the start again for ever.
    Song { order: u16, row: u16, repeat: bool },
    /// One pattern from this row, over and over.
    Pattern { pattern: u16, row: u16 },
}

/// One tick, played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it is.
    pub position: Position,
    /// How long it lasts.
    pub length: TickLength,
    /// The tempo in BPM × 65,536, for sounds that follow the beat.
    pub beats_per_minute: u64,
}

/// Plays a song tick by tick. Allocated once; nothing allocates, locks or panics while it plays.
pub struct Player {}

impl Player {
    /// A player at rest.
    #[expect(clippy::new_without_default, reason = "a player is large and made once")]
    pub fn new() -> Player {
        Player {}
    }

    /// Starts from there with fresh channels.
    pub fn start(&mut self, _song: &Song, _playing: Playing) {}

    /// Plays the next tick: commands go to `out` (cleared first, never beyond its capacity). `None`: the song has ended.
    /// The song may be another one than at the last tick: what no longer exists is skipped over.
    pub fn tick(&mut self, _song: &Song, _out: &mut Vec<Command>) -> Option<Tick> {
        None
    }
}
