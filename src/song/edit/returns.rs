//! Edits of the list of returns: sends, and the names of parameters in locks and curves, stay with their return.

use super::{Refusal, full, none};
use crate::dsp::parameter::Knobs;
use crate::dsp::units::Decibels;
use crate::song::Song;
use crate::song::curve::Curve;
use crate::song::insert::chain_into_range;
use crate::song::lane::Lane;
use crate::song::mixer::{MAX_RETURNS, Mixer, Return};
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use std::sync::Arc;

/// The new place of a return; `None` if it is no longer there.
type Moves<'a> = &'a dyn Fn(usize) -> Option<usize>;

/// Puts a return before that place.
pub(super) fn insert(song: &mut Song, at: usize, back: &Return) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if count >= MAX_RETURNS {
        return Err(full("returns", MAX_RETURNS));
    }
    if at > count {
        return Err(none("return", at + 1, 1, count));
    }
    let mut back = back.clone();
    back.move_into_range();
    chain_into_range(&mut back.inserts);
    let moves = |index: usize| Some(if index >= at { index + 1 } else { index });
    // What it names are returns by their numbers so far.
    back.sends = renumbered(&back.sends, Decibels::OFF, &moves);
    change(song, count, &moves, |mixer| mixer.returns.insert(at, back));
    Ok(())
}

/// Takes a return out.
pub(super) fn remove(song: &mut Song, at: usize) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if at >= count {
        return Err(none("return", at + 1, 1, count));
    }
    let moves = |index: usize| (index != at).then_some(if index > at { index - 1 } else { index });
    change(song, count, &moves, |mixer| drop(mixer.returns.remove(at)));
    Ok(())
}

/// Moves a return.
pub(super) fn shift(song: &mut Song, from: usize, to: usize) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if let Some(missing) = [from, to].into_iter().find(|index| *index >= count) {
        return Err(none("return", missing + 1, 1, count));
    }
    if from == to {
        return Ok(());
    }
    let moves = |index: usize| {
        Some(match index {
            _ if index == from => to,
            _ if from < index && index <= to => index - 1,
            _ if to <= index && index < from => index + 1,
            _ => index,
        })
    };
    change(song, count, &moves, |mixer| {
        let back = mixer.returns.remove(from);
        mixer.returns.insert(to, back);
    });
    Ok(())
}

/// Changes the list and gives everything that names one of its `count` returns the new numbers. What does not change stays shared.
fn change(song: &mut Song, count: usize, moves: Moves, list: impl FnOnce(&mut Mixer)) {
    let known = |index: usize| if index < count { moves(index) } else { None };
    let mixer = Arc::make_mut(&mut song.mixer);
    for back in &mut mixer.returns {
        back.sends = renumbered(&back.sends, Decibels::OFF, &known);
    }
    list(mixer);
    for (index, back) in mixer.returns.iter_mut().enumerate() {
        back.sends[..=index].fill(Decibels::OFF);
    }
    for track in &mut song.tracks {
        let new = renumbered_track(track, &known);
        if **track != new {
            *track = Arc::new(new);
        }
    }
    for number in 0..song.patterns.len() {
        let touched = |slot: &LaneSlot| matches!(slot, LaneSlot::Own(lane) if names_any(lane));
        let found = song.patterns.get(number).is_some_and(|pattern| pattern.lanes.iter().any(touched));
        if let Some(pattern) = song.patterns.get_mut(number).filter(|_| found) {
            for slot in &mut pattern.lanes {
                if let LaneSlot::Own(lane) = slot {
                    *slot = LaneSlot::of(renumbered_lane(lane, &known));
                }
            }
            pattern.trim();
        }
    }
    for number in 0..song.shared_lanes.len() {
        let found = song.shared_lanes.get(number).is_some_and(|lane| names_any(lane));
        if let Some(lane) = song.shared_lanes.get_mut(number).filter(|_| found) {
            *lane = renumbered_lane(lane, &known);
        }
    }
}

/// What there is for each return, at the new places; `nothing` for new ones.
fn renumbered<T: Copy>(old: &[T; MAX_RETURNS], nothing: T, moves: Moves) -> [T; MAX_RETURNS] {
    let mut new = [nothing; MAX_RETURNS];
    for (index, value) in old.iter().enumerate() {
        if let Some(place) = moves(index).and_then(|index| new.get_mut(index)) {
            *place = *value;
        }
    }
    new
}

fn renumbered_track(track: &Track, moves: Moves) -> Track {
    Track {
        sends: renumbered(&track.sends, Decibels::OFF, moves),
        pre: renumbered(&track.pre, false, moves),
        locks: track.locks.each_ref().map(|lock| match named(lock) {
            // Of a return that is gone stays a name that means nothing: empty would be the instrument's cutoff.
            Some((kind, _, rest)) => renamed(lock, moves).unwrap_or_else(|| format!("{kind}0{rest}")),
            None => lock.clone(),
        }),
        ..track.clone()
    }
}

/// Whether a curve moves something of a return.
fn names_any(lane: &Lane) -> bool {
    lane.curves().iter().any(|curve| named(curve.target()).is_some())
}

/// The lane with its curves under their new names; those of a return that is gone are taken out.
fn renumbered_lane(lane: &Lane, moves: Moves) -> Lane {
    let mut new = Lane::new(lane.length, lane.rows().to_vec(), lane.unknown.clone());
    for curve in lane.curves() {
        if let Some(target) = renamed(curve.target(), moves) {
            new.set_curve(Curve::new(&target, curve.points().to_vec()));
        }
    }
    new
}

/// The parts of a name such as `return.2.volume` or `send.2` around the return's index.
fn named(name: &str) -> Option<(&str, usize, &str)> {
    let (kind, rest) = ["return.", "send.", "track.send_"]
        .iter()
        .find_map(|kind| Some((*kind, name.strip_prefix(kind)?)))?;
    let end = rest.find('.').unwrap_or(rest.len());
    let index = rest[..end].parse::<usize>().ok()?.checked_sub(1)?;
    Some((kind, index, &rest[end..]))
}

/// The name with the return's new number, or as it is where it names none; `None` if that return is gone.
fn renamed(name: &str, moves: Moves) -> Option<String> {
    let Some((kind, index, rest)) = named(name) else { return Some(name.to_owned()) };
    // A return's sends are parameters of it.
    let of_send = |parameter: &str| parameter.strip_prefix(".send_")?.parse::<usize>().ok()?.checked_sub(1);
    let rest = match of_send(rest) {
        Some(send) => format!(".send_{}", moves(send)? + 1),
        None => rest.to_owned(),
    };
    Some(format!("{kind}{}{rest}", moves(index)? + 1))
}
