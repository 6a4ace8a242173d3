//! The height of sound between its samples: eight-fold interpolation, finer than the four-fold that ITU-R BS.1770-5, annex 2,
//! asks for at least. Eight-fold misses no peak at 0.45 of the rate by more than 0.14 dB.

use super::fir::{LANES, convolved};
use super::kaiser::kaiser;
use std::f64::consts::PI;

/// Places between two frames.
const PLACES: usize = 7;

/// The interpolation's coefficients: a sinc under a Kaiser window (Kaiser 1974), so many frames long.
pub struct TruePeak<const TAPS: usize> {
    places: [[f32; TAPS]; PLACES],
    most: f32,
}

impl<const TAPS: usize> TruePeak<TAPS> {
    /// Frames after the present one that have to be known.
    pub const AFTER: usize = TAPS / 2;
    /// Frames before the present one that have to be known.
    pub const BEFORE: usize = TAPS / 2 - 1;

    /// Makes the coefficients. `beta` is the window's: 6 keeps what is beyond half the rate 63 dB away.
    pub fn new(beta: f64) -> TruePeak<TAPS> {
        let places = std::array::from_fn(|place| {
            let between = (place + 1) as f64 / (PLACES + 1) as f64;
            let taps: [f64; TAPS] = std::array::from_fn(|tap| {
                let x = tap as f64 - Self::BEFORE as f64 - between;
                (PI * x).sin() / (PI * x) * kaiser(x / Self::AFTER as f64, beta)
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
    /// [`TruePeak::BEFORE`] frames before the first of them and ends [`TruePeak::AFTER`] frames after the last. Whole runs of 16
    /// frames only.
    #[inline(always)]
    pub fn raise(&self, channel: &[f32], peaks: &mut [f32]) {
        for (run, peaks) in peaks.chunks_exact_mut(LANES).enumerate() {
            let start = run * LANES;
            let Some(near) = channel.get(start..start + LANES + TAPS - 1) else { return };
            let raise = |peaks: &mut [f32], level: &[f32]| {
                for (peak, level) in peaks.iter_mut().zip(level) {
                    let level = level.abs();
                    *peak = if level > *peak { level } else { *peak };
                }
            };
            raise(peaks, &near[Self::BEFORE..Self::BEFORE + LANES]);
            for taps in &self.places {
                raise(peaks, &convolved(taps, near));
            }
        }
    }
}
