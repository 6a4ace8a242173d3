//! Reading groups of eight frames, by a kind of interpolation, to where they go.

use super::WIDTH;
use super::places::{ClosePlaces, Group, Places, Window};
use std::arch::x86_64::*;

/// A kind of interpolation.
pub(super) trait Kind: Copy {
    /// The sound at eight places. What they need must lie behind `source`.
    unsafe fn eight(self, source: *const f32, group: &Group) -> __m256;
}

/// A kind that can also read a group whose places lie within eight frames, for which it needs fewer loads.
pub(super) trait CloseKind: Kind {
    /// Frames behind the one at a place that it reads.
    const AFTER: usize;

    /// The sound at eight places that lie close together, eight frames from each that it reads on must lie in the source.
    unsafe fn eight_close(self, window: Window) -> __m256;
}

/// Where sound goes.
pub(super) trait Out {
    /// How many frames it takes.
    fn frames(&self) -> usize;

    /// Takes groups of eight frames; `eight` gives the next one and is told how many of them are needed.
    unsafe fn take(self, eight: impl FnMut(usize) -> __m256);
}

/// One channel that is written.
pub(super) struct Written<'a>(pub &'a mut [f32]);

impl Out for Written<'_> {
    fn frames(&self) -> usize {
        self.0.len()
    }

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    unsafe fn take(self, mut eight: impl FnMut(usize) -> __m256) {
        let (whole, rest) = self.0.as_chunks_mut::<WIDTH>();
        for frames in whole {
            // SAFETY: `frames` holds a group.
            unsafe { _mm256_storeu_ps(frames.as_mut_ptr(), eight(WIDTH)) };
        }
        if !rest.is_empty() {
            let mut buffer = [0.0; WIDTH];
            // SAFETY: `buffer` holds a group.
            unsafe { _mm256_storeu_ps(buffer.as_mut_ptr(), eight(rest.len())) };
            rest.copy_from_slice(&buffer[..rest.len()]);
        }
    }
}

/// Reads as many frames as `out` takes, from `start` on, each `step` further.
///
/// # Safety
/// The processor has AVX2, FMA and BMI2; what the kind needs before the first place and after the last lies within `source`.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
pub(super) unsafe fn read(kind: impl Kind, source: &[f32], (start, step): (u64, u64), out: impl Out) {
    let mut places = Places::new(start, step);
    // SAFETY: the caller's promise; the places stay at the last that is asked for.
    unsafe { out.take(|asked| kind.eight(source.as_ptr(), &places.next(asked))) };
}

/// As [`read`], by close groups where the places allow it.
///
/// # Safety
/// As for [`read`].
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
pub(super) unsafe fn read_close<K: CloseKind>(
    kind: K,
    source: &[f32],
    (start, step): (u64, u64),
    out: impl Out,
) {
    let groups = out.frames().div_ceil(WIDTH) as u64;
    let last = (start + step * groups.saturating_sub(1) * WIDTH as u64) >> 32;
    if step > 1 << 32 || last as usize + K::AFTER + WIDTH > source.len() {
        // SAFETY: the caller's promise is passed on.
        return unsafe { read(kind, source, (start, step), out) };
    }
    let mut places = ClosePlaces::new(start, step);
    // SAFETY: what a close group reads ends within the source, as just checked.
    unsafe {
        out.take(|_| {
            let group = places.next();
            kind.eight_close(Window { first: source.as_ptr().add(group.first), group: &group })
        });
    }
}
