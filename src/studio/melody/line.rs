//! Lines: the notes of one note column, one after the other.

use super::site::Site;
use crate::song::Song;
use crate::song::lane::rows::Rows;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NOTE_COLUMNS, NoteCell};
use std::num::NonZeroU8;

/// A note of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// Where it begins.
    pub row: u16,
    /// Its pitch.
    pub pitch: Pitch,
}

/// The cells of a note column in which something stands, with their rows.
pub fn cells(
    song: &Song,
    site: &Site,
    track: u16,
    column: usize,
    (first, last): (u16, u16),
) -> Vec<(u16, NoteCell)> {
    let cell = |row| (row, site.cell(song, track, column, row));
    (first..=last).map(cell).filter(|(_, cell)| !cell.is_empty()).collect()
}

/// The first note column of a track, from one on, in which nothing stands in these rows; those `taken` are not free.
///
/// # Errors
/// If there is none.
pub fn free_column(
    song: &Song,
    site: &Site,
    (track, from): (u16, usize),
    (first, last): (u16, u16),
    taken: &[usize],
) -> Result<usize, String> {
    let is_free = |column: &usize| {
        !taken.contains(column) && (first..=last).all(|row| site.cell(song, track, *column, row).is_empty())
    };
    let none = || format!("no note column of track {} from {} on is free here", track + 1, from + 1);
    (from..NOTE_COLUMNS).find(is_free).ok_or_else(none)
}

/// The notes of a note column.
pub fn tones(song: &Song, site: &Site, track: u16, column: usize, rows: (u16, u16)) -> Vec<Tone> {
    let tone = |(row, cell): (u16, NoteCell)| match cell.note {
        Some(Note::On(pitch)) => Some(Tone { row, pitch }),
        _ => None,
    };
    cells(song, site, track, column, rows).into_iter().filter_map(tone).collect()
}

/// The instrument that a note column plays there: the last one above, or the first one below; where the pattern has none the one
/// that the track plays most, or the chosen one.
pub fn instrument(song: &Song, site: &Site, track: u16, column: usize, row: u16) -> Option<NonZeroU8> {
    let cell = |row| site.cell(song, track, column, row).instrument;
    let above = (0..=row).rev().find_map(cell);
    let near = above.or_else(|| (row..site.round.rows(song)).find_map(cell));
    near.or_else(|| usual(song, track)).or(NonZeroU8::new(site.instrument + 1))
}

/// The instrument that a track names most often in the song.
fn usual(song: &Song, track: u16) -> Option<NonZeroU8> {
    let mut count = [0u32; 256];
    for lane in (0..song.patterns.len()).filter_map(|pattern| song.lane(pattern, track.into())) {
        let cells = lane.rows().iter().flat_map(|(_, row)| row.notes);
        cells.filter_map(|cell| cell.instrument).for_each(|slot| count[usize::from(slot.get())] += 1);
    }
    let most = (1..=u8::MAX).max_by_key(|slot| (count[usize::from(*slot)], u8::MAX - slot))?;
    NonZeroU8::new(most).filter(|_| count[usize::from(most)] > 0)
}

/// A line of a lane somewhere in the song.
pub type Learned = Vec<(u16, Pitch)>;

/// The lines of one lane, column by column, as far as their notes are `wanted` by instrument.
fn of_rows(rows: &Rows, wanted: impl Fn(Option<NonZeroU8>) -> bool) -> Vec<Learned> {
    let mut lines = vec![Vec::new(); NOTE_COLUMNS];
    let mut last = [None; NOTE_COLUMNS];
    for (number, row) in rows {
        for ((cell, line), last) in row.notes.iter().zip(&mut lines).zip(&mut last) {
            *last = cell.instrument.or(*last);
            if let Some(Note::On(pitch)) = cell.note.filter(|_| wanted(*last)) {
                line.push((number, pitch));
            }
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}

/// What the song plays with an instrument, anywhere; if that is too little, what it plays on the track.
pub fn learned(song: &Song, track: u16, instrument: Option<NonZeroU8>) -> Vec<Learned> {
    let lanes = |tracks: std::ops::Range<usize>| {
        let places = (0..song.patterns.len())
            .flat_map(move |pattern| tracks.clone().map(move |track| (pattern, track)));
        places.filter_map(|(pattern, track)| song.lane(pattern, track))
    };
    let all: Vec<Learned> = lanes(0..song.tracks.len())
        .flat_map(|lane| of_rows(lane.rows(), |other| instrument.is_some() && other == instrument))
        .collect();
    if all.iter().map(Vec::len).sum::<usize>() > 3 {
        return all;
    }
    let own = usize::from(track);
    lanes(own..own + 1).flat_map(|lane| of_rows(lane.rows(), |_| true)).collect()
}
