//! Treatments that change how loud frames are, one by one.

use super::Channels;
use crate::dsp::units::Decibels;
use std::ops::Range;

fn scale(channels: &mut Channels, part: Range<usize>, gain: f32) {
    channels.iter_mut().flat_map(|channel| &mut channel[part.clone()]).for_each(|frame| *frame *= gain);
}

pub(super) fn gain(channels: &mut Channels, part: Range<usize>, amount: f32) {
    scale(channels, part, Decibels(amount).factor());
}

/// Silence stays silence.
pub(super) fn normalise(channels: &mut Channels, part: Range<usize>, amount: f32) {
    let frames = channels.iter().flat_map(|channel| &channel[part.clone()]);
    let peak = frames.fold(0.0f32, |peak, frame| peak.max(frame.abs()));
    if peak > 0.0 {
        scale(channels, part, Decibels(amount).factor() / peak);
    }
}

/// Multiplies each frame by a power of its place, which goes from 0 at the first frame to 1 after the last.
fn fade(channels: &mut Channels, part: Range<usize>, bend: f32, place: fn(f32) -> f32) {
    let (count, power) = (part.len().max(1) as f32, bend.exp2());
    for channel in channels {
        for (number, frame) in channel[part.clone()].iter_mut().enumerate() {
            *frame *= place((number as f32 + 0.5) / count).powf(power);
        }
    }
}

pub(super) fn fade_in(channels: &mut Channels, part: Range<usize>, amount: f32) {
    fade(channels, part, amount, |place| place);
}

pub(super) fn fade_out(channels: &mut Channels, part: Range<usize>, amount: f32) {
    fade(channels, part, amount, |place| 1.0 - place);
}

pub(super) fn remove_dc(channels: &mut Channels, part: Range<usize>, _: f32) {
    for channel in channels {
        let frames = &mut channel[part.clone()];
        let mean = frames.iter().map(|frame| f64::from(*frame)).sum::<f64>() / frames.len().max(1) as f64;
        frames.iter_mut().for_each(|frame| *frame -= mean as f32);
    }
}

pub(super) fn draw(channels: &mut Channels, part: Range<usize>, amount: f32) {
    let steps = part.len().saturating_sub(1).max(1) as f32;
    for channel in channels {
        let frames = &mut channel[part.clone()];
        let first = if frames.len() == 1 { amount } else { frames.first().copied().unwrap_or(0.0) };
        for (number, frame) in frames.iter_mut().enumerate() {
            *frame = first + (amount - first) * number as f32 / steps;
        }
    }
}

pub(super) fn mono(channels: &mut Channels, _: Range<usize>, _: f32) {
    if let [left, right] = &mut channels[..] {
        left.iter_mut().zip(right).for_each(|(left, right)| *left = (*left + *right) / 2.0);
        channels.truncate(1);
    }
}
