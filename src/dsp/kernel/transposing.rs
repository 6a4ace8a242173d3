//! Eight vectors of eight that become those of first, second and further values: plain, and for processors with AVX2.

#[cfg(target_arch = "x86_64")]
use super::avx2;

/// Turns rows into columns.
#[inline(always)]
pub fn transpose(rows: &mut [[f32; 8]; 8]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        unsafe { avx2::transposing::transpose(rows) };
        return;
    }
    transpose_plain(rows);
}

fn transpose_plain(rows: &mut [[f32; 8]; 8]) {
    let columns = std::array::from_fn(|column| rows.map(|row| row[column]));
    *rows = columns;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        for turn in [transpose, transpose_plain] {
            let mut rows = std::array::from_fn(|row| std::array::from_fn(|column| (row * 8 + column) as f32));
            turn(&mut rows);
            for (number, row) in rows.iter().enumerate() {
                assert_eq!(*row, std::array::from_fn(|column| (column * 8 + number) as f32));
            }
        }
    }
}
