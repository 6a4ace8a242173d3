//! From twice the rate to the rate: what lies above half the rate is taken out first.

/// Frames of a stretch at the lower rate.
const FRAMES: usize = 16;
/// Taps on each side of the middle; those between them are 0.
const TAPS: usize = 12;

/// A half-band filter of 47 taps, windowed after Kaiser (1974): even up to 0.4 of the lower rate, and 70 dB down from 0.6 on.
/// It delays by 11.5 frames.
const HALF_BAND: [f32; TAPS] = [
    0.316_497_57,
    -0.100_698_61,
    0.054_995_444,
    -0.034_032_496,
    0.021_758_18,
    -0.013_818_392,
    0.008_510_031,
    -0.004_979_67,
    0.002_705_777,
    -0.001_320_621,
    0.000_544_586,
    -0.000_161_802,
];

/// One channel on its way to half the rate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Halving {
    even: [f32; TAPS - 1],
    odd: [f32; 2 * TAPS - 1],
}

impl Halving {
    /// Halves a stretch: of each pair of frames at twice the rate, `even` has the first and `odd` the second.
    #[inline(always)]
    pub fn process(&mut self, even: &[f32; FRAMES], odd: &[f32; FRAMES], out: &mut [f32; FRAMES]) {
        let mut first = [0.0; FRAMES + TAPS - 1];
        first[..TAPS - 1].copy_from_slice(&self.even);
        first[TAPS - 1..].copy_from_slice(even);
        let mut second = [0.0; FRAMES + 2 * TAPS - 1];
        second[..2 * TAPS - 1].copy_from_slice(&self.odd);
        second[2 * TAPS - 1..].copy_from_slice(odd);
        for (out, middle) in out.iter_mut().zip(&first) {
            *out = 0.5 * middle;
        }
        for (tap, level) in HALF_BAND.iter().enumerate() {
            let (before, after) = (&second[TAPS - 1 - tap..], &second[TAPS + tap..]);
            for ((out, before), after) in out.iter_mut().zip(before).zip(after) {
                *out += level * (before + after);
            }
        }
        self.even.copy_from_slice(&first[FRAMES..]);
        self.odd.copy_from_slice(&second[FRAMES..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The level in dB, against that of the input, of a sine of `turns` per frame of the lower rate.
    fn level(turns: f64) -> f64 {
        let mut halving = Halving::default();
        let at = |n: usize| (std::f64::consts::TAU * turns * n as f64 / 2.0).sin() as f32;
        let mut power = 0.0;
        for stretch in 0..600 {
            let frame = |n: usize| 2 * (stretch * FRAMES + n);
            let even = std::array::from_fn(|n| at(frame(n)));
            let odd = std::array::from_fn(|n| at(frame(n) + 1));
            let mut out = [0.0; FRAMES];
            halving.process(&even, &odd, &mut out);
            if stretch >= 4 {
                power += out.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
            }
        }
        10.0 * (power / (596.0 * FRAMES as f64) / 0.5).log10()
    }

    #[test]
    fn it_keeps_what_is_heard_and_takes_out_what_would_alias() {
        for turns in [0.001, 0.11, 0.31, 0.397] {
            assert!(level(turns).abs() < 0.02, "{turns}: {}", level(turns));
        }
        for turns in [0.603, 0.71, 0.83, 0.97] {
            assert!(level(turns) < -70.0, "{turns}: {}", level(turns));
        }
    }
}
