//! Where playback stands in a song whose lists have changed. Entries and patterns carry no names: what lies before and behind
//! a change is told by what is equal on both sides.

use super::performance::{Cue, Goal};
use crate::song::Song;
use crate::song::order::OrderEntry;
use std::sync::Arc;

/// How far away something that has moved is looked for.
const NEAR: usize = 64;

/// How the elements of a list have moved.
struct Change {
    /// Elements before the change and behind it.
    before: usize,
    behind: usize,
    /// Lengths of the old list and the new one.
    old: usize,
    new: usize,
}

impl Change {
    /// `same`: whether the old element at one index is the new one at another.
    fn of(old: usize, new: usize, same: impl Fn(usize, usize) -> bool) -> Change {
        let short = old.min(new);
        let before = (0..short).take_while(|n| same(*n, *n)).count();
        if before < old && old < new && (1..=old).all(|n| same(old - n, new - n)) {
            // Something was put in front of all of it, and may begin like it.
            return Change { before: 0, behind: old, old, new };
        }
        let behind = (1..=short - before).take_while(|n| same(old - n, new - n)).count();
        Change { before, behind, old, new }
    }

    /// Where an old element is now, or, if it was taken out, where the one behind it is.
    fn place(&self, index: usize, same: impl Fn(usize, usize) -> bool) -> Result<usize, usize> {
        let from_end = self.old.saturating_sub(index);
        if index < self.before {
            return Ok(index);
        }
        if from_end <= self.behind {
            return Ok(self.new - from_end);
        }
        let changed = self.before..self.new - self.behind;
        // Far away nothing is looked for: this is done while sound is made.
        let near = changed.start.max(index.saturating_sub(NEAR))..changed.end.min(index + NEAR);
        match near.filter(|n| same(index, *n)).min_by_key(|n| n.abs_diff(index)) {
            Some(moved) => Ok(moved),
            // Not there as it was: another one stands in its place, edited or new.
            None if index < changed.end => Ok(index),
            None => Err(changed.end),
        }
    }
}

/// How the patterns and the order list of a song have moved.
pub struct Moves<'a> {
    old: &'a Song,
    new: &'a Song,
    patterns: Change,
    order: Change,
}

impl<'a> Moves<'a> {
    /// Compares two versions of a song.
    pub fn between(old: &'a Song, new: &'a Song) -> Moves<'a> {
        let same = |from, to| same_pattern(old, new, from, to);
        let patterns = Change::of(old.patterns.len(), new.patterns.len(), same);
        let order = Change { before: old.order.len(), behind: 0, old: old.order.len(), new: new.order.len() };
        let mut moves = Moves { old, new, patterns, order };
        if !Arc::ptr_eq(&old.order, &new.order) {
            moves.order = Change::of(old.order.len(), new.order.len(), |from, to| moves.same_entry(from, to));
        }
        moves
    }

    /// The present number of a pattern; the same one if it was taken out.
    pub fn pattern(&self, number: u16) -> u16 {
        self.kept_pattern(number).unwrap_or(number)
    }

    /// The same; `None` if it was taken out.
    pub fn kept_pattern(&self, number: u16) -> Option<u16> {
        if self.patterns.old == self.patterns.new {
            return Some(number); // patterns come and go, but never change places
        }
        let same = |from, to| same_pattern(self.old, self.new, from, to);
        self.patterns.place(number.into(), same).ok().map(|place| place as u16)
    }

    /// The present place of an entry, or, if it was taken out, of the one behind it.
    pub fn entry(&self, place: u16) -> Result<u16, u16> {
        let found = self.order.place(place.into(), |from, to| self.same_entry(from, to));
        found.map(|place| place as u16).map_err(|place| place as u16)
    }

    /// Where the entries are from one to another, the first and the last of those that are still there; `None` if none is.
    pub fn entries(&self, [first, last]: [u16; 2]) -> Option<[u16; 2]> {
        let first = self.entry(first).unwrap_or_else(|next| next);
        let last = self.entry(last).ok().or_else(|| self.entry(last).err()?.checked_sub(1))?;
        (first <= last).then_some([first, last])
    }

    /// What waits, where that is now; `None` if it was taken out.
    pub fn cue(&self, cue: Cue) -> Option<Cue> {
        let goal = match cue.goal {
            Goal::Entry { order, row } => Goal::Entry { order: self.entry(order).ok()?, row },
            Goal::Pattern(pattern) => Goal::Pattern(self.kept_pattern(pattern)?),
            Goal::End => Goal::End,
        };
        Some(Cue { goal, looped: cue.looped.and_then(|looped| self.entries(looped)), ..cue })
    }

    fn same_entry(&self, from: usize, to: usize) -> bool {
        let (Some(from), Some(to)) = (self.old.order.get(from), self.new.order.get(to)) else { return false };
        self.pattern(from.pattern) == to.pattern && told(from) == told(to)
    }
}

/// What tells an entry from others, beside its pattern. Not its mutes: their numbers change with every track that comes or goes.
fn told(entry: &OrderEntry) -> impl PartialEq {
    (
        entry.repeats,
        entry.section.as_deref(),
        entry.transpose,
        entry.tempo,
        entry.rows_per_beat,
        entry.groove(),
    )
}

fn same_pattern(old: &Song, new: &Song, from: usize, to: usize) -> bool {
    match (old.patterns.get(from), new.patterns.get(to)) {
        (Some(from), Some(to)) => Arc::ptr_eq(from, to),
        _ => false,
    }
}
