//! The columns of the pattern grid, one after the other: where a cursor can stand and what a selection covers.

use super::rounds::Round;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::row::{NOTE_COLUMNS, NoteCell, Row};
use crate::song::track::Track;
use std::cmp::Ordering;

/// A column of one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The note of that note column.
    Note(u8),
    /// Its instrument.
    Instrument(u8),
    /// Its volume field.
    Volume(u8),
    /// Its delay.
    Delay(u8),
    /// That effect column.
    Effect(u8),
}

impl Column {
    /// How many signs of the field a cursor can stand on: a note is entered whole.
    pub fn digits(self) -> u8 {
        match self {
            Column::Note(_) => 1,
            Column::Instrument(_) | Column::Delay(_) => 2,
            Column::Volume(_) | Column::Effect(_) => 3,
        }
    }
}

impl Column {
    /// Which one of its kind it is, from 0: of note columns with all their fields, or of effect columns.
    pub fn number(self) -> u8 {
        match self {
            Column::Note(number)
            | Column::Instrument(number)
            | Column::Volume(number)
            | Column::Delay(number)
            | Column::Effect(number) => number,
        }
    }

    /// The column of the same kind with another number.
    pub fn numbered(self, number: u8) -> Column {
        match self {
            Column::Note(_) => Column::Note(number),
            Column::Instrument(_) => Column::Instrument(number),
            Column::Volume(_) => Column::Volume(number),
            Column::Delay(_) => Column::Delay(number),
            Column::Effect(_) => Column::Effect(number),
        }
    }

    /// Whether it is an effect's.
    pub fn is_effect(self) -> bool {
        matches!(self, Column::Effect(_))
    }

    /// Where the column stands among all that a track can have: note columns with their fields, then effects.
    fn rank(self) -> u8 {
        match self {
            Column::Note(number) => number * 4,
            Column::Instrument(number) => number * 4 + 1,
            Column::Volume(number) => number * 4 + 2,
            Column::Delay(number) => number * 4 + 3,
            Column::Effect(number) => 4 * NOTE_COLUMNS as u8 + number,
        }
    }
}

