//! What each kind of interpolation does with eight places at once.

use super::WIDTH;
use super::places::{Group, Window};
use super::reading::{CloseKind, Kind};
use crate::dsp::sinc::{PAIRS, PHASE_BITS, PHASES, POWERS, Pair, Phases, Polynomials, Taps};
use std::arch::x86_64::*;

/// The frame before each place.
#[derive(Clone, Copy)]
pub(super) struct Nearest;

impl Kind for Nearest {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        // SAFETY: every place lies within the source.
        let frame = |n: usize| unsafe { *source.add(group.frame(n)) };
        let frames: [f32; WIDTH] = std::array::from_fn(frame);
        // SAFETY: eight frames are loaded from eight.
        unsafe { _mm256_loadu_ps(frames.as_ptr()) }
    }
}

impl CloseKind for Nearest {
    const AFTER: usize = 0;

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight_close(self, window: Window) -> __m256 {
        // SAFETY: the frame at each place lies within the source.
        unsafe { window.frames(0) }
    }
}

/// The digits behind the point, the first 24 of 32, as numbers from 0 to 1.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
fn fractions(digits: __m256i) -> __m256 {
    let numbers = _mm256_cvtepi32_ps(_mm256_srli_epi32::<8>(digits));
    _mm256_mul_ps(numbers, _mm256_set1_ps(1.0 / 16_777_216.0))
}

/// A straight line between two frames.
#[derive(Clone, Copy)]
pub(super) struct Linear;

impl Kind for Linear {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
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
    const AFTER: usize = 1;

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight_close(self, window: Window) -> __m256 {
        // SAFETY: the frame at each place and the one after it lie within the source.
        unsafe { line(window.frames(0), window.frames(1), window.group.digits) }
    }
}

/// On the straight lines from eight frames to the next ones.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
fn line(here: __m256, next: __m256, digits: __m256i) -> __m256 {
    _mm256_fmadd_ps(_mm256_sub_ps(next, here), fractions(digits), here)
}

/// A cubic through four frames.
#[derive(Clone, Copy)]
pub(super) struct Cubic;

impl Kind for Cubic {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        // SAFETY: one frame before each place and two after it lie within the source.
        unsafe { cubic(four(source, group, -1), group.digits) }
    }
}

impl CloseKind for Cubic {
    const AFTER: usize = 2;

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight_close(self, window: Window) -> __m256 {
        // SAFETY: one frame before each place and two after it lie within the source.
        let frames = unsafe { [window.frames(-1), window.frames(0), window.frames(1), window.frames(2)] };
        cubic(frames, window.group.digits)
    }
}

/// The four frames from so many behind each of eight places on.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
unsafe fn four(source: *const f32, group: &Group, behind: isize) -> [__m256; 4] {
    // SAFETY: the caller's promise that these frames lie within the source.
    unsafe {
        let four = |n: usize| _mm_loadu_ps(source.offset(group.frame(n).cast_signed() + behind));
        let row = |n: usize| _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(four(n)), four(n + 4));
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
        let (low_2, high_2) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
        [
            _mm256_shuffle_ps::<0b01_00_01_00>(low, high),
            _mm256_shuffle_ps::<0b11_10_11_10>(low, high),
            _mm256_shuffle_ps::<0b01_00_01_00>(low_2, high_2),
            _mm256_shuffle_ps::<0b11_10_11_10>(low_2, high_2),
        ]
    }
}

/// On the cubics through four frames, from the second to the third.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
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

