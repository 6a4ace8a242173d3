//! Changes nothing: the sound in its place can be measured, away from the audio thread.

use crate::dsp::parameter::parameters;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

parameters! {
    /// The saved settings: there is nothing to set.
    Settings {}
}

/// The running device.
pub struct Processor;

impl super::Processor for Processor {
    type Settings = Settings;

    const PASSES: bool = true;

    fn new(_rate: SampleRate) -> Self {
        Processor
    }

    fn reset(&mut self) {}

    #[inline(always)]
    fn process(&mut self, _settings: &Settings, _beat_seconds: f32, _block: Stereo) {}
}
