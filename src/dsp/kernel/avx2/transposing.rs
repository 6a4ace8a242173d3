//! Eight vectors of eight, turned in registers.

use std::arch::x86_64::*;

/// As [`super::super::transposing::transpose`].
///
/// # Safety
/// The processor has AVX2, FMA and BMI2.
#[inline]
#[target_feature(enable = "avx2,fma,bmi2")]
pub unsafe fn transpose(rows: &mut [[f32; 8]; 8]) {
    // Rows n and n + 4 in the halves of one vector: from values 0 to 3 of both, or from 4 to 7.
    let halves = |row: usize, from: usize| {
        // SAFETY: from 0 and from 4 on each row holds four values.
        let half = |row: usize| unsafe { _mm_loadu_ps(rows[row].as_ptr().add(from)) };
        let (low, high) = (half(row), half(row + 4));
        _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(low), high)
    };
    let mut columns = [_mm256_setzero_ps(); 8];
    for from in [0, 4] {
        let [a, b, c, d] = [halves(0, from), halves(1, from), halves(2, from), halves(3, from)];
        let (low, low_2) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
        let (high, high_2) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
        columns[from] = _mm256_shuffle_ps::<0b01_00_01_00>(low, low_2);
        columns[from + 1] = _mm256_shuffle_ps::<0b11_10_11_10>(low, low_2);
        columns[from + 2] = _mm256_shuffle_ps::<0b01_00_01_00>(high, high_2);
        columns[from + 3] = _mm256_shuffle_ps::<0b11_10_11_10>(high, high_2);
    }
    for (row, column) in rows.iter_mut().zip(columns) {
        // SAFETY: `row` holds eight values.
        unsafe { _mm256_storeu_ps(row.as_mut_ptr(), column) };
    }
}
