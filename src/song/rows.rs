//! Short forms for the parameter rows of the song's own structs: their ranges are stated once, for edits, files and screens.

use crate::dsp::parameter::{Info, row};

/// A fader: −60 (off) to +12 dB.
pub(super) const fn level(name: &'static str, help: &'static str, default: f32) -> Info {
    row::linear("", name, "dB", help, -60.0, 12.0, default)
}

/// The number of a track, from 1, or 0 for something else.
pub(super) const fn to_track(group: &'static str, name: &'static str, help: &'static str) -> Info {
    row::whole(group, name, "", help, 0.0, super::MAX_TRACKS as f32, 0.0)
}

/// The index of the track that such a number means.
pub(super) fn at_track(value: f32) -> Option<u16> {
    (value as u16).checked_sub(1)
}

/// The number of a track of that index.
pub(super) fn from_track(track: Option<u16>) -> f32 {
    track.map_or(0.0, |track| f32::from(track) + 1.0)
}
