//! The inner loops for processors with AVX2, FMA and BMI2: eight frames at a time, with the very arithmetic of the plain loops, frame by
//! frame in the same order, so that both give the same bits. Remainders go through the same groups.

mod gains;
mod kinds;
mod places;
pub mod pouring;
mod reading;
pub mod transposing;

use super::{Ramp, measure_plain, scale_ramped_plain, speed};
use crate::dsp::interpolation::Interpolation;
use crate::dsp::sinc;
use gains::{Added, Gains};
use kinds::{Cubic, Eight, Linear, Nearest, Thirty2};
use reading::{Out, Written, read, read_close};
use std::arch::x86_64::*;
use std::sync::atomic::{AtomicU8, Ordering};

/// Frames of a group.
const WIDTH: usize = 8;

/// Whether this processor can run this file; asked once, before any sound.
#[inline(always)]
pub fn is_here() -> bool {
    static HERE: AtomicU8 = AtomicU8::new(0);
    match HERE.load(Ordering::Relaxed) {
        0 => {
            let here = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("bmi2");
            HERE.store(if here { 2 } else { 1 }, Ordering::Relaxed);
            here
        }
        answer => answer == 2,
    }
}

/// As [`super::interpolate`].
///
/// # Safety
/// The processor has AVX2, FMA and BMI2; what the kind needs before the first place and after the last lies within `source`.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn interpolate(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    // SAFETY: the caller's promise is passed on.
    unsafe { read_into(kind, source, (start, step), Written(out)) }
}

/// As [`super::add_interpolated`].
///
/// # Safety
/// As for [`interpolate`]; `left` and `right` have the same length.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn add_interpolated(
    kind: Interpolation,
    source: &[f32],
    places: (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match ramps[0].slope == 0.0 && ramps[1].slope == 0.0 {
            true => read_into(kind, source, places, Added::<true> { ramps, left, right }),
            false => read_into(kind, source, places, Added::<false> { ramps, left, right }),
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
unsafe fn read_into(kind: Interpolation, source: &[f32], places: (u64, u64), out: impl Out) {
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match kind {
            Interpolation::Nearest => read_close(Nearest, source, places, out),
            Interpolation::Linear => read_close(Linear, source, places, out),
            Interpolation::Cubic => read_close(Cubic, source, places, out),
            Interpolation::Sinc => read(Eight(sinc::eight(speed(places.1))), source, places, out),
            Interpolation::Sinc32 => {
                read_close(Thirty2(sinc::thirty_2(speed(places.1))), source, places, out)
            }
        }
    }
}

/// As [`super::add_ramped`].
///
/// # Safety
/// The processor has AVX2, FMA and BMI2.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn add_ramped(source: &[f32], ramp: Ramp, out: &mut [f32]) {
    match ramp.slope == 0.0 {
        true => add_with_gains(source, Gains::<true>::new(ramp), out),
        false => add_with_gains(source, Gains::<false>::new(ramp), out),
    }
}

#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
fn add_with_gains<const STEADY: bool>(source: &[f32], mut gains: Gains<STEADY>, out: &mut [f32]) {
    let (sounds, sound_rest) = source.as_chunks::<WIDTH>();
    let (frames, rest) = out.as_chunks_mut::<WIDTH>();
    for (sound, out) in sounds.iter().zip(frames) {
        // SAFETY: `sound` holds eight frames.
        gains.add(unsafe { _mm256_loadu_ps(sound.as_ptr()) }, out);
    }
    if !rest.is_empty() {
        let mut buffer = [0.0; WIDTH];
        buffer[..sound_rest.len()].copy_from_slice(sound_rest);
        // SAFETY: `buffer` holds eight frames.
        gains.add_some(unsafe { _mm256_loadu_ps(buffer.as_ptr()) }, rest);
    }
}

/// As [`super::scale_ramped`]: the plain loop, eight frames at a time.
///
/// # Safety
/// The processor has AVX2, FMA and BMI2.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn scale_ramped(ramp: Ramp, block: &mut [f32]) {
    scale_ramped_plain(ramp, block);
}

/// As [`super::measure`].
///
/// # Safety
/// The processor has AVX2, FMA and BMI2.
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn measure(sound: &[f32]) -> (f32, bool) {
    let (whole, rest) = sound.as_chunks::<WIDTH>();
    let (sign, none) = (_mm256_set1_ps(-0.0), _mm256_setzero_ps());
    let (mut peaks, mut sums) = (none, none);
    for frames in whole {
        // SAFETY: `frames` holds eight.
        let frames = unsafe { _mm256_loadu_ps(frames.as_ptr()) };
        // Of two numbers the second is taken if one of them is none.
        peaks = _mm256_max_ps(_mm256_andnot_ps(sign, frames), peaks);
        sums = _mm256_fmadd_ps(frames, none, sums);
    }
    let halves = _mm_max_ps(_mm256_castps256_ps128(peaks), _mm256_extractf128_ps::<1>(peaks));
    let pairs = _mm_max_ps(halves, _mm_movehl_ps(halves, halves));
    let peak = _mm_cvtss_f32(_mm_max_ss(pairs, _mm_movehdup_ps(pairs)));
    let wrong = _mm256_cmp_ps::<_CMP_NEQ_UQ>(sums, none);
    if rest.is_empty() {
        return (peak, _mm256_movemask_ps(wrong) == 0);
    }
    let (rest_peak, rest_is_sane) = measure_plain(rest);
    (peak.max(rest_peak), _mm256_movemask_ps(wrong) == 0 && rest_is_sane)
}
