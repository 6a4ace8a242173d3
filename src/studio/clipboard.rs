//! What was copied from the grid: fields by row and column, however many columns the tracks show.

pub mod openmpt;
pub mod ring;
pub mod text;

use super::block::{Block, Part, together};
use super::clips;
use super::field::{copy, is_empty};
use super::grid::{Column, Place, forget_stale_delay, hides_delays, lane_row, row_at, showing};
use super::operation::OperationMask;
use super::points;
use super::rounds::Round;
use crate::song::Song;
use crate::song::clip::Clip;
use crate::song::curve::Curve;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU8;

/// A copied block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clipboard {
    /// Rows of the block; 0 when nothing was copied.
    pub rows: u16,
    /// The tracks of the block, left to right.
    pub tracks: Vec<Strip>,
    /// The number of the open song whose instruments the notes name, where that is known.
    pub song: Option<u64>,
}

/// One track of a copied block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    /// The columns that were copied, left to right.
    pub columns: Vec<Column>,
    /// Whether the track hid the delays that were copied with its notes: where they are pasted they are not shown either.
    pub hides_delays: bool,
    /// Every row of the block; fields outside `columns` are empty.
    pub rows: Vec<Row>,
    /// The points of the lane's curves in these rows, counted from the block's first one; `None` if it was not the whole track.
    pub curves: Option<Vec<Curve>>,
    /// The clips that begin in these rows, counted from the block's first one; `None` if it was not the whole track.
    pub clips: Option<Vec<Clip>>,
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
        let strip = |part: &Part| {
            let rows = (first..=last).map(|row| {
                let from = row_at(song, block.round, part.track, row);
                let mut to = Row::default();
                part.columns.iter().for_each(|column| copy(&from, *column, &mut to, *column));
                to
            });
            let along = Block::is_whole(song, part).then(|| {
                let rows: Vec<u16> =
                    (first..=last).map(|row| lane_row(song, block.round, part.track, row)).collect();
                let lane = song.lane(block.round.pattern.into(), part.track.into());
                let curves = lane.map_or(&[][..], Lane::curves).iter();
                let curves = curves.map(|curve| curve.with(points::lifted(curve, &rows))).collect();
                (curves, lane.map_or_else(Vec::new, |lane| clips::lifted(lane, &rows)))
            });
            let (curves, clips) = along.unzip();
            Strip {
                columns: part.columns.clone(),
                hides_delays: hides_delays(song, part.track),
                rows: rows.collect(),
                curves,
                clips,
            }
        };
        Clipboard { rows: last - first + 1, tracks: block.parts.iter().map(strip).collect(), song: None }
    }

    /// The edit that pastes at a place, and the tracks it touches. Columns keep their kinds; those of a single track move to
    /// the column under the cursor. Curves of a whole track come along where no column has moved. What lies beyond the pattern or the
    /// last track is left out.
    ///
    /// # Errors
    /// If nothing of it fits.
    pub fn paste(
        &self,
        song: &Song,
        round: Round,
        place: Place,
        how: Paste,
    ) -> Result<(Edit, Vec<u16>), String> {
        let (mut edits, mut tracks) = (Vec::new(), Vec::new());
        for (strip, track, pairs) in self.aimed(song, place) {
            edits.extend(strip.widening(song, track, &pairs));
            let place = Place { track, ..place };
            edits.extend(strip.onto(song, round, place, &pairs, how));
            if let Some(curves) = strip.unmoved_curves(&pairs) {
                edits.extend(points::pasted(song, round, place, curves, strip.rows.len(), how));
            }
            // Where rows come in, those of clips move on with all others, also if none are copied.
            let none = (how == Paste::Insert && strip.curves.is_some()).then_some(&[][..]);
            if let Some(clips) = strip.clips.as_deref().or(none) {
                edits.extend(clips::pasted(song, round, place, clips, strip.rows.len(), how));
            }
            tracks.push(track);
        }
        let edit = together(edits).ok_or("there is no room here for what was copied")?;
        Ok((edit, tracks))
    }

    /// The edit that makes the lanes at a place as long as the copied rows and writes these into them, so that their first plays in
    /// the place's row; and the tracks it touches.
    ///
    /// # Errors
    /// As [`Clipboard::paste`].
    pub fn polymeter(&self, song: &Song, round: Round, place: Place) -> Result<(Edit, Vec<u16>), String> {
        let begin = round.before.wrapping_add(place.row.into());
        let length = i32::from(self.rows.max(1));
        let turned: Vec<u16> =
            (0..length).map(|row| begin.wrapping_add(row).rem_euclid(length) as u16).collect();
        let (mut edits, mut tracks) = (Vec::new(), Vec::new());
        for (strip, track, pairs) in self.aimed(song, place) {
            let pattern = round.pattern;
            let lane = song.lane(pattern.into(), track.into());
            edits.extend(strip.widening(song, track, &pairs));
            let row = |(number, source): (&u16, &Row)| {
                let mut row = lane.map(|lane| lane.row(*number)).unwrap_or_default();
                lay(song, track, source, &mut row, pairs.iter());
                (*number, row)
            };
            let rows = turned.iter().zip(&strip.rows).map(row).collect();
            edits.push(Edit::Rows { pattern, track, rows });
            for curve in strip.unmoved_curves(&pairs).into_iter().flatten() {
                let old = lane.and_then(|lane| lane.curve(curve.target())).cloned();
                let old = old.unwrap_or_else(|| curve.with(Vec::new()));
                let curve = points::laid(&old, &turned, curve.points(), false);
                edits.push(Edit::Curve { pattern, track, curve });
            }
            edits.extend(
                strip.clips.iter().flat_map(|clips| clips::written(song, (pattern, track), &turned, clips)),
            );
            edits.push(Edit::LaneLength { pattern, track, length: Some(self.rows) });
            tracks.push(track);
        }
        let edit = together(edits).ok_or("there is no room here for what was copied")?;
        Ok((edit, tracks))
    }

    /// The strips with the tracks they go to, and the columns there.
    fn aimed(&self, song: &Song, place: Place) -> impl Iterator<Item = (&Strip, u16, Vec<Pair>)> {
        let under = (self.tracks.len() == 1).then_some(place.column);
        let tracks = place.track..song.tracks.len() as u16;
        self.tracks.iter().zip(tracks).map(move |(strip, track)| (strip, track, strip.targets(under)))
    }

    /// What stands where this would be pasted, as if it had been copied there.
    pub fn under(&self, song: &Song, round: Round, place: Place) -> Clipboard {
        let last = place.row.saturating_add(self.rows).min(round.rows(song)).saturating_sub(1);
        let part = |(_, track, pairs): (&Strip, u16, Vec<Pair>)| Part {
            track,
            columns: pairs.into_iter().map(|(_, to)| to).collect(),
            rows: Vec::new(),
        };
        let parts = self.aimed(song, place).map(part).collect();
        Clipboard::copy(song, &Block { round, first: place.row, parts }, place.row, last.max(place.row))
    }

    /// The same rows over and over, until there are so many.
    pub fn repeated(&self, rows: u16) -> Clipboard {
        let times = rows.div_ceil(self.rows.max(1)).max(1);
        let strip = |strip: &Strip| Strip {
            columns: strip.columns.clone(),
            hides_delays: strip.hides_delays,
            rows: strip.rows.iter().cycle().take(rows.into()).copied().collect(),
            curves: strip.curves.as_ref().map(|curves| {
                let again = |curve: &Curve| points::repeated(curve, self.rows, times);
                curves.iter().map(again).collect()
            }),
            clips: strip.clips.as_ref().map(|clips| clips::repeated(clips, self.rows, times)),
        };
        Clipboard { rows, tracks: self.tracks.iter().map(strip).collect(), song: self.song }
    }

    /// Only the fields that an operation may touch.
    pub fn masked(&self, mask: OperationMask) -> Clipboard {
        let strip = |strip: &Strip| {
            let columns: Vec<Column> =
                strip.columns.iter().copied().filter(|column| mask.has(*column)).collect();
            let curves = strip.curves.clone().filter(|_| columns == strip.columns);
            let clips = strip.clips.clone().filter(|_| columns == strip.columns);
            Strip { columns, rows: strip.rows.clone(), curves, clips, ..*strip }
        };
        Clipboard { rows: self.rows, tracks: self.tracks.iter().map(strip).collect(), song: self.song }
    }
}

