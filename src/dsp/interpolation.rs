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

/// Places between two frames for which coefficients are kept; between these they go straight.
/// With 256 the straight lines stay within −90 dB of the sinc, and a table takes 16 kB, so that it stays near the processor.
pub const PHASES: usize = 256;
/// The binary digits of a phase's number.
pub const PHASE_BITS: u32 = PHASES.trailing_zeros();

/// Coefficients of eight frames at a phase, and how far they are from those of the next phase: one line of the cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub struct Taps {
    /// At the phase.
    pub here: [f32; 8],
    /// From there to the next one.
    pub way: [f32; 8],
}

/// The coefficients of a sinc by phase.
pub type Sinc = [Taps; PHASES];

/// Playing speeds up to which each sinc is used, and its cutoff as a part of half the sample's rate.
const SINCS: [(f64, f64); 5] = [(1.0, 0.94), (1.26, 0.78), (1.6, 0.62), (2.0, 0.5), (f64::INFINITY, 0.36)];

/// The sinc for a playing speed; the first call makes all of them.
pub fn sinc_table(speed: f64) -> &'static Sinc {
    static TABLES: OnceLock<[Box<Sinc>; 5]> = OnceLock::new();
    let tables = TABLES.get_or_init(|| SINCS.map(|(_, cutoff)| table(cutoff)));
    let place =
        SINCS.iter().position(|(fastest, _)| speed <= *fastest * 1.000_001).unwrap_or(SINCS.len() - 1);
    &tables[place]
}

fn table(cutoff: f64) -> Box<Sinc> {
    let mut table = Box::new([Taps::default(); PHASES]);
    for (phase, taps) in table.iter_mut().enumerate() {
        let at = |phase: usize| sinc(phase as f64 / PHASES as f64, cutoff);
        let (here, next) = (at(phase), at(phase + 1));
        taps.here = here.map(|value| value as f32);
        taps.way = std::array::from_fn(|tap| (next[tap] - here[tap]) as f32);
    }
    table
}

/// Eight coefficients of a sinc under a Kaiser window (Kaiser 1974), brought to a sum of 1.
fn sinc(t: f64, cutoff: f64) -> [f64; 8] {
    const BETA: f64 = 5.6;
    let mut taps: [f64; 8] = std::array::from_fn(|tap| {
        let x = tap as f64 - 3.0 - t;
        let ideal = if x == 0.0 { cutoff } else { (PI * x * cutoff).sin() / (PI * x) };
        ideal * kaiser(x / 4.0, BETA)
    });
    let sum: f64 = taps.iter().sum();
    taps.iter_mut().for_each(|tap| *tap /= sum);
    taps
}

/// The Kaiser window from −1 to 1, highest (1) at 0; a greater `beta` makes it narrower.
pub fn kaiser(x: f64, beta: f64) -> f64 {
    bessel(beta * (1.0 - x * x).max(0.0).sqrt()) / bessel(beta)
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
    fn straight_lines_between_the_phases_stay_near_the_sinc() {
        let table = sinc_table(1.0);
        for n in 0..PHASES * 16 {
            let (taps, along) = (&table[n / 16], (n % 16) as f32 / 16.0);
            let exact = sinc(n as f64 / 16.0 / PHASES as f64, SINCS[0].1);
            for (tap, exact) in exact.iter().enumerate() {
                let read = taps.here[tap] + taps.way[tap] * along;
                assert!((f64::from(read) - exact).abs() < 2.5e-5, "phase {n}, tap {tap}");
            }
        }
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
