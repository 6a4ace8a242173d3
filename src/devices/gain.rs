//! A level, and the polarity.

use super::runs::{RUN, Runs};
use crate::dsp::level::Level;
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;

/// Seconds in which the level goes to where it is set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "gain" gain: linear(-60.0, 24.0, 0.0) "dB" "how much louder; −60 is silence";
    "gain" invert: switch(0.0) "" "whether up becomes down";
}

/// The running device.
pub struct Processor {
    rate: f32,
    level: Level,
    gain: Glides<1>,
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            level: Level::default(),
            gain: Glides::default(),
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.gain, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let gain = self.level.gain(Decibels(settings.gain));
        self.gain.aim([if settings.invert > 0.5 { -gain } else { gain }], GLIDE * self.rate);
        let glides = &mut self.gain;
        for (left, right, _) in self.runs.cut(block) {
            let mut gains = [[0.0; RUN]];
            glides.rows(left.len(), &mut gains);
            for channel in [left, right] {
                channel.iter_mut().zip(&gains[0]).for_each(|(sample, gain)| *sample *= gain);
            }
        }
    }
}