impl Clipboard {
    /// The same without recorded sound.
    pub fn without_clips(mut self) -> Clipboard {
        self.tracks.iter_mut().for_each(|strip| strip.clips = None);
        self
    }

    /// The slots of the instruments that its notes name, from 0, ascending.
    pub fn instruments(&self) -> BTreeSet<u8> {
        let notes = self.tracks.iter().flat_map(|strip| &strip.rows).flat_map(|row| &row.notes);
        notes.filter_map(|cell| cell.instrument).map(|number| number.get() - 1).collect()
    }

    /// The same with the instruments of other slots: slots that `to` leaves out stay.
    pub fn with_instruments(mut self, to: &BTreeMap<u8, u8>) -> Clipboard {
        let rows = self.tracks.iter_mut().flat_map(|strip| &mut strip.rows);
        for number in rows.flat_map(|row| &mut row.notes).filter_map(|cell| cell.instrument.as_mut()) {
            if let Some(slot) = to.get(&(number.get() - 1)) {
                *number = NonZeroU8::MIN.saturating_add(*slot);
            }
        }
        self
    }
}

/// A column and the one it is pasted into.
type Pair = (Column, Column);

impl Strip {
    /// A strip of a text that names no delays: those notes that it has with their instruments come on time.
    fn on_time(mut self) -> Strip {
        if !self.columns.iter().any(|column| matches!(column, Column::Delay(_))) {
            let whole = self.columns.iter().filter_map(|column| match column {
                Column::Instrument(number) => Some(*number),
                _ => None,
            });
            let whole: Vec<u8> =
                whole.filter(|number| self.columns.contains(&Column::Note(*number))).collect();
            self.columns.extend(whole.into_iter().map(Column::Delay));
            self.columns.sort();
            self.hides_delays = true;
        }
        self
    }

