//! Adding groups of eight frames to two channels, each with its gain.

use super::reading::Out;
use super::{Ramp, WIDTH};
use std::arch::x86_64::*;

/// Two channels of the same length to which sound is added.
pub(super) struct Added<'a, const STEADY: bool> {
    pub ramps: &'a [Ramp; 2],
    pub left: &'a mut [f32],
    pub right: &'a mut [f32],
}

impl<const STEADY: bool> Out for Added<'_, STEADY> {
    fn frames(&self) -> usize {
        self.left.len()
    }

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn take(self, mut eight: impl FnMut(usize) -> __m256) {
        let [mut first, mut second] = self.ramps.map(|ramp| Gains::<STEADY>::new(ramp));
        let (left, left_rest) = self.left.as_chunks_mut::<WIDTH>();
        let (right, right_rest) = self.right.as_chunks_mut::<WIDTH>();
        for (left, right) in left.iter_mut().zip(right) {
            let sound = eight(WIDTH);
            first.add(sound, left);
            second.add(sound, right);
        }
        if !left_rest.is_empty() {
            let sound = eight(left_rest.len());
            first.add_some(sound, left_rest);
            second.add_some(sound, right_rest);
        }
    }
}

/// The gains of a group, going in a straight line, or staying.
pub(super) struct Gains<const STEADY: bool> {
    gain: __m256,
    slope: __m256,
    /// The number of each frame, from 1.
    numbers: __m256,
}

impl<const STEADY: bool> Gains<STEADY> {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn new(ramp: Ramp) -> Self {
        let lanes = _mm256_setr_ps(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        let numbers = _mm256_add_ps(lanes, _mm256_set1_ps(ramp.at as f32));
        Gains { gain: _mm256_set1_ps(ramp.gain), slope: _mm256_set1_ps(ramp.slope), numbers }
    }

    /// The gains of eight frames; those of the next ones come next.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn next(&mut self) -> __m256 {
        if STEADY {
            return self.gain;
        }
        let gains = _mm256_fmadd_ps(self.slope, self.numbers, self.gain);
        self.numbers = _mm256_add_ps(self.numbers, _mm256_set1_ps(WIDTH as f32));
        gains
    }

    /// Adds eight frames with their gains, and goes on to the next ones.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn add(&mut self, sound: __m256, out: &mut [f32; WIDTH]) {
        let gains = self.next();
        // SAFETY: `out` holds eight frames.
        unsafe {
            let there = _mm256_loadu_ps(out.as_ptr());
            _mm256_storeu_ps(out.as_mut_ptr(), _mm256_fmadd_ps(sound, gains, there));
        }
    }

    /// Adds the first of eight frames: as many as `out` holds.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn add_some(&mut self, sound: __m256, out: &mut [f32]) {
        let mut buffer = [0.0; WIDTH];
        buffer[..out.len()].copy_from_slice(out);
        self.add(sound, &mut buffer);
        out.copy_from_slice(&buffer[..out.len()]);
    }
}
