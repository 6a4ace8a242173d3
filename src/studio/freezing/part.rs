//! Some rows of a lane that are frozen. Their sample stands in a note column that the track uses nowhere else, so that it neither ends
//! other notes nor is ended by them; and what the notes in these rows would have ended is ended as before.

use super::lanes::{kept, settings, strikes};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::NewNoteAction;
use crate::song::lane::Lane;
use crate::song::note::Note;
use crate::song::pattern::LaneSlot;
use crate::song::row::{NOTE_COLUMNS, NoteCell};
use crate::song::track::Track;
use std::num::NonZeroU8;
use std::ops::Range;
use std::sync::Arc;

/// The first note column in which nothing stands anywhere in a track.
pub(super) fn spare_column(song: &Song, track: u16) -> Option<usize> {
    let used = |lane: &Lane, column: usize| {
        let own = |lane: &Lane| lane.rows().iter().any(|(_, row)| !row.notes[column].is_empty());
        own(lane) || lane.frozen.as_deref().is_some_and(own)
    };
    let slots = || song.patterns.iter().filter_map(|pattern| pattern.lanes.get(usize::from(track)));
    let is_used = |column: usize| {
        slots().any(|slot| match slot {
            LaneSlot::Empty => false,
            LaneSlot::Own(lane) => used(lane, column),
            LaneSlot::Shared(number) => {
                song.shared_lanes.get(usize::from(*number)).is_some_and(|lane| used(lane, column))
            }
        })
    };
    (0..NOTE_COLUMNS).find(|column| !is_used(*column))
}

/// What shows a note column of a track, if it is hidden.
pub(super) fn showing(song: &Song, track: u16, column: usize) -> Option<Edit> {
    let settings = song.tracks.get(usize::from(track))?;
    let note_columns = column as u8 + 1;
    let shown = || Edit::SetTrack { at: track, track: Track { note_columns, ..Track::clone(settings) } };
    (settings.note_columns < note_columns).then(shown)
}

/// The instrument of the note of these rows that sounds in a column when they are over; `None` if there is none, or nobody knows whose
/// it is.
fn sounding(lane: &Lane, column: usize, rows: &Range<u16>) -> Option<NonZeroU8> {
    let (mut instrument, mut sounds) = (None, false);
    for (number, row) in lane.rows().iter().filter(|(number, _)| *number < rows.end) {
        let cell = row.notes[column];
        instrument = cell.instrument.or(instrument);
        if rows.contains(number) {
            sounds = cell.note.map_or(sounds, |note| matches!(note, Note::On(_)));
        }
    }
    instrument.filter(|_| sounds)
}

/// What the first note of a column in some rows does to one of that instrument which sounds before it.
fn ending(
    song: &Song,
    lane: &Lane,
    column: usize,
    rows: &Range<u16>,
    instrument: NonZeroU8,
) -> Option<(u16, NoteCell)> {
    let inside = lane.rows().iter().filter(|(number, _)| rows.contains(number));
    let mut cells = inside.map(|(number, row)| (*number, row.notes[column]));
    let (number, note, delay) = cells.find_map(|(number, cell)| Some((number, cell.note?, cell.delay)))?;
    let note = match note {
        Note::On(_) => match song.instrument(usize::from(instrument.get()) - 1)?.new_note {
            NewNoteAction::Cut => Note::Cut,
            NewNoteAction::Continue => return None,
            NewNoteAction::Off => Note::Off,
            NewNoteAction::Fade => Note::Fade,
        },
        end => end,
    };
    Some((number, NoteCell { note: Some(note), delay, ..NoteCell::default() }))
}

/// Puts what ends the notes of the rows before, where it stands in `rows` of a lane, into another one. Gives the last row in
/// which one of these notes is ended, or of all where one goes on.
fn end(song: &Song, lane: &Lane, before: &Range<u16>, rows: &Range<u16>, new: &mut Lane) -> u16 {
    let mut last = rows.start.saturating_sub(1);
    for column in 0..NOTE_COLUMNS {
        let Some(instrument) = sounding(lane, column, before) else { continue };
        let Some((number, cell)) = ending(song, lane, column, rows, instrument) else {
            last = rows.end.saturating_sub(1);
            continue;
        };
        let mut row = new.row(number);
        row.notes[column] = cell;
        new.set(number, row);
        last = last.max(number);
    }
    last
}

/// The lane in which a sample plays in place of the rows from the first to the last.
pub(super) fn frozen(
    song: &Song,
    track: u16,
    lane: &Lane,
    [first, last]: [u16; 2],
    (instrument, column): (u8, usize),
) -> Lane {
    let (settings, mut new) = (settings(song, track), lane.clone());
    for number in first..=last {
        new.set(number, kept(&settings, &lane.row(number)));
    }
    end(song, lane, &(0..first), &(first..last + 1), &mut new);
    let mut row = new.row(first);
    row.notes[column] = strikes(instrument);
    new.set(first, row);
    (new.frozen, new.frozen_rows) = (Some(Arc::new(lane.clone())), Some([first, last]));
    new
}

/// The lane of which the sample is made, and the last of its rows, of which there are `length`: what stands behind the frozen rows only
/// ends their notes.
pub(super) fn played(
    song: &Song,
    track: u16,
    lane: &Lane,
    [first, last]: [u16; 2],
    length: u16,
) -> (Lane, u16) {
    let (settings, mut new) = (settings(song, track), lane.clone());
    for (number, row) in lane.rows().iter().filter(|(number, _)| *number > last) {
        new.set(*number, kept(&settings, row));
    }
    let last = end(song, lane, &(first..last + 1), &(last + 1..length), &mut new);
    (new, last)
}
