//! What a command on a block works on: for every track the fields and the rows of its lane, top to bottom. A lane that is
//! shorter than the block is there once, so that nothing is changed twice.

use super::entry::note_column;
use super::grid::{Column, Selection, columns, covered, lane_row, played, showing};
use super::operation::OperationMask;
use super::points;
use super::rounds::Round;
use super::seat::Seat;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::row::Row;

/// One track of a block.
#[derive(Clone, Debug)]
pub struct Part {
    /// The track.
    pub track: u16,
    /// The fields, left to right; hidden delays of notes among them.
    pub columns: Vec<Column>,
    /// The rows of the track's lane.
    pub rows: Vec<u16>,
}

impl Part {
    /// The note columns of which the part has a field, each once.
    pub fn note_columns(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = self.columns.iter().filter_map(|column| note_column(*column)).collect();
        numbers.dedup();
        numbers
    }
}

/// What a command works on.
#[derive(Clone, Debug)]
pub struct Block {
    /// The round.
    pub round: Round,
    /// The pattern's row that is the first of every part.
    pub first: u16,
    /// The tracks, left to right.
    pub parts: Vec<Part>,
}

impl Block {
    /// The marked block, if there is one.
    pub fn marked(song: &Song, seat: &Seat) -> Option<Block> {
        let selection = seat.selection?;
        let ((left, right), (first, last)) = (selection.edges(), selection.rows());
        let part = |track: u16| {
            let is_inside = |column: Column| (left..=right).contains(&(track, column));
            let columns = covered(song.tracks.get(usize::from(track))?, is_inside);
            Some(Part { track, columns, rows: lane_rows(song, seat.round(), track, first, last) })
        };
        let parts = (left.0..=right.0).filter_map(part).collect();
        Some(Block { round: seat.round(), first, parts })
    }

    /// The marked block, or the whole track under the cursor.
    pub fn or_track(song: &Song, seat: &Seat) -> Block {
        Block::marked(song, seat).unwrap_or_else(|| {
            let track = seat.place.track;
            let columns = song.tracks.get(usize::from(track)).map(|track| played(track)).unwrap_or_default();
            let rows = lane_rows(song, seat.round(), track, 0, seat.rows(song).saturating_sub(1));
            Block { round: seat.round(), first: 0, parts: vec![Part { track, columns, rows }] }
        })
    }

    /// The marked block, or the note column under the cursor in its row; in an effect column every note of the track's row.
    pub fn or_cell(song: &Song, seat: &Seat) -> Block {
        Block::marked(song, seat).unwrap_or_else(|| {
            let track = seat.place.track;
            let number = note_column(seat.place.column);
            let is_own = |column: Column| number.is_none() || note_column(column) == number;
            let columns =
                song.tracks.get(usize::from(track)).map(|track| covered(track, is_own)).unwrap_or_default();
            Block::of_rows(song, seat, columns, seat.place.row, seat.place.row)
        })
    }

    /// Some fields of the track under the cursor in some rows.
    pub fn of_rows(song: &Song, seat: &Seat, columns: Vec<Column>, first: u16, last: u16) -> Block {
        let track = seat.place.track;
        let rows = lane_rows(song, seat.round(), track, first, last);
        Block { round: seat.round(), first, parts: vec![Part { track, columns, rows }] }
    }

    /// The same block with only the fields that an operation may touch.
    pub fn masked(mut self, mask: OperationMask) -> Block {
        self.parts.iter_mut().for_each(|part| part.columns.retain(|column| mask.has(*column)));
        self
    }

    /// The same block with only the fields that tracks show: what gives fields other values leaves alone what nobody sees.
    pub fn shown(mut self, song: &Song) -> Block {
        for part in &mut self.parts {
            let shown = song.tracks.get(usize::from(part.track)).map(|track| columns(track));
            part.columns.retain(|column| shown.iter().flatten().any(|shown| shown == column));
        }
        self
    }

