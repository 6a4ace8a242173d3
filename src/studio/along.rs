//! Marks and remarks go along with their rows where patterns are cut, put together, made longer or shorter, or bars come and go: a
//! place counts by the rows of the song before it.

use super::Studio;
use super::commands::Answer;
use super::commands::places::marks_moved;
use super::grid::Place;
use super::places::Spot;
use super::rounds::Round;
use super::seat::Seat;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::remark::Remark;

/// How places move.
#[derive(Clone, Copy, Debug)]
pub enum Along {
    /// Rows come or go in a pattern from a row on, in a track or in all of them.
    Rows {
        /// The pattern.
        pattern: u16,
        /// The track; `None`: all.
        track: Option<u16>,
        /// The first row that moves.
        first: u16,
        /// Rows downwards.
        by: i32,
    },
    /// Rows come or go in the song from one on, counted from the song's first; none where the order list is only written otherwise.
    Time {
        /// The first row that moves.
        first: u64,
        /// Rows later.
        by: i64,
        /// The pattern that is cut, and the row: what is said to it where no entry plays it moves too.
        cut: Option<(u16, u16)>,
    },
}

/// Rows of the song before a round of an entry.
pub fn rows_before(song: &Song, order: u16, repeat: u8) -> u64 {
    let rows = |order: usize| {
        let entry = &song.order[order];
        (u64::from(Round::alone(entry.pattern).rows(song)), u64::from(entry.repeats))
    };
    let before: u64 = (0..usize::from(order).min(song.order.len())).map(|at| rows(at).0 * rows(at).1).sum();
    let own = song.order.get(usize::from(order)).map_or(0, |_| rows(order.into()).0 * u64::from(repeat));
    before + own
}

/// The place of a row of the song: entry, repeat, pattern and row; behind the end its last one.
fn found(song: &Song, row: u64) -> Option<(u16, u8, u16, u16)> {
    let mut left = row;
    let mut last = None;
    for (order, entry) in song.order.iter().enumerate() {
        let rows = u64::from(Round::alone(entry.pattern).rows(song));
        let all = rows * u64::from(entry.repeats);
        if left < all {
            return Some((order as u16, (left / rows) as u8, entry.pattern, (left % rows) as u16));
        }
        left -= all;
        last = Some((order as u16, entry.repeats.saturating_sub(1), entry.pattern, rows as u16 - 1));
    }
    last
}

impl Along {
    /// Where a place of the song before is in the one after.
    pub fn moved(self, before: &Song, after: &Song, spot: Spot) -> Spot {
        let with_row = |row: u16| Spot { place: Place { row, ..spot.place }, ..spot };
        match self {
            Along::Rows { pattern, track, first, by } => {
                let is_here = spot.pattern == pattern && track.is_none_or(|track| track == spot.place.track);
                if !is_here || spot.place.row < first {
                    return spot;
                }
                let last = i32::from(Round::alone(pattern).rows(after)) - 1;
                let row = (i32::from(spot.place.row) + by).clamp(first.into(), last.max(first.into()));
                with_row(row as u16)
            }
            Along::Time { first, by, cut } => {
                let is_played = before
                    .order
                    .get(usize::from(spot.order))
                    .is_some_and(|entry| entry.pattern == spot.pattern);
                if !is_played {
                    return match cut
                        .filter(|(pattern, row)| *pattern == spot.pattern && *row <= spot.place.row)
                    {
                        // What is behind the first cut is the first new pattern.
                        Some((_, row)) => {
                            Spot { pattern: before.patterns.len() as u16, ..with_row(spot.place.row - row) }
                        }
                        None => spot,
                    };
                }
                let row = rows_before(before, spot.order, spot.repeat) + u64::from(spot.place.row);
                let row = match row >= first {
                    true => (row.saturating_add_signed(by)).max(first),
                    false => row,
                };
                found(after, row).map_or(spot, |(order, repeat, pattern, row)| Spot {
                    order,
                    repeat,
                    pattern,
                    ..with_row(row)
                })
            }
        }
    }

    fn remark(self, before: &Song, after: &Song, remark: &Remark) -> Remark {
        // What belongs to a track alone is said to none.
        if matches!(self, Along::Rows { track: Some(_), .. }) {
            return remark.clone();
        }
        let order = remark.entry(before).unwrap_or(u16::MAX);
        let place = Place { row: remark.row, ..Place::default() };
        let from = Spot { order, repeat: 0, pattern: remark.pattern, place };
        let to = self.moved(before, after, from);
        let order = if to.order == u16::MAX { remark.order } else { to.order };
        let is_same =
            (to.pattern, to.place.row) == (remark.pattern, remark.row) && Some(order) == remark.entry(after);
        match is_same {
            true => remark.clone(),
            false => Remark { order, pattern: to.pattern, row: to.place.row, ..remark.clone() },
        }
    }
}

/// Makes edits one step, in which remarks go along; marks follow.
///
/// # Errors
/// As [`Studio::edit`], or if marks cannot be written.
pub fn edit(studio: &mut Studio, seat: &mut Seat, name: &str, edits: Vec<Edit>, along: Along) -> Answer {
    let before = studio.song().clone();
    let mut edits = edits;
    if !before.remarks.is_empty() {
        let whole = Edit::Several { edits: edits.clone() };
        let after = whole.apply(&before).map_err(|refusal| refusal.0)?;
        let mut remarks: Vec<Remark> =
            before.remarks.iter().map(|remark| along.remark(&before, &after, remark)).collect();
        remarks.sort_by_key(Remark::listed);
        if remarks != *before.remarks {
            edits.push(Edit::SetRemarks { remarks });
        }
    }
    studio.edit(name, Edit::Several { edits })?;
    let after = studio.song().clone();
    marks_moved(studio, seat, &before, |spot| along.moved(&before, &after, spot))
}
