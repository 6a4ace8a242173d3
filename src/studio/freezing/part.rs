//! Some rows of a lane that are frozen. Their sample stands in a note column that the track uses nowhere else, so that it neither ends
//! other notes nor is ended by them; and what the notes in these rows would have ended is ended as before.

use super::lanes::{kept, settings, strikes};
use crate::song::Song;
use crate::song::instrument::NewNoteAction;
use crate::song::lane::Lane;
use crate::song::note::Note;
use crate::song::pattern::LaneSlot;
use crate::song::row::{NOTE_COLUMNS, NoteCell};
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

/// What becomes of a note of that instrument, or, where nobody knows whose it is, of any that the track's column plays, when another
/// begins; `None` if that differs.
fn action(song: &Song, track: u16, column: usize, instrument: Option<NonZeroU8>) -> Option<NewNoteAction> {
    let of = |number: NonZeroU8| song.instrument(usize::from(number.get()) - 1).map(|it| it.new_note);
    if let Some(known) = instrument.and_then(of) {
        return Some(known);
    }
    let lanes = (0..song.patterns.len()).filter_map(|pattern| song.lane(pattern, track.into()));
    let cells = lanes.flat_map(|lane| lane.rows().iter().map(|(_, row)| row.notes[column]));
    let mut actions = cells.filter_map(|cell| cell.instrument.and_then(of));
    let first = actions.next()?;
    actions.all(|other| other == first).then_some(first)
}

/// What sounds in a column of a lane.
#[derive(Clone, Copy)]
enum Left {
    Silence,
    /// A note of that instrument, if it is known.
    Note(Option<NonZeroU8>),
    /// Whatever the pattern before has left.
    Unknown,
}

/// What sounds when some rows are over, where `left` sounds before them.
fn left_by(lane: &Lane, column: usize, rows: &Range<u16>, mut left: Left) -> Left {
    let mut instrument = None;
    for (number, row) in lane.rows().iter().filter(|(number, _)| *number < rows.end) {
        let cell = row.notes[column];
        instrument = cell.instrument.or(instrument);
        match cell.note.filter(|_| rows.contains(&number)) {
            Some(Note::On(_)) => left = Left::Note(instrument),
            Some(_) => left = Left::Silence,
            None => {}
        }
    }
    left
}

/// The first cell of a column in some rows with a note or its end.
fn first_note(lane: &Lane, column: usize, rows: &Range<u16>) -> Option<(u16, Note, u8)> {
    let inside = lane.rows().iter().filter(|(number, _)| rows.contains(number));
    let mut cells = inside.map(|(number, row)| (number, row.notes[column]));
    cells.find_map(|(number, cell)| Some((number, cell.note?, cell.delay)))
}

/// Whether notes from before the pattern may sound when a note of these rows begins in their column, and nobody knows what becomes of
/// them.
pub(super) fn is_unclear(song: &Song, track: u16, lane: &Lane, [first, last]: [u16; 2]) -> bool {
    (0..NOTE_COLUMNS).any(|column| {
        let strikes = matches!(first_note(lane, column, &(first..last + 1)), Some((_, Note::On(_), _)));
        let unknown = match left_by(lane, column, &(0..first), Left::Unknown) {
            Left::Silence => false,
            Left::Note(instrument) => action(song, track, column, instrument).is_none(),
            Left::Unknown => action(song, track, column, None).is_none(),
        };
        strikes && unknown
    })
}

/// What the first note of a column in some rows does to one that sounds before it, with which `action` is done then.
fn ending(
    lane: &Lane,
    column: usize,
    rows: &Range<u16>,
    action: Option<NewNoteAction>,
) -> Option<(u16, NoteCell)> {
    let (number, note, delay) = first_note(lane, column, rows)?;
    let note = match note {
        Note::On(_) => match action? {
            NewNoteAction::Cut => Note::Cut,
            NewNoteAction::Continue => return None,
            NewNoteAction::Off => Note::Off,
            NewNoteAction::Fade => Note::Fade,
        },
        end => end,
    };
    Some((number, NoteCell { note: Some(note), delay, ..NoteCell::default() }))
}

/// Puts what ends the notes of the rows before, where it stands in `rows` of a track's lane, into another one. Gives the last row in
/// which one of these notes is ended, or of all where one goes on. `sounding`: what sounds before all of them.
fn end(
    song: &Song,
    track: u16,
    lane: &Lane,
    (before, sounding): (&Range<u16>, Left),
    rows: &Range<u16>,
    new: &mut Lane,
) -> u16 {
    let mut last = rows.start.saturating_sub(1);
    for column in 0..NOTE_COLUMNS {
        let instrument = match left_by(lane, column, before, sounding) {
            Left::Silence => continue,
            Left::Note(instrument) => instrument,
            Left::Unknown => None,
        };
        let action = action(song, track, column, instrument);
        let Some((number, cell)) = ending(lane, column, rows, action) else {
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
    end(song, track, lane, (&(0..first), Left::Unknown), &(first..last + 1), &mut new);
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
        new.set(number, kept(&settings, &row));
    }
    // What stands before sets the tempo and the instruments of its columns. What it does to the channel happens to the sample too.
    for (number, row) in lane.rows().iter().filter(|(number, _)| *number < first) {
        let mut before = kept(&settings, &row);
        for (cell, named) in before.notes.iter_mut().zip(row.notes) {
            cell.instrument = named.instrument;
        }
        new.set(number, before);
    }
    let inside = first..last + 1;
    let last = end(song, track, lane, (&inside, Left::Silence), &(last + 1..length), &mut new);
    (new, last)
}
