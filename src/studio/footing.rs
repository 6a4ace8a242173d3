//! Where a seat stands when steps that changed the list of patterns or the order list are taken back or done again: where it was
//! before them, as long as it is where they led it; elsewhere it goes with what it shows.

use super::along::{Along, rows_before};
use super::places::Spot;
use super::seat::Seat;
use crate::sequencer::moved::Moves;
use crate::song::Song;
use std::collections::VecDeque;
use std::sync::Arc;

/// The most steps that are remembered; the oldest go first.
const MOST: usize = 100;

/// A step that a seat took: the song before it and after it, and where the seat was.
#[derive(Debug)]
struct Step {
    songs: [Arc<Song>; 2],
    spots: [Spot; 2],
}

/// The steps of a seat that changed which patterns or entries there are.
#[derive(Debug, Default)]
pub struct Footing(VecDeque<Step>);

impl Footing {
    /// The seat has done something to the song, which led it from one place to another.
    pub fn keep(&mut self, songs: [&Arc<Song>; 2], spots: [Spot; 2]) {
        if has_same_lists(songs) || self.led(songs).is_some() {
            return;
        }
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(Step { songs: songs.map(Arc::clone), spots });
    }

    /// Where the seat stood at both ends of what leads from one song to another, if that is a step or its being taken back.
    fn led(&self, [from, to]: [&Arc<Song>; 2]) -> Option<[Spot; 2]> {
        self.0.iter().rev().find_map(|Step { songs: [before, after], spots: [here, there] }| {
            let is = |one: &Arc<Song>, other: &Arc<Song>| Arc::ptr_eq(one, from) && Arc::ptr_eq(other, to);
            match (is(before, after), is(after, before)) {
                (true, _) => Some([*here, *there]),
                (_, true) => Some([*there, *here]),
                _ => None,
            }
        })
    }
}

fn has_same_lists([before, after]: [&Arc<Song>; 2]) -> bool {
    before.patterns.len() == after.patterns.len() && Arc::ptr_eq(&before.order, &after.order)
}

/// A step was taken back, or done again, which made one song of another.
pub fn follow(seat: &mut Seat, before: &Arc<Song>, after: &Arc<Song>) {
    if has_same_lists([before, after]) {
        return;
    }
    let now = Spot::of(seat);
    let round = |spot: Spot| (spot.order, spot.repeat, spot.pattern);
    if let Some([_, to]) = seat.footing.led([before, after]).filter(|[from, _]| round(*from) == round(now)) {
        to.go(after, seat);
        return;
    }
    let is_played = before.order.get(usize::from(now.order)).is_some_and(|own| own.pattern == now.pattern);
    let moves = Moves::between(before, after);
    let entry = moves.entry(now.order);
    let kept = moves.kept_pattern(now.pattern);
    let to = match (entry, kept) {
        (_, Some(pattern)) if !is_played => {
            seat.order = entry.unwrap_or_else(|next| next);
            return seat.go_to_pattern(after, pattern);
        }
        // Time that is only written otherwise.
        (_, None) if is_played && all_rows(before) == all_rows(after) => {
            Along::Time { first: 0, by: 0, cut: None }.moved(before, after, now)
        }
        (Ok(order) | Err(order), Some(pattern)) => Spot { order, pattern, ..now },
        (Ok(order), None) => Spot { order, pattern: playing(after, order), ..now },
        (Err(next), None) => {
            let order = next.saturating_sub(1);
            Spot { order, pattern: playing(after, order), ..now }
        }
    };
    if round(to) != round(now) {
        to.go(after, seat);
    }
}

fn all_rows(song: &Song) -> u64 {
    rows_before(song, u16::MAX, 0)
}

/// The pattern of an entry.
fn playing(song: &Song, order: u16) -> u16 {
    song.order.get(usize::from(order)).map_or(0, |entry| entry.pattern)
}
