//! What the tests of instruments share.

use super::sample::SampleBank;
use super::voice::{Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo, Voice};
use crate::dsp::units::{SampleRate, Semitones};

/// The left side of a hard stroke of that key at 48 kHz, held until it ends or so many frames are over.
pub fn struck<V: Voice>(patch: &V::Patch, key: u8, frames: usize) -> Vec<f32> {
    let bank = SampleBank::default();
    let context = Context { rate: SampleRate(48_000), samples: &bank };
    let note = NoteStart { key, velocity: 1.0, offset: 0, slice: None, previous: None, turn: 0, seed: 1 };
    let modulation = Modulation { pitch: Semitones(f32::from(key)), ..Modulation::default() };
    let mut voice = V::default();
    voice.start(patch, &note, &context);
    let mut sound = Vec::new();
    while sound.len() < frames {
        let (mut left, mut right) = ([0.0; MAX_STRETCH], [0.0; MAX_STRETCH]);
        let out = Stereo { left: &mut left, right: &mut right };
        let liveness = voice.render(patch, &modulation, &context, out);
        sound.extend(left);
        if liveness == Liveness::Ended {
            break;
        }
    }
    sound
}