impl Ord for Column {
    fn cmp(&self, other: &Column) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Column {
    fn partial_cmp(&self, other: &Column) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The columns that a track shows, left to right.
pub fn columns(track: &Track) -> Vec<Column> {
    listed(track, track.show_delay)
}

/// The fields of a track that are covered, left to right: the shown columns that `is_inside` names. A delay that the track hides
/// is covered with its note, as it is heard with it.
pub fn covered(track: &Track, is_inside: impl Fn(Column) -> bool) -> Vec<Column> {
    let mut fields = listed(track, true);
    fields.retain(|column| match *column {
        Column::Delay(number) if !track.show_delay => is_inside(Column::Note(number)),
        column => is_inside(column),
    });
    fields
}

/// Everything that a track plays, left to right: the columns that it shows, and delays also where it hides them.
pub fn played(track: &Track) -> Vec<Column> {
    covered(track, |_| true)
}

/// Takes away the delays of notes that went out of a row, where a track hides them.
pub fn forget_left_delays(song: &Song, track: u16, before: &Row, row: &mut Row) {
    if !hides_delays(song, track) {
        return;
    }
    for (was, cell) in before.notes.iter().zip(&mut row.notes) {
        if was.note.is_some() && cell.note.is_none() && cell.delay == was.delay {
            cell.delay = 0;
        }
    }
}

fn listed(track: &Track, delays: bool) -> Vec<Column> {
    let mut columns = Vec::new();
    for number in 0..track.note_columns {
        columns.extend([Column::Note(number), Column::Instrument(number), Column::Volume(number)]);
        columns.extend(delays.then_some(Column::Delay(number)));
    }
    columns.extend((0..track.effect_columns).map(Column::Effect));
    columns
}

/// Whether a track of the song has delays without showing them.
pub fn hides_delays(song: &Song, track: u16) -> bool {
    song.tracks.get(usize::from(track)).is_some_and(|track| !track.show_delay)
}

/// A delay that nothing shows and that belongs to no note is not taken by one that comes there: sets it to 0.
pub fn forget_stale_delay(song: &Song, track: u16, cell: &mut NoteCell) {
    if cell.note.is_none() && hides_delays(song, track) {
        cell.delay = 0;
    }
}

/// The edit that makes a track show these columns; `None` if it does.
pub fn showing(song: &Song, at: u16, wanted: impl IntoIterator<Item = Column>) -> Option<Edit> {
    let old = song.tracks.get(usize::from(at))?;
    let mut track = (**old).clone();
    for column in wanted {
        match column {
            Column::Effect(number) => track.effect_columns = track.effect_columns.max(number + 1),
            Column::Delay(_) => track.show_delay = true,
            Column::Note(number) | Column::Instrument(number) | Column::Volume(number) => {
                track.note_columns = track.note_columns.max(number + 1);
            }
        }
    }
    (track != **old).then_some(Edit::SetTrack { at, track: Box::new(track) })
}

/// The row of the lane that plays at a row of the pattern: a shorter lane begins again. Edits of the grid write there.
pub fn lane_row(song: &Song, round: Round, track: u16, row: u16) -> u16 {
    let length = song.lane(round.pattern.into(), track.into()).and_then(|lane| lane.length);
    let turned = |length: u16| round.before.wrapping_add(row.into()).rem_euclid(length.max(1).into()) as u16;
    length.map_or(row, turned)
}

/// What a track plays at a row of the pattern.
pub fn row_at(song: &Song, round: Round, track: u16, row: u16) -> Row {
    let lane = song.lane(round.pattern.into(), track.into());
    lane.map(|lane| lane.row(lane_row(song, round, track, row))).unwrap_or_default()
}

/// A place in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row.
    pub row: u16,
    /// The track.
    pub track: u16,
    /// The column of the track.
    pub column: Column,
    /// The sign within the field, from 0.
    pub digit: u8,
}

impl Default for Place {
    fn default() -> Self {
        Place { row: 0, track: 0, column: Column::Note(0), digit: 0 }
    }
}

impl Place {
    /// Whether both stand on the same field, on whichever of its signs.
    pub fn is_on(self, other: Place) -> bool {
        (self.row, self.track, self.column) == (other.row, other.track, other.column)
    }

    /// The place moved onto what the song has: an existing track, a column that is shown, a row below `length`.
    pub fn inside(self, song: &Song, length: u16) -> Place {
        let track = self.track.min(song.tracks.len().saturating_sub(1) as u16);
        let shown = song.tracks.get(usize::from(track)).map(|track| columns(track)).unwrap_or_default();
        let at = shown.iter().position(|column| *column == self.column);
        // A column that is hidden now: the nearest one to its left.
        let nearest = || shown.iter().rposition(|column| *column <= self.column).unwrap_or(0);
        let column = shown.get(at.unwrap_or_else(nearest)).copied().unwrap_or(Column::Note(0));
        let digit = self.digit.min(column.digits() - 1);
        Place { row: self.row.min(length.saturating_sub(1)), track, column, digit }
    }
}

/// A block of the grid: from one corner to the other, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Where the marking began.
    pub anchor: Place,
    /// Where it is now.
    pub head: Place,
    /// Whether it stays when the cursor goes on: blocks that were marked by their corners do, those of Shift do not.
    pub stays: bool,
}

impl Selection {
    /// The first and the last row.
    pub fn rows(&self) -> (u16, u16) {
        (self.anchor.row.min(self.head.row), self.anchor.row.max(self.head.row))
    }

    /// The corners' columns in the order of the grid: (track, column) of the left and of the right edge.
    pub fn edges(&self) -> ((u16, Column), (u16, Column)) {
        let ends = [(self.anchor.track, self.anchor.column), (self.head.track, self.head.column)];
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    }

    /// Whether a field lies inside.
    pub fn holds(&self, row: u16, track: u16, column: Column) -> bool {
        let ((first, last), (left, right)) = (self.rows(), self.edges());
        (first..=last).contains(&row) && (left..=right).contains(&(track, column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_column_gives_way_to_its_left_neighbour() {
        let song = Song::default();
        let place = Place { column: Column::Note(1), row: 99, ..Place::default() };
        let inside = place.inside(&song, 64);
        assert_eq!((inside.row, inside.column), (63, Column::Volume(0)));
    }
}
