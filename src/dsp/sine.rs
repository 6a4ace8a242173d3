//! A sine from plain arithmetic, so that a loop over many is done several at a time.

/// The sine of a phase in turns, from about −2²¹ to 2²¹: within 3e-7 of the true one where the phase lies within a turn.
///
/// A polynomial of the ninth degree over a quarter of a turn, fitted to the least greatest error (Remez, 1934).
#[inline(always)]
pub fn sine(turns: f32) -> f32 {
    // Adding and taking away 1.5 × 2²³ rounds to the nearest whole number without a call.
    const WHOLE: f32 = 12_582_912.0;
    let within = turns - ((turns + WHOLE) - WHOLE);
    let folded = (0.25 - (within.abs() - 0.25).abs()).copysign(within);
    let square = folded * folded;
    let high = -76.549_78 + 39.536_7 * square;
    let middle = -41.341_656 + square * 81.601_006;
    folded * (std::f32::consts::TAU + square * (middle + square * square * high))
}

/// The cosine of a phase in turns; as [`sine`].
#[inline(always)]
pub fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sine() {
        for n in -40_000..40_000 {
            let turns = n as f32 / 30_000.0;
            let radians = f64::from(turns) * std::f64::consts::TAU;
            assert!((f64::from(sine(turns)) - radians.sin()).abs() < 4e-7, "{turns}");
            assert!((f64::from(cosine(turns)) - radians.cos()).abs() < 8e-7, "{turns}");
        }
    }
}
