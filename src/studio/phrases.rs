//! Phrases made of rows, and rows made of phrases: pure functions of a song and a place.

use super::block::{Block, together};
use super::grid::{Column, lane_row, row_at, showing};
use super::seat::Seat;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::note::{Note, Pitch};
use crate::song::phrase::Phrase;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, NoteCell, Row, VolumeCell};
use crate::song::unknown::Unknown;
use std::collections::BTreeMap;

/// The code of the effect that chooses a phrase.
const CHOOSES: u8 = b'@';

/// A phrase, and the instrument that it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The instrument's slot.
    pub slot: u8,
    /// The phrase.
    pub phrase: Phrase,
}

/// A phrase of the marked rows of one track. Its base is the first note's key, so that this key plays what was marked.
///
/// # Errors
/// If nothing is marked, or more than a track, or there is no note in it.
pub fn of_block(song: &Song, seat: &Seat) -> Result<Made, String> {
    let block = Block::marked(song, seat).ok_or("mark the rows of a track that are to be a phrase")?;
    let [part] = &block.parts[..] else { return Err("a phrase is made of the rows of one track".to_owned()) };
    let (first, last) = seat.selection.map(|selection| selection.rows()).unwrap_or_default();
    let columns = part.note_columns();
    let effects: Vec<usize> = part
        .columns
        .iter()
        .filter(|column| column.is_effect())
        .map(|column| column.number().into())
        .collect();
    let mut rows: Vec<(u16, Row)> = Vec::new();
    for row in first..=last {
        let old = row_at(song, seat.round(), part.track, row);
        let mut new = Row::default();
        columns.iter().enumerate().for_each(|(to, from)| new.notes[to] = old.notes[*from]);
        effects.iter().enumerate().for_each(|(to, from)| new.effects[to] = old.effects[*from]);
        rows.push((row - first, new));
    }
    let all: Vec<NoteCell> = rows.iter().flat_map(|(_, row)| row.notes).collect();
    let pitch = all.iter().find_map(|cell| match cell.note {
        Some(Note::On(pitch)) => Some(pitch),
        _ => None,
    });
    let base = pitch.ok_or("there is no note in what is marked")?.midi();
    let slot = all.iter().find_map(|cell| cell.instrument).map_or(seat.instrument, |number| number.get() - 1);
    if song.instrument(slot.into()).is_none() {
        return Err(format!("instrument {:02X} is empty", u16::from(slot) + 1));
    }
    for cell in rows.iter_mut().flat_map(|(_, row)| &mut row.notes) {
        cell.instrument = cell.instrument.filter(|number| number.get() - 1 != slot);
    }
    let settings = &song.settings;
    let phrase = Phrase {
        length: last - first + 1,
        rows_per_beat: settings.rows_per_beat,
        base,
        note_columns: columns.len().max(1) as u8,
        effect_columns: effects.len().max(1) as u8,
        show_delay: all.iter().any(|cell| cell.delay > 0),
        lane: Lane::new(None, rows, Unknown::default()),
        ..Phrase::default()
    };
    Ok(Made { slot, phrase })
}

/// A phrase as rows of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What writes it.
    pub edit: Edit,
    /// The phrase's number.
    pub number: usize,
    /// How many of its rows were written.
    pub rows: usize,
    /// Whether a row lies between two places of the delay field.
    pub rounded: bool,
}

