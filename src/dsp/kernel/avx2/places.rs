//! Where groups of eight frames are read.

use super::WIDTH;
use std::arch::asm;
use std::arch::x86_64::*;

/// Where the frames of a group are read: frames with 32 binary digits behind the point, and these digits once more.
pub(super) struct Group {
    pub places: [u64; WIDTH],
    pub digits: __m256i,
}

impl Group {
    /// The frame at or before a place.
    #[inline(always)]
    pub fn frame(&self, n: usize) -> usize {
        (self.places[n] >> 32) as usize
    }

    /// A place's 32 digits behind the point, those from the `FIRST`th on as the lowest of a number, the ones before it above them.
    #[inline]
    #[target_feature(enable = "bmi2")]
    pub fn digits_from<const FIRST: u32>(&self, n: usize) -> usize {
        let (place, turned): (u64, u64);
        place = self.places[n];
        // The compiler would copy the place and shift the copy, as if it had this instruction for turning alone.
        // SAFETY: the processor has BMI2.
        unsafe {
            asm!("rorx {0:e}, {1:e}, {2}", lateout(reg) turned, in(reg) place, const FIRST, options(pure, nomem, nostack, preserves_flags));
        }
        turned as usize
    }
}

/// The places of the frames, group by group. Counted in general registers: taking them out of vectors is slower.
pub(super) struct Places {
    next: u64,
    step: u64,
    digits: __m256i,
    digits_step: __m256i,
}

impl Places {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn new(start: u64, step: u64) -> Places {
        let one = _mm256_set1_epi32((step as u32).cast_signed());
        let steps = _mm256_mullo_epi32(one, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        let digits = _mm256_add_epi32(_mm256_set1_epi32((start as u32).cast_signed()), steps);
        Places { next: start, step, digits, digits_step: _mm256_slli_epi32::<3>(one) }
    }

    /// The next group; those beyond `asked` stay at the last one that is asked for.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn next(&mut self, asked: usize) -> Group {
        let mut group = Group { places: [self.next; WIDTH], digits: self.digits };
        for n in 1..WIDTH {
            group.places[n] = one_by_one(group.places[n - 1] + if n < asked { self.step } else { 0 });
        }
        self.next = group.places[WIDTH - 1] + self.step;
        self.digits = _mm256_add_epi32(self.digits, self.digits_step);
        group
    }
}

/// The same number, of which the compiler is not to know how it came about: it would count each place from the first, by multiples of
/// the step, more of them than there are registers.
#[inline(always)]
fn one_by_one(mut place: u64) -> u64 {
    // SAFETY: nothing is done.
    unsafe { asm!("/* {} */", inout(reg) place, options(pure, nomem, nostack, preserves_flags)) };
    place
}

/// A group whose places lie within eight frames.
pub(super) struct CloseGroup {
    /// The frame at or before the first place.
    pub first: usize,
    /// How many frames behind it each place's frame stands, 0 to 7.
    pub frames: __m256i,
    /// The digits behind the point of each place.
    pub digits: __m256i,
}

/// The places of groups that go no faster than a frame a frame: counted from the frame of each group's first.
pub(super) struct ClosePlaces {
    next: u64,
    stride: u64,
    /// The places of frames 0, 1, 4 and 5 of the group, and of 2, 3, 6 and 7: in this order their halves come to stand in a row.
    outer: __m256i,
    inner: __m256i,
}

impl ClosePlaces {
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn new(start: u64, step: u64) -> ClosePlaces {
        let at = |n: u64| ((start & 0xFFFF_FFFF) + step * n).cast_signed();
        ClosePlaces {
            next: start,
            stride: step * WIDTH as u64,
            outer: _mm256_setr_epi64x(at(0), at(1), at(4), at(5)),
            inner: _mm256_setr_epi64x(at(2), at(3), at(6), at(7)),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub fn next(&mut self) -> CloseGroup {
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

/// What of the source lies around the first place of a group.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    /// The frame at or before the first place.
    pub first: *const f32,
    /// The group.
    pub group: &'a CloseGroup,
}

impl Window<'_> {
    /// The frames that stand so far behind each place's; before it where that is negative.
    ///
    /// # Safety
    /// Eight frames from there on lie within the source.
    #[inline]
    #[target_feature(enable = "avx2,fma,bmi2")]
    pub unsafe fn frames(self, behind: isize) -> __m256 {
        // SAFETY: the caller's promise.
        let near = unsafe { _mm256_loadu_ps(self.first.offset(behind)) };
        _mm256_permutevar8x32_ps(near, self.group.frames)
    }
}
