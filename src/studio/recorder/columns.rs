//! Which note column a note goes into: where recording adds to what stands there, one in which nothing does.

use super::Recorder;
use super::placing::Spot;
use crate::song::Song;
use crate::song::note::Note;
use crate::song::row::{NOTE_COLUMNS, NoteCell};
use crate::song::voicing::PlayMode;
use crate::studio::Studio;
use crate::studio::grid::{lane_row, row_at};
use crate::studio::typing::Voiced;

/// Where a note is looked for a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// The track.
    pub track: u16,
    /// The row.
    pub spot: Spot,
    /// The first note column that may be taken.
    pub first: usize,
    /// Whether what stands there gives way.
    pub over: bool,
}

/// Whether an instrument plays one note at a time.
pub(super) fn is_mono(song: &Song, instrument: u8) -> bool {
    song.instrument(instrument.into()).is_some_and(|it| it.phrasing.play_mode != PlayMode::Poly)
}

impl Recorder {
    /// The first note column of a track that no key holds and in which nothing stands, or an end that this pass has written: a line goes
    /// on where it was.
    pub(super) fn free_column(&self, song: &Song, search: Search, pass: i32) -> Result<usize, String> {
        let held = |column: usize| {
            self.sounding.iter().any(|down| down.is_at(search.track, column) && down.spot.is_some())
        };
        let own = self.own(song, search, pass);
        let is_free = |column, cell: &NoteCell| {
            let is_struck = matches!(cell.note, Some(Note::On(_)));
            search.over || cell.is_empty() || (!is_struck && own(column))
        };
        first(song, search, |column, cell| !held(column) && is_free(column, cell))
    }

    /// The same for an instrument that plays one note at a time: keys that are held stand in its way as little as what this pass has
    /// written there.
    pub(super) fn mono_column(&self, song: &Song, search: Search, pass: i32) -> Result<usize, String> {
        let own = self.own(song, search, pass);
        first(song, search, |column, cell| search.over || cell.is_empty() || own(column))
    }

    /// Whether a pass has written what stands in a column.
    fn own(&self, song: &Song, search: Search, pass: i32) -> impl Fn(usize) -> bool + use<'_> {
        let Search { track, spot, .. } = search;
        let (pattern, row) = (spot.round.pattern, lane_row(song, spot.round, track, spot.row));
        move |column| self.takes.holds(pass, (pattern, track, row, column))
    }
}

fn first(song: &Song, search: Search, is_free: impl Fn(usize, &NoteCell) -> bool) -> Result<usize, String> {
    let row = row_at(song, search.spot.round, search.track, search.spot.row);
    let column = (search.first..NOTE_COLUMNS).find(|column| is_free(*column, &row.notes[*column]));
    column.ok_or_else(|| format!("a track has {NOTE_COLUMNS} note columns: no more notes at once"))
}

/// Where the notes of a typed key are recorded: from their columns on, beside what stands there unless recording replaces it.
///
/// # Errors
/// If a track has no column left for them.
pub(in crate::studio) fn beside(
    studio: &Studio,
    all: &[Voiced],
    spot: Spot,
    instrument: u8,
) -> Result<Vec<Voiced>, String> {
    let recorder = &studio.recorder;
    if studio.records_over() {
        return Ok(all.to_vec());
    }
    let (song, pass) = (studio.song(), studio.pass());
    let mono = all.len() == 1 && is_mono(song, instrument);
    let mut placed: Vec<Voiced> = Vec::new();
    for voiced in all {
        let before = placed.iter().rev().find(|other| other.track == voiced.track);
        let first = before.map_or(voiced.column, |other| voiced.column.max(other.column + 1));
        let search = Search { track: voiced.track, spot, first, over: false };
        let column = match mono {
            true => recorder.mono_column(song, search, pass)?,
            false => recorder.free_column(song, search, pass)?,
        };
        placed.push(Voiced { column, ..*voiced });
    }
    Ok(placed)
}
