//! Edits of lanes: their rows, their length, and which lane a slot holds.

use super::{Refusal, full, none};
use crate::song::clip::{Clip, MAX_CLIPS};
use crate::song::curve::{Curve, MAX_CURVES};
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::pattern::LaneSlot;
use crate::song::row::Row;
use crate::song::{MAX_SHARED_LANES, Song};
use std::sync::Arc;

/// Writes rows into the lane of that place.
pub(super) fn write_rows(
    song: &mut Song,
    pattern: u16,
    track: u16,
    rows: &[(u16, Row)],
) -> Result<(), Refusal> {
    let same = |lane: &Lane| rows.iter().all(|(number, row)| lane.row(*number) == row.into_range());
    change_lane(song, pattern, track, same, |lane| {
        rows.iter().for_each(|(number, row)| lane.set(*number, row.into_range()));
    })
}

/// Sets the length of the lane of that place.
pub(super) fn set_length(
    song: &mut Song,
    pattern: u16,
    track: u16,
    length: Option<u16>,
) -> Result<(), Refusal> {
    let length = length.map(|length| length.clamp(1, MAX_ROWS));
    change_lane(song, pattern, track, |lane| lane.length == length, |lane| lane.length = length)
}

/// Replaces the lane of that place.
pub(super) fn set_lane(song: &mut Song, pattern: u16, track: u16, lane: &Lane) -> Result<(), Refusal> {
    let new = lane.clone().into_range();
    change_lane(song, pattern, track, |old| *old == new, |old| *old = new.clone())
}

/// Draws a curve in the lane of that place.
pub(super) fn set_curve(song: &mut Song, pattern: u16, track: u16, curve: &Curve) -> Result<(), Refusal> {
    let known = |lane: &Lane| lane.curve(curve.target()).cloned().unwrap_or_else(|| curve.with(Vec::new()));
    let lane = song.lane(pattern.into(), track.into());
    let others =
        lane.map_or(0, |lane| lane.curves().iter().filter(|other| other.target() != curve.target()).count());
    if others >= MAX_CURVES {
        return Err(Refusal(format!("a lane has at most {MAX_CURVES} curves")));
    }
    change_lane(song, pattern, track, |lane| known(lane) == *curve, |lane| _ = lane.set_curve(curve.clone()))
}

/// Puts a clip into the lane of that place.
pub(super) fn set_clip(song: &mut Song, pattern: u16, track: u16, clip: &Clip) -> Result<(), Refusal> {
    if clip.row >= MAX_ROWS {
        return Err(none("row", clip.row.into(), 0, MAX_ROWS.into()));
    }
    let new = clip.clone().into_range();
    let others = |lane: &Lane| lane.clips().iter().filter(|other| other.row != clip.row).count();
    if new.is_some() && song.lane(pattern.into(), track.into()).map_or(0, others) >= MAX_CLIPS {
        return Err(Refusal(format!("a lane has at most {MAX_CLIPS} clips")));
    }
    let same = |lane: &Lane| lane.clip(clip.row) == new.as_ref();
    change_lane(song, pattern, track, same, |lane| _ = lane.set_clip(clip.clone()))
}

/// Puts a lane, a shared lane or nothing into a place.
pub(super) fn set_slot(song: &mut Song, pattern: u16, track: u16, slot: &LaneSlot) -> Result<(), Refusal> {
    check_place(song, pattern, track)?;
    let slot = slot_into_range(song, slot)?;
    replace_slot(song, pattern, track, slot);
    Ok(())
}

/// Makes a shared lane.
pub(super) fn add_shared_lane(song: &mut Song, lane: &Lane) -> Result<(), Refusal> {
    if song.shared_lanes.len() >= MAX_SHARED_LANES {
        return Err(full("shared lanes", MAX_SHARED_LANES));
    }
    song.shared_lanes.push(Arc::new(lane.clone().into_range()));
    Ok(())
}

/// The slot with its lane's values in range and nothing instead of an empty lane.
/// Refused if it names a shared lane that is not there.
pub(super) fn slot_into_range(song: &Song, slot: &LaneSlot) -> Result<LaneSlot, Refusal> {
    match slot {
        LaneSlot::Own(lane) => Ok(LaneSlot::of((**lane).clone().into_range())),
        LaneSlot::Shared(number) if usize::from(*number) >= song.shared_lanes.len() => {
            Err(none("shared lane", (*number).into(), 0, song.shared_lanes.len()))
        }
        LaneSlot::Shared(_) | LaneSlot::Empty => Ok(slot.clone()),
    }
}

/// Changes the lane of a place, its own or a shared one, and copies nothing if it is `same` already.
fn change_lane(
    song: &mut Song,
    pattern: u16,
    track: u16,
    same: impl Fn(&Lane) -> bool,
    change: impl FnOnce(&mut Lane),
) -> Result<(), Refusal> {
    check_place(song, pattern, track)?;
    let old = song.lane(pattern.into(), track.into());
    if old.map_or_else(|| same(&Lane::default()), &same) {
        return Ok(());
    }
    let slot = song.patterns.get(pattern.into()).and_then(|pattern| pattern.lanes.get(usize::from(track)));
    if let Some(LaneSlot::Shared(number)) = slot {
        let number = usize::from(*number);
        let lanes = song.shared_lanes.len();
        change(song.shared_lanes.get_mut(number).ok_or_else(|| none("shared lane", number, 0, lanes))?);
        return Ok(());
    }
    let mut lane = old.cloned().unwrap_or_default();
    change(&mut lane);
    replace_slot(song, pattern, track, LaneSlot::of(lane));
    Ok(())
}

fn replace_slot(song: &mut Song, pattern: u16, track: u16, slot: LaneSlot) {
    if let Some(pattern) = song.patterns.get_mut(pattern.into()) {
        *pattern.slot_mut(track.into()) = slot;
        pattern.trim();
    }
}

fn check_place(song: &Song, pattern: u16, track: u16) -> Result<(), Refusal> {
    if usize::from(pattern) >= song.patterns.len() {
        return Err(none("pattern", pattern.into(), 0, song.patterns.len()));
    }
    if usize::from(track) >= song.tracks.len() {
        return Err(none("track", usize::from(track) + 1, 1, song.tracks.len()));
    }
    Ok(())
}
