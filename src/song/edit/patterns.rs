//! Edits of patterns and of the order list.

use super::cells::slot_into_range;
use super::{Refusal, full, none, remarks};
use crate::dsp::parameter::Knobs;
use crate::song::checking::follow_patterns;
use crate::song::lane::MAX_ROWS;
use crate::song::order::{OrderEntry, ROWS_PER_BEAT, SWING};
use crate::song::pattern::Pattern;
use crate::song::{MAX_ORDER, MAX_PATTERNS, Song};
use std::sync::Arc;

/// Puts a pattern before that number.
pub(super) fn insert(song: &mut Song, at: u16, pattern: &Pattern) -> Result<(), Refusal> {
    let at = usize::from(at);
    if song.patterns.len() >= MAX_PATTERNS {
        return Err(full("patterns", MAX_PATTERNS));
    }
    if at > song.patterns.len() {
        return Err(none("pattern", at, 0, song.patterns.len()));
    }
    let mut pattern = pattern.clone();
    pattern.move_into_range();
    pattern.lanes.truncate(song.tracks.len());
    for slot in pattern.lanes.iter_mut() {
        *slot = slot_into_range(song, slot)?;
    }
    pattern.trim();
    song.patterns.insert(at, Arc::new(pattern));
    renumber(song, |number| if number >= at { number + 1 } else { number });
    follow_patterns(song, |number| Some(if number >= at { number + 1 } else { number }));
    Ok(())
}

/// Takes a pattern out.
pub(super) fn remove(song: &mut Song, at: u16) -> Result<(), Refusal> {
    let number = usize::from(at);
    let count = song.patterns.len();
    if number >= count {
        return Err(none("pattern", number, 0, count));
    }
    if count == 1 {
        return Err(Refusal("a song keeps at least one pattern".to_owned()));
    }
    if let Some(place) = song.order.iter().position(|entry| entry.pattern == at) {
        return Err(Refusal(format!("pattern {at} is used at place {place} of the order list")));
    }
    remarks::pattern_goes(song, at);
    song.patterns.remove(number);
    renumber(song, |old| if old > number { old - 1 } else { old });
    follow_patterns(song, |old| (old != number).then_some(if old > number { old - 1 } else { old }));
    Ok(())
}

/// Sets name and length of a pattern.
pub(super) fn set(song: &mut Song, at: u16, name: &str, length: u16) -> Result<(), Refusal> {
    let count = song.patterns.len();
    let length = length.clamp(1, MAX_ROWS);
    let old = song.patterns.get(at.into()).ok_or_else(|| none("pattern", at.into(), 0, count))?;
    if old.name == name && old.length == length {
        return Ok(());
    }
    if let Some(pattern) = song.patterns.get_mut(at.into()) {
        pattern.name = name.to_owned();
        pattern.length = length;
    }
    Ok(())
}

/// Puts an entry into the order list before that place.
pub(super) fn insert_order(song: &mut Song, at: u16, entry: &OrderEntry) -> Result<(), Refusal> {
    let count = song.order.len();
    if count >= MAX_ORDER {
        return Err(full("places in the order list", MAX_ORDER));
    }
    if usize::from(at) > count {
        return Err(none("place in the order list", at.into(), 0, count));
    }
    let entry = entry_into_range(song, entry)?;
    Arc::make_mut(&mut song.order).insert(at.into(), entry);
    remarks::entry_came(song, at);
    Ok(())
}

/// Takes an entry out of the order list.
pub(super) fn remove_order(song: &mut Song, at: u16) -> Result<(), Refusal> {
    let count = song.order.len();
    if usize::from(at) >= count {
        return Err(none("place in the order list", at.into(), 0, count));
    }
    if count == 1 {
        return Err(Refusal("the order list keeps at least one place".to_owned()));
    }
    Arc::make_mut(&mut song.order).remove(at.into());
    remarks::entry_went(song, at);
    Ok(())
}

/// Replaces an entry of the order list.
pub(super) fn set_order(song: &mut Song, at: u16, entry: &OrderEntry) -> Result<(), Refusal> {
    let count = song.order.len();
    let old = song.order.get(usize::from(at));
    let old = old.ok_or_else(|| none("place in the order list", at.into(), 0, count))?;
    let entry = entry_into_range(song, entry)?;
    if *old != entry {
        Arc::make_mut(&mut song.order)[usize::from(at)] = entry;
    }
    Ok(())
}

fn entry_into_range(song: &Song, entry: &OrderEntry) -> Result<OrderEntry, Refusal> {
    let patterns = song.patterns.len();
    if usize::from(entry.pattern) >= patterns {
        return Err(none("pattern", entry.pattern.into(), 0, patterns));
    }
    let mut entry = entry.clone();
    entry.mutes.sort_unstable();
    entry.mutes.dedup();
    if let Some(last) = entry.mutes.last().filter(|last| usize::from(**last) >= song.tracks.len()) {
        return Err(none("track", usize::from(*last) + 1, 1, song.tracks.len()));
    }
    let clamp = |info: &crate::dsp::parameter::Info, value: u8| info.clamp(value.into()) as u8;
    entry.rows_per_beat = entry.rows_per_beat.map(|rows| clamp(&ROWS_PER_BEAT, rows));
    entry.swing = entry.swing.map(|swing| clamp(&SWING, swing));
    entry.move_into_range();
    Ok(entry)
}

/// Gives the patterns of the order list new numbers; shares the list if none changes.
fn renumber(song: &mut Song, new: impl Fn(usize) -> usize) {
    remarks::renumber(song, &new);
    let number = |entry: &OrderEntry| new(entry.pattern.into()) as u16;
    if song.order.iter().any(|entry| number(entry) != entry.pattern) {
        for entry in Arc::make_mut(&mut song.order) {
            entry.pattern = number(entry);
        }
    }
}
