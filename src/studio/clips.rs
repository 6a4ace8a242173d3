//! Clips go along with the rows in which they begin: where rows move, and where whole tracks are copied, cut and pasted.

use super::block::{Block, Part};
use super::clipboard::Paste;
use super::grid::{Place, lane_row};
use super::rounds::Round;
use crate::song::Song;
use crate::song::clip::Clip;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use std::ops::Range;

/// The clips that begin in some rows of a lane, by their places among these. Changes of takes behind the rows are left out.
pub fn lifted(lane: &Lane, rows: &[u16]) -> Vec<Clip> {
    let place = |row: u16| rows.iter().position(|other| *other == row).map(|place| place as u16);
    lane.clips().iter().filter_map(|clip| clip.moved(place)).collect()
}

/// The edits that leave a lane with these clips; what goes makes room for what comes.
fn between(song: &Song, (pattern, track): (u16, u16), new: &[Clip]) -> Vec<Edit> {
    let old = song.lane(pattern.into(), track.into()).map_or(&[][..], Lane::clips);
    let gone = old.iter().filter(|old| !new.iter().any(|new| new.row == old.row));
    let gone = gone.map(|clip| Clip { takes: Vec::new(), ..(**clip).clone() });
    let come = new.iter().filter(|new| !old.iter().any(|old| **old == **new));
    gone.chain(come.cloned()).map(|clip| Edit::Clip { pattern, track, clip }).collect()
}

fn here(song: &Song, (pattern, track): (u16, u16)) -> Vec<Clip> {
    let clips = song.lane(pattern.into(), track.into()).map_or(&[][..], Lane::clips);
    clips.iter().map(|clip| (**clip).clone()).collect()
}

/// The edits that move the clips of these rows of a lane one row down, or up over the first of them.
pub fn shifted(song: &Song, place: (u16, u16), rows: Range<u16>, down: bool) -> Vec<Edit> {
    let to = |row: u16| match (rows.contains(&row), down) {
        (false, _) => Some(row),
        (true, true) => Some(row + 1).filter(|row| *row < rows.end),
        (true, false) => row.checked_sub(1).filter(|_| row > rows.start),
    };
    let new: Vec<Clip> = here(song, place).iter().filter_map(|clip| clip.moved(to)).collect();
    between(song, place, &new)
}

/// The edits that take out the clips which begin in the rows of a block's whole tracks.
pub fn removed(song: &Song, block: &Block) -> Vec<Edit> {
    let of_part = |part: &Part| {
        let place = (block.round.pattern, part.track);
        let mut new = here(song, place);
        new.retain(|clip| !part.rows.contains(&clip.row));
        between(song, place, &new)
    };
    block.parts.iter().filter(|part| Block::is_whole(song, part)).flat_map(of_part).collect()
}

/// The edits that paste copied clips of so many rows at a place, as their rows are pasted. What lies beyond the pattern is left out.
pub fn pasted(
    song: &Song,
    round: Round,
    place: Place,
    copied: &[Clip],
    count: usize,
    how: Paste,
) -> Vec<Edit> {
    let target = (round.pattern, place.track);
    let rows = (place.row..round.rows(song)).take(count);
    let rows: Vec<u16> = rows.map(|row| lane_row(song, round, place.track, row)).collect();
    let Some(first) = rows.first().copied() else { return Vec::new() };
    let mut new = here(song, target);
    if how == Paste::Insert {
        let end = song.lane_rows(target.0.into(), target.1.into()).max(first + 1);
        let down = |row: u16| match row < first {
            true => Some(row),
            false => row.checked_add(count as u16).filter(|row| *row < end),
        };
        new = new.iter().filter_map(|clip| clip.moved(down)).collect();
    }
    between(song, target, &laid(new, &rows, copied, how == Paste::Mix))
}

/// The edits that write copied clips into these rows of a lane.
pub fn written(song: &Song, target: (u16, u16), rows: &[u16], copied: &[Clip]) -> Vec<Edit> {
    between(song, target, &laid(here(song, target), rows, copied, false))
}

/// Clips with these copied ones in some rows, in place of those that began there; with `mix` only in rows in which none begins.
fn laid(mut clips: Vec<Clip>, rows: &[u16], copied: &[Clip], mix: bool) -> Vec<Clip> {
    for (index, row) in rows.iter().enumerate() {
        if mix && clips.iter().any(|clip| clip.row == *row) {
            continue;
        }
        clips.retain(|clip| clip.row != *row);
        let new = copied.iter().find(|clip| usize::from(clip.row) == index);
        clips.extend(new.and_then(|clip| clip.moved(|row| rows.get(usize::from(row)).copied())));
    }
    clips
}

/// The clips of so many rows over and over, so many times.
pub fn repeated(clips: &[Clip], rows: u16, times: u16) -> Vec<Clip> {
    let again = |time: u16| {
        let moved = move |row: u16| row.checked_add(time.checked_mul(rows)?);
        clips.iter().filter_map(move |clip| clip.moved(moved))
    };
    (0..times).flat_map(again).collect()
}
