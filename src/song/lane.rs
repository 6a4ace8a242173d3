//! A lane: what one track plays in one pattern. Only rows that hold something are kept.

pub mod rows;

use super::clip::{Clip, MAX_CLIPS};
use super::curve::{Curve, MAX_CURVES};
use super::note::{Note, Pitch};
use super::row::{NOTE_COLUMNS, NoteCell, Row};
use super::unknown::Unknown;
use rows::Rows;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The most rows of a lane or a pattern.
pub const MAX_ROWS: u16 = 512;

/// The rows of one track in one pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Saved")]
pub struct Lane {
    /// Rows until the lane begins again, 1 to 512; `None` is the pattern's own length.
    pub length: Option<u16>,
    rows: Rows,
    curves: Vec<Arc<Curve>>,
    clips: Vec<Arc<Clip>>,
    /// What was played before the lane was frozen: its rows name a sample of that now.
    pub frozen: Option<Arc<Lane>>,
    /// The first and the last row that was frozen, where that were not all.
    pub frozen_rows: Option<[u16; 2]>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// A lane as it comes from outside: its rows may stand in any order.
#[derive(Deserialize)]
struct Saved {
    length: Option<u16>,
    rows: Vec<(u16, Row)>,
    #[serde(default)]
    curves: Vec<Curve>,
    #[serde(default)]
    clips: Vec<Clip>,
    #[serde(default)]
    frozen: Option<Arc<Lane>>,
    #[serde(default)]
    frozen_rows: Option<[u16; 2]>,
    unknown: Unknown,
}

impl From<Saved> for Lane {
    fn from(saved: Saved) -> Lane {
        let mut lane = Lane::new(saved.length, saved.rows, saved.unknown);
        saved.curves.into_iter().for_each(|curve| _ = lane.set_curve(curve));
        saved.clips.into_iter().for_each(|clip| _ = lane.set_clip(clip));
        (lane.frozen, lane.frozen_rows) = (saved.frozen, saved.frozen_rows);
        lane
    }
}

impl Lane {
    /// A lane of these rows: sorted, empty ones and numbers from 512 up left out; of two rows of one number the first stays.
    pub fn new(length: Option<u16>, mut rows: Vec<(u16, Row)>, unknown: Unknown) -> Lane {
        rows.retain(|(number, row)| *number < MAX_ROWS && !row.is_empty());
        rows.sort_by_key(|(number, _)| *number);
        rows.dedup_by_key(|(number, _)| *number);
        Lane { length, rows: Rows::of(&rows), unknown, ..Lane::default() }
    }

    /// The row of that number; empty where nothing is written.
    pub fn row(&self, number: u16) -> Row {
        self.written(number).unwrap_or_default()
    }

    /// The row of that number, if something is written there.
    pub fn written(&self, number: u16) -> Option<Row> {
        self.rows.get(number)
    }

    /// Whether something is written in the row of that number.
    pub fn holds(&self, number: u16) -> bool {
        self.rows.holds(number)
    }

    /// Writes a row; an empty one is taken out. Numbers from 512 up are ignored.
    pub fn set(&mut self, number: u16, row: Row) {
        if number < MAX_ROWS {
            self.rows.set(number, &row);
        }
    }

    /// The rows that hold something, ascending.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The curves, each of another parameter, in the order in which they were drawn.
    pub fn curves(&self) -> &[Arc<Curve>] {
        &self.curves
    }

    /// The curve of the parameter of that name.
    pub fn curve(&self, target: &str) -> Option<&Curve> {
        self.curves.iter().find(|curve| curve.target() == target).map(|curve| &**curve)
    }

    /// Puts a curve in place of the one of the same parameter; one without points is taken out. False if there are
    /// [`MAX_CURVES`] of others already.
    pub fn set_curve(&mut self, curve: Curve) -> bool {
        let known = self.curves.iter().position(|other| other.target() == curve.target());
        match (known, curve.points().is_empty()) {
            (Some(index), true) => drop(self.curves.remove(index)),
            (Some(index), false) => self.curves[index] = Arc::new(curve),
            (None, true) => {}
            (None, false) if self.curves.len() < MAX_CURVES => {
                self.curves.reserve_exact(1);
                self.curves.push(Arc::new(curve));
            }
            (None, false) => return false,
        }
        true
    }