    /// Whether a part has every field that its track plays: then the lane's curves belong to it.
    pub fn is_whole(song: &Song, part: &Part) -> bool {
        song.tracks.get(usize::from(part.track)).is_some_and(|track| played(track) == part.columns)
    }

    /// The edit that does `deed` to the rows of every part, and `of_points` to the curves of whole tracks.
    ///
    /// # Errors
    /// The deed's own, or `nothing` if it changes nothing.
    pub fn change(
        &self,
        song: &Song,
        nothing: &str,
        of_points: Option<points::Deed<'_>>,
        mut deed: impl FnMut(&mut [Row], &Part) -> Result<(), String>,
    ) -> Result<Edit, String> {
        let mut edits = Vec::new();
        for part in &self.parts {
            let lane = song.lane(self.round.pattern.into(), part.track.into());
            let old: Vec<Row> =
                part.rows.iter().map(|row| lane.map(|lane| lane.row(*row)).unwrap_or_default()).collect();
            let mut new = old.clone();
            deed(&mut new, part)?;
            let changed = part.rows.iter().zip(old.iter().zip(&new)).filter(|(_, (old, new))| old != new);
            let rows: Vec<(u16, Row)> = changed.map(|(number, (_, new))| (*number, *new)).collect();
            if !rows.is_empty() {
                edits.push(Edit::Rows { pattern: self.round.pattern, track: part.track, rows });
            }
            if let Some(of_points) = of_points.filter(|_| Block::is_whole(song, part)) {
                edits.extend(points::changed(song, self.round.pattern, part.track, &part.rows, of_points));
            }
        }
        together(edits).ok_or_else(|| nothing.to_owned())
    }

    /// The edit, and where it writes delays into tracks that hide them, what shows these.
    pub fn showing_delays(&self, song: &Song, edit: Edit) -> Edit {
        let Ok(after) = edit.apply(song) else { return edit };
        let delays = |song: &Song, part: &Part| {
            let lane = song.lane(self.round.pattern.into(), part.track.into());
            let rows = part.rows.iter().filter_map(|row| lane?.written(*row));
            rows.flat_map(|row| row.notes).filter(|cell| cell.delay > 0).count()
        };
        let shown = |part: &Part| {
            let more = delays(&after, part) > delays(song, part);
            more.then(|| showing(song, part.track, [Column::Delay(0)]))?
        };
        let shown: Vec<Edit> = self.parts.iter().filter_map(shown).collect();
        together([vec![edit.clone()], shown].concat()).unwrap_or(edit)
    }

    /// How large it is, in words.
    pub fn extent(&self) -> String {
        let rows = self.parts.iter().map(|part| part.rows.len()).max().unwrap_or(0);
        extent(rows, self.parts.len())
    }

    /// The tracks.
    pub fn tracks(&self) -> Vec<u16> {
        self.parts.iter().map(|part| part.track).collect()
    }
}

/// A number of things: `1 row`, `2 rows`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Rows of tracks, in words.
pub fn extent(rows: usize, tracks: usize) -> String {
    format!("{} of {}", counted(rows, "row"), counted(tracks, "track"))
}

/// Several edits as one; `None` if there are none.
pub fn together(mut edits: Vec<Edit>) -> Option<Edit> {
    match edits.len() {
        0 | 1 => edits.pop(),
        _ => Some(Edit::Several { edits }),
    }
}

/// The lane's rows that play at these rows of the pattern, in their order, each once.
pub fn lane_rows(song: &Song, round: Round, track: u16, first: u16, last: u16) -> Vec<u16> {
    let length = song.lane(round.pattern.into(), track.into()).and_then(|lane| lane.length);
    let last = length.map_or(last, |length| last.min(first.saturating_add(length.max(1) - 1)));
    (first..=last).map(|row| lane_row(song, round, track, row)).collect()
}

/// The marked block with its lowest row moved to `last`.
pub fn with_last_row(selection: Selection, last: u16) -> Selection {
    let mut new = selection;
    let lower = if new.anchor.row > new.head.row { &mut new.anchor } else { &mut new.head };
    lower.row = last;
    new
}