/// The sums of eight vectors of eight, each summed as the plain loop does. Some of the sums take a blend, which costs less than
/// a shuffle, and none are those of neighbours, for which the compiler would take a slower instruction.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
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
pub(super) struct Eight(pub &'static Phases);

/// The binary digits of what taps take, in bytes.
const TAPS_BITS: u32 = size_of::<Taps>().trailing_zeros();

impl Kind for Eight {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        let product = |n: usize| {
            let phase = group.digits_from::<{ 32 - PHASE_BITS - TAPS_BITS }>(n) & (PHASES - 1) << TAPS_BITS;
            // SAFETY: three frames before each place and four after it lie within the source; a phase's number is below their count,
            // its taps stand at whole vectors.
            unsafe {
                let frames = _mm256_loadu_ps(source.add(group.frame(n) - 3));
                _mm256_mul_ps(frames, _mm256_load_ps(self.0.as_ptr().byte_add(phase).cast()))
            }
        };
        sums([product(0), product(1), product(2), product(3), product(4), product(5), product(6), product(7)])
    }
}

/// A sinc over 32 frames.
#[derive(Clone, Copy)]
pub(super) struct Thirty2(pub &'static Polynomials);

/// The frame in the middle under it.
const MIDDLE: isize = PAIRS.cast_signed() - 1;

impl Kind for Thirty2 {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256 {
        let mut sums = Sums::new();
        let (pairs, _) = self.0.0.as_chunks::<4>();
        for (n, pairs) in pairs.iter().enumerate() {
            // SAFETY: the frames under the sinc lie within the source.
            unsafe {
                let behind = 4 * n.cast_signed();
                let left = four(source, group, behind - MIDDLE);
                let right = four(source, group, MIDDLE - 2 - behind);
                for (n, pair) in pairs.iter().enumerate() {
                    sums.add(pair, left[n], right[3 - n]);
                }
            }
        }
        sums.at(group.digits)
    }
}

impl CloseKind for Thirty2 {
    const AFTER: usize = PAIRS;

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn eight_close(self, window: Window) -> __m256 {
        let mut sums = Sums::new();
        for (n, pair) in self.0.0.iter().enumerate() {
            let n = n.cast_signed();
            // SAFETY: the frames under the sinc lie within the source.
            unsafe { sums.add(pair, window.frames(n - MIDDLE), window.frames(MIDDLE + 1 - n)) };
        }
        sums.at(window.group.digits)
    }
}

/// What frames under a sinc are worth at eight places by each power of the place.
struct Sums {
    even: [__m256; POWERS],
    odd: [__m256; POWERS],
}

impl Sums {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    fn new() -> Self {
        Sums { even: [_mm256_setzero_ps(); POWERS], odd: [_mm256_setzero_ps(); POWERS] }
    }

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    fn add(&mut self, pair: &Pair, left: __m256, right: __m256) {
        let (sum, difference) = (_mm256_add_ps(left, right), _mm256_sub_ps(left, right));
        for power in 0..POWERS {
            // SAFETY: a number in every lane stands at a whole vector.
            let (even, odd) = unsafe {
                (_mm256_load_ps(pair.even[power].0.as_ptr()), _mm256_load_ps(pair.odd[power].0.as_ptr()))
            };
            self.even[power] = _mm256_add_ps(self.even[power], _mm256_mul_ps(sum, even));
            self.odd[power] = _mm256_add_ps(self.odd[power], _mm256_mul_ps(difference, odd));
        }
    }

    /// The sound at places by their digits behind the point.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    fn at(&self, digits: __m256i) -> __m256 {
        let numbers = _mm256_cvtepi32_ps(_mm256_srli_epi32::<8>(digits));
        let places = _mm256_mul_ps(numbers, _mm256_set1_ps(1.0 / 8_388_608.0));
        let place = _mm256_sub_ps(places, _mm256_set1_ps(1.0));
        let square = _mm256_mul_ps(place, place);
        let (mut even, mut odd) = (self.even[POWERS - 1], self.odd[POWERS - 1]);
        for power in (0..POWERS - 1).rev() {
            even = _mm256_add_ps(_mm256_mul_ps(even, square), self.even[power]);
            odd = _mm256_add_ps(_mm256_mul_ps(odd, square), self.odd[power]);
        }
        _mm256_add_ps(_mm256_mul_ps(odd, place), even)
    }
}
