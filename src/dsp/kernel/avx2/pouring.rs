//! The pass of a strip, eight frames at a time.

use super::super::pouring::Send;
use super::{Gains, Ramp, WIDTH};
use std::arch::x86_64::*;

/// As [`super::super::pouring::pour`], for a block of whole groups.
///
/// # Safety
/// The processor has AVX2, FMA and BMI2.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn pour<const F: usize, const N: usize>(
    source: &mut [f32; F],
    ramp: Ramp,
    sends: [Send<F>; N],
    out: &mut [f32; F],
) {
    match ramp.slope == 0.0 && sends.iter().all(|send| send.ramp.slope == 0.0) {
        true => pour_with::<F, N, true>(source, ramp, sends, out),
        false => pour_with::<F, N, false>(source, ramp, sends, out),
    }
}

#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
fn pour_with<const F: usize, const N: usize, const STEADY: bool>(
    source: &mut [f32; F],
    ramp: Ramp,
    mut sends: [Send<F>; N],
    out: &mut [f32; F],
) {
    const { assert!(F.is_multiple_of(WIDTH), "whole groups") };
    let mut way = Gains::<STEADY>::new(ramp);
    let mut gains = sends.each_ref().map(|send| Gains::<STEADY>::new(send.ramp));
    let out = out.as_chunks_mut::<WIDTH>().0;
    for (n, (frames, out)) in source.as_chunks_mut::<WIDTH>().0.iter_mut().zip(out).enumerate() {
        // SAFETY: both hold eight frames.
        let sound = unsafe {
            let sound = _mm256_mul_ps(_mm256_loadu_ps(frames.as_ptr()), way.next());
            _mm256_storeu_ps(out.as_mut_ptr(), _mm256_add_ps(_mm256_loadu_ps(out.as_ptr()), sound));
            _mm256_storeu_ps(frames.as_mut_ptr(), _mm256_setzero_ps());
            sound
        };
        for (send, gains) in sends.iter_mut().zip(&mut gains) {
            gains.add(sound, &mut send.to.as_chunks_mut::<WIDTH>().0[n]);
        }
    }
}
