//! Where fields stand in time: toward a grid, around, farther apart, fewer of them. Positions within a row are delays of notes,
//! in 1/256 of it.

use super::put;
use crate::song::note::Note;
use crate::song::row::{NoteCell, Row};
use crate::studio::entry::note_column;
use crate::studio::field::{clear, copy, is_empty};
use crate::studio::grid::Column;

/// Parts of a row.
const ROW: i64 = 256;

/// Moves the notes of a note column toward the nearest multiple of `grid` rows, by a part `strength` (0 to 1) of the way. `first`
/// is the number of the first row. Notes keep their order: one whose way is not free goes as far as its own row reaches.
pub fn quantise(rows: &mut [Row], number: usize, first: u16, grid: u16, strength: f64) {
    let step = i64::from(grid.max(1)) * ROW;
    let wanted = |at: usize, cell: &NoteCell| -> Option<i64> {
        matches!(cell.note, Some(Note::On(_))).then_some(())?;
        let now = (i64::from(first) + at as i64) * ROW + i64::from(cell.delay);
        let nearest = (now + step / 2).div_euclid(step) * step;
        let moved = now + ((nearest - now) as f64 * strength).round() as i64;
        (moved != now).then_some(moved - i64::from(first) * ROW)
    };
    let delays: Vec<i64> = rows.iter().map(|row| row.notes[number].delay.into()).collect();
    let wishes: Vec<Option<i64>> =
        rows.iter().enumerate().map(|(at, row)| wanted(at, &row.notes[number])).collect();
    let row_of = |at: usize| wishes[at].map_or(at as i64, |wish| wish.div_euclid(ROW));
    // The nearest goes first; who is in another one's way may go out of it.
    let mut waiting: Vec<usize> = (0..rows.len()).filter(|at| wishes[*at].is_some()).collect();
    let distance = |at: &usize| wishes[*at].map_or(0, |wish| (wish - *at as i64 * ROW - delays[*at]).abs());
    waiting.sort_by_key(distance);
    while let Some(next) = waiting.iter().position(|at| is_free(rows, number, *at, row_of(*at))) {
        let at = waiting.remove(next);
        let cell = std::mem::take(&mut rows[at].notes[number]);
        let delay = wishes[at].map_or(0, |wish| wish.rem_euclid(ROW) as u8);
        rows[row_of(at) as usize].notes[number] = NoteCell { delay, ..cell };
    }
    for at in waiting.into_iter().filter(|at| row_of(*at) < *at as i64) {
        rows[at].notes[number].delay = 0;
    }
}

/// Whether nothing stands in a note column between a row and another one, that included.
fn is_free(rows: &[Row], number: usize, from: usize, to: i64) -> bool {
    let from = from as i64;
    let mut way = if to < from { to..from } else { from + 1..to + 1 };
    way.all(|row| {
        let row = usize::try_from(row).ok().and_then(|row| rows.get(row));
        row.is_some_and(|row| row.notes[number].is_empty())
    })
}

/// Moves every row so many rows down, or up if negative; what leaves at one end comes in at the other.
pub fn rotate(rows: &mut [Row], columns: &[Column], by: i32) {
    let old = rows.to_vec();
    let count = old.len() as i64;
    put(rows, columns, |at| old.get((at as i64 - i64::from(by)).rem_euclid(count.max(1)) as usize).copied());
}

/// The rows that so many rows take, stretched.
pub fn stretched(rows: usize, factor: f64) -> usize {
    (rows as f64 * factor).ceil() as usize
}

/// Stretches the first `count` rows by a factor over as many as that takes; all others are emptied. A note between two rows has a
/// delay, if delays may be touched. Where two fall upon one row the first stays.
pub fn stretch(rows: &mut [Row], columns: &[Column], count: usize, factor: f64, delays: bool) {
    let old: Vec<Row> = rows.iter().take(count).copied().collect();
    rows.iter_mut().for_each(|row| columns.iter().for_each(|column| clear(row, *column)));
    for group in groups(columns) {
        let note = group.iter().find_map(|column| match column {
            Column::Note(number) => Some(usize::from(*number)),
            _ => None,
        });
        let note = note.filter(|_| delays);
        if let Some(number) = note {
            rows.iter_mut().for_each(|row| row.notes[number].delay = 0);
        }
        for (at, source) in old.iter().enumerate().filter(|(_, row)| holds(row, &group)) {
            let cell = note.map(|number| source.notes[number]).filter(|cell| cell.note.is_some());
            let delay = cell.map_or(0, |cell| i64::from(cell.delay));
            let place = ((at as i64 * ROW + delay) as f64 * factor).round() as i64;
            let Some(target) = usize::try_from(place / ROW).ok().and_then(|row| rows.get_mut(row)) else {
                continue;
            };
            if holds(target, &group) {
                continue;
            }
            group.iter().for_each(|column| copy(source, *column, target, *column));
            if let (Some(number), Some(_)) = (note, cell) {
                target.notes[number].delay = (place % ROW) as u8;
            }
        }
    }
}

/// Empties the fields of all but every `nth` row.
pub fn keep_every(rows: &mut [Row], columns: &[Column], nth: usize) {
    for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| at % nth.max(1) != 0) {
        columns.iter().for_each(|column| clear(row, *column));
    }
}

