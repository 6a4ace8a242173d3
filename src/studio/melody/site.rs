//! Where something is made: the cursor's place and what is marked, as they were when it was asked for.

use crate::song::Song;
use crate::song::row::NoteCell;
use crate::studio::entry::note_column;
use crate::studio::grid::{Place, Selection, row_at};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;

/// A place.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The round in the grid.
    pub round: Round,
    /// The cursor.
    pub place: Place,
    /// What is marked.
    pub marked: Option<Selection>,
    /// The slot of the chosen instrument, from 0.
    pub instrument: u8,
    /// The octave of the lower row of keys.
    pub octave: u8,
    /// The edit step in rows, at least 1.
    pub step: u16,
}

impl Site {
    /// The seat's place.
    pub fn of(seat: &Seat) -> Site {
        Site {
            round: seat.round(),
            place: seat.place,
            marked: seat.selection,
            instrument: seat.instrument,
            octave: seat.octave,
            step: seat.step.max(1),
        }
    }

    /// The track: that of the marked block's left edge, or the cursor's.
    pub fn track(&self) -> u16 {
        self.marked.map_or(self.place.track, |marked| marked.edges().0.0)
    }

    /// The note column: that of the marked block's left edge, or the cursor's; the first one for effects.
    pub fn column(&self) -> usize {
        let column = self.marked.map_or(self.place.column, |marked| marked.edges().0.1);
        note_column(column).unwrap_or(0)
    }

    /// The last row of the pattern.
    fn last(&self, song: &Song) -> u16 {
        self.round.rows(song).saturating_sub(1)
    }

    /// The first row: of the marked block, or of the pattern.
    pub fn first(&self, song: &Song) -> u16 {
        self.marked.map_or(0, |marked| marked.rows().0.min(self.last(song)))
    }

    /// The first and the last row: of the marked block, or of the pattern.
    pub fn rows(&self, song: &Song) -> (u16, u16) {
        let last = self.marked.map_or(u16::MAX, |marked| marked.rows().1);
        (self.first(song), last.min(self.last(song)))
    }

    /// The first and the last row: of the marked block, or from the cursor to the pattern's end.
    pub fn rows_on(&self, song: &Song) -> (u16, u16) {
        match self.marked {
            Some(_) => self.rows(song),
            None => (self.place.row.min(self.last(song)), self.last(song)),
        }
    }

    /// The cell of a note column in a row of the pattern.
    pub fn cell(&self, song: &Song, track: u16, column: usize, row: u16) -> NoteCell {
        row_at(song, self.round, track, row).notes[column]
    }
}
