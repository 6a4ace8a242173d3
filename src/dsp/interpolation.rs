//! Reading a sample between its frames: the kinds of interpolation and their coefficient tables.

use std::f64::consts::PI;
use std::sync::OnceLock;

/// How a sample is read between its frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// The frame before.
    Nearest,
    /// A straight line.
    Linear,
    /// A cubic through four frames (Catmull and Rom 1974).
    Cubic,
    /// A windowed sinc over eight frames; when a sample is played faster than it was recorded its cutoff follows.
    #[default]
    Sinc,
}

impl Interpolation {
    /// The names, in the order of [`Interpolation::of`].
    pub const NAMES: &'static [&'static str] = &["nearest", "linear", "cubic", "sinc"];

    /// The kind of that index.
    pub fn of(index: usize) -> Interpolation {
        [Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic, Interpolation::Sinc]
            [index.min(3)]
    }

    /// Frames that are read before the present one.
    pub const BEFORE: usize = 3;
    /// Frames that are read after the present one.
    pub const AFTER: usize = 4;
}

/// Phases between two frames for which coefficients are kept.
pub const PHASES: usize = 2_048;
/// The binary digits of a phase's number.
pub const PHASE_BITS: u32 = PHASES.trailing_zeros();

/// Coefficients of a kernel of `TAPS` frames by phase.
pub struct Coefficients<const TAPS: usize> {
    phases: Vec<[f32; TAPS]>,
}

impl<const TAPS: usize> Coefficients<TAPS> {
    /// The coefficients of a phase, 0 to [`PHASES`] − 1.
    #[inline(always)]
    pub fn at(&self, phase: usize) -> &[f32; TAPS] {
        &self.phases[phase & (PHASES - 1)]
    }

    fn of(kernel: impl Fn(f64) -> [f64; TAPS]) -> Coefficients<TAPS> {
        let one = |phase: usize| kernel((phase as f64 + 0.5) / PHASES as f64).map(|value| value as f32);
        Coefficients { phases: (0..PHASES).map(one).collect() }
    }
}

/// All tables.
pub struct Tables {
    /// The cubic.
    pub cubic: Coefficients<4>,
    /// Sincs for playing at up to 1, 1.26, 1.6, 2 and more times the recorded speed.
    sincs: [Coefficients<8>; 5],
}

/// Playing speeds up to which each sinc is used, and its cutoff as a part of half the sample's rate.
const SINCS: [(f64, f64); 5] = [(1.0, 0.94), (1.26, 0.78), (1.6, 0.62), (2.0, 0.5), (f64::INFINITY, 0.36)];

/// The tables; the first call makes them.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables {
        cubic: Coefficients::of(|t| {
            let (t2, t3) = (t * t, t * t * t);
            [
                -0.5 * t + t2 - 0.5 * t3,
                1.0 - 2.5 * t2 + 1.5 * t3,
                0.5 * t + 2.0 * t2 - 1.5 * t3,
                0.5 * (t3 - t2),
            ]
        }),
        sincs: SINCS.map(|(_, cutoff)| Coefficients::of(|t| sinc(t, cutoff))),
    })
}

impl Tables {
    /// The sinc for a playing speed.
    pub fn sinc(&self, speed: f64) -> &Coefficients<8> {
        let place =
            SINCS.iter().position(|(fastest, _)| speed <= *fastest * 1.000_001).unwrap_or(SINCS.len() - 1);
        &self.sincs[place]
    }
}

/// Eight coefficients of a sinc under a Kaiser window (Kaiser 1974), brought to a sum of 1.
fn sinc(t: f64, cutoff: f64) -> [f64; 8] {
    const BETA: f64 = 5.6;
    let mut taps: [f64; 8] = std::array::from_fn(|tap| {
        let x = tap as f64 - 3.0 - t;
        let ideal = if x == 0.0 { cutoff } else { (PI * x * cutoff).sin() / (PI * x) };
        let inside = (1.0 - (x / 4.0).powi(2)).max(0.0);
        ideal * bessel(BETA * inside.sqrt()) / bessel(BETA)
    });
    let sum: f64 = taps.iter().sum();
    taps.iter_mut().for_each(|tap| *tap /= sum);
    taps
}

/// The modified Bessel function of the first kind and order 0, by its power series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..40 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gain of the sinc at a frequency, as a part of the sample's rate, in dB.
    fn gain(part: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for phase in 0..64 {
            let t = (f64::from(phase) + 0.5) / 64.0;
            for (tap, value) in sinc(t, SINCS[0].1).iter().enumerate() {
                let angle = 2.0 * PI * part * (tap as f64 - 3.0 - t);
                re += value * angle.cos();
                im += value * angle.sin();
            }
        }
        20.0 * ((re * re + im * im).sqrt() / 64.0).log10()
    }

    #[test]
    fn the_sinc_passes_music_and_stops_images() {
        for hertz in [1_000.0, 5_000.0, 10_000.0] {
            assert!(gain(hertz / 48_000.0).abs() < 0.3, "{hertz} Hz: {:.2} dB", gain(hertz / 48_000.0));
        }
        for hertz in [36_000.0, 43_000.0, 47_000.0] {
            assert!(gain(hertz / 48_000.0) < -45.0, "{hertz} Hz: {:.2} dB", gain(hertz / 48_000.0));
        }
    }
}
