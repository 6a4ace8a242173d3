//! What can be done to the rows of a block: pure functions on rows, which change the given fields and leave the others.

pub mod amounts;
pub mod time;

use super::field::{clear, copy};
use super::grid::Column;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NoteCell, Row, VolumeCell};
use std::num::NonZeroU8;

/// Moves notes to where `to` says.
///
/// # Errors
/// If one of them would leave C-0 to B-9, where `to` gives none: those behind it are not moved.
pub fn move_notes(
    rows: &mut [Row],
    columns: &[Column],
    mut to: impl FnMut(Pitch) -> Option<Pitch>,
) -> Result<(), String> {
    for row in rows {
        for column in columns {
            let Column::Note(number) = column else { continue };
            let note = &mut row.notes[usize::from(*number)].note;
            if let Some(Note::On(pitch)) = *note {
                *note = Some(Note::On(to(pitch).ok_or("a note would leave C-0 to B-9")?));
            }
        }
    }
    Ok(())
}

/// Moves notes by semitones.
///
/// # Errors
/// As [`move_notes`].
pub fn transpose(rows: &mut [Row], columns: &[Column], semitones: i32) -> Result<(), String> {
    move_notes(rows, columns, |pitch| {
        Pitch::try_from(u8::try_from(i32::from(u8::from(pitch)) + semitones).ok()?).ok()
    })
}

/// Gives every note and instrument another instrument.
pub fn set_instrument(rows: &mut [Row], note_columns: &[usize], instrument: Option<NonZeroU8>) {
    for row in rows {
        for number in note_columns {
            let cell = &mut row.notes[*number];
            if cell.instrument.is_some() || matches!(cell.note, Some(Note::On(_))) {
                cell.instrument = instrument;
            }
        }
    }
}

/// Gives what has one instrument another one, by pairs of both.
pub fn remap_instruments(rows: &mut [Row], note_columns: &[usize], pairs: &[(NonZeroU8, NonZeroU8)]) {
    for row in rows {
        for number in note_columns {
            let instrument = &mut row.notes[*number].instrument;
            let pair = pairs.iter().find(|(from, _)| Some(*from) == *instrument);
            *instrument = pair.map(|(_, to)| *to).or(*instrument);
        }
    }
}

/// Empties the fields.
pub fn wipe(rows: &mut [Row], columns: &[Column]) {
    rows.iter_mut().for_each(|row| columns.iter().for_each(|column| clear(row, *column)));
}

/// Multiplies volumes by a factor that goes from `from` in the first row to `to` in the last. A note without a volume has 64.
pub fn scale_volumes(rows: &mut [Row], note_columns: &[usize], from: f64, to: f64) {
    let last = rows.len().saturating_sub(1).max(1) as f64;
    for (at, row) in rows.iter_mut().enumerate() {
        let factor = from + (to - from) * at as f64 / last;
        for number in note_columns {
            let cell = &mut row.notes[*number];
            if let Some(volume) = volume(cell) {
                cell.volume = Some(of_level(f64::from(volume) * factor));
            }
        }
    }
}

/// Moves volumes, and delays where they are among the fields, by chance: each by up to `most`.
pub fn humanise(rows: &mut [Row], columns: &[Column], most: u8, mut random: impl FnMut(u64) -> u64) {
    let most = u64::from(most);
    for row in rows {
        for column in columns {
            match *column {
                Column::Volume(number) => {
                    let cell = &mut row.notes[usize::from(number)];
                    if let Some(volume) = volume(cell).filter(|_| matches!(cell.note, Some(Note::On(_)))) {
                        let moved = f64::from(volume) + random(2 * most + 1) as f64 - most as f64;
                        cell.volume = Some(of_level(moved.max(1.0)));
                    }
                }
                Column::Delay(number) => {
                    let cell = &mut row.notes[usize::from(number)];
                    if matches!(cell.note, Some(Note::On(_))) {
                        cell.delay = random(most + 1) as u8;
                    }
                }
                _ => {}
            }
        }
    }
}

fn volume(cell: &NoteCell) -> Option<u8> {
    match (cell.volume, cell.note) {
        (Some(VolumeCell::Volume(volume)), _) => Some(volume),
        (None, Some(Note::On(_))) => Some(VolumeCell::HIGHEST),
        _ => None,
    }
}

fn of_level(level: f64) -> VolumeCell {
    VolumeCell::Volume(level.round().clamp(0.0, f64::from(VolumeCell::HIGHEST)) as u8)
}

/// The last row comes first.
pub fn reverse(rows: &mut [Row], columns: &[Column]) {
    let old = rows.to_vec();
    put(rows, columns, |at| old.iter().rev().nth(at).copied());
}

/// Gives every note the place of another one, by chance (Sattolo 1986: an order in which none stays where it was).
pub fn shuffle(rows: &mut [Row], number: usize, mut random: impl FnMut(u64) -> u64) {
    let is_note = |row: &Row| matches!(row.notes[number].note, Some(Note::On(_)));
    let places: Vec<usize> = (0..rows.len()).filter(|at| is_note(&rows[*at])).collect();
    for last in (1..places.len()).rev() {
        let other = random(last as u64) as usize;
        let (a, b) = (places[last], places[other]);
        let (first, second) = (rows[a].notes[number].note, rows[b].notes[number].note);
        (rows[a].notes[number].note, rows[b].notes[number].note) = (second, first);
    }
}

/// Takes the fields of every row from another row, or empties them.
fn put(rows: &mut [Row], columns: &[Column], from: impl Fn(usize) -> Option<Row>) {
    for (at, row) in rows.iter_mut().enumerate() {
        let source = from(at).unwrap_or_default();
        columns.iter().for_each(|column| copy(&source, *column, row, *column));
    }
}
