//! What is written: cells by track, note column and row of the grid, and the one edit that they become.

use super::site::Site;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NOTE_COLUMNS, NoteCell, Row};
use crate::studio::block::together;
use crate::studio::grid::{hides_delays, lane_row, row_at};
use crate::studio::rounds::Round;
use crate::studio::typing::wider;
use std::collections::BTreeMap;
use std::num::NonZeroU8;

/// Rows that are being written.
#[derive(Debug)]
pub struct Sketch<'a> {
    song: &'a Song,
    round: Round,
    /// By track and row of the lane.
    rows: BTreeMap<(u16, u16), Row>,
    /// The note columns that each track needs.
    columns: BTreeMap<u16, usize>,
    /// Whether the track from which it is made shows its delays: then so do those into which some are written.
    shows_delays: bool,
    delays: bool,
}

impl<'a> Sketch<'a> {
    /// Nothing written yet.
    pub fn new(song: &'a Song, site: &Site) -> Sketch<'a> {
        Sketch {
            song,
            round: site.round,
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
            shows_delays: !hides_delays(song, site.track()),
            delays: false,
        }
    }

    fn row(&mut self, track: u16, row: u16) -> &mut Row {
        let (song, round) = (self.song, self.round);
        let at = (track, lane_row(song, round, track, row));
        self.rows.entry(at).or_insert_with(|| row_at(song, round, track, row))
    }

    /// Empties a note column from one row to another.
    pub fn clear(&mut self, track: u16, column: usize, (first, last): (u16, u16)) {
        for row in first..=last {
            self.row(track, row).notes[column] = NoteCell::default();
        }
    }

    /// Writes a cell.
    pub fn put(&mut self, track: u16, column: usize, row: u16, cell: NoteCell) {
        let most = self.columns.entry(track).or_default();
        *most = (*most).max(column + 1);
        self.delays |= cell.delay > 0;
        self.row(track, row).notes[column] = cell;
    }

    /// Writes a note with an instrument.
    pub fn note(&mut self, track: u16, column: usize, row: u16, pitch: Pitch, instrument: Option<NonZeroU8>) {
        let note = Some(Note::On(pitch));
        self.put(track, column, row, NoteCell { note, instrument, ..NoteCell::default() });
    }

    /// The edit that writes it all; tracks get the note columns that they need.
    ///
    /// # Errors
    /// If there is no such track or column, or nothing changes.
    pub fn edit(self) -> Result<Edit, String> {
        let song = self.song;
        if let Some((track, _)) =
            self.columns.iter().find(|(track, _)| usize::from(**track) >= song.tracks.len())
        {
            return Err(format!("there is no track {}: add one first", track + 1));
        }
        if self.columns.values().any(|columns| *columns > NOTE_COLUMNS) {
            return Err(format!("a track has at most {NOTE_COLUMNS} note columns"));
        }
        let mut lanes: BTreeMap<u16, Vec<(u16, Row)>> = BTreeMap::new();
        for ((track, row), new) in self.rows {
            let old = song.lane(self.round.pattern.into(), track.into()).map(|lane| lane.row(row));
            if old.unwrap_or_default() != new {
                lanes.entry(track).or_default().push((row, new));
            }
        }
        let mut edits = wider(song, self.columns.into_iter(), self.delays && self.shows_delays);
        let pattern = self.round.pattern;
        edits.extend(lanes.into_iter().map(|(track, rows)| Edit::Rows { pattern, track, rows }));
        together(edits).ok_or_else(|| "all of it stands there already".to_owned())
    }
}
