//! Treatments that change how long a sample is.

use super::{Channels, MOST_FRAMES};
use std::ops::Range;

pub(super) fn crop(channels: &mut Channels, part: Range<usize>, _: f32) {
    for channel in channels {
        channel.truncate(part.end);
        drop(channel.drain(..part.start));
    }
}

pub(super) fn delete(channels: &mut Channels, part: Range<usize>, _: f32) {
    channels.iter_mut().for_each(|channel| drop(channel.drain(part.clone())));
}

/// How many frames still come in.
fn room(channels: &Channels, wanted: usize) -> usize {
    wanted.min(MOST_FRAMES.saturating_sub(channels.first().map_or(0, Vec::len)))
}

pub(super) fn insert(channels: &mut Channels, part: Range<usize>, amount: f32) {
    let count = room(channels, amount as usize);
    for channel in channels {
        drop(channel.splice(part.start..part.start, std::iter::repeat_n(0.0, count)));
    }
}

pub(super) fn copy(channels: &mut Channels, part: Range<usize>, amount: f32) {
    let count = room(channels, part.len());
    for channel in channels {
        let at = (amount as usize).min(channel.len());
        let copied = channel[part.start..part.start + count].to_vec();
        drop(channel.splice(at..at, copied));
    }
}
