//! The marked box of the piano roll: what is struck in it is moved, changed and copied together.

use super::spans::Span;
use super::{draft, put, write};
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::row::NoteCell;
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::commands::Answer;
use crate::studio::curves;
use crate::studio::seat::Seat;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// A note as it was copied, from the first row and the highest pitch of what was copied with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    rows: u16,
    semitones: i32,
    cell: NoteCell,
    length: Option<u16>,
}

/// Notes that were copied together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    notes: Vec<Copied>,
    /// The number of the open song whose instruments they name.
    song: u64,
}

impl Block {
    /// The slots of the instruments that they name, from 0, ascending.
    fn instruments(&self) -> BTreeSet<u8> {
        self.notes.iter().filter_map(|note| note.cell.instrument).map(|number| number.get() - 1).collect()
    }
}

/// The rows and the pitches of the marked box.
pub fn edges(song: &Song, seat: &Seat) -> Option<(RangeInclusive<u16>, RangeInclusive<Pitch>)> {
    let (row, pitch) = seat.roll.corner?;
    let (here, cursor) = (curves::row(song, seat), seat.roll.pitch);
    Some((row.min(here)..=row.max(here), pitch.min(cursor)..=pitch.max(cursor)))
}

/// The notes that are struck in the marked box; `None` if none is marked.
pub fn notes(song: &Song, seat: &Seat) -> Option<Vec<Span>> {
    let (rows, pitches) = edges(song, seat)?;
    let is_in = |span: &Span| rows.contains(&span.row) && pitches.contains(&span.pitch);
    Some(draft(song, seat).spans().into_iter().filter(is_in).collect())
}

/// A box begins at the cursor, or nothing is marked any more.
pub fn toggle(studio: &mut Studio, seat: &mut Seat) {
    let here = (curves::row(studio.song(), seat), seat.roll.pitch);
    seat.roll.corner = if seat.roll.corner.is_some() { None } else { Some(here) };
}

/// The box goes along with its notes.
pub(super) fn carry(seat: &mut Seat, rows: i32, semitones: i32) {
    seat.roll.corner = seat.roll.corner.map(|(row, pitch)| {
        ((i32::from(row) + rows).clamp(0, u16::MAX.into()) as u16, pitch.transposed(semitones))
    });
}

/// Copies the marked notes or the one at the cursor.
///
/// # Errors
/// If there is none.
pub fn copy(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let spans = super::chosen(&song, seat)?;
    let row = spans.iter().map(|span| span.row).min().unwrap_or(0);
    let highest = spans.iter().map(|span| span.pitch).max().unwrap_or(seat.roll.pitch);
    let rows = curves::rows(&song, seat);
    let copied = |span: &Span| Copied {
        rows: span.row - row,
        semitones: i32::from(u8::from(span.pitch)) - i32::from(u8::from(highest)),
        cell: span.cell,
        length: (span.is_ended || span.end < rows).then_some(span.end - span.row),
    };
    seat.copied_notes = Block { notes: spans.iter().map(copied).collect(), song: seat.song };
    seat.roll.corner = None;
    studio.say(format!("copied {}", counted(spans.len(), "note")));
    Ok(())
}

/// Copies them and takes them out.
///
/// # Errors
/// As [`copy`] and [`super::remove`].
pub fn cut(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let corner = seat.roll.corner;
    copy(studio, seat)?;
    seat.roll.corner = corner;
    super::remove(studio, seat)
}

/// Pastes what was copied: its first row and its highest pitch come to the cursor. What reaches beyond the lane is left out.
/// Of notes from another open song it is told which of their instruments are others here.
///
/// # Errors
/// If nothing was copied, or there is no room.
pub fn paste(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let copied = seat.copied_notes.clone();
    if copied.notes.is_empty() {
        return Err("no notes were copied yet; c copies the marked ones or the one at the cursor".to_owned());
    }
    let song = studio.song().clone();
    let (from, rows) = (curves::row(&song, seat), curves::rows(&song, seat));
    let mut draft = draft(&song, seat);
    let mut left_out = 0;
    for note in &copied.notes {
        let row = from.saturating_add(note.rows);
        if row >= rows {
            left_out += 1;
            continue;
        }
        let pitch = seat.roll.pitch.transposed(note.semitones);
        put(&mut draft, row, NoteCell { note: Some(Note::On(pitch)), ..note.cell }, note.length)?;
    }
    write(studio, seat, "paste notes", &draft, None)?;
    if let Some(strangers) = studio.strangers(Some(copied.song), copied.instruments()) {
        studio.warn(format!("{strangers}; copy-instrument there and paste-instrument here take one over"));
    }
    if left_out > 0 {
        studio.say(format!("{} would lie beyond the lane and were left out", counted(left_out, "note")));
    }
    Ok(())
}
