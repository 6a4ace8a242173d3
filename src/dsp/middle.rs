//! Takes out what is so slow that it is no sound but a wave that does not lie around 0.

use super::units::SampleRate;

/// What lies below, in Hz, is taken out: 6 dB an octave.
const LOWEST: f32 = 10.0;

/// Where the middle of one channel is by now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Middle {
    off: f32,
}

impl Middle {
    /// The share of the way that the middle follows in a frame.
    pub fn share(rate: SampleRate) -> f32 {
        1.0 - (-std::f32::consts::TAU * LOWEST / rate.hertz()).exp()
    }

    /// A frame without its middle; `share` as [`Middle::share`] has it.
    #[inline(always)]
    pub fn take_out(&mut self, sample: f32, share: f32) -> f32 {
        self.off += (sample - self.off) * share;
        sample - self.off
    }
}
