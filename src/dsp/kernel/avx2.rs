//! The inner loops for processors with AVX2 and FMA: eight frames at a time, with the very arithmetic of the plain loops, frame by
//! frame in the same order, so that both give the same bits. Remainders go through the same groups.

mod kinds;
pub mod pouring;
pub mod transposing;

use super::{Ramp, measure_plain, scale_ramped_plain, speed};
use crate::dsp::interpolation::{Interpolation, sinc_table};
use kinds::{Cubic, Linear, Nearest, Windowed};
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
            let here = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            HERE.store(if here { 2 } else { 1 }, Ordering::Relaxed);
            here
        }
        answer => answer == 2,
    }
}

/// Where the frames of a group are read: frames with 32 binary digits behind the point, and these digits once more.
struct Group {
    places: [u64; WIDTH],
    digits: __m256i,
}

impl Group {
    /// The frame at or before a place.
    #[inline(always)]
    fn frame(&self, n: usize) -> usize {
        (self.places[n] >> 32) as usize
    }
}

/// The places of the frames, group by group. Counted in general registers: taking them out of vectors is slower.
struct Places {
    next: u64,
    step: u64,
    digits: __m256i,
    digits_step: __m256i,
}

impl Places {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn new(start: u64, step: u64) -> Places {
        let one = _mm256_set1_epi32((step as u32).cast_signed());
        let steps = _mm256_mullo_epi32(one, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        let digits = _mm256_add_epi32(_mm256_set1_epi32((start as u32).cast_signed()), steps);
        Places { next: start, step, digits, digits_step: _mm256_slli_epi32::<3>(one) }
    }

    /// The next group; those beyond `asked` stay at the last one that is asked for.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn next(&mut self, asked: usize) -> Group {
        let mut group = Group { places: [self.next; WIDTH], digits: self.digits };
        for n in 1..WIDTH {
            group.places[n] = group.places[n - 1] + if n < asked { self.step } else { 0 };
        }
        self.next = group.places[WIDTH - 1] + self.step;
        self.digits = _mm256_add_epi32(self.digits, self.digits_step);
        group
    }
}

/// A kind of interpolation.
trait Kind: Copy {
    /// The sound at eight places. What they need must lie behind `source`.
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256;
}

/// A kind that can also read a group whose places lie within eight frames, for which it needs fewer loads.
trait CloseKind: Kind {
    /// The sound at eight places. [`CLOSE_AFTER`] frames from the first one on must lie behind `source`.
    unsafe fn eight_close(self, source: *const f32, group: &CloseGroup) -> __m256;
}

/// Frames that are read from the first place of a close group on.
const CLOSE_AFTER: usize = WIDTH + 2;

/// A group whose places lie within eight frames.
struct CloseGroup {
    /// The frame at or before the first place.
    first: usize,
    /// How many frames behind it each place's frame stands, 0 to 7.
    frames: __m256i,
    /// The digits behind the point of each place.
    digits: __m256i,
}

/// The places of groups that go no faster than a frame a frame: counted from the frame of each group's first.
struct ClosePlaces {
    next: u64,
    stride: u64,
    /// The places of frames 0, 1, 4 and 5 of the group, and of 2, 3, 6 and 7: in this order their halves come to stand in a row.
    outer: __m256i,
    inner: __m256i,
}

impl ClosePlaces {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn new(start: u64, step: u64) -> ClosePlaces {
        let at = |n: u64| ((start & 0xFFFF_FFFF) + step * n).cast_signed();
        ClosePlaces {
            next: start,
            stride: step * WIDTH as u64,
            outer: _mm256_setr_epi64x(at(0), at(1), at(4), at(5)),
            inner: _mm256_setr_epi64x(at(2), at(3), at(6), at(7)),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn next(&mut self) -> CloseGroup {
        let (outer, inner) = (_mm256_castsi256_ps(self.outer), _mm256_castsi256_ps(self.inner));
        let group = CloseGroup {
            first: (self.next >> 32) as usize,
            frames: _mm256_castps_si256(_mm256_shuffle_ps::<0b11_01_11_01>(outer, inner)),
            digits: _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(outer, inner)),
        };
        let next = self.next + self.stride;
        let frames = (next >> 32) - (self.next >> 32);
        let onward = _mm256_set1_epi64x(self.stride.wrapping_sub(frames << 32).cast_signed());
        self.outer = _mm256_add_epi64(self.outer, onward);
        self.inner = _mm256_add_epi64(self.inner, onward);
        self.next = next;
        group
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
            Interpolation::Nearest => write(Nearest, source, start, step, out),
            Interpolation::Linear => write(Linear, source, start, step, out),
            Interpolation::Cubic => write(Cubic, source, start, step, out),
            Interpolation::Sinc => write(Windowed(sinc_table(speed(step))), source, start, step, out),
        }
    }
}

