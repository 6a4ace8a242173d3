//! What the sequencer tells the engine.

use crate::song::MAX_TRACKS;
use crate::song::insert::Owner;
use crate::song::instrument::NewNoteAction;
use crate::song::row::NOTE_COLUMNS;

/// How many channels the grid has.
pub const GRID_CHANNELS: usize = MAX_TRACKS * NOTE_COLUMNS;
/// The most phrases that play at once.
pub const MOST_PLAYING: usize = 64;
/// How many channels there are: those of the grid, then those of playing phrases.
pub const CHANNELS: usize = GRID_CHANNELS + MOST_PLAYING * NOTE_COLUMNS;

/// A note column of a track, or of a phrase that plays on a track: its number, which for the grid is `track * 8 + column`, and
/// the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(pub u16, u8);

impl Channel {
    /// The channel of a column of a track.
    pub fn of(track: usize, column: usize) -> Channel {
        Channel::of_grid(track * NOTE_COLUMNS + column)
    }

    /// The grid's channel of that number.
    pub fn of_grid(number: usize) -> Channel {
        Channel(number as u16, (number / NOTE_COLUMNS) as u8)
    }

    /// The channel of a column of the phrase that plays as that of this number, on a track.
    pub fn of_phrase(number: usize, column: usize, track: usize) -> Channel {
        Channel((GRID_CHANNELS + number * NOTE_COLUMNS + column) as u16, track as u8)
    }

    /// The track that this column belongs to.
    pub fn track(self) -> usize {
        usize::from(self.1)
    }
}

/// One command at a moment within the tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command {
    /// When, in 1/65536 of the tick. Commands of a tick are handed out in ascending order.
    pub at: u16,
    /// What.
    pub action: Action,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// A new note on a channel. The old one there is treated as its instrument's (or the channel's) new-note action says.
    Start(Channel, NoteOn),
    /// The clip of a lane begins, or another of its takes is heard: that of the lane's row of that number.
    #[expect(missing_docs, reason = "the fields say what the variant says")]
    Clip { track: u8, pattern: u16, row: u16 },
    /// What plays on a track does not follow on the rows before: its clip ends.
    #[expect(missing_docs, reason = "the fields say what the variant says")]
    ClipEnds { track: u8 },
    /// The channel's note is left behind, as by a new note that is none.
    Leave(Channel),
    /// The key of the channel's note is let go.
    Release(Channel),
    /// The channel's note ends at once (with a fade too short to hear as one).
    Cut(Channel),
    /// The channel's note begins its instrument's fade-out.
    Fade(Channel),
    /// Where pitch, level and filter of the channel's note move to by the end of this tick's first stretch.
    Drive(Channel, Drive),
    /// The new-note action of the note now on the channel, instead of its instrument's.
    NewNote(Channel, NewNoteAction),
    /// What becomes of the notes that the channel has left behind.
    PastNotes(Channel, NewNoteAction),
    /// Sets one parameter to a place (0 to 1) in its range, until playback begins anew or a key is struck after its end.
    Lock(LockTarget, f32),
    /// The song's global volume, 0 to 1; holds as long as a lock does.
    GlobalVolume(f32),
}

impl Action {
    /// The channel that it concerns.
    pub fn channel(&self) -> Option<Channel> {
        match *self {
            Action::Start(channel, _)
            | Action::Leave(channel)
            | Action::Release(channel)
            | Action::Cut(channel)
            | Action::Fade(channel)
            | Action::Drive(channel, _)
            | Action::NewNote(channel, _)
            | Action::PastNotes(channel, _) => Some(channel),
            Action::Clip { .. } | Action::ClipEnds { .. } | Action::Lock(..) | Action::GlobalVolume(_) => {
                None
            }
        }
    }
}

/// A new note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoteOn {
    /// The instrument's slot; slot 0 is shown as 01.
    pub instrument: u8,
    /// The MIDI key, transposed by order entry and instrument.
    pub key: u8,
    /// 0 to 1: what the volume field said, or 1.
    pub velocity: f32,
    /// Frames of the sample to skip.
    pub offset: u32,
    /// Begin at that slice.
    pub slice: Option<u8>,
    /// The phrase that the grid gives to the note, as [`crate::song::phrase::Phrases::struck`] takes it.
    pub phrase: Option<u8>,
    /// Whatever is random in the voice comes from this.
    pub seed: u32,
    /// Where pitch and level are at the note's first frame.
    pub drive: Drive,
}

/// Pitch, level, place and filter of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// Semitones with slides, vibrato, arpeggio and the instrument's tuning; 60 is C-4.
    pub pitch: f32,
    /// 0 to 1: volume column, channel volume, tremolo and tremor multiplied; not the instrument's, track's or global volume.
    pub level: f32,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Semitones added to the patch's filter cutoff.
    pub cutoff: f32,
    /// Added to the patch's filter resonance, 0 to 1.
    pub resonance: f32,
}

/// What a parameter lock or a curve sets: a parameter by its place in the `ROWS` of what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockTarget {
    /// What it belongs to.
    pub owner: LockOwner,
    /// The row.
    pub parameter: u8,
}

/// What has parameters that can be set while a song plays. Numbers count from 0.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockOwner {
    /// The patch of the instrument in that slot.
    Instrument { slot: u8 },
    /// The modulation matrix of the instrument in that slot: its macros, envelopes, oscillators.
    Matrix { slot: u8 },
    /// That instrument beside both: its level, panning, transposition and finetune.
    Settings { slot: u8 },
    /// A track: its fader, panning, width, delay, switches and sends.
    Track { track: u16 },
    /// A place in a chain: whether the device works, and how much of it is heard.
    Insert { owner: Owner, slot: u8 },
    /// The device in such a place.
    Device { owner: Owner, slot: u8 },
    /// A return: its fader, panning, width, mute and sends.
    Return { index: u8 },
    /// The master: its fader and how tracks are panned.
    Master,
    /// The master's limiter.
    Limiter,
}
