//! The weights of ITU-R BS.1770-5: of frequencies (its K-curve, two biquads) and of channels.

use crate::dsp::units::SampleRate;
use std::f64::consts::PI;

/// A second-order filter in transposed direct form II.
#[derive(Clone, Copy, Debug)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    #[inline(always)]
    fn run(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

/// The K-curve for one channel, at any rate: the analogue filters behind the standard's coefficients for 48 kHz, turned
/// digital by the bilinear transform.
#[derive(Clone, Copy, Debug)]
pub struct KWeighting {
    shelf: Biquad,
    high_pass: Biquad,
}

impl KWeighting {
    /// At a rate.
    pub fn new(rate: SampleRate) -> KWeighting {
        let tangent = |hertz: f64| (PI * (hertz / f64::from(rate.0)).min(0.49)).tan();
        let (k, q) = (tangent(1_681.974_450_955_533), 0.707_175_236_955_419_6);
        let high = 10f64.powf(3.999_843_853_973_347 / 20.0);
        let band = high.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        let shelf = Biquad {
            b: [high + band * k / q + k * k, 2.0 * (k * k - high), high - band * k / q + k * k]
                .map(|b| b / a0),
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
            state: [0.0; 2],
        };
        let (k, q) = (tangent(38.135_470_876_024_44), 0.500_327_037_323_877_3);
        let a0 = 1.0 + k / q + k * k;
        let high_pass = Biquad {
            b: [1.0, -2.0, 1.0],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
            state: [0.0; 2],
        };
        KWeighting { shelf, high_pass }
    }

    /// The sum of squares of what comes out of it.
    pub fn energy(&mut self, sound: &[f32]) -> f64 {
        let mut sum = 0.0;
        for sample in sound {
            let weighted = self.high_pass.run(self.shelf.run(f64::from(*sample)));
            sum += weighted * weighted;
        }
        // What falls silent must not become denormal.
        let states = [&mut self.shelf.state, &mut self.high_pass.state].into_iter().flatten();
        states.filter(|state| state.abs() < 1e-30).for_each(|state| *state = 0.0);
        sum
    }
}

/// How much each of so many channels counts, in the order of WAV files: what stands at the sides and behind counts 1.41 times, a
/// channel of deep effects not at all.
pub fn channel_weights(count: usize) -> Vec<f64> {
    const SIDE: f64 = 1.41;
    match count {
        4 => vec![1.0, 1.0, SIDE, SIDE],
        5 => vec![1.0, 1.0, 1.0, SIDE, SIDE],
        6.. => {
            let mut weights = vec![SIDE; count];
            weights[..4].copy_from_slice(&[1.0, 1.0, 1.0, 0.0]);
            weights
        }
        _ => vec![1.0; count],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_48_khz_the_coefficients_are_those_of_the_standard() {
        let KWeighting { shelf, high_pass } = KWeighting::new(SampleRate(48_000));
        let found = [shelf.b.as_slice(), &shelf.a, &high_pass.b, &high_pass.a].concat();
        let standard = [
            1.535_124_859_586_97,
            -2.691_696_189_406_38,
            1.198_392_810_852_85,
            -1.690_659_293_182_41,
            0.732_480_774_215_85,
            1.0,
            -2.0,
            1.0,
            -1.990_047_454_833_98,
            0.990_072_250_366_21,
        ];
        for (found, standard) in found.iter().zip(standard) {
            assert!((found - standard).abs() < 1e-8, "{found} {standard}");
        }
    }
}
