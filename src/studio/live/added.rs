//! Effects that a kept performance adds to its patterns: each in a free effect column of its row, on whichever track has one.

use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::row::EffectCell;

/// The lane of a track, if its rows are those of the pattern and belong to it alone.
fn plain(slot: &LaneSlot, length: u16) -> Option<Lane> {
    match slot {
        LaneSlot::Empty => Some(Lane::default()),
        LaneSlot::Own(lane) => {
            let own = lane.length.is_none_or(|own| own == length) && lane.frozen.is_none();
            own.then(|| Lane::clone(lane))
        }
        LaneSlot::Shared(_) => None,
    }
}

/// Puts effects into rows of a pattern; how many found no room. The last tracks get them first: they hold least.
pub fn put(song: &Song, pattern: &mut Pattern, effects: &[(u16, EffectCell)]) -> usize {
    let length = pattern.length;
    let mut left = 0;
    for (row, effect) in effects {
        let found = (0..song.tracks.len()).rev().find_map(|track| {
            let mut lane = plain(pattern.slot_mut(track), length)?;
            let mut cells = lane.row(*row);
            let shown = usize::from(song.tracks[track].effect_columns).min(cells.effects.len());
            *cells.effects[..shown].iter_mut().find(|cell| cell.is_none())? = Some(*effect);
            lane.set(*row, cells);
            Some((track, lane))
        });
        match found {
            Some((track, lane)) => *pattern.slot_mut(track) = LaneSlot::of(lane),
            None => left += 1,
        }
    }
    left
}
