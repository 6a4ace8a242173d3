//! Notes that go on behind their pattern: a sample of it ends with them let go.

use super::lanes::settings;
use super::refusals::patterns;
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::note::Note;
use crate::studio::arranging::unrolled;
use crate::studio::grid::row_at;
use crate::studio::rounds::Round;

/// The row of a note among those that are frozen (`None`: all) which nothing ends before the pattern does, nor the first row of what
/// plays then.
pub(super) fn held(song: &Song, (pattern, track): (u16, u16), rows: Option<[u16; 2]>) -> Option<u16> {
    let length = Round::alone(pattern).rows(song);
    let lane = unrolled(song.lane(pattern.into(), track.into())?, length);
    let [first, last] = rows.unwrap_or([0, length - 1]);
    let columns = 0..usize::from(settings(song, track).note_columns);
    let found = columns.filter_map(|column| Some((column, last_struck(&lane, column, length)?)));
    let mut inside = found.filter(|(_, row)| (first..=last).contains(row));
    inside.find(|(column, _)| goes_on(song, pattern, track, *column)).map(|(_, row)| row)
}

/// The row of the last note of a column, unless something ends it before the pattern does.
fn last_struck(lane: &Lane, column: usize, length: u16) -> Option<u16> {
    let mut rows = lane.rows().iter().rev().filter(|(number, _)| *number < length);
    let (row, note) = rows.find_map(|(number, row)| Some((number, row.notes[column].note?)))?;
    matches!(note, Note::On(_)).then_some(row)
}

/// Whether some place of the song plays on without a note in that column's first row. Behind the last entry the pattern begins again,
/// as it does while one works at it.
fn goes_on(song: &Song, pattern: u16, track: u16, column: usize) -> bool {
    let patterns = patterns(song, pattern, track);
    let orders = 0..song.order.len() as u16;
    let rounds = orders.flat_map(|order| {
        let repeats = song.order.get(usize::from(order)).map_or(0, |entry| entry.repeats.max(1));
        (0..repeats).filter_map(move |repeat| Round::of(song, order, repeat))
    });
    let mut own = rounds.filter(|round| patterns.contains(&round.pattern)).peekable();
    let is_free = |round: Round| {
        let next = round.next(song).unwrap_or_else(|| round.again(song));
        let cell = row_at(song, next, track, 0).notes[column];
        cell.note.is_none() || cell.delay > 0
    };
    if own.peek().is_none() { is_free(Round::alone(pattern)) } else { own.any(is_free) }
}
