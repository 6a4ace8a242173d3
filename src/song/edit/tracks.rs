//! Edits of tracks: lanes and mutes stay with their track.

use super::{Refusal, full, none};
use crate::song::insert::chain_into_range;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::rows::into_range;
use crate::song::track::Track;
use crate::song::{MAX_TRACKS, Song};
use std::sync::Arc;

/// Puts a track before that place.
pub(super) fn insert(song: &mut Song, at: u16, track: &Track) -> Result<(), Refusal> {
    let at = usize::from(at);
    let count = song.tracks.len();
    if count >= MAX_TRACKS {
        return Err(full("tracks", MAX_TRACKS));
    }
    if at > count {
        return Err(none("track", at + 1, 1, count));
    }
    song.tracks.insert(at, Arc::new(in_range(track)));
    move_lanes(song, at, |lanes| lanes.insert(at, LaneSlot::Empty));
    move_mutes(song, |mute| Some(if mute >= at { mute + 1 } else { mute }));
    Ok(())
}

/// Takes a track and its lanes out.
pub(super) fn remove(song: &mut Song, at: u16) -> Result<(), Refusal> {
    let at = usize::from(at);
    let count = song.tracks.len();
    if at >= count {
        return Err(none("track", at + 1, 1, count));
    }
    if count == 1 {
        return Err(Refusal("a song keeps at least one track".to_owned()));
    }
    song.tracks.remove(at);
    move_lanes(song, at, |lanes| drop(lanes.remove(at)));
    move_mutes(song, |mute| (mute != at).then_some(if mute > at { mute - 1 } else { mute }));
    Ok(())
}

/// Moves a track with its lanes and mutes.
pub(super) fn shift(song: &mut Song, from: u16, to: u16) -> Result<(), Refusal> {
    let (from, to) = (usize::from(from), usize::from(to));
    let count = song.tracks.len();
    if let Some(missing) = [from, to].into_iter().find(|track| *track >= count) {
        return Err(none("track", missing + 1, 1, count));
    }
    if from == to {
        return Ok(());
    }
    let track = song.tracks.remove(from);
    song.tracks.insert(to, track);
    move_lanes(song, from.min(to), |lanes| {
        lanes.resize(lanes.len().max(from.max(to) + 1), LaneSlot::Empty);
        let lane = lanes.remove(from);
        lanes.insert(to, lane);
    });
    move_mutes(song, |mute| {
        Some(match mute {
            _ if mute == from => to,
            _ if from < mute && mute <= to => mute - 1,
            _ if to <= mute && mute < from => mute + 1,
            _ => mute,
        })
    });
    Ok(())
}

/// Replaces a track's settings.
pub(super) fn set(song: &mut Song, at: u16, track: &Track) -> Result<(), Refusal> {
    let count = song.tracks.len();
    let place =
        song.tracks.get_mut(usize::from(at)).ok_or_else(|| none("track", usize::from(at) + 1, 1, count))?;
    let track = in_range(track);
    if **place != track {
        *place = Arc::new(track);
    }
    Ok(())
}

fn in_range(track: &Track) -> Track {
    let mut track = track.clone();
    into_range(&mut track);
    chain_into_range(&mut track.inserts);
    track
}

/// Changes the lanes of every pattern that has one at `first` or behind it.
fn move_lanes(song: &mut Song, first: usize, change: impl Fn(&mut Vec<LaneSlot>)) {
    for number in 0..song.patterns.len() {
        let touched = song.patterns.get(number).is_some_and(|pattern| pattern.lanes.len() > first);
        if let Some(pattern) = song.patterns.get_mut(number).filter(|_| touched) {
            change_lanes(pattern, &change);
        }
    }
}

fn change_lanes(pattern: &mut Pattern, change: impl Fn(&mut Vec<LaneSlot>)) {
    change(&mut pattern.lanes);
    pattern.trim();
}

/// Gives the muted tracks of the order list new numbers, or takes them out; shares the list if none changes.
fn move_mutes(song: &mut Song, new: impl Fn(usize) -> Option<usize>) {
    let moved = |mutes: &[u16]| {
        let mut mutes: Vec<u16> =
            mutes.iter().filter_map(|mute| new((*mute).into())).map(|mute| mute as u16).collect();
        mutes.sort_unstable();
        mutes
    };
    if song.order.iter().any(|entry| moved(&entry.mutes) != entry.mutes) {
        for entry in Arc::make_mut(&mut song.order) {
            entry.mutes = moved(&entry.mutes);
        }
    }
}
