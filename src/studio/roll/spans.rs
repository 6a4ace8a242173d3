//! Notes of a lane as stretches of rows, and the rows that change when one is put in, taken out, moved or made longer.

use crate::song::lane::Lane;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NOTE_COLUMNS, NoteCell, Row};
use std::collections::{BTreeMap, BTreeSet};

/// A note from where it is struck to where its column says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The note column.
    pub column: usize,
    /// The row in which it is struck.
    pub row: u16,
    /// The row after its last.
    pub end: u16,
    /// Its pitch.
    pub pitch: Pitch,
    /// All that is written where it is struck.
    pub cell: NoteCell,
    /// Whether its column ends it in the row `end`: lets it go, cuts it or lets it fade.
    pub is_ended: bool,
    /// What does, and how late in that row.
    pub ending: Ending,
}

/// What ends a note: let go, cut or fading, and how late, in 1/256 of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What is said.
    pub note: Note,
    /// How late.
    pub delay: u8,
}

impl Ending {
    /// It is let go with the row.
    pub const OFF: Ending = Ending { note: Note::Off, delay: 0 };
}

/// Note cells by row and note column.
pub type Cells = BTreeMap<(u16, usize), NoteCell>;

/// A lane that is being changed.
#[derive(Clone, Debug)]
pub struct Draft {
    lane: Lane,
    /// Rows of the lane.
    rows: u16,
    /// Note columns that the track shows.
    pub columns: usize,
    /// Row and note column of what was written.
    changed: BTreeSet<(u16, usize)>,
}

impl Draft {
    /// Of a lane, or of nothing; of so many rows and note columns.
    pub fn new(lane: Option<&Lane>, rows: u16, columns: usize) -> Draft {
        let lane = lane.cloned().unwrap_or_default();
        Draft { lane, rows, columns: columns.clamp(1, NOTE_COLUMNS), changed: BTreeSet::new() }
    }

    /// The notes of all columns that are shown, column by column, from the first row on.
    pub fn spans(&self) -> Vec<Span> {
        (0..self.columns).flat_map(|column| self.in_column(column)).collect()
    }

