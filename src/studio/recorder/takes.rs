//! What was recorded since playback began last, pass by pass: each can be chosen alone, or all together, and what stood there before comes
//! back when the take is dropped. Where rows are marked, only those change: so the best of each pass is put together. They are kept until the
//! next recording, beside the song and its history.

use super::placing::Spot;
use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::row::{NoteCell, Row};
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::commands::Answer;
use crate::studio::grid::{lane_row, row_at};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// A note column of a lane in one of its rows: pattern, track, row, column.
type Cell = (u16, u16, u16, usize);

/// What was recorded.
#[derive(Clone, Debug, Default)]
pub struct Takes {
    /// The frame at which playback was asked for; what is recorded in another one is another take.
    began: u64,
    /// What stood in the lanes before.
    base: BTreeMap<(u16, u16), Vec<(u16, Row)>>,
    /// The cells of each pass.
    passes: BTreeMap<i32, BTreeMap<Cell, NoteCell>>,
    /// The pass that alone stands in the grid, from 0; `None`: all do.
    chosen: Option<usize>,
}

impl Takes {
    /// How many passes there are.
    pub fn count(&self) -> usize {
        self.passes.len()
    }

    /// The pass that alone stands in the grid, from 0; `None`: all do.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Whether a cell was written in a pass.
    pub(super) fn holds(&self, pass: i32, cell: Cell) -> bool {
        self.passes.get(&pass).is_some_and(|cells| cells.contains_key(&cell))
    }

    /// The edits that let the lanes hold what stood there before, and some passes: all rows, or those that `part` marks on its tracks.
    /// What was written by hand since stays.
    fn edits(&self, studio: &Studio, keeps: impl Fn(usize) -> bool, part: Option<&Part>) -> Vec<Edit> {
        let song = studio.song();
        let mut edits = Vec::new();
        for ((pattern, track), base) in &self.base {
            let Some(lane) = song.lane((*pattern).into(), (*track).into()) else { continue };
            if part.is_some_and(|part| part.round.pattern != *pattern || !part.tracks.contains(track)) {
                continue;
            }
            let marked = part.map(|part| part.lane_rows(song, *track));
            let base: BTreeMap<u16, Row> = base.iter().copied().collect();
            let mut numbers: BTreeSet<u16> = lane.rows().iter().map(|(number, _)| number).collect();
            numbers.extend(base.keys());
            for ((of, on, row, _), _) in self.passes.values().flatten() {
                numbers.extend(Some(*row).filter(|_| (of, on) == (pattern, track)));
            }
            numbers.retain(|number| marked.as_ref().is_none_or(|marked| marked.contains(number)));
            let rows = numbers.into_iter().map(|number| {
                let now = lane.row(number);
                let mut row = now;
                for (column, cell) in row.notes.iter_mut().enumerate() {
                    let before = base.get(&number).map(|row| row.notes[column]).unwrap_or_default();
                    let place = (*pattern, *track, number, column);
                    let recorded =
                        || self.passes.values().enumerate().map(|(pass, cells)| (pass, cells.get(&place)));
                    let is_taken = |now: &NoteCell| recorded().any(|(_, cell)| cell == Some(now));
                    if now.notes[column].is_empty() || *cell == before || is_taken(cell) {
                        let kept = recorded().filter(|(pass, _)| keeps(*pass)).filter_map(|(_, cell)| cell);
                        *cell = kept.last().copied().unwrap_or(before);
                    }
                }
                (number, row)
            });
            edits.push(Edit::Rows { pattern: *pattern, track: *track, rows: rows.collect() });
        }
        edits
    }
}

/// The rows and tracks that are marked.
pub struct Part {
    round: Round,
    rows: RangeInclusive<u16>,
    tracks: RangeInclusive<u16>,
}

impl Part {
    /// What a seat has marked.
    pub fn marked(seat: &Seat) -> Option<Part> {
        let selection = seat.selection?;
        let ((first, last), ((left, _), (right, _))) = (selection.rows(), selection.edges());
        Some(Part { round: seat.round(), rows: first..=last, tracks: left..=right })
    }

