//! Every possible change of a song. An edit is data: undo, journal, scripts and a second person's seat use the same ones.
//! What an edit does not touch stays shared with the song before it.

mod cells;
mod row_list;
mod patterns;
mod tracks;
mod sounds;
mod phrases;
mod returns;
mod remarks;

use super::clip::Clip;
use super::curve::Curve;
use super::insert::Owner;
use super::instrument::Instrument;
use super::lane::Lane;
use super::mixer::{Mixer, Return};
use super::order::OrderEntry;
use super::pattern::{LaneSlot, Pattern};
use super::phrase::Phrase;
use super::remark::Remark;
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
    Rows {
        pattern: u16,
        track: u16,
        #[serde(with = "row_list")]
        rows: Vec<(u16, Row)>,
    },
    /// Sets a lane's length; `None` is the pattern's.
    LaneLength { pattern: u16, track: u16, length: Option<u16> },
    /// Replaces a lane, shared or not.
    Lane { pattern: u16, track: u16, lane: Box<Lane> },
    /// Draws the curve of a parameter in a lane, in place of the one that it has there; one without points is taken out.
    Curve { pattern: u16, track: u16, curve: Curve },
    /// Puts a clip into a lane, in place of the one at its row; one without takes is taken out.
    Clip { pattern: u16, track: u16, clip: Clip },
    /// Puts a lane, a shared lane or nothing into a slot.
    Slot { pattern: u16, track: u16, slot: LaneSlot },
    /// Makes a new shared lane at the end of their list.
    AddSharedLane { lane: Box<Lane> },
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
    InsertTrack { at: u16, track: Box<Track> },
    /// Takes a track and its lanes out. Refused for the last one.
    RemoveTrack { at: u16 },
    /// Moves a track with its lanes and mutes to another place.
    MoveTrack { from: u16, to: u16 },
    /// Replaces a track's settings.
    SetTrack { at: u16, track: Box<Track> },
    /// Puts an instrument into a slot, or empties it. Slot 0 is shown as 01.
    SetInstrument { slot: u8, instrument: Option<Box<Instrument>> },
    /// Sets one parameter of a patch, moved into its range.
    InstrumentParameter { slot: u8, name: String, value: f32 },
    /// Replaces one of an instrument's phrases; `index` counts from 0.
    SetPhrase { slot: u8, index: u8, phrase: Box<Phrase> },
    /// Replaces all phrases of an instrument.
    SetPhrases { slot: u8, phrases: Vec<Phrase> },
    /// Puts a return before that place; sends into those behind it go on meaning them, and nothing is sent into it.
    InsertReturn { at: u8, back: Box<Return> },
    /// Takes a return and the sends into it out.
    RemoveReturn { at: u8 },
    /// Moves a return with the sends into it to another place. Sends of returns that would go to an earlier one are taken out.
    MoveReturn { from: u8, to: u8 },
    /// Sets one parameter of a device in a chain, moved into its range.
    InsertParameter { owner: Owner, slot: u8, name: String, value: f32 },
    /// Sets one parameter of the master's limiter, moved into its range.
    LimiterParameter { name: String, value: f32 },
    /// Replaces the returns and the master; sends stay with the returns' numbers.
    SetMixer { mixer: Box<Mixer> },
    /// Puts a sample into a place, or empties it.
    SetSample { index: u16, sample: Option<SampleReference> },
    /// Replaces what was said to places of the song.
    SetRemarks { remarks: Vec<Remark> },
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
    /// The song after this edit. Numbers out of range are moved into it; what names nothing is refused, and so is what
    /// would break a limit of the song. Rows beyond the last one that a lane can have are left out.
    pub fn apply(&self, song: &Song) -> Result<Song, Refusal> {
        let mut song = song.clone();
        self.change(&mut song)?;
        Ok(song)
    }

    fn change(&self, song: &mut Song) -> Result<(), Refusal> {
        match self {
            Edit::Rows { pattern, track, rows } => cells::write_rows(song, *pattern, *track, rows),
            Edit::LaneLength { pattern, track, length } => cells::set_length(song, *pattern, *track, *length),
            Edit::Lane { pattern, track, lane } => cells::set_lane(song, *pattern, *track, lane),
            Edit::Curve { pattern, track, curve } => cells::set_curve(song, *pattern, *track, curve),
            Edit::Clip { pattern, track, clip } => cells::set_clip(song, *pattern, *track, clip),
            Edit::Slot { pattern, track, slot } => cells::set_slot(song, *pattern, *track, slot),
            Edit::AddSharedLane { lane } => cells::add_shared_lane(song, lane),
            Edit::InsertPattern { at, pattern } => patterns::insert(song, *at, pattern),
            Edit::RemovePattern { at } => patterns::remove(song, *at),
            Edit::PatternSettings { pattern, name, length } => patterns::set(song, *pattern, name, *length),
            Edit::InsertOrder { at, entry } => patterns::insert_order(song, *at, entry),
            Edit::RemoveOrder { at } => patterns::remove_order(song, *at),
            Edit::SetOrder { at, entry } => patterns::set_order(song, *at, entry),
            Edit::InsertTrack { at, track } => tracks::insert(song, *at, track),
            Edit::RemoveTrack { at } => tracks::remove(song, *at),
            Edit::MoveTrack { from, to } => tracks::shift(song, *from, *to),
            Edit::SetTrack { at, track } => tracks::set(song, *at, track),
            Edit::SetInstrument { slot, instrument } => {
                sounds::set_instrument(song, *slot, instrument.as_deref())
            }
            Edit::InstrumentParameter { slot, name, value } => {
                sounds::set_instrument_parameter(song, *slot, name, *value)
            }
            Edit::SetPhrase { slot, index, phrase } => phrases::set(song, *slot, (*index).into(), phrase),
            Edit::SetPhrases { slot, phrases } => phrases::set_all(song, *slot, phrases),
            Edit::InsertReturn { at, back } => returns::insert(song, (*at).into(), back),
            Edit::RemoveReturn { at } => returns::remove(song, (*at).into()),
            Edit::MoveReturn { from, to } => returns::shift(song, (*from).into(), (*to).into()),
            Edit::InsertParameter { owner, slot, name, value } => {
                sounds::set_insert_parameter(song, *owner, *slot, name, *value)
            }
            Edit::LimiterParameter { name, value } => sounds::set_limiter_parameter(song, name, *value),
            Edit::SetMixer { mixer } => sounds::set_mixer(song, mixer),
            Edit::SetSample { index, sample } => sounds::set_sample(song, *index, sample.as_ref()),
            Edit::SetRemarks { remarks } => remarks::set(song, remarks),
            Edit::SetSettings { settings } => sounds::set_settings(song, settings),
            Edit::Several { edits } => edits.iter().try_for_each(|edit| edit.change(song)),
        }
    }
}

/// The refusal of something that is not there: `there is no pattern 7: the song has 0 to 5`.
fn none(what: &str, number: usize, first: usize, count: usize) -> Refusal {
    Refusal(match count {
        0 => format!("there is no {what} {number}: the song has none"),
        1 => format!("there is no {what} {number}: the song has only {first}"),
        _ => format!("there is no {what} {number}: the song has {first} to {}", first + count - 1),
    })
}

/// The refusal of what would be too many: `a song has at most 128 tracks`.
fn full(what: &str, most: usize) -> Refusal {
    Refusal(format!("a song has at most {most} {what}"))
}

#[cfg(test)]
mod tests;