    /// Where the columns go.
    fn targets(&self, under: Option<Column>) -> Vec<Pair> {
        let first_note = self.columns.iter().find_map(|column| number(*column, false));
        let first_effect = self.columns.iter().find_map(|column| number(*column, true));
        let notes = shift(first_note, under.and_then(|under| number(under, false)));
        let effects = shift(first_effect, under.and_then(|under| number(under, true)));
        self.columns.iter().filter_map(|column| Some((*column, moved(*column, notes, effects)?))).collect()
    }

    /// The curves of a whole track, if no column has moved.
    fn unmoved_curves(&self, pairs: &[Pair]) -> Option<&[Curve]> {
        self.curves.as_deref().filter(|_| pairs.iter().all(|(from, to)| from == to))
    }

    /// The edit that shows the columns which are needed.
    fn widening(&self, song: &Song, track: u16, pairs: &[Pair]) -> Option<Edit> {
        let is_quiet = |column: Column| self.hides_delays && matches!(column, Column::Delay(_));
        let filled =
            |(source, _): &&Pair| !is_quiet(*source) && !self.rows.iter().all(|row| is_empty(row, *source));
        showing(song, track, pairs.iter().filter(filled).map(|(_, target)| *target))
    }

    /// The edit that writes the rows.
    fn onto(&self, song: &Song, round: Round, place: Place, pairs: &[Pair], how: Paste) -> Option<Edit> {
        let pattern = round.pattern;
        let length = song.patterns.get(pattern.into())?.length;
        let written = song.lane(pattern.into(), place.track.into());
        let here = |row: u16| written.map(|lane| lane.row(row)).unwrap_or_default();
        let lane = |row: u16| lane_row(song, round, place.track, row);
        let has_note = |number: u8| pairs.iter().any(|(_, target)| *target == Column::Note(number));
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
            let before = rows[at].1;
            // A note that stays keeps its time: delays go with their notes.
            let keeper = |target: Column| match target {
                Column::Delay(number) if has_note(number) => Column::Note(number),
                target => target,
            };
            let goes = |(_, target): &&Pair| how != Paste::Mix || is_empty(&before, keeper(*target));
            lay(song, place.track, source, &mut rows[at].1, pairs.iter().filter(goes));
        }
        (!rows.is_empty()).then_some(Edit::Rows { pattern, track: place.track, rows })
    }
}

/// Copies fields of a row; a note that comes without its delay does not get one that nobody sees.
fn lay<'a>(song: &Song, track: u16, source: &Row, row: &mut Row, pairs: impl Iterator<Item = &'a Pair>) {
    for (from, target) in pairs {
        if let (Column::Note(number), true) = (*target, !is_empty(source, *from)) {
            forget_stale_delay(song, track, &mut row.notes[usize::from(number)]);
        }
        copy(source, *from, row, *target);
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
