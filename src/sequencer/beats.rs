//! Moments in beats: exact fractions.

use crate::song::tempo::greatest_common_divisor;
use std::cmp::Ordering;

/// Where a fraction is too long for its numbers it is rounded to this part of a beat.
const FINEST: u128 = 1 << 40;

/// So many beats, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beats {
    numerator: u128,
    denominator: u128,
}

impl Beats {
    /// None.
    pub const ZERO: Beats = Beats { numerator: 0, denominator: 1 };

    /// A fraction; its denominator counts as 1 if it is 0.
    pub fn of(numerator: u64, denominator: u64) -> Beats {
        reduced(numerator.into(), u128::from(denominator).max(1))
    }

    /// So many more.
    pub fn plus(self, other: Beats) -> Beats {
        let exact = || {
            let divisor = greatest_common_divisor(self.denominator, other.denominator);
            let (own, others) = (other.denominator / divisor, self.denominator / divisor);
            let sum = self.numerator.checked_mul(own)?.checked_add(other.numerator.checked_mul(others)?)?;
            Some(reduced(sum, self.denominator.checked_mul(own)?))
        };
        exact().filter(|sum| sum.denominator < 1 << 60).unwrap_or_else(|| {
            reduced((self.float() * FINEST as f64 + other.float() * FINEST as f64).round() as u128, FINEST)
        })
    }

    /// That part of it, in 1/65536.
    pub fn part(self, part: u16) -> Beats {
        match self.numerator.checked_mul(part.into()) {
            Some(numerator) => reduced(numerator, self.denominator << 16),
            None => Beats::ZERO,
        }
    }

    /// The nearest whole number of parts of a beat.
    pub fn parts(self, of_a_beat: u64) -> u64 {
        let scaled = self.numerator.saturating_mul(of_a_beat.into());
        ((scaled + self.denominator / 2) / self.denominator) as u64
    }

    /// How many parts of a beat are needed to hold it exactly.
    pub fn denominator(self) -> u128 {
        self.denominator
    }

    /// As a number.
    pub fn float(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl PartialOrd for Beats {
    fn partial_cmp(&self, other: &Beats) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Beats {
    fn cmp(&self, other: &Beats) -> Ordering {
        let (own, others) =
            (self.numerator.checked_mul(other.denominator), other.numerator.checked_mul(self.denominator));
        match (own, others) {
            (Some(own), Some(others)) => own.cmp(&others),
            _ => self.float().total_cmp(&other.float()),
        }
    }
}

fn reduced(numerator: u128, denominator: u128) -> Beats {
    let divisor = greatest_common_divisor(numerator, denominator).max(1);
    Beats { numerator: numerator / divisor, denominator: denominator / divisor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_add_up_exactly() {
        let third = Beats::of(1, 3);
        let one = third.plus(third).plus(third);
        assert_eq!((one, one.parts(960)), (Beats::of(1, 1), 960));
        assert_eq!(third.parts(480), 160);
        assert_eq!(Beats::of(1, 24).part(0x8000), Beats::of(1, 48));
        assert!(Beats::of(2, 3) > Beats::of(5, 8) && Beats::of(2, 3) < Beats::of(11, 16));
        let groove = (0..10_000).fold(Beats::ZERO, |sum, n| sum.plus(Beats::of(1, 900 + n)));
        assert!((groove.float() - (0..10_000).map(|n| 1.0 / f64::from(900 + n)).sum::<f64>()).abs() < 1e-6);
    }
}
