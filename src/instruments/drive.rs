//! How hard a voice's sound is driven into saturation.

use crate::dsp::level::Level;
use crate::dsp::middle::Middle;
use crate::dsp::tanh::tanh;
use crate::dsp::units::{Decibels, SampleRate};

/// Up to that many dB the drive comes in, from nothing that is changed.
const SOFT: f32 = 1.0;

/// The drive of one voice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drive {
    level: Level,
    /// How much of it was heard, and its factor, at the end of the last stretch.
    last: Option<[f32; 2]>,
    /// Saturation moves waves that are not symmetric off the middle.
    middles: [Middle; 2],
}

impl Drive {
    /// Drives a stretch of one or two channels by `amount`, 0 dB (nothing is changed) to 24 dB, through a hyperbolic tangent. Where the
    /// amount is another than in the last stretch, it goes there in a straight line.
    #[inline(always)]
    pub fn process(&mut self, amount: Decibels, rate: SampleRate, channels: &mut [&mut [f32]]) {
        let now = [(amount.0 / SOFT).clamp(0.0, 1.0), self.level.gain(amount)];
        let last = self.last.replace(now).unwrap_or(now);
        if last[0] == 0.0 && now[0] == 0.0 {
            return;
        }
        let share = Middle::share(rate);
        for (side, middle) in channels.iter_mut().zip(&mut self.middles) {
            if last == now && now[0] == 1.0 {
                let (drive, whole) = (now[1], now[1].sqrt());
                for sample in side.iter_mut() {
                    *sample = tanh(*sample * drive) / whole;
                }
                for sample in side.iter_mut() {
                    *sample = middle.take_out(*sample, share);
                }
            } else {
                let slope = [0, 1].map(|n: usize| (now[n] - last[n]) / side.len().max(1) as f32);
                for (n, sample) in side.iter_mut().enumerate() {
                    let [heard, drive] = [0, 1].map(|of: usize| last[of] + slope[of] * (n + 1) as f32);
                    let driven = middle.take_out(tanh(*sample * drive) / drive.sqrt(), share);
                    *sample += (driven - *sample) * heard;
                }
            }
        }
    }

    /// The right channel becomes what the left one is.
    pub fn copy_left(&mut self) {
        self.middles[1] = self.middles[0];
    }
}
