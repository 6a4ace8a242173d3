//! Logarithms to base 2 and back, for loops over many values: no branch and no call, so that they are computed several at once.
//! Wrong by less than a thousandth of a decibel.

/// Decibels of a doubling: 20 log₁₀ 2.
pub const DECIBELS: f32 = 6.020_6;

/// The logarithm to base 2 of a normal number above 0.
#[inline(always)]
pub fn log2(x: f32) -> f32 {
    // The fraction from √½ to √2, by the series of the inverse hyperbolic tangent.
    let bits = x.to_bits().wrapping_sub(0x3f35_04f3);
    let whole = (bits as i32 >> 23) as f32;
    let fraction = f32::from_bits((bits & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    let t = (fraction - 1.0) / (fraction + 1.0);
    let square = t * t;
    let series = 2.885_39 + square * (0.961_796_7 + square * (0.577_078_04 + square * 0.412_198_6));
    whole + t * series
}

/// 2 to the power of a number from −126 to 126; beyond, of the nearest of these.
#[inline(always)]
pub fn exp2(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let x = if x > -126.0 { x } else { -126.0 };
    let x = if x < 126.0 { x } else { 126.0 };
    // What is added shifts the digits behind the point out: rounded to the nearest whole number.
    let shifted = x + ROUND;
    let part = (x - (shifted - ROUND)) * std::f32::consts::LN_2;
    let series = 1.0
        + part
            * (1.0
                + part
                    * (0.5
                        + part
                            * (0.166_666_67
                                + part * (0.041_666_668 + part * (0.008_333_334 + part * 0.001_388_889)))));
    let power = (shifted.to_bits() << 23).wrapping_add(0x3f80_0000);
    series * f32::from_bits(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_right_within_a_thousandth_of_a_decibel() {
        for n in -20_000..20_000 {
            let x = n as f32 * 0.006;
            let (power, exact) = (f64::from(exp2(x)), f64::from(x).exp2());
            assert!((power / exact - 1.0).abs() < 1e-6, "2^{x}: {power}");
            let back = f64::from(log2(exact as f32));
            assert!((back - f64::from(exact as f32).log2()).abs() < 2e-5, "log {x}: {back}");
        }
        assert_eq!([exp2(0.0), exp2(-3.0), log2(1.0), log2(8.0)], [1.0, 0.125, 0.0, 3.0]);
        assert!(exp2(f32::NAN).is_finite() && exp2(-1e9) > 0.0 && exp2(1e9).is_finite());
    }
}