    fn in_column(&self, column: usize) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut open = false;
        for (row, written) in self.lane.rows().iter().filter(|(row, _)| *row < self.rows) {
            let cell = written.notes[column];
            let Some(note) = cell.note else { continue };
            let is_end = !matches!(note, Note::On(_));
            if let Some(last) = spans.last_mut().filter(|_| open) {
                (last.end, last.is_ended) = (row, is_end);
                last.ending = if is_end { Ending { note, delay: cell.delay } } else { Ending::OFF };
            }
            open = false;
            if let Note::On(pitch) = note {
                let (end, ending) = (self.rows, Ending::OFF);
                spans.push(Span { column, row, end, pitch, cell, is_ended: false, ending });
                open = true;
            }
        }
        spans
    }

    /// The note of that pitch that is struck in that row, or else the one that still sounds there.
    pub fn at(&self, row: u16, pitch: Pitch) -> Option<Span> {
        let here = |span: &&Span| span.pitch == pitch && (span.row..span.end).contains(&row);
        let spans = self.spans();
        let struck = spans.iter().filter(here).find(|span| span.row == row);
        struck.or_else(|| spans.iter().find(here)).copied()
    }

    fn set(&mut self, row: u16, column: usize, cell: NoteCell) {
        let mut written = self.lane.row(row);
        written.notes[column] = cell;
        self.lane.set(row, written);
        self.changed.insert((row, column));
    }

    fn cell(&self, row: u16, column: usize) -> NoteCell {
        self.lane.row(row).notes[column]
    }

    /// A column in which a note can be struck in that row. One that lasts some rows goes where nothing sounds in them; one that
    /// rings goes where nothing is struck.
    fn free_column(&self, row: u16, length: Option<u16>) -> Option<usize> {
        let spans = self.spans();
        let is_free = |column: &usize| {
            let mut own = spans.iter().filter(|span| span.column == *column);
            match length {
                None => !own.any(|span| span.row == row),
                Some(length) => {
                    !own.any(|span| span.row < row.saturating_add(length.max(1)) && row < span.end)
                }
            }
        };
        (0..self.columns).find(is_free)
    }

    /// Strikes a note with what `cell` holds; `length` rows later it is let go, if it would still sound then; `None` lets it ring.
    /// Where no column is free there is one more. False if there are as many as there can be.
    pub fn put(&mut self, row: u16, cell: NoteCell, length: Option<u16>) -> bool {
        self.put_ending(row, cell, length, Ending::OFF)
    }

    /// The same, ended in its own way.
    fn put_ending(&mut self, row: u16, cell: NoteCell, length: Option<u16>, ending: Ending) -> bool {
        let rows = row..=row.saturating_add(length.unwrap_or(0));
        // What columns hold that are not shown stays there.
        let is_bare = |column: &usize| rows.clone().all(|row| self.cell(row, *column).is_empty());
        let more = || (self.columns..NOTE_COLUMNS).find(is_bare);
        let Some(column) = self.free_column(row, length).or_else(more) else { return false };
        self.columns = self.columns.max(column + 1);
        self.set(row, column, cell);
        if let Some(length) = length {
            self.end_at(column, row, row.saturating_add(length.max(1)), ending);
        }
        true
    }

    /// Ends what is struck in a row of a column before `end`, unless the column says something earlier.
    fn end_at(&mut self, column: usize, row: u16, end: u16, Ending { note, delay }: Ending) {
        let says = |number: &u16| self.cell(*number, column).note.is_some();
        if end < self.rows && !(row + 1..=end).any(|number| says(&number)) {
            let cell = NoteCell { note: Some(note), delay, ..self.cell(end, column) };
            self.set(end, column, cell);
        }
    }

    /// Takes a note out with the end that was its own. The note before it in its column does not sound longer by that.
    pub fn remove(&mut self, span: &Span) {
        let before = self.in_column(span.column);
        let was_cut = before.iter().any(|other| other.end == span.row && !other.is_ended);
        self.clear_end(span);
        if !self.holds(span) {
            return;
        }
        // It sounds until where this one was struck.
        let end = NoteCell { note: Some(Note::Off), delay: span.cell.delay, ..NoteCell::default() };
        self.set(span.row, span.column, if was_cut { end } else { NoteCell::default() });
    }

    /// Whether a note is still struck where it was, as it was.
    fn holds(&self, span: &Span) -> bool {
        self.cell(span.row, span.column) == span.cell
    }

    /// Takes out what ends a note, with its delay.
    fn clear_end(&mut self, span: &Span) {
        let cell = self.cell(span.end, span.column);
        if span.is_ended && cell.note.is_some_and(|note| !matches!(note, Note::On(_))) {
            self.set(span.end, span.column, NoteCell { note: None, delay: 0, ..cell });
        }
    }

    /// Writes something else where a note is struck.
    pub fn change(&mut self, span: &Span, cell: NoteCell) {
        self.set(span.row, span.column, cell);
    }

    /// Makes a note longer or shorter by rows: at least one, at most until its column says something else.
    pub fn lengthen(&mut self, span: &Span, by: i32) -> u16 {
        let least = i32::from(span.row) + 1;
        let next = (span.end + u16::from(span.is_ended)..self.rows)
            .find(|row| self.cell(*row, span.column).note.is_some());
        let most = next.unwrap_or(self.rows);
        let most = if span.is_ended || span.end == self.rows { most } else { span.end };
        let end = (i32::from(span.end) + by).clamp(least, most.into()) as u16;
        if end == span.end {
            return end;
        }
        self.clear_end(span);
        self.end_at(span.column, span.row, end, span.ending);
        end
    }

    /// Moves a note by rows and semitones, as long as it is. False if there is no room.
    pub fn carry(&mut self, span: &Span, rows: i32, semitones: i32) -> bool {
        let row = i32::from(span.row) + rows;
        if !(0..i32::from(self.rows)).contains(&row) {
            return false;
        }
        let cell = NoteCell { note: Some(Note::On(span.pitch.transposed(semitones))), ..span.cell };
        if rows == 0 && self.holds(span) {
            self.change(span, cell);
            return true;
        }
        let length = (span.is_ended || span.end < self.rows).then_some(span.end - span.row);
        self.remove(span);
        self.put_ending(row as u16, cell, length, span.ending)
    }

    /// Moves notes together by rows and semitones, each as long as it is. False if one of them has no room.
    pub fn carry_all(&mut self, spans: &[Span], rows: i32, semitones: i32) -> bool {
        if let [span] = spans {
            return self.carry(span, rows, semitones);
        }
        let pitches = i32::from(u8::from(Pitch::LOWEST))..=i32::from(u8::from(Pitch::HIGHEST));
        let fits = |span: &Span| {
            (0..i32::from(self.rows)).contains(&(i32::from(span.row) + rows))
                && pitches.contains(&(i32::from(u8::from(span.pitch)) + semitones))
        };
        if !spans.iter().all(fits) {
            return false;
        }
        let moved =
            |span: &Span| NoteCell { note: Some(Note::On(span.pitch.transposed(semitones))), ..span.cell };
        if rows == 0 && spans.iter().all(|span| self.holds(span)) {
            spans.iter().for_each(|span| self.change(span, moved(span)));
            return true;
        }
        spans.iter().for_each(|span| self.remove(span));
        spans.iter().all(|span| {
            let length = (span.is_ended || span.end < self.rows).then_some(span.end - span.row);
            self.put_ending((i32::from(span.row) + rows) as u16, moved(span), length, span.ending)
        })
    }

    /// The lane as it is `now`, but with the cells that were `written` as they are here: without what was written. What somebody
    /// else has put since into one that was emptied stays.
    pub fn without(&self, written: &Cells, now: Draft) -> Draft {
        let rows = now.rows;
        let mut lane = now;
        for ((row, column), cell) in written.iter().filter(|((row, _), _)| *row < rows) {
            let present = lane.cell(*row, *column);
            if present == *cell || !cell.is_empty() {
                lane.set(*row, *column, self.cell(*row, *column));
            }
        }
        lane.changed.clear();
        lane
    }

    /// Cells that are to be written as they are here, whatever they hold elsewhere by now.
    pub fn touch(&mut self, cells: &Cells) {
        self.changed.extend(cells.keys());
    }

    /// The cells that are written, and what.
    pub fn written(&self) -> Cells {
        self.changed.iter().map(|(row, column)| ((*row, *column), self.cell(*row, *column))).collect()
    }

    /// The rows that are written otherwise now.
    pub fn changes(&self) -> Vec<(u16, Row)> {
        let rows: BTreeSet<u16> = self.changed.iter().map(|(row, _)| *row).collect();
        rows.into_iter().map(|row| (row, self.lane.row(row))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::{parse_row, row_text};
    use crate::song::unknown::Unknown;

    fn draft(rows: &[(u16, &str)], columns: usize) -> Draft {
        let rows = rows.iter().map(|(number, text)| (*number, parse_row(text).expect("a row"))).collect();
        Draft::new(Some(&Lane::new(None, rows, Unknown::default())), 16, columns)
    }

    fn text(draft: &Draft) -> Vec<String> {
        draft.lane.rows().iter().map(|(number, row)| format!("{number} {}", row_text(&row))).collect()
    }

    fn pitch(key: u8) -> Pitch {
        Pitch::from_midi(key).expect("a pitch")
    }

    fn note(key: u8) -> NoteCell {
        let instrument = std::num::NonZeroU8::new(1);
        NoteCell { note: Some(Note::On(pitch(key))), instrument, ..NoteCell::default() }
    }

    #[test]
    fn notes_reach_to_what_ends_them() {
        let draft = draft(&[(0, "C-4 01; E-4 01"), (4, "=== ; G-4 01"), (6, "D-4 01")], 2);
        let spans: Vec<_> = draft.spans().iter().map(|it| (it.column, it.row, it.end, it.is_ended)).collect();
        assert_eq!(spans, [(0, 0, 4, true), (0, 6, 16, false), (1, 0, 4, false), (1, 4, 16, false)]);
        assert_eq!(draft.at(3, pitch(60)).map(|span| span.row), Some(0));
        assert_eq!(draft.at(4, pitch(60)), None);
    }

    #[test]
    fn a_note_is_put_where_nothing_sounds_and_is_let_go() {
        let mut draft = draft(&[(0, "C-4 01"), (8, "===")], 2);
        assert!(draft.put(2, note(64), Some(4)));
        assert_eq!(text(&draft), ["0 C-4 01", "2 -; E-4 01", "6 -; ===", "8 ==="]);
        assert!(draft.put(12, note(65), Some(9)));
        assert_eq!(text(&draft)[4], "12 F-4 01", "the lane ends before the note does");
        assert!(draft.put(12, note(66), None) && draft.put(12, note(67), None));
        assert_eq!(
            (text(&draft)[4].as_str(), draft.columns),
            ("12 F-4 01; F#4 01; G-4 01", 3),
            "one more column"
        );
        assert!((4..=8).all(|_| draft.put(12, note(70), None)) && !draft.put(12, note(71), None));
    }

    #[test]
    fn a_note_goes_with_its_end_and_the_one_before_it_is_no_longer_than_it_was() {
        let mut draft = draft(&[(0, "C-4 01"), (4, "E-4 01 v32 d80"), (8, "===")], 1);
        let span = draft.at(5, pitch(64)).expect("a note");
        draft.remove(&span);
        assert_eq!(text(&draft), ["0 C-4 01", "4 === -- --- d80"]);
        let span = draft.at(0, pitch(60)).expect("a note");
        draft.remove(&span);
        assert_eq!(text(&draft), Vec::<String>::new());
    }

    #[test]
    fn notes_become_longer_until_something_else_and_shorter_down_to_a_row() {
        let mut draft = draft(&[(0, "C-4 01"), (4, "==="), (6, "E-4 01")], 1);
        let mut span = draft.at(0, pitch(60)).expect("a note");
        assert_eq!(draft.lengthen(&span, 1), 5);
        assert_eq!(text(&draft), ["0 C-4 01", "5 ===", "6 E-4 01"]);
        span = draft.at(0, pitch(60)).expect("a note");
        assert_eq!(draft.lengthen(&span, 9), 6);
        assert_eq!(text(&draft), ["0 C-4 01", "6 E-4 01"]);
        span = draft.at(0, pitch(60)).expect("a note");
        assert_eq!((draft.lengthen(&span, 1), draft.lengthen(&span, -9)), (6, 1));
        assert_eq!(text(&draft), ["0 C-4 01", "1 ===", "6 E-4 01"]);
        span = draft.at(6, pitch(64)).expect("a note");
        assert_eq!((draft.lengthen(&span, 1), draft.lengthen(&span, -4)), (16, 12));
    }

    #[test]
    fn notes_are_carried_with_all_that_is_written_beside_them() {
        let mut draft = draft(&[(0, "C-4 01 v32 d80"), (2, "==="), (4, "E-4 01")], 1);
        let span = draft.at(0, pitch(60)).expect("a note");
        assert!(draft.carry(&span, 0, 12));
        assert_eq!(text(&draft)[0], "0 C-5 01 v32 d80");
        let span = draft.at(0, pitch(72)).expect("a note");
        assert!(draft.carry(&span, 8, -1));
        assert_eq!(text(&draft), ["4 E-4 01", "8 -; B-4 01 v32 d80", "10 -; ==="]);
        let span = draft.at(8, pitch(71)).expect("a note");
        assert!(!draft.carry(&span, 8, 0), "there are no rows");
        assert!(draft.carry(&span, -4, 0) && draft.columns == 2, "E-4 is struck there");
    }
}
