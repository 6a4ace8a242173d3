//! What was copied from the grid: fields by row and column, however many columns the tracks show.

use super::block::{Block, together};
use super::field::{copy, is_empty};
use super::grid::{Column, Place, lane_row, row_at};
use super::points;
use super::rounds::Round;
use crate::song::Song;
use crate::song::curve::Curve;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};

/// A copied block.
#[derive(Clone, Debug, Default)]
pub struct Clipboard {
    /// Rows of the block; 0 when nothing was copied.
    pub rows: u16,
    /// The tracks of the block, left to right.
    pub tracks: Vec<Strip>,
}

/// One track of a copied block.
#[derive(Clone, Debug)]
pub struct Strip {
    /// The columns that were copied, left to right.
    pub columns: Vec<Column>,
    /// Every row of the block; fields outside `columns` are empty.
    pub rows: Vec<Row>,
    /// The points of the lane's curves in these rows, counted from the block's first one; `None` if it was not the whole track.
    pub curves: Option<Vec<Curve>>,
}

/// What becomes of what stands where something is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paste {
    /// It is replaced, by empty fields too.
    Over,
    /// It stays; only empty fields are filled.
    Mix,
    /// It moves down.
    Insert,
}

impl Clipboard {
    /// Copies rows `first` to `last` of the block's fields, as they are played.
    pub fn copy(song: &Song, block: &Block, first: u16, last: u16) -> Clipboard {
        let strip = |part: &super::block::Part| {
            let rows = (first..=last).map(|row| {
                let from = row_at(song, block.round, part.track, row);
                let mut to = Row::default();
                part.columns.iter().for_each(|column| copy(&from, *column, &mut to, *column));
                to
            });
            let curves = Block::is_whole(song, part).then(|| {
                let rows: Vec<u16> =
                    (first..=last).map(|row| lane_row(song, block.round, part.track, row)).collect();
                let lane = song.lane(block.round.pattern.into(), part.track.into());
                let curves = lane.map_or(&[][..], Lane::curves).iter();
                curves.map(|curve| curve.with(points::lifted(curve, &rows))).collect()
            });
            Strip { columns: part.columns.clone(), rows: rows.collect(), curves }
        };
        Clipboard { rows: last - first + 1, tracks: block.parts.iter().map(strip).collect() }
    }

    /// The edit that pastes at a place, and the tracks it touches. Columns keep their kinds; those of a single track move to
    /// the column under the cursor. Curves of a whole track come along where no column has moved. What lies beyond the pattern or the
    /// last track is left out.
    ///
    /// # Errors
    /// If nothing was copied, or nothing of it fits.
    pub fn paste(
        &self,
        song: &Song,
        round: Round,
        place: Place,
        how: Paste,
    ) -> Result<(Edit, Vec<u16>), String> {
        if self.rows == 0 {
            return Err("nothing was copied yet".to_owned());
        }
        let (mut edits, mut tracks) = (Vec::new(), Vec::new());
        for (strip, track) in self.tracks.iter().zip(place.track..song.tracks.len() as u16) {
            let pairs = strip.targets(if self.tracks.len() == 1 { Some(place.column) } else { None });
            edits.extend(strip.widening(song, track, &pairs));
            let place = Place { track, ..place };
            edits.extend(strip.onto(song, round, place, &pairs, how));
            if let Some(curves) = strip.curves.as_ref().filter(|_| pairs.iter().all(|(from, to)| from == to))
            {
                edits.extend(points::pasted(song, round, place, curves, strip.rows.len(), how));
            }
            tracks.push(track);
        }
        let edit = together(edits).ok_or("there is no room here for what was copied")?;
        Ok((edit, tracks))
    }
}

/// A column and the one it is pasted into.
type Pair = (Column, Column);

impl Strip {
    /// Where the columns go.
    fn targets(&self, under: Option<Column>) -> Vec<Pair> {
        let first_note = self.columns.iter().find_map(|column| number(*column, false));
        let first_effect = self.columns.iter().find_map(|column| number(*column, true));
        let notes = shift(first_note, under.and_then(|under| number(under, false)));
        let effects = shift(first_effect, under.and_then(|under| number(under, true)));
        self.columns.iter().filter_map(|column| Some((*column, moved(*column, notes, effects)?))).collect()
    }

    /// The edit that shows the columns which are needed.
    fn widening(&self, song: &Song, track: u16, pairs: &[Pair]) -> Option<Edit> {
        let old = song.tracks.get(usize::from(track))?;
        let mut new = (**old).clone();
        for (source, target) in pairs {
            if self.rows.iter().all(|row| is_empty(row, *source)) {
                continue;
            }
            match *target {
                Column::Effect(number) => new.effect_columns = new.effect_columns.max(number + 1),
                Column::Delay(_) => new.show_delay = true,
                Column::Note(number) | Column::Instrument(number) | Column::Volume(number) => {
                    new.note_columns = new.note_columns.max(number + 1);
                }
            }
        }
        (new != **old).then_some(Edit::SetTrack { at: track, track: new })
    }

    /// The edit that writes the rows.
    fn onto(&self, song: &Song, round: Round, place: Place, pairs: &[Pair], how: Paste) -> Option<Edit> {
        let pattern = round.pattern;
        let length = song.patterns.get(pattern.into())?.length;
        let written = song.lane(pattern.into(), place.track.into());
        let here = |row: u16| written.map(|lane| lane.row(row)).unwrap_or_default();
        let lane = |row: u16| lane_row(song, round, place.track, row);
        let mut rows: Vec<(u16, Row)> = Vec::new();
        if how == Paste::Insert {
            let own = written.and_then(|lane| lane.length);
            let end = own.unwrap_or(length).max(lane(place.row) + 1);
            for row in lane(place.row)..end {
                let mut new = here(row);
                let before = (row - lane(place.row)).checked_sub(self.rows.len() as u16);
                let above = before.map(|before| here(lane(place.row) + before)).unwrap_or_default();
                for (_, target) in pairs {
                    copy(&above, *target, &mut new, *target);
                }
                rows.push((row, new));
            }
        }
        for (source, row) in self.rows.iter().zip(place.row..length) {
            let at = rows.iter().position(|(number, _)| *number == lane(row));
            let at = at.unwrap_or_else(|| {
                rows.push((lane(row), here(lane(row))));
                rows.len() - 1
            });
            for (from, target) in pairs {
                if how != Paste::Mix || is_empty(&rows[at].1, *target) {
                    copy(source, *from, &mut rows[at].1, *target);
                }
            }
        }
        (!rows.is_empty()).then_some(Edit::Rows { pattern, track: place.track, rows })
    }
}

/// The number of a note or of an effect column.
fn number(column: Column, effect: bool) -> Option<u8> {
    (column.is_effect() == effect).then(|| column.number())
}

fn shift(from: Option<u8>, to: Option<u8>) -> i16 {
    from.zip(to).map_or(0, |(from, to)| i16::from(to) - i16::from(from))
}

fn moved(column: Column, notes: i16, effects: i16) -> Option<Column> {
    let to = |number: u8, by: i16, most: usize| {
        u8::try_from(i16::from(number) + by).ok().filter(|number| usize::from(*number) < most)
    };
    let note = |number| to(number, notes, NOTE_COLUMNS);
    Some(match column {
        Column::Note(number) => Column::Note(note(number)?),
        Column::Instrument(number) => Column::Instrument(note(number)?),
        Column::Volume(number) => Column::Volume(note(number)?),
        Column::Delay(number) => Column::Delay(note(number)?),
        Column::Effect(number) => Column::Effect(to(number, effects, EFFECT_COLUMNS)?),
    })
}
