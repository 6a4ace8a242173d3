//! Copies of an oscillator that sound together, apart from each other in pitch and between left and right.

/// The most copies.
pub const COPIES: usize = 7;

/// Where a copy stands: −1 (lowest, left) to 1 (highest, right); a single one stands in the middle.
#[inline(always)]
pub fn place(copy: usize, copies: usize) -> f32 {
    if copies == 1 { 0.0 } else { 2.0 * copy as f32 / (copies - 1) as f32 - 1.0 }
}

/// The pitch of a copy as a factor, where the outer ones lie so many cents above and below.
#[inline(always)]
pub fn ratio(copy: usize, copies: usize, cents: f32) -> f32 {
    (place(copy, copies) * cents / 1_200.0).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_stand_evenly_around_the_middle() {
        assert_eq!((place(0, 1), ratio(0, 1, 50.0)), (0.0, 1.0));
        assert_eq!([0, 1, 2].map(|copy| place(copy, 3)), [-1.0, 0.0, 1.0]);
        assert_eq!([0, 1, 2].map(|copy| ratio(copy, 3, 1_200.0)), [0.5, 1.0, 2.0]);
    }
}
