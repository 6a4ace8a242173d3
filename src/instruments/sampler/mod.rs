//! The sampler: zones of keys and velocities, loops, slices, interpolation, a filter and two envelopes.
//! Knows nothing of songs and tracks: zones point into a bank of samples by index.

mod layer;
mod line;
mod reader;
mod sieve;
mod stretch;
pub mod voice;
pub mod zone;

use crate::dsp::filter::Mode;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::parameter::parameters;
use crate::instruments::derived::{Recipe, Want};
use std::sync::Arc;
use zone::{Stretching, Zone};

parameters! {
    /// The saved settings.
    Patch {
        /// Which sample plays for which keys and velocities. Up to four that match play together. Shared, so that a copy of the
        /// patch allocates nothing.
        zones: Arc<Vec<Zone>>,
    }
    "sample" interpolation: choice(Interpolation::NAMES, 3.0) "" "how samples are read between their frames; at 18 kHz sinc is 1 dB softer, sinc-32 as it was, for nearly five times the work";
    "sample" start: linear(0.0, 1.0, 0.0) "" "the part of the sample that is skipped";
    "sample" end: linear(0.0, 1.0, 1.0) "" "the part of the sample at which it ends; a loop that would go on ends there too; for notes that begin";
    "sample" reverse: switch(0.0) "" "plays the sample backwards";
    "amplitude" attack: exponential(0.001, 10.0, 0.001) "s" "from silence to full";
    "amplitude" hold: linear(0.0, 5.0, 0.0) "s" "at full";
    "amplitude" decay: exponential(0.005, 20.0, 1.0) "s" "from full towards the sustain level";
    "amplitude" sustain: linear(0.0, 1.0, 1.0) "" "the level while the key is held";
    "amplitude" release: exponential(0.005, 20.0, 0.08) "s" "after the key is let go";
    "amplitude" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft key is softer still";
    "filter" filter_on: switch(0.0) "" "whether the filter works";
    "filter" filter: choice(Mode::NAMES, 0.0) "" "what the filter lets through";
    "filter" cutoff: exponential(20.0, 20_000.0, 12_000.0) "Hz" "where the filter begins to cut";
    "filter" resonance: linear(0.0, 1.0, 0.0) "" "how much the filter stresses its cutoff";
    "filter" key_track: linear(0.0, 1.0, 0.0) "" "how much the cutoff follows the key";
    "filter" velocity: linear(0.0, 96.0, 0.0) "st" "how far a soft key closes the filter";
    "filter" envelope: linear(-96.0, 96.0, 0.0) "st" "how far the filter's envelope moves the cutoff";
    "filter envelope" attack_2: exponential(0.001, 10.0, 0.002) "s" "from nothing to full";
    "filter envelope" decay_2: exponential(0.005, 20.0, 0.3) "s" "from full towards the sustain level";
    "filter envelope" sustain_2: linear(0.0, 1.0, 0.0) "" "the level while the key is held";
    "filter envelope" release_2: exponential(0.005, 20.0, 0.3) "s" "after the key is let go";
    "level" level: linear(-24.0, 12.0, 0.0) "dB" "the level of the whole patch";
}

impl Patch {
    /// What has to be made of which sample: where sounds begin in those that keep to the tempo.
    pub(super) fn wants(&self) -> impl Iterator<Item = Want> {
        let stretched = self.zones.iter().filter(|zone| zone.stretch != Stretching::Off);
        stretched.map(|zone| Want { sample: zone.sample, recipe: Recipe::Onsets })
    }
}
