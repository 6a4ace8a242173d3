//! Devices of the mixer over the whole of a sound, in time with it.

use super::sound::Sound;
use crate::devices::limiter::Settings as Limiter;
use crate::devices::{AnyProcessor, Device};
use crate::instruments::voice::Stereo;
use serde::{Deserialize, Serialize};

/// Frames that are worked on at once. Changes nothing in the sound.
const BLOCK: usize = 1_024;
/// What a device that goes with the beat would take for one; none of these does.
const BEAT_SECONDS: f32 = 0.5;

/// Replaces the sound by what a device makes of it; answers how much it took away at most, in dB (0 or above).
pub fn run(device: &Device, sound: &mut Sound) -> f64 {
    let mut processor = AnyProcessor::new(device, sound.rate);
    let late = processor.latency(device);
    let mut most = 0.0f32;
    let [left, right] = &mut sound.channels;
    [&mut *left, &mut *right].into_iter().for_each(|channel| channel.resize(channel.len() + late, 0.0));
    for (left, right) in left.chunks_mut(BLOCK).zip(right.chunks_mut(BLOCK)) {
        processor.process(device, BEAT_SECONDS, Stereo { left, right }, None);
        most = most.max(-processor.reduction());
    }
    [left, right].into_iter().for_each(|channel| drop(channel.drain(..late)));
    f64::from(most)
}

/// How a song's level is made: so many dB louder, then held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// Gain in dB.
    pub gain: f64,
    /// What the limiter holds peaks under, in dBTP; `None`: there is nothing to hold.
    pub ceiling: Option<f64>,
}

/// Gives the sound, louder and held, block by block, with what the limiter takes away meanwhile in dB (0 or above).
pub fn hold(sound: &Sound, holding: Holding, give: &mut dyn FnMut([&[f32]; 2], f64)) {
    let gain = 10f64.powf(holding.gain / 20.0) as f32;
    let louder = |sample: &f32| if holding.gain == 0.0 { *sample } else { sample * gain };
    let limiter = holding.ceiling.map(|ceiling| {
        let device = Device::Limiter(Limiter { ceiling: ceiling as f32, ..Limiter::default() });
        let processor = AnyProcessor::new(&device, sound.rate);
        (device, processor)
    });
    let Some((device, mut processor)) = limiter else {
        for (left, right) in sound.channels[0].chunks(BLOCK).zip(sound.channels[1].chunks(BLOCK)) {
            let block = [left, right].map(|channel| channel.iter().map(louder).collect::<Vec<f32>>());
            give(block.each_ref().map(Vec::as_slice), 0.0);
        }
        return;
    };
    let (frames, mut late) = (sound.frames(), processor.latency(&device));
    let all = frames + late;
    for from in (0..all).step_by(BLOCK) {
        let length = BLOCK.min(all - from);
        let mut block = sound.channels.each_ref().map(|channel| {
            let there = channel.get(from..(from + length).min(frames)).unwrap_or_default();
            let mut block: Vec<f32> = there.iter().map(louder).collect();
            block.resize(length, 0.0);
            block
        });
        let [left, right] = &mut block;
        processor.process(&device, BEAT_SECONDS, Stereo { left, right }, None);
        let skipped = late.min(length);
        late -= skipped;
        give(block.each_ref().map(|channel| &channel[skipped..]), f64::from(-processor.reduction()));
    }
}
