//! The rows of a lane that hold something, each kept only as wide as the widest of them: most lanes play one note column and no
//! effect, for which eight and four would be ten times as much to keep, to copy and to look through.

use super::MAX_ROWS;
use crate::song::row::{EffectCell, NoteCell, Row};
use serde::{Serialize, Serializer};

/// Rows for each word of the set of those that hold something.
const WORD: u16 = u64::BITS as u16;
const WORDS: usize = (MAX_ROWS / WORD) as usize;

/// Rows that hold something, ascending by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// A bit for each of the 512.
    written: [u64; WORDS],
    /// Note columns that are kept of each: up to the last one in which something is written.
    note_columns: u8,
    effect_columns: u8,
    notes: Vec<NoteCell>,
    effects: Vec<Option<EffectCell>>,
}

impl Rows {
    /// These rows, whose numbers ascend below 512, none of them empty.
    pub(super) fn of(rows: &[(u16, Row)]) -> Rows {
        Rows::kept(rows, rows.iter().fold((0, 0), |widest, (_, row)| wider(widest, width(row))))
    }

    /// The same, of each so many note and effect columns.
    fn kept(rows: &[(u16, Row)], (note_columns, effect_columns): (u8, u8)) -> Rows {
        let mut kept = Rows { note_columns, effect_columns, ..Rows::default() };
        let (notes, effects) = kept.columns();
        kept.notes.reserve_exact(rows.len() * notes);
        kept.effects.reserve_exact(rows.len() * effects);
        for (number, row) in rows {
            kept.written[usize::from(number / WORD)] |= 1 << (number % WORD);
            kept.notes.extend(&row.notes[..notes]);
            kept.effects.extend(&row.effects[..effects]);
        }
        kept
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.written.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.written == [0; WORDS]
    }

    /// Each with its number.
    pub fn iter(&self) -> Iter<'_> {
        Iter { rows: self, left: Bits(self.written), from: 0, to: self.len() }
    }

    /// All of them, each with its number.
    pub fn to_vec(&self) -> Vec<(u16, Row)> {
        self.iter().collect()
    }

    /// The row of that number.
    pub(super) fn get(&self, number: u16) -> Option<Row> {
        self.holds(number).then(|| self.at(self.before(number)))
    }

    /// Looks at each whose number is below that.
    pub fn each(&self, below: u16, mut look: impl FnMut(u16, &Row)) {
        let mut row = Row::default();
        for (index, number) in Bits(self.written).take_while(|number| *number < below).enumerate() {
            self.read(index, &mut row);
            look(number, &row);
        }
    }

    /// Writes a row, with a number below 512, or takes it out if nothing is in it.
    pub(super) fn set(&mut self, number: u16, row: &Row) {
        let (at, was_there, is) = (self.before(number), self.holds(number), width(row));
        let was_widest = was_there && self.is_widest(at);
        let (word, bit) = (usize::from(number / WORD), 1 << (number % WORD));
        self.widen(is);
        let (notes, effects) = self.columns();
        let (of_notes, of_effects) = (at * notes..(at + 1) * notes, at * effects..(at + 1) * effects);
        if is == (0, 0) && was_there {
            self.notes.drain(of_notes);
            self.effects.drain(of_effects);
            self.written[word] &= !bit;
        } else if was_there {
            self.notes[of_notes].copy_from_slice(&row.notes[..notes]);
            self.effects[of_effects].copy_from_slice(&row.effects[..effects]);
        } else if is != (0, 0) {
            // Undo keeps many lanes: no spare room in them.
            self.notes.reserve_exact(notes);
            self.notes.splice(of_notes.start..of_notes.start, row.notes[..notes].iter().copied());
            self.effects.reserve_exact(effects);
            self.effects.splice(of_effects.start..of_effects.start, row.effects[..effects].iter().copied());
            self.written[word] |= bit;
        }
        if was_widest && (usize::from(is.0), usize::from(is.1)) != (notes, effects) {
            self.narrow();
        }
    }

    pub(super) fn holds(&self, number: u16) -> bool {
        self.written.get(usize::from(number / WORD)).is_some_and(|word| word >> (number % WORD) & 1 == 1)
    }

    /// How many there are before that number.
    fn before(&self, number: u16) -> usize {
        let (word, bit) = (usize::from(number / WORD).min(WORDS), number % WORD);
        let whole: u32 = self.written[..word].iter().map(|word| word.count_ones()).sum();
        let part = self.written.get(word).map_or(0, |word| (word & ((1 << bit) - 1)).count_ones());
        (whole + part) as usize
    }

    fn columns(&self) -> (usize, usize) {
        (self.note_columns.into(), self.effect_columns.into())
    }

    /// The row that has so many before it.
    #[inline]
    fn at(&self, index: usize) -> Row {
        let mut row = Row::default();
        self.read(index, &mut row);
        row
    }

    /// Puts what is kept of the row that has so many before it over another one.
    #[inline]
    fn read(&self, index: usize, row: &mut Row) {
        let (notes, effects) = self.columns();
        for (cell, kept) in row.notes.iter_mut().zip(&self.notes[index * notes..(index + 1) * notes]) {
            *cell = *kept;
        }
        let kept = &self.effects[index * effects..(index + 1) * effects];
        row.effects.iter_mut().zip(kept).for_each(|(cell, kept)| *cell = *kept);
    }

    /// Whether the last of the kept columns has something in the row that has so many before it.
    fn is_widest(&self, index: usize) -> bool {
        let (notes, effects) = self.columns();
        notes > 0 && !self.notes[(index + 1) * notes - 1].is_empty()
            || effects > 0 && self.effects[(index + 1) * effects - 1].is_some()
    }

    /// Makes room for a row that is so wide.
    fn widen(&mut self, width: (u8, u8)) {
        let present = (self.note_columns, self.effect_columns);
        let needed = wider(present, width);
        if needed != present {
            *self = Rows::kept(&self.to_vec(), needed);
        }
    }

    /// Lets columns go in which nothing is written any more.
    fn narrow(&mut self) {
        let (present, mut needed) = ((self.note_columns, self.effect_columns), (0, 0));
        for (_, row) in self.iter() {
            needed = wider(needed, width(&row));
            if needed == present {
                return;
            }
        }
        *self = Rows::kept(&self.to_vec(), needed);
    }
}

