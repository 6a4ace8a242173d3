//! The Kaiser window (J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974).

/// The Kaiser window from −1 to 1, highest (1) at 0; a greater `beta` makes it narrower.
pub fn kaiser(x: f64, beta: f64) -> f64 {
    bessel(beta * (1.0 - x * x).max(0.0).sqrt()) / bessel(beta)
}

/// The modified Bessel function of the first kind and order 0, by its power series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut n = 1.0;
    while term > 1e-12 * sum {
        term *= (x / 2.0 / n).powi(2);
        sum += term;
        n += 1.0;
    }
    sum
}
