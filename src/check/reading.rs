//! What stands in the rows of a song in the order in which they are played: which instrument each note is for, and which notes cannot
//! sound.

use super::holding::Spot;
use crate::instruments::Patch;
use crate::song::Song;
use crate::song::instrument::Instrument;
use crate::song::note::{Note, Pitch};
use crate::song::row::NOTE_COLUMNS;
use std::collections::{BTreeMap, BTreeSet};

/// The highest key that the sequencer knows; what would be higher is played there.
const HIGHEST: i32 = Pitch::HIGHEST.midi() as i32;

/// Why a note does not sound as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mute {
    /// Nothing says which instrument it is for.
    NoInstrument,
    /// The slot is empty.
    EmptySlot(u8),
    /// The instrument of that slot has nothing at this key, or there is no such key.
    NoKey(u8, i32),
}

/// A note that does not sound as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Where it is played the first time; the row is the lane's.
    pub spot: Spot,
    /// The track.
    pub track: usize,
    /// The note column.
    pub column: usize,
    /// What is written.
    pub pitch: Pitch,
    /// Why.
    pub why: Mute,
}

/// What was read so far.
#[derive(Debug, Default)]
pub struct Reading {
    /// The notes that do not sound, each place once.
    pub silent: Vec<Silent>,
    /// The slots whose instruments play notes.
    pub slots: BTreeSet<u8>,
    /// The tracks that play notes.
    pub tracks: BTreeSet<usize>,
    /// The instrument of each column, by its number.
    instruments: BTreeMap<usize, u8>,
    known: BTreeSet<(u16, u16, usize, usize)>,
}

impl Reading {
    /// Reads a row of all tracks; `before` as in [`crate::sequencer::player::Position`].
    pub fn read(&mut self, song: &Song, spot: Spot, before: i32) {
        let transpose = song.order.get(usize::from(spot.order)).map_or(0, |entry| i32::from(entry.transpose));
        for (track, settings) in song.tracks.iter().enumerate() {
            let Some(lane) = song.lane(spot.pattern.into(), track) else { continue };
            let number = match lane.length {
                Some(length) => {
                    (i64::from(before) + i64::from(spot.row)).rem_euclid(i64::from(length.max(1))) as u16
                }
                None => spot.row,
            };
            let Some(row) = lane.written(number) else { continue };
            for (column, cell) in row.notes.iter().take(settings.note_columns.into()).enumerate() {
                let memory = track * NOTE_COLUMNS + column;
                if let Some(number) = cell.instrument {
                    self.instruments.insert(memory, number.get() - 1);
                }
                let Some(Note::On(pitch)) = cell.note else { continue };
                let slot = self.instruments.get(&memory).copied();
                self.slots.extend(slot);
                self.tracks.insert(track);
                let Some(why) = mute(song, slot, pitch, transpose) else { continue };
                if self.known.insert((spot.pattern, number, track, column)) {
                    let spot = Spot { row: number, ..spot };
                    self.silent.push(Silent { spot, track, column, pitch, why });
                }
            }
        }
    }
}

fn mute(song: &Song, slot: Option<u8>, pitch: Pitch, transpose: i32) -> Option<Mute> {
    let Some(slot) = slot else { return Some(Mute::NoInstrument) };
    let Some(instrument) = song.instrument(slot.into()) else { return Some(Mute::EmptySlot(slot)) };
    let key = i32::from(pitch.midi()) + transpose + i32::from(instrument.transpose);
    (!plays(instrument, key)).then_some(Mute::NoKey(slot, key))
}

/// Whether an instrument has something at a key, after all transposition.
pub fn plays(instrument: &Instrument, key: i32) -> bool {
    let Some(own) = u8::try_from(key).ok().filter(|_| key <= HIGHEST) else { return false };
    let zones = match &instrument.patch {
        Patch::Sampler(sampler) => {
            sampler.zones.is_empty()
                || sampler.zones.iter().any(|zone| (zone.low_key..=zone.high_key).contains(&own.min(127)))
        }
        _ => true,
    };
    zones && instrument.plays(own)
}