    /// The clips, ascending by row.
    pub fn clips(&self) -> &[Arc<Clip>] {
        &self.clips
    }

    /// Where the note of the sample stands in a frozen lane: its row and note column; `None` if it is not where it was put.
    pub fn place_of_sample(&self) -> Option<(u16, usize)> {
        let old = self.frozen.as_deref()?;
        let strikes =
            |cell: &NoteCell| cell.note == Some(Note::On(Pitch::MIDDLE_C)) && cell.instrument.is_some();
        match self.frozen_rows {
            None => strikes(&self.row(0).notes[0]).then_some((0, 0)),
            Some([first, _]) => {
                let mut cells = self.row(first).notes.into_iter().zip(old.row(first).notes).rev();
                let column = cells.position(|(cell, old)| strikes(&cell) && old.is_empty())?;
                Some((first, NOTE_COLUMNS - 1 - column))
            }
        }
    }

    /// The lane with the notes of what is frozen in place of the sample that plays them. Where some rows are, and their sample's note is
    /// not where it was put, the lane as it is.
    pub fn unfrozen(&self) -> Cow<'_, Lane> {
        let Some(old) = &self.frozen else { return Cow::Borrowed(self) };
        let Some([first, last]) = self.frozen_rows else { return Cow::Borrowed(old) };
        let mut lane = Lane { frozen: None, frozen_rows: None, ..self.clone() };
        if self.place_of_sample().is_some() {
            (first..=last).for_each(|number| lane.set(number, old.row(number)));
        }
        Cow::Owned(lane)
    }

    /// The same without clips, those of what was frozen too.
    pub fn without_clips(&self) -> Lane {
        let frozen = self.frozen.as_ref().map(|lane| Arc::new(lane.without_clips()));
        Lane { clips: Vec::new(), frozen, ..self.clone() }
    }

    /// The samples that its clips play, those of what was frozen too.
    pub fn clip_samples(&self) -> impl Iterator<Item = u16> {
        let frozen = self.frozen.iter().flat_map(|lane| lane.clips.iter());
        self.clips.iter().chain(frozen).flat_map(|clip| clip.takes.iter().map(|take| take.sample))
    }

    /// The clip that begins at a row.
    pub fn clip(&self, row: u16) -> Option<&Clip> {
        self.find_clip(row).ok().map(|at| &*self.clips[at])
    }

    /// The clip that a row begins, or in which another take begins there.
    pub fn clip_through(&self, row: u16) -> Option<&Clip> {
        let after = self.clips.partition_point(|clip| clip.row <= row);
        let clip = &**self.clips.get(after.checked_sub(1)?)?;
        (clip.row == row || clip.changes.iter().any(|change| change.row == row)).then_some(clip)
    }

    /// Puts a clip in place of the one at its row; one without takes is taken out. False if there are [`MAX_CLIPS`] already.
    pub fn set_clip(&mut self, clip: Clip) -> bool {
        let row = clip.row;
        match (self.find_clip(row), clip.into_range()) {
            (Ok(at), Some(clip)) => self.clips[at] = Arc::new(clip),
            (Ok(at), None) => drop(self.clips.remove(at)),
            (Err(at), Some(clip)) if self.clips.len() < MAX_CLIPS => {
                self.clips.reserve_exact(1);
                self.clips.insert(at, Arc::new(clip));
            }
            (Err(_), Some(_)) => return false,
            (Err(_), None) => {}
        }
        true
    }

    fn find_clip(&self, row: u16) -> Result<usize, usize> {
        self.clips.binary_search_by_key(&row, |clip| clip.row)
    }

    /// Whether nothing is written and nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Lane::default()
    }
}

impl Lane {
    /// This lane with its length and its rows' values moved into range.
    pub(super) fn into_range(self) -> Lane {
        let rows = self.rows.iter().map(|(number, row)| (number, row.into_range())).collect();
        let length = self.length.map(|length| length.clamp(1, MAX_ROWS));
        let frozen = self.frozen.map(|frozen| Arc::new((*frozen).clone().into_range()));
        let frozen_rows = self.frozen_rows.filter(|[first, last]| first <= last && *last < MAX_ROWS);
        let (curves, clips) = (self.curves, self.clips);
        Lane { curves, clips, frozen, frozen_rows, ..Lane::new(length, rows, self.unknown) }
    }
}
