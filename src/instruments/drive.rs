//! How hard a voice's sound is driven into saturation.

use crate::dsp::level::Level;
use crate::dsp::middle::Middle;
use crate::dsp::tanh::tanh;
use crate::dsp::units::{Decibels, SampleRate};

/// The drive of one voice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drive {
    level: Level,
    /// Saturation moves waves that are not symmetric off the middle.
    middles: [Middle; 2],
}

impl Drive {
    /// Drives a stretch of one or two channels by `amount`, 0 dB (nothing is changed) to 24 dB, through a hyperbolic tangent.
    #[inline(always)]
    pub fn process(&mut self, amount: Decibels, rate: SampleRate, channels: &mut [&mut [f32]]) {
        if amount.0 <= 0.0 {
            return;
        }
        let drive = self.level.gain(amount);
        let (whole, share) = (drive.sqrt(), Middle::share(rate));
        for (side, middle) in channels.iter_mut().zip(&mut self.middles) {
            for sample in side.iter_mut() {
                *sample = tanh(*sample * drive) / whole;
            }
            for sample in side.iter_mut() {
                *sample = middle.take_out(*sample, share);
            }
        }
    }

    /// The right channel becomes what the left one is.
    pub fn copy_left(&mut self) {
        self.middles[1] = self.middles[0];
    }
}