    /// The rows of a track's lane that are heard there.
    fn lane_rows(&self, song: &Song, track: u16) -> BTreeSet<u16> {
        self.rows.clone().map(|row| lane_row(song, self.round, track, row)).collect()
    }
}

impl Studio {
    /// Which pass through the pattern is heard; a song that plays on is one.
    pub(super) fn pass(&self) -> i32 {
        match (self.transport.playing, self.transport.position) {
            (Some(Playing::Pattern { .. }), Some(position)) => position.before,
            _ => 0,
        }
    }

    /// The gesture that all of the present pass is recorded in.
    pub fn pass_name(&self) -> String {
        format!("take {} pass {}", self.transport.since, self.pass())
    }

    /// Before something is recorded: what stands there.
    pub(super) fn keep_base(&mut self, pattern: u16, tracks: impl Iterator<Item = u16>) {
        let began = self.transport.since;
        if self.recorder.takes.began != began {
            self.recorder.takes = Takes { began, ..Takes::default() };
        }
        for track in tracks {
            if !self.recorder.takes.base.contains_key(&(pattern, track)) {
                let rows = self.song().lane(pattern.into(), track.into());
                let rows = rows.map(|lane| lane.rows().to_vec()).unwrap_or_default();
                self.recorder.takes.base.insert((pattern, track), rows);
            }
        }
    }

    /// After a cell was recorded: it belongs to the pass.
    pub(super) fn keep_cell(&mut self, spot: Spot, track: u16, column: usize) {
        let song = self.song();
        let cell = row_at(song, spot.round, track, spot.row).notes[column];
        let row = lane_row(song, spot.round, track, spot.row);
        let pass = self.pass();
        let takes = &mut self.recorder.takes;
        takes.passes.entry(pass).or_default().insert((spot.round.pattern, track, row, column), cell);
        takes.chosen = None;
    }

    /// Lets one pass stand in the grid alone, from 0, or all of them, in all rows or in some; one step.
    ///
    /// # Errors
    /// If there is none.
    pub fn choose_pass(&mut self, pass: Option<usize>, part: Option<&Part>) -> Answer {
        let count = self.recorder.takes.count();
        if count == 0 {
            return Err("nothing was recorded yet; record in a pattern that plays over and over".to_owned());
        }
        if pass.is_some_and(|pass| pass >= count) {
            return Err(format!("there are passes 1 to {count}"));
        }
        let edits = self.recorder.takes.edits(self, |other| pass.is_none_or(|pass| pass == other), part);
        if let Some(edit) = together(edits) {
            self.edit("choose a take", edit)?;
        }
        self.recorder.takes.chosen = pass;
        let told = match pass {
            Some(pass) => format!("pass {} of {count}", pass + 1),
            None => format!("all {count} passes"),
        };
        self.say(match part.map(|part| (part.rows.start(), part.rows.end())) {
            Some((first, last)) => format!("{told} in rows {first} to {last}"),
            None => told,
        });
        Ok(())
    }

    /// Playback is stopped where it is heard. If it was only counted in, what was struck meanwhile is not recorded.
    pub(in crate::studio) fn stop_recorder(&mut self) {
        self.recorder.timeline.stop(self.transport.heard);
        let takes = &self.recorder.takes;
        if !self.transport.is_counted_in() || takes.began != self.transport.since || takes.count() == 0 {
            return;
        }
        match self.drop_take() {
            Ok(_) => self.say("the count is broken off: nothing is recorded"),
            Err(why) => self.warn(why),
        }
    }

    /// What was recorded since playback began goes; what stood there before comes back. Whether there was something.
    ///
    /// # Errors
    /// If the lanes are gone.
    pub fn drop_take(&mut self) -> Result<bool, String> {
        let edits = self.recorder.takes.edits(self, |_| false, None);
        let recorded = self.recorder.takes.count() > 0;
        if let Some(edit) = together(edits).filter(|_| recorded) {
            self.edit("drop the take", edit)?;
        }
        self.recorder.takes = Takes::default();
        Ok(recorded)
    }
}
