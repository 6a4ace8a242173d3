//! The inner loops for processors with AVX2 and FMA. Remainders run through the same arithmetic as whole groups.

use super::{add_ramped_plain, phase, speed};
use crate::dsp::interpolation::{Coefficients, Interpolation, tables};
use std::arch::x86_64::*;
use std::sync::atomic::{AtomicU8, Ordering};

/// Whether this processor can run this file; asked once, before any sound.
#[inline(always)]
pub fn is_here() -> bool {
    static HERE: AtomicU8 = AtomicU8::new(0);
    match HERE.load(Ordering::Relaxed) {
        0 => {
            let here = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            HERE.store(if here { 2 } else { 1 }, Ordering::Relaxed);
            here
        }
        answer => answer == 2,
    }
}

/// As [`super::interpolate`].
///
/// # Safety
/// The processor has AVX2 and FMA; 3 frames before the first place and 4 after the last lie within `source`.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn interpolate(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match kind {
            Interpolation::Nearest => nearest(source, start, step, out),
            Interpolation::Linear => linear(source, start, step, out),
            Interpolation::Cubic => cubic(source, start, step, out, &tables().cubic),
            Interpolation::Sinc => sinc(source, start, step, out, tables().sinc(speed(step))),
        }
    }
}

#[target_feature(enable = "avx2,fma")]
unsafe fn nearest(source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    let mut place = start;
    for sample in out {
        // SAFETY: every place lies within `source`.
        *sample = unsafe { *source.get_unchecked((place >> 32) as usize) };
        place += step;
    }
}

/// Runs `group` over `out`, `WIDTH` frames at a time; the last, smaller group goes through a buffer of its own. `group` must
/// not read beyond the frames that it is told are asked for.
#[inline(always)]
fn grouped<const WIDTH: usize>(
    start: u64,
    step: u64,
    out: &mut [f32],
    group: impl Fn(u64, u64, usize, &mut [f32; WIDTH]),
) {
    let mut place = start;
    let (groups, rest) = out.as_chunks_mut::<WIDTH>();
    for frames in groups {
        group(place, step, WIDTH, frames);
        place += step * WIDTH as u64;
    }
    if !rest.is_empty() {
        let mut buffer = [0.0; WIDTH];
        group(place, step, rest.len(), &mut buffer);
        rest.copy_from_slice(&buffer[..rest.len()]);
    }
}

/// The places of a group; those beyond `asked` stay at the last one that is asked for.
#[inline(always)]
fn places<const WIDTH: usize>(place: u64, step: u64, asked: usize) -> [u64; WIDTH] {
    std::array::from_fn(|n| place + step * n.min(asked - 1) as u64)
}

#[target_feature(enable = "avx2,fma")]
unsafe fn linear(source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    let frames = source.as_ptr();
    grouped::<4>(start, step, out, |place, step, asked, out| {
        let places = places::<4>(place, step, asked);
        // SAFETY: the frame at each place and the one after it lie within `source`.
        unsafe {
            let pair =
                |n: usize| _mm_castsi128_ps(_mm_loadl_epi64(frames.add((places[n] >> 32) as usize).cast()));
            let (low, high) = (_mm_movelh_ps(pair(0), pair(1)), _mm_movelh_ps(pair(2), pair(3)));
            let here = _mm_shuffle_ps::<0b10_00_10_00>(low, high);
            let next = _mm_shuffle_ps::<0b11_01_11_01>(low, high);
            let digits = |n: usize| (places[n] as u32 >> 8) as i32;
            let fractions = _mm_cvtepi32_ps(_mm_set_epi32(digits(3), digits(2), digits(1), digits(0)));
            let fractions = _mm_mul_ps(fractions, _mm_set1_ps(1.0 / 16_777_216.0));
            _mm_storeu_ps(out.as_mut_ptr(), _mm_fmadd_ps(_mm_sub_ps(next, here), fractions, here));
        }
    });
}

#[target_feature(enable = "avx2,fma")]
unsafe fn cubic(source: &[f32], start: u64, step: u64, out: &mut [f32], table: &Coefficients<4>) {
    let frames = source.as_ptr();
    grouped::<4>(start, step, out, |place, step, asked, out| {
        let places = places::<4>(place, step, asked);
        // SAFETY: one frame before each place and two after it lie within `source`.
        unsafe {
            let product = |n: usize| {
                let taps = _mm_loadu_ps(table.at(phase(places[n])).as_ptr());
                _mm_mul_ps(_mm_loadu_ps(frames.add((places[n] >> 32) as usize - 1)), taps)
            };
            let first = _mm_hadd_ps(product(0), product(1));
            let second = _mm_hadd_ps(product(2), product(3));
            _mm_storeu_ps(out.as_mut_ptr(), _mm_hadd_ps(first, second));
        }
    });
}

#[target_feature(enable = "avx2,fma")]
unsafe fn sinc(source: &[f32], start: u64, step: u64, out: &mut [f32], table: &Coefficients<8>) {
    let frames = source.as_ptr();
    grouped::<8>(start, step, out, |place, step, asked, out| {
        let places = places::<8>(place, step, asked);
        // SAFETY: three frames before each place and four after it lie within `source`.
        unsafe {
            let product = |n: usize| {
                let taps = _mm256_loadu_ps(table.at(phase(places[n])).as_ptr());
                _mm256_mul_ps(_mm256_loadu_ps(frames.add((places[n] >> 32) as usize - 3)), taps)
            };
            let pairs = |n: usize| _mm256_hadd_ps(product(n), product(n + 1));
            let low = _mm256_hadd_ps(pairs(0), pairs(2));
            let high = _mm256_hadd_ps(pairs(4), pairs(6));
            // Each half holds four sums over four taps: the lower taps' in the first lanes, the upper taps' in the second.
            let lower = _mm256_permute2f128_ps::<0x20>(low, high);
            let upper = _mm256_permute2f128_ps::<0x31>(low, high);
            _mm256_storeu_ps(out.as_mut_ptr(), _mm256_add_ps(lower, upper));
        }
    });
}

/// As [`super::add_ramped`].
///
/// # Safety
/// The processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn add_ramped(source: &[f32], gain: f32, slope: f32, out: &mut [f32]) {
    add_ramped_plain(source, gain, slope, out);
}
