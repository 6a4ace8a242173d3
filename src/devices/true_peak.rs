//! The height of sound between its samples: eight-fold interpolation, finer than the four-fold that ITU-R BS.1770-5, annex 2,
//! asks for at least. Eight-fold misses no peak at 0.45 of the rate by more than 0.14 dB.

use crate::dsp::fir::{LANES, convolve};
use crate::dsp::interpolation::kaiser;
use std::f64::consts::PI;

/// Frames that one place between two frames is made of, as many before it as behind it.
const TAPS: usize = 24;
/// Places between two frames.
const PLACES: usize = 7;

/// Frames after the present one that have to be known.
pub const AFTER: usize = TAPS / 2;
/// Frames before the present one that have to be known.
pub const BEFORE: usize = TAPS / 2 - 1;

/// The interpolation's coefficients: a sinc under a Kaiser window (Kaiser 1974), flat to 0.4 of the rate.
pub struct TruePeak {
    places: [[f32; TAPS]; PLACES],
    most: f32,
}

impl TruePeak {
    /// Makes the coefficients.
    pub fn new() -> TruePeak {
        const BETA: f64 = 6.0;
        let places = std::array::from_fn(|place| {
            let between = (place + 1) as f64 / (PLACES + 1) as f64;
            let taps: [f64; TAPS] = std::array::from_fn(|tap| {
                let x = tap as f64 - BEFORE as f64 - between;
                (PI * x).sin() / (PI * x) * kaiser(x / AFTER as f64, BETA)
            });
            let sum: f64 = taps.iter().sum();
            taps.map(|tap| (tap / sum) as f32)
        });
        let sum = |taps: &[f32; TAPS]| taps.iter().map(|tap| tap.abs()).sum::<f32>();
        let most = places.iter().map(sum).fold(1.0, f32::max) * 1.001;
        TruePeak { places, most }
    }

    /// No sound is higher between its samples than this times its highest sample.
    pub fn most(&self) -> f32 {
        self.most
    }

    /// Raises `peaks` to the highest level at each frame and at the places between it and the next. `channel` begins
    /// [`BEFORE`] frames before the first of them and ends [`AFTER`] frames after the last. Whole runs of 16 frames only.
    #[inline(always)]
    pub fn raise(&self, channel: &[f32], peaks: &mut [f32]) {
        for (run, peaks) in peaks.chunks_exact_mut(LANES).enumerate() {
            let Some(near) = channel[run * LANES..].first_chunk::<{ LANES + TAPS - 1 }>() else { return };
            let raise = |peaks: &mut [f32], level: &[f32]| {
                for (peak, level) in peaks.iter_mut().zip(level) {
                    let level = level.abs();
                    *peak = if level > *peak { level } else { *peak };
                }
            };
            raise(peaks, &near[BEFORE..BEFORE + LANES]);
            for taps in &self.places {
                convolve(taps, near, LANES, |_, sums| raise(peaks, sums));
            }
        }
    }
}