/// As [`super::add_interpolated`].
///
/// # Safety
/// As for [`interpolate`]; `left` and `right` have the same length.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn add_interpolated(
    kind: Interpolation,
    source: &[f32],
    (start, step): (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match kind {
            Interpolation::Nearest => add(Nearest, source, (start, step), ramps, left, right),
            Interpolation::Linear => add_close(Linear, source, (start, step), ramps, left, right),
            Interpolation::Cubic => add_close(Cubic, source, (start, step), ramps, left, right),
            Interpolation::Sinc => {
                add(Windowed(sinc_table(speed(step))), source, (start, step), ramps, left, right)
            }
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn write(kind: impl Kind, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    let mut places = Places::new(start, step);
    let (whole, rest) = out.as_chunks_mut::<WIDTH>();
    for frames in whole {
        // SAFETY: the caller's promise; `frames` holds a group.
        unsafe { _mm256_storeu_ps(frames.as_mut_ptr(), kind.eight(source.as_ptr(), &places.next(WIDTH))) };
    }
    if !rest.is_empty() {
        let mut buffer = [0.0; WIDTH];
        let group = places.next(rest.len());
        // SAFETY: the places stay at the last that is asked for.
        unsafe { _mm256_storeu_ps(buffer.as_mut_ptr(), kind.eight(source.as_ptr(), &group)) };
        rest.copy_from_slice(&buffer[..rest.len()]);
    }
}

#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn add(
    kind: impl Kind,
    source: &[f32],
    (start, step): (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    let mut places = Places::new(start, step);
    // SAFETY: the caller's promise; the places stay at the last that is asked for.
    let eight = |asked| unsafe { kind.eight(source.as_ptr(), &places.next(asked)) };
    add_groups(eight, ramps, left, right);
}

/// As [`add`], by close groups where the places allow it.
#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn add_close(
    kind: impl CloseKind,
    source: &[f32],
    (start, step): (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    let groups = left.len().div_ceil(WIDTH) as u64;
    let end = ((start + step * groups * WIDTH as u64) >> 32) as usize + CLOSE_AFTER;
    if step > 1 << 32 || end > source.len() {
        // SAFETY: the caller's promise is passed on.
        return unsafe { add(kind, source, (start, step), ramps, left, right) };
    }
    let mut places = ClosePlaces::new(start, step);
    // SAFETY: what a close group reads ends within the source, as just checked.
    let eight = |_| unsafe { kind.eight_close(source.as_ptr(), &places.next()) };
    add_groups(eight, ramps, left, right);
}

/// Adds groups of eight frames; `eight` gives the next one and is told how many of them are needed.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn add_groups(eight: impl FnMut(usize) -> __m256, ramps: &[Ramp; 2], left: &mut [f32], right: &mut [f32]) {
    match ramps[0].slope == 0.0 && ramps[1].slope == 0.0 {
        true => add_with::<true>(eight, ramps, left, right),
        false => add_with::<false>(eight, ramps, left, right),
    }
}

#[inline]
#[target_feature(enable = "avx2,fma")]
fn add_with<const STEADY: bool>(
    mut eight: impl FnMut(usize) -> __m256,
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    let (mut first, mut second) = (Gains::<STEADY>::new(ramps[0]), Gains::<STEADY>::new(ramps[1]));
    let (left, left_rest) = left.as_chunks_mut::<WIDTH>();
    let (right, right_rest) = right.as_chunks_mut::<WIDTH>();
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

/// The gains of a group, going in a straight line, or staying.
struct Gains<const STEADY: bool> {
    gain: __m256,
    slope: __m256,
    /// The number of each frame, from 1.
    numbers: __m256,
}

impl<const STEADY: bool> Gains<STEADY> {
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn new(ramp: Ramp) -> Self {
        let lanes = _mm256_setr_ps(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        let numbers = _mm256_add_ps(lanes, _mm256_set1_ps(ramp.at as f32));
        Gains { gain: _mm256_set1_ps(ramp.gain), slope: _mm256_set1_ps(ramp.slope), numbers }
    }

    /// The gains of eight frames; those of the next ones come next.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn next(&mut self) -> __m256 {
        if STEADY {
            return self.gain;
        }
        let gains = _mm256_fmadd_ps(self.slope, self.numbers, self.gain);
        self.numbers = _mm256_add_ps(self.numbers, _mm256_set1_ps(WIDTH as f32));
        gains
    }

    /// Adds eight frames with their gains, and goes on to the next ones.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn add(&mut self, sound: __m256, out: &mut [f32; WIDTH]) {
        let gains = self.next();
        // SAFETY: `out` holds eight frames.
        unsafe {
            let there = _mm256_loadu_ps(out.as_ptr());
            _mm256_storeu_ps(out.as_mut_ptr(), _mm256_fmadd_ps(sound, gains, there));
        }
    }

    /// Adds the first of eight frames: as many as `out` holds.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn add_some(&mut self, sound: __m256, out: &mut [f32]) {
        let mut buffer = [0.0; WIDTH];
        buffer[..out.len()].copy_from_slice(out);
        self.add(sound, &mut buffer);
        out.copy_from_slice(&buffer[..out.len()]);
    }
}

/// As [`super::add_ramped`].
///
/// # Safety
/// The processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn add_ramped(source: &[f32], ramp: Ramp, out: &mut [f32]) {
    match ramp.slope == 0.0 {
        true => add_with_gains(source, Gains::<true>::new(ramp), out),
        false => add_with_gains(source, Gains::<false>::new(ramp), out),
    }
}

#[inline]
#[target_feature(enable = "avx2,fma")]
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
/// The processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn scale_ramped(ramp: Ramp, block: &mut [f32]) {
    scale_ramped_plain(ramp, block);
}

/// As [`super::measure`].
///
/// # Safety
/// The processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
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
