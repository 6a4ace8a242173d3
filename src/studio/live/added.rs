//! What a kept performance adds to its patterns: effects, each in a free effect column of its row, on whichever track has one, and the ends
//! of notes where playback has leapt.

use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::note::Note;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::studio::arranging::{Piece, unrolled};

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

/// Puts what a piece adds into its pattern; how many effects found no room. The last tracks get them first: they hold least.
pub fn put(song: &Song, pattern: &mut Pattern, piece: &Piece) -> usize {
    let_go(song, pattern, &piece.let_go);
    let length = pattern.length;
    let mut left = 0;
    for (row, effect) in &piece.added {
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

/// Lets keys go with the first row of a pattern, of tracks and note columns. A lane that others share, or that turns on its own, is written
/// out for that.
fn let_go(song: &Song, pattern: &mut Pattern, keys: &[(u16, usize)]) {
    let length = pattern.length;
    for (track, column) in keys {
        let slot = pattern.slot_mut(usize::from(*track));
        let lane = match slot {
            LaneSlot::Empty => Lane::default(),
            LaneSlot::Own(lane) => Lane::clone(lane),
            LaneSlot::Shared(number) => song
                .shared_lanes
                .get(usize::from(*number))
                .map_or_else(Lane::default, |lane| Lane::clone(lane)),
        };
        if lane.frozen.is_some() {
            continue;
        }
        let mut lane = unrolled(&lane, length);
        let mut row = lane.row(0);
        row.notes[*column].note = Some(Note::Off);
        lane.set(0, row);
        *slot = LaneSlot::of(lane);
    }
}