/// As many columns of both kinds as the wider one has.
fn wider(one: (u8, u8), other: (u8, u8)) -> (u8, u8) {
    (one.0.max(other.0), one.1.max(other.1))
}

/// The note and the effect columns of a row up to the last ones in which something is written.
fn width(row: &Row) -> (u8, u8) {
    let notes = row.notes.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let effects = row.effects.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    (notes as u8, effects as u8)
}

impl Rows {
    /// What they take beside this itself, in bytes.
    #[cfg(test)]
    pub(in crate::song) fn bytes(&self) -> usize {
        self.notes.capacity() * size_of::<NoteCell>()
            + self.effects.capacity() * size_of::<Option<EffectCell>>()
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = (u16, Row);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Numbers of rows by their bits.
#[derive(Clone, Debug)]
struct Bits([u64; WORDS]);

impl Bits {
    #[inline]
    fn take(&mut self, word: usize, bit: u32) -> u16 {
        self.0[word] &= !(1 << bit);
        word as u16 * WORD + bit as u16
    }
}

impl Iterator for Bits {
    type Item = u16;

    #[inline]
    fn next(&mut self) -> Option<u16> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(self.take(word, self.0[word].trailing_zeros()))
    }
}

impl DoubleEndedIterator for Bits {
    fn next_back(&mut self) -> Option<u16> {
        let word = self.0.iter().rposition(|word| *word != 0)?;
        Some(self.take(word, self.0[word].ilog2()))
    }
}

/// Rows, each with its number.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rows: &'a Rows,
    left: Bits,
    /// Which they are among all.
    from: usize,
    to: usize,
}

impl Iterator for Iter<'_> {
    type Item = (u16, Row);

    #[inline]
    fn next(&mut self) -> Option<(u16, Row)> {
        let number = self.left.next()?;
        self.from += 1;
        Some((number, self.rows.at(self.from - 1)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.to - self.from, Some(self.to - self.from))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<(u16, Row)> {
        let number = self.left.next_back()?;
        self.to -= 1;
        Some((number, self.rows.at(self.to)))
    }
}

impl ExactSizeIterator for Iter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_row;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const TEXTS: [&str; 7] = [
        "",
        "C-4 01",
        "D-4; E-4; F-4",
        "-; -; -; -; -; -; -; ===",
        "- | A06",
        "C-4 | - - - D04",
        "~~~; --- -- v20 | Q11 - ?80",
    ];

    proptest! {
        #[test]
        fn rows_are_those_that_were_written(sets in proptest::collection::vec((0..MAX_ROWS, 0..TEXTS.len()), 0..60)) {
            let (mut rows, mut model) = (Rows::default(), BTreeMap::new());
            for (number, text) in sets {
                let row = parse_row(TEXTS[text]).expect("a row");
                rows.set(number, &row);
                model.insert(number, row);
                if row.is_empty() {
                    model.remove(&number);
                }
                prop_assert_eq!(rows.get(number), model.get(&number).copied());
            }
            let all: Vec<(u16, Row)> = model.into_iter().collect();
            prop_assert_eq!(rows.to_vec(), all.clone());
            prop_assert_eq!((rows.len(), rows.is_empty()), (all.len(), all.is_empty()));
            prop_assert_eq!(&rows, &Rows::of(&all), "however they came, they are kept alike");
            let back: Vec<(u16, Row)> = rows.iter().rev().collect();
            prop_assert!(back.iter().rev().eq(&all));
            let mut seen = Vec::new();
            rows.each(300, |number, row| seen.push((number, *row)));
            prop_assert!(seen.iter().eq(all.iter().filter(|(number, _)| *number < 300)));
            let (mut ends, mut met) = (rows.iter(), 0);
            while ends.next().is_some() {
                met += 1 + usize::from(ends.next_back().is_some());
                prop_assert_eq!(ends.len(), all.len() - met);
            }
            prop_assert_eq!(met, all.len());
        }
    }

    #[test]
    fn a_lane_of_single_notes_is_small() {
        let note = parse_row("C-4 01 v20").expect("a row");
        let mut rows = Rows::default();
        (0..64).for_each(|number| rows.set(number, &note));
        assert!(rows.bytes() <= 64 * 8, "{} bytes", rows.bytes());
        assert_eq!(rows.bytes(), Rows::of(&rows.to_vec()).bytes(), "without spare room");
    }
}
