//! The delay.

use crate::dsp::parameter::{Parameter, Parameters};
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;
use serde::{Deserialize, Serialize};

/// The saved settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {}

impl Parameters for Settings {
    const ROWS: &'static [Parameter<Self>] = &[];
}

/// The running device.
pub struct Processor {}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(_rate: SampleRate) -> Self {
        Processor {}
    }

    fn reset(&mut self) {}

    fn process(&mut self, _settings: &Settings, _beat_seconds: f32, _block: Stereo) {}
}
