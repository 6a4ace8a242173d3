//! The song in which a track is heard as its instruments make it.

use super::OF_INSTRUMENT;
use crate::dsp::units::Decibels;
use crate::sequencer::lock;
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::mixer::{MAX_RETURNS, PanLaw};
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use std::sync::Arc;

/// The lane with what moves the mixer taken out, and what makes all louder or softer.
fn without_mixer(lane: &Lane) -> Lane {
    let mut new = lane.clone();
    for (number, mut row) in lane.rows() {
        row.effects = row.effects.map(|effect| effect.filter(|effect| !matches!(effect.code, b'V' | b'W')));
        new.set(number, row);
    }
    for curve in lane.curves().iter().filter(|curve| !curve.target().starts_with(OF_INSTRUMENT)) {
        _ = new.set_curve(curve.with(Vec::new()));
    }
    new
}

/// The song in which a track goes to the output without anything of the mixer.
pub(super) fn dry(song: &Song, track: usize) -> Song {
    let mut song = song.clone();
    for number in 0..song.shared_lanes.len() {
        if let Some(lane) = song.shared_lanes.get_mut(number) {
            *lane = without_mixer(lane);
        }
    }
    for number in 0..song.patterns.len() {
        let Some(pattern) = song.patterns.get_mut(number) else { continue };
        for slot in pattern.lanes.iter_mut() {
            if let LaneSlot::Own(lane) = slot {
                *lane = Arc::new(without_mixer(lane));
            }
        }
    }
    for (number, track_of) in song.tracks.iter_mut().enumerate() {
        let new = Arc::make_mut(track_of);
        for lock in new.locks.iter_mut().filter(|lock| !lock.is_empty() && !lock.starts_with(OF_INSTRUMENT)) {
            *lock = lock::NOTHING.to_owned();
        }
        if number == track {
            *new = Track {
                volume: Decibels::UNITY,
                pan: 0.0,
                delay: 0.0,
                width: 1.0,
                output: None,
                sends: [Decibels::OFF; MAX_RETURNS],
                inserts: Vec::new(),
                ..new.clone()
            };
        }
    }
    let mixer = Arc::make_mut(&mut song.mixer);
    let balance = PanLaw::NAMES.iter().position(|name| *name == "balance").unwrap_or(0);
    (mixer.volume, mixer.pan_law) = (Decibels::UNITY, balance as f32);
    mixer.inserts.clear();
    (mixer.limiter.limiting, mixer.limiter.gain) = (0.0, 0.0);
    song
}
