//! A subtractive synthesizer: two band-limited oscillators with unison, hard sync, ring modulation and noise through a state-variable
//! filter or a ladder, with two envelopes and two low-frequency oscillators. Knows nothing of songs and tracks.

mod oscillators;
mod sync;
pub mod voice;

use super::voice_filter;
use crate::dsp::lfo::{SYNC, Shape};
use crate::dsp::parameter::parameters;

/// The waves of the oscillators.
const WAVES: &[&str] = &["saw", "pulse", "triangle", "sine"];

parameters! {
    /// The saved settings.
    Patch {}
    "oscillator 1" wave: choice(WAVES, 0.0) "" "the wave of the first oscillator";
    "oscillator 1" width: linear(0.02, 0.98, 0.5) "" "the part of a turn that the first oscillator's pulse is up";
    "oscillator 2" wave_2: choice(WAVES, 0.0) "" "the wave of the second oscillator";
    "oscillator 2" width_2: linear(0.02, 0.98, 0.5) "" "the part of a turn that the second oscillator's pulse is up";
    "oscillator 2" interval: whole(-36.0, 36.0, 0.0) "st" "semitones from the first oscillator to the second";
    "oscillator 2" fine: linear(-100.0, 100.0, 6.0) "cents" "how far the second oscillator is out of tune";
    "mix" mix: linear(0.0, 1.0, 0.4) "" "0 is the first oscillator alone, 1 the second";
    "mix" noise: linear(0.0, 1.0, 0.0) "" "how much white noise is added";
    "unison" voices: whole(1.0, 7.0, 1.0) "" "how many copies of the oscillators sound";
    "unison" detune: linear(0.0, 100.0, 14.0) "cents" "how far the outer copies are apart";
    "unison" spread: linear(0.0, 1.0, 0.6) "" "how far the copies are apart between left and right";
    "filter" filter: choice(voice_filter::NAMES, 0.0) "" "what the filter lets through";
    "filter" cutoff: exponential(20.0, 20_000.0, 4_000.0) "Hz" "where the filter begins to cut";
    "filter" resonance: linear(0.0, 1.0, 0.15) "" "how much the filter stresses its cutoff";
    "filter" key_track: linear(0.0, 1.0, 0.3) "" "how much the cutoff follows the key";
    "filter" envelope: linear(-96.0, 96.0, 18.0) "st" "how far the second envelope moves the cutoff";
    "filter" velocity: linear(0.0, 96.0, 6.0) "st" "how far a soft key closes the filter";
    "filter" drive: linear(0.0, 24.0, 0.0) "dB" "how hard the sound is driven into saturation";
    "amplitude" attack: exponential(0.001, 10.0, 0.003) "s" "from silence to full";
    "amplitude" decay: exponential(0.005, 20.0, 0.4) "s" "from full towards the sustain level";
    "amplitude" sustain: linear(0.0, 1.0, 0.7) "" "the level while the key is held";
    "amplitude" release: exponential(0.005, 20.0, 0.25) "s" "after the key is let go";
    "amplitude" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft key is softer still";
    "envelope 2" attack_2: exponential(0.001, 10.0, 0.002) "s" "from nothing to full";
    "envelope 2" decay_2: exponential(0.005, 20.0, 0.5) "s" "from full towards the sustain level";
    "envelope 2" sustain_2: linear(0.0, 1.0, 0.2) "" "the level while the key is held";
    "envelope 2" release_2: exponential(0.005, 20.0, 0.3) "s" "after the key is let go";
    "lfo 1" shape: choice(Shape::NAMES, 0.0) "" "the shape of the first LFO";
    "lfo 1" speed: exponential(0.02, 40.0, 5.0) "Hz" "turns per second while it is free";
    "lfo 1" sync: choice(SYNC, 0.0) "" "a turn in Hz or in beats";
    "lfo 1" to_pitch: linear(0.0, 12.0, 0.0) "st" "how far it moves the pitch";
    "lfo 1" to_width: linear(0.0, 0.48, 0.0) "" "how far it moves the pulse widths";
    "lfo 2" shape_2: choice(Shape::NAMES, 1.0) "" "the shape of the second LFO";
    "lfo 2" speed_2: exponential(0.02, 40.0, 0.3) "Hz" "turns per second while it is free";
    "lfo 2" sync_2: choice(SYNC, 0.0) "" "a turn in Hz or in beats";
    "lfo 2" to_cutoff: linear(0.0, 60.0, 0.0) "st" "how far it moves the cutoff";
    "lfo 2" to_level: linear(0.0, 1.0, 0.0) "" "how far it lowers the level";
    "glide" glide: linear(0.0, 2.0, 0.0) "s" "how long a new note takes from the pitch of the voice's last one";
    "level" level: linear(-24.0, 12.0, -6.0) "dB" "the level of the whole patch";
    "sync and ring" hard_sync: switch(0.0) "" "the second oscillator starts anew with every turn of the first";
    "sync and ring" ring: linear(0.0, 1.0, 0.0) "" "how much of both oscillators, multiplied, is added";
    "sync and ring" sub: linear(0.0, 1.0, 0.0) "" "how much of a square an octave below the first oscillator is added";
}