/// The phrase that the note of a column at the cursor strikes, as rows from there on up to the column's next note or the
/// pattern's end.
///
/// # Errors
/// If no note strikes one there, or the pattern has not the room: columns, or rows that are fine enough.
pub fn written_out(song: &Song, seat: &Seat, column: usize) -> Result<Written, String> {
    let (track, from, round) = (seat.place.track, seat.place.row, seat.round());
    let at = |row: u16| row_at(song, round, track, row);
    let struck = at(from);
    let cell = struck.notes[column];
    let Some(Note::On(pitch)) = cell.note else { return Err("there is no note at the cursor".to_owned()) };
    let above = (0..=from).rev().find_map(|row| at(row).notes[column].instrument);
    let slot = above.map_or(seat.instrument, |number| number.get() - 1);
    let instrument = song.instrument(slot.into()).ok_or("the note's instrument is empty")?;
    let said =
        struck.effects.iter().flatten().find(|effect| effect.code == CHOOSES).map(|effect| effect.value);
    let index = instrument.phrases.struck(pitch.midi(), said);
    let index =
        index.ok_or("the note strikes no phrase; its instrument's phrase mode, or @xx, would say which")?;
    let phrase = &instrument.phrases.list[index];
    let end = (from + 1..seat.rows(song)).find(|row| at(*row).notes[column].note.is_some());
    let end = end.unwrap_or(seat.rows(song));
    let columns = usize::from(phrase.note_columns);
    if column + columns > NOTE_COLUMNS {
        let needed = column + columns;
        return Err(format!("that takes {needed} note columns, and a track has {NOTE_COLUMNS}"));
    }
    let mut rows: BTreeMap<u16, Row> = BTreeMap::new();
    let mut first = struck;
    first.notes[column] = NoteCell::default();
    first.effects.iter_mut().for_each(|effect| *effect = effect.filter(|effect| effect.code != CHOOSES));
    rows.insert(from, first);
    let (mut count, mut rounded, mut effect_columns) = (0, false, 0);
    let of = (u64::from(song.settings.rows_per_beat), u64::from(phrase.rows_per_beat));
    for (played, number) in played(phrase).enumerate() {
        // Where it begins, in 1/256 rows of the pattern from its first one on.
        let place = played as u64 * of.0 * 256;
        let (row, late) = (u64::from(from) + place / of.1 / 256, place / of.1 % 256);
        if row >= u64::from(end) {
            break;
        }
        let Some(source) = phrase.lane.written(number) else { continue };
        rounded |= !place.is_multiple_of(of.1);
        let new = rows.entry(row as u16).or_insert_with(|| at(row as u16));
        for (to, cell) in source.notes.iter().take(columns).enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let there = &mut new.notes[column + to];
            if !there.is_empty() {
                return Err(format!(
                    "row {row} would hold two notes in a column: a beat of the phrase has {} rows, of the pattern {}",
                    of.1, of.0
                ));
            }
            *there = heard(*cell, phrase, (pitch, slot), (struck.notes[column].volume, late as u8))?;
        }
        let shown = usize::from(phrase.effect_columns);
        for effect in source.effects.iter().take(shown).flatten() {
            let free = new.effects.iter().position(Option::is_none);
            let free = free.ok_or(format!("row {row} has no room for more than {EFFECT_COLUMNS} effects"))?;
            new.effects[free] = Some(*effect);
            effect_columns = effect_columns.max(free + 1);
        }
        count += 1;
    }
    let delays = rows.values().flat_map(|row| row.notes).any(|cell| cell.delay > 0);
    let mut wanted = vec![Column::Note((column + columns - 1) as u8)];
    wanted.extend(delays.then_some(Column::Delay(0)));
    wanted.extend((effect_columns > 0).then(|| Column::Effect(effect_columns as u8 - 1)));
    let rows = rows.into_iter().map(|(row, new)| (lane_row(song, round, track, row), new)).collect();
    let mut edits: Vec<Edit> = showing(song, track, wanted).into_iter().collect();
    edits.push(Edit::Rows { pattern: seat.pattern, track, rows });
    let edit = together(edits).unwrap_or(Edit::Several { edits: Vec::new() });
    Ok(Written { edit, number: index + 1, rows: count, rounded })
}

/// The phrase's rows in the order in which they play; a loop goes on for ever.
fn played(phrase: &Phrase) -> impl Iterator<Item = u16> {
    let looped = phrase.loop_rows();
    std::iter::successors(Some(0), move |row| {
        let next = row + 1;
        match looped {
            Some((start, end)) if next >= end => Some(start),
            _ => (next < phrase.length).then_some(next),
        }
    })
}

/// A cell of a phrase as it sounds where a note strikes it.
fn heard(
    cell: NoteCell,
    phrase: &Phrase,
    (struck, slot): (Pitch, u8),
    (volume, late): (Option<VolumeCell>, u8),
) -> Result<NoteCell, String> {
    let mut new = cell;
    if let Some(Note::On(pitch)) = cell.note {
        let by = phrase.shift(struck.midi());
        let key = u8::try_from(i32::from(pitch.midi()) + by).ok().and_then(Pitch::from_midi);
        new.note = Some(Note::On(key.ok_or("a note of the phrase would lie beyond C-0 or B-9 there")?));
        let own = std::num::NonZeroU8::new(slot + 1);
        new.instrument = cell.instrument.filter(|_| phrase.other_instruments).or(own);
        new.volume = match (volume, cell.volume) {
            (Some(VolumeCell::Volume(outer)), None) => Some(VolumeCell::Volume(outer)),
            (Some(VolumeCell::Volume(outer)), Some(VolumeCell::Volume(inner))) => {
                let both = u16::from(outer) * u16::from(inner) / u16::from(VolumeCell::HIGHEST);
                Some(VolumeCell::Volume(both as u8))
            }
            (_, own) => own,
        };
    }
    new.delay = cell.delay.saturating_add(late);
    Ok(new)
}
