//! The hyperbolic tangent, in arithmetic that vectors take side by side and every processor does alike.

/// The hyperbolic tangent within 2 · 10⁻⁵: the ninth convergent of its continued fraction (Lambert 1770).
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-6.5, 6.5);
    let square = x * x;
    let over = 34_459_425.0 + square * (4_729_725.0 + square * (135_135.0 + square * (990.0 + square)));
    let under =
        34_459_425.0 + square * (16_216_200.0 + square * (945_945.0 + square * (13_860.0 + square * 45.0)));
    x * over / under
}

#[cfg(test)]
mod tests {
    use super::tanh;

    #[test]
    fn it_is_the_tangent_and_never_leaves_its_bounds() {
        for n in -20_000..=20_000 {
            let x = f64::from(n) / 1_000.0;
            let found = f64::from(tanh(x as f32));
            assert!((found - x.tanh()).abs() < 2e-5, "{x}: {found}");
        }
        assert!(tanh(f32::INFINITY) < 1.000_02 && tanh(f32::NEG_INFINITY) > -1.000_02);
        assert!(tanh(f32::NAN).is_nan());
    }
}