/// Keeps the first of every `nth` rows that hold something, in each note column and each effect column by itself; the others are
/// emptied.
pub fn thin_out(rows: &mut [Row], columns: &[Column], nth: usize) {
    for group in groups(columns) {
        let filled = rows.iter_mut().filter(|row| holds(row, &group));
        for (_, row) in filled.enumerate().filter(|(count, _)| count % nth.max(1) != 0) {
            group.iter().for_each(|column| clear(row, *column));
        }
    }
}

/// The columns that belong together: the fields of one note column, or an effect column.
fn groups(columns: &[Column]) -> Vec<Vec<Column>> {
    let same = |a: &Column, b: &Column| note_column(*a).is_some() && note_column(*a) == note_column(*b);
    columns.chunk_by(same).map(<[Column]>::to_vec).collect()
}

fn holds(row: &Row, columns: &[Column]) -> bool {
    columns.iter().any(|column| !is_empty(row, *column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::{parse_row, row_text};

    const ALL: [Column; 4] = [Column::Note(0), Column::Instrument(0), Column::Volume(0), Column::Effect(0)];

    fn rows(texts: &[&str]) -> Vec<Row> {
        texts.iter().map(|text| parse_row(text).expect(text)).collect()
    }

    fn texts(rows: &[Row]) -> Vec<String> {
        rows.iter().map(row_text).collect()
    }

    #[test]
    fn notes_go_toward_the_grid_by_the_strength() {
        for (grid, strength, before, after) in [
            (1, 1.0, ["C-4 01 --- d20", "D-4 01 --- dC0", "", "E-4"], ["C-4 01", "", "D-4 01", "E-4"]),
            (
                1,
                0.5,
                ["C-4 -- --- d20", "D-4 -- --- dC0", "", ""],
                ["C-4 -- --- d10", "D-4 -- --- dE0", "", ""],
            ),
            (2, 1.0, ["", "C-4 01 v20 d10", "", "=== | Z10"], ["", "", "C-4 01 v20", "=== | Z10"]),
            (4, 0.5, ["", "C-4", "", ""], ["C-4 -- --- d80", "", "", ""]),
            (2, 1.0, ["C-4", "D-4 -- --- d20", "E-4", ""], ["C-4", "D-4 -- --- d20", "E-4", ""]),
            (1, 1.0, ["", "", "", "C-4 -- --- dC0"], ["", "", "", "C-4 -- --- dC0"]),
        ] {
            let mut found = rows(&before);
            quantise(&mut found, 0, 0, grid, strength);
            assert_eq!(texts(&found), after, "{before:?}");
        }
        let mut found = rows(&["C-4 -- --- d80", "", ""]);
        quantise(&mut found, 0, 3, 4, 1.0);
        assert_eq!(texts(&found), ["", "C-4", ""], "the grid is the pattern's, not the block's");
    }

    #[test]
    fn rows_go_around() {
        let mut found = rows(&["C-4", "D-4", "| Z10", ""]);
        rotate(&mut found, &ALL, 1);
        assert_eq!(texts(&found), ["", "C-4", "D-4", "| Z10"]);
        rotate(&mut found, &ALL, -6);
        assert_eq!(texts(&found), ["D-4", "| Z10", "", "C-4"]);
    }

    #[test]
    fn rows_are_stretched_by_any_factor() {
        let stretch_by = |factor: f64, texts_before: &[&str], count: usize| {
            let mut found = rows(texts_before);
            stretch(&mut found, &ALL, count, factor, true);
            texts(&found)
        };
        assert_eq!(
            stretch_by(1.5, &["C-4", "D-4 01", "E-4 | Z10", "G-4", ""], 3),
            ["C-4", "D-4 01 --- d80", "", "E-4 | Z10", ""]
        );
        assert_eq!(stretch_by(3.0, &["C-4", "D-4", "", "", "", ""], 2), ["C-4", "", "", "D-4", "", ""]);
        assert_eq!(stretch_by(0.5, &["C-4", "D-4", "E-4", ""], 4), ["C-4", "E-4", "", ""]);
        assert_eq!(stretch_by(0.5, &["", "D-4", "E-4", ""], 4), ["D-4 -- --- d80", "E-4", "", ""]);
        assert_eq!(stretch_by(2.0, &["C-4 -- --- d40", "", "", ""], 2), ["C-4 -- --- d80", "", "", ""]);
        let mut found = rows(&["C-4", "D-4", ""]);
        stretch(&mut found, &ALL, 2, 1.5, false);
        assert_eq!(texts(&found), ["C-4", "D-4", ""], "delays are not to be touched");
        assert_eq!((stretched(3, 1.5), stretched(4, 0.5), stretched(5, 0.5)), (5, 2, 3));
    }

    #[test]
    fn every_nth_note_stays() {
        let mut found = rows(&["C-4 01 | Z10", "D-4 01", "", "E-4 01 | Z20", "F-4 01 | Z30"]);
        thin_out(&mut found, &ALL, 2);
        assert_eq!(texts(&found), ["C-4 01 | Z10", "", "", "E-4 01", "| Z30"]);
    }
}
