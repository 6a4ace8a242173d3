//! Edits of tracks: lanes, mutes, groups and side chains stay with their track.

use super::{Refusal, full, none};
use crate::dsp::parameter::Knobs;
use crate::song::checking::follow_tracks;
use crate::song::insert::{Insert, chain_into_range};
use crate::song::outlet::Outlet;
use crate::song::pattern::LaneSlot;
use crate::song::pieces::Pieces;
use crate::song::routing::may_go;
use crate::song::track::Track;
use crate::song::{MAX_TRACKS, Song};
use std::sync::Arc;

/// Puts a track before that place. What it names are tracks by their numbers so far.
pub(super) fn insert(song: &mut Song, at: u16, track: &Track) -> Result<(), Refusal> {
    let at = usize::from(at);
    let count = song.tracks.len();
    if count >= MAX_TRACKS {
        return Err(full("tracks", MAX_TRACKS));
    }
    if at > count {
        return Err(none("track", at + 1, 1, count));
    }
    if let Some(output) = track.output.map(usize::from).filter(|output| *output >= count) {
        return Err(none("track", output + 1, 1, count));
    }
    song.tracks.insert(at, Arc::new(in_range(track)));
    move_lanes(song, at, |lanes| lanes.insert(at, LaneSlot::Empty));
    renumber(song, |track| Some(if track >= at { track + 1 } else { track }));
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
    // What went through it goes where it went.
    let onward = song.tracks.remove(at).output;
    for track in &mut song.tracks {
        if track.output == Some(at as u16) {
            Arc::make_mut(track).output = onward;
        }
    }
    move_lanes(song, at, |lanes| _ = lanes.remove(at));
    renumber(song, |track| (track != at).then_some(if track > at { track - 1 } else { track }));
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
        lanes.resize(lanes.len().max(from.max(to) + 1));
        let lane = lanes.remove(from).unwrap_or_default();
        lanes.insert(to, lane);
    });
    renumber(song, |track| {
        Some(match track {
            _ if track == from => to,
            _ if from < track && track <= to => track - 1,
            _ if to <= track && track < from => track + 1,
            _ => track,
        })
    });
    Ok(())
}

/// Replaces a track's settings.
pub(super) fn set(song: &mut Song, at: u16, track: &Track) -> Result<(), Refusal> {
    let (count, at) = (song.tracks.len(), usize::from(at));
    let place = song.tracks.get_mut(at).ok_or_else(|| none("track", at + 1, 1, count))?;
    let track = in_range(track);
    let output = track.output.filter(|output| place.output != Some(*output)).map(usize::from);
    if **place != track {
        *place = Arc::new(track);
    }
    match output {
        Some(output) if output >= count => Err(none("track", output + 1, 1, count)),
        Some(output) if !may_go(&song.tracks, at, output) => Err(Refusal(format!(
            "track {} cannot go into track {}: its sound would come back to it",
            at + 1,
            output + 1
        ))),
        _ => Ok(()),
    }
}

fn in_range(track: &Track) -> Track {
    let mut track = track.clone();
    track.move_into_range();
    chain_into_range(&mut track.inserts);
    track.outlet = track.outlet.map(Outlet::into_range);
    track
}

/// Changes the lanes of every pattern that has one at `first` or behind it.
fn move_lanes(song: &mut Song, first: usize, change: impl Fn(&mut Pieces<LaneSlot>)) {
    for number in 0..song.patterns.len() {
        let touched = song.patterns.get(number).is_some_and(|pattern| pattern.lanes.len() > first);
        if let Some(pattern) = song.patterns.get_mut(number).filter(|_| touched) {
            change(&mut pattern.lanes);
            pattern.trim();
        }
    }
}

/// Gives what names tracks their new numbers, or takes the names out: outputs and side chains of tracks, side chains of returns and
/// master, mutes of the order list. What does not change stays shared.
fn renumber(song: &mut Song, new: impl Fn(usize) -> Option<usize>) {
    let number = |track: u16| new(track.into()).filter(|track| *track < MAX_TRACKS).map(|track| track as u16);
    let chain = |chain: &[Insert]| chain.iter().any(|insert| insert.side.and_then(number) != insert.side);
    let chain_again = |chain: &mut [Insert]| {
        chain.iter_mut().for_each(|insert| insert.side = insert.side.and_then(number));
    };
    for track in &mut song.tracks {
        if track.output.and_then(number) != track.output || chain(&track.inserts) {
            let track = Arc::make_mut(track);
            track.output = track.output.and_then(number);
            chain_again(&mut track.inserts);
        }
    }
    let of_returns = || song.mixer.returns.iter().any(|back| chain(&back.inserts));
    if chain(&song.mixer.inserts) || of_returns() {
        let mixer = Arc::make_mut(&mut song.mixer);
        chain_again(&mut mixer.inserts);
        mixer.returns.iter_mut().for_each(|back| chain_again(&mut back.inserts));
    }
    let mutes = |mutes: &[u16]| {
        let mut mutes: Vec<u16> = mutes.iter().filter_map(|mute| number(*mute)).collect();
        mutes.sort_unstable();
        mutes
    };
    if song.order.iter().any(|entry| mutes(&entry.mutes) != entry.mutes) {
        for entry in Arc::make_mut(&mut song.order) {
            entry.mutes = mutes(&entry.mutes);
        }
    }
    follow_tracks(song, new);
}
