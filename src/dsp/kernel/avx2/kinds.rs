//! What each kind of interpolation does with eight places at once.

use super::{CloseGroup, CloseKind, Group, Kind, WIDTH};
use crate::dsp::interpolation::{PHASE_BITS, Sinc};
use std::arch::x86_64::*;

/// The frame before each place.
#[derive(Clone, Copy)]
pub(super) struct Nearest;

impl Kind for Nearest {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        // SAFETY: every place lies within the source.
        let frame = |n: usize| unsafe { *source.add(group.frame(n)) };
        let frames: [f32; WIDTH] = std::array::from_fn(frame);
        // SAFETY: eight frames are loaded from eight.
        unsafe { _mm256_loadu_ps(frames.as_ptr()) }
    }
}

/// The digits behind the point, the first 24 of 32, as numbers from 0 to 1.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn fractions(digits: __m256i) -> __m256 {
    let numbers = _mm256_cvtepi32_ps(_mm256_srli_epi32::<8>(digits));
    _mm256_mul_ps(numbers, _mm256_set1_ps(1.0 / 16_777_216.0))
}

/// A straight line between two frames.
#[derive(Clone, Copy)]
pub(super) struct Linear;

impl Kind for Linear {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        // SAFETY: the frame at each place and the one after it lie within the source.
        unsafe {
            let at = |n: usize| source.add(group.frame(n));
            // Frames n and n + 1, then those of n + 1 and the one after.
            let pairs = |n: usize| {
                let pair = |n: usize| _mm_castsi128_ps(_mm_loadl_epi64(at(n).cast()));
                _mm_movelh_ps(pair(n), pair(n + 1))
            };
            let first = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(pairs(0)), pairs(4));
            let second = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(pairs(2)), pairs(6));
            let here = _mm256_shuffle_ps::<0b10_00_10_00>(first, second);
            let next = _mm256_shuffle_ps::<0b11_01_11_01>(first, second);
            line(here, next, group.digits)
        }
    }
}

impl CloseKind for Linear {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight_close(self, source: *const f32, group: &CloseGroup) -> __m256 {
        // SAFETY: nine frames from the first place on lie within the source.
        let [here, next] = unsafe { close_frames(source.add(group.first), group) };
        line(here, next, group.digits)
    }
}

/// On the straight lines from eight frames to the next ones.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn line(here: __m256, next: __m256, digits: __m256i) -> __m256 {
    _mm256_fmadd_ps(_mm256_sub_ps(next, here), fractions(digits), here)
}

/// The frames of the group's places, where the first one's stands at `source`; the frames after these, and so on.
#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn close_frames<const N: usize>(source: *const f32, group: &CloseGroup) -> [__m256; N] {
    let mut frames = [_mm256_setzero_ps(); N];
    for (n, frames) in frames.iter_mut().enumerate() {
        // SAFETY: the caller's promise that all these frames lie within the source.
        *frames = unsafe { _mm256_permutevar8x32_ps(_mm256_loadu_ps(source.add(n)), group.frames) };
    }
    frames
}

/// A cubic through four frames.
#[derive(Clone, Copy)]
pub(super) struct Cubic;

impl Kind for Cubic {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        // SAFETY: one frame before each place and two after it lie within the source.
        unsafe {
            let four = |n: usize| _mm_loadu_ps(source.add(group.frame(n) - 1));
            let row = |n: usize| _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(four(n)), four(n + 4));
            let (a, b, c, d) = (row(0), row(1), row(2), row(3));
            let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
            let (low_2, high_2) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
            let before = _mm256_shuffle_ps::<0b01_00_01_00>(low, high);
            let here = _mm256_shuffle_ps::<0b11_10_11_10>(low, high);
            let next = _mm256_shuffle_ps::<0b01_00_01_00>(low_2, high_2);
            let after = _mm256_shuffle_ps::<0b11_10_11_10>(low_2, high_2);
            cubic([before, here, next, after], group.digits)
        }
    }
}

impl CloseKind for Cubic {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight_close(self, source: *const f32, group: &CloseGroup) -> __m256 {
        // SAFETY: a frame before the first place and ten from there on lie within the source.
        cubic(unsafe { close_frames(source.add(group.first - 1), group) }, group.digits)
    }
}

/// On the cubics through four frames, from the second to the third.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn cubic([before, here, next, after]: [__m256; 4], digits: __m256i) -> __m256 {
    let times = |factor: f32, frames: __m256| _mm256_mul_ps(_mm256_set1_ps(factor), frames);
    let t = fractions(digits);
    let third = _mm256_fmadd_ps(
        _mm256_set1_ps(1.5),
        _mm256_sub_ps(here, next),
        times(0.5, _mm256_sub_ps(after, before)),
    );
    let second = _mm256_fnmadd_ps(_mm256_set1_ps(2.5), here, before);
    let second = _mm256_fmadd_ps(_mm256_set1_ps(2.0), next, second);
    let second = _mm256_fnmadd_ps(_mm256_set1_ps(0.5), after, second);
    let first = times(0.5, _mm256_sub_ps(next, before));
    let sum = _mm256_fmadd_ps(_mm256_fmadd_ps(third, t, second), t, first);
    _mm256_fmadd_ps(sum, t, here)
}

/// The sums of eight vectors of eight, each summed as the plain loop's `dot` does. Some of the sums take a blend, which costs less than
/// a shuffle, and none are those of neighbours, for which the compiler would take a slower instruction.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn sums([a, b, c, d, e, f, g, h]: [__m256; WIDTH]) -> __m256 {
    let halves = |low: __m256, high: __m256| {
        let crossed = _mm256_permute2f128_ps::<0x21>(low, high);
        _mm256_add_ps(_mm256_blend_ps::<0b1111_0000>(low, high), crossed)
    };
    let pairs = |a: __m256, b: __m256| _mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
    let low = pairs(halves(a, e), halves(b, f));
    let high = pairs(halves(c, g), halves(d, h));
    let crossed = _mm256_shuffle_pd::<0b0101>(_mm256_castps_pd(low), _mm256_castps_pd(high));
    _mm256_add_ps(_mm256_blend_ps::<0b1100_1100>(low, high), _mm256_castpd_ps(crossed))
}

/// A sinc over eight frames.
#[derive(Clone, Copy)]
pub(super) struct Windowed(pub &'static Sinc);

impl Kind for Windowed {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        let product = |n: usize| {
            let taps = &self.0[(group.places[n] as u32 >> (32 - PHASE_BITS)) as usize].0;
            // SAFETY: three frames before each place and four after it lie within the source; the taps stand at whole vectors.
            unsafe {
                let frames = _mm256_loadu_ps(source.add(group.frame(n) - 3));
                _mm256_mul_ps(frames, _mm256_load_ps(taps.as_ptr()))
            }
        };
        sums([product(0), product(1), product(2), product(3), product(4), product(5), product(6), product(7)])
    }
}
