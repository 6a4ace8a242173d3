//! A wavetable synthesizer: two oscillators, with unison, read tables whose turns become one another, bent on the way, through a
//! filter. The tables are built in, or a sample of the song cut into turns. Knows nothing of songs and tracks.

mod oscillator;
mod tables;
pub mod voice;
mod warp;

use super::derived::{Recipe, Want};
use super::voice_filter;
use crate::dsp::lfo::{SYNC, Shape};
use crate::dsp::parameter::parameters;
use tables::NAMES;
use warp::WARPS;

/// The index of the name in [`NAMES`] that stands for the sample.
const SAMPLE: f32 = 0.0;

parameters! {
    /// The saved settings.
    Patch {}
    "oscillator 1" table: choice(NAMES, 1.0) "" "the table of the first oscillator";
    "oscillator 1" position: linear(0.0, 1.0, 0.2) "" "where it is read: 0 is the first turn, 1 the last";
    "oscillator 1" warp: choice(WARPS, 0.0) "" "how the turns of the first oscillator are bent";
    "oscillator 1" amount: linear(0.0, 1.0, 0.0) "" "how far they are bent";
    "oscillator 2" table_2: choice(NAMES, 1.0) "" "the table of the second oscillator";
    "oscillator 2" position_2: linear(0.0, 1.0, 0.2) "" "where it is read: 0 is the first turn, 1 the last";
    "oscillator 2" warp_2: choice(WARPS, 0.0) "" "how the turns of the second oscillator are bent";
    "oscillator 2" amount_2: linear(0.0, 1.0, 0.0) "" "how far they are bent";
    "oscillator 2" interval: whole(-36.0, 36.0, 0.0) "st" "semitones from the first oscillator to the second";
    "oscillator 2" fine: linear(-100.0, 100.0, 6.0) "cents" "how far the second oscillator is out of tune";
    "oscillator 2" mix: linear(0.0, 1.0, 0.0) "" "0 is the first oscillator alone, 1 the second";
    "sample" sample: whole(0.0, 4_095.0, 0.0) "" "the number of the sample that is the table named sample";
    "sample" frame: whole(256.0, 4_096.0, 2_048.0) "frames" "the length of a turn of the sample; a shorter sample is one turn";
    "unison" voices: whole(1.0, 7.0, 1.0) "" "how many copies of the oscillators sound";
    "unison" detune: linear(0.0, 100.0, 14.0) "cents" "how far the outer copies are apart";
    "unison" spread: linear(0.0, 1.0, 0.6) "" "how far the copies are apart between left and right";
    "position" envelope_position: linear(-1.0, 1.0, 0.0) "" "how far the second envelope moves both positions";
    "position" to_position: linear(0.0, 1.0, 0.0) "" "how far the LFO moves both positions";
    "position" velocity_position: linear(-1.0, 1.0, 0.0) "" "how far a hard key moves both positions";
    "position" key_position: linear(-1.0, 1.0, 0.0) "" "how far four octaves above C-4 move both positions";
    "position" envelope_amount: linear(-1.0, 1.0, 0.0) "" "how far the second envelope moves both amounts of bending";
    "filter" filter: choice(voice_filter::NAMES, 0.0) "" "what the filter lets through";
    "filter" cutoff: exponential(20.0, 20_000.0, 8_000.0) "Hz" "where the filter begins to cut";
    "filter" resonance: linear(0.0, 1.0, 0.1) "" "how much the filter stresses its cutoff";
    "filter" key_track: linear(0.0, 1.0, 0.3) "" "how much the cutoff follows the key";
    "filter" envelope: linear(-96.0, 96.0, 0.0) "st" "how far the second envelope moves the cutoff";
    "filter" velocity: linear(0.0, 96.0, 12.0) "st" "how far a soft key closes the filter";
    "filter" drive: linear(0.0, 24.0, 0.0) "dB" "how hard the sound is driven into saturation";
    "amplitude" attack: exponential(0.001, 10.0, 0.003) "s" "from silence to full";
    "amplitude" decay: exponential(0.005, 20.0, 0.4) "s" "from full towards the sustain level";
    "amplitude" sustain: linear(0.0, 1.0, 0.8) "" "the level while the key is held";
    "amplitude" release: exponential(0.005, 20.0, 0.25) "s" "after the key is let go";
    "amplitude" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft key is softer still";
    "envelope 2" attack_2: exponential(0.001, 10.0, 0.002) "s" "from nothing to full";
    "envelope 2" decay_2: exponential(0.005, 20.0, 0.8) "s" "from full towards the sustain level";
    "envelope 2" sustain_2: linear(0.0, 1.0, 0.0) "" "the level while the key is held";
    "envelope 2" release_2: exponential(0.005, 20.0, 0.3) "s" "after the key is let go";
    "lfo" shape: choice(Shape::NAMES, 0.0) "" "the shape of the LFO";
    "lfo" speed: exponential(0.02, 40.0, 0.5) "Hz" "turns per second while it is free";
    "lfo" sync: choice(SYNC, 0.0) "" "a turn in Hz or in beats";
    "lfo" to_pitch: linear(0.0, 12.0, 0.0) "st" "how far it moves the pitch";
    "lfo" to_cutoff: linear(0.0, 60.0, 0.0) "st" "how far it moves the cutoff";
    "glide" glide: linear(0.0, 2.0, 0.0) "s" "how long a new note takes from the pitch of the last one";
    "level" level: linear(-24.0, 12.0, -3.0) "dB" "the level of the whole patch";
}

impl Patch {
    /// The sample that has to be cut into turns, if one of the oscillators reads it.
    pub(super) fn wants(&self) -> Option<Want> {
        let reads = self.table == SAMPLE || self.table_2 == SAMPLE;
        reads.then_some(Want { sample: self.sample as u16, recipe: Recipe::Turns(self.frame as u16) })
    }
}

/// Makes the tables that are built in, so that later they are only read.
pub fn prepare() {
    tables::built_in();
}
