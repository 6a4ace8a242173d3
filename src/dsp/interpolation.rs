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

/// Places between two frames for which coefficients are kept; the one at or before a place is taken. With 4,096 that is wrong by
/// −79 dB at a quarter of the sample's rate and by less below: far under the images that eight frames let through.
pub const PHASES: usize = 4_096;
/// The binary digits of a phase's number.
pub const PHASE_BITS: u32 = PHASES.trailing_zeros();

/// Coefficients of eight frames at a phase.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub struct Taps(pub [f32; TAPS]);

/// Frames under the sinc.
const TAPS: usize = 8;

/// The coefficients of a sinc by phase.
pub type Sinc = [Taps; PHASES];

/// Playing speeds up to which each sinc is used, and its cutoff as a part of half the sample's rate.
const SINCS: [(f64, f64); 5] = [(1.0, 0.94), (1.26, 0.78), (1.6, 0.62), (2.0, 0.5), (f64::INFINITY, 0.36)];

/// The sinc for a playing speed; the first call makes all of them.
pub fn sinc_table(speed: f64) -> &'static Sinc {
    static TABLES: OnceLock<[Box<Sinc>; 5]> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        let window: Vec<[f64; TAPS]> = (0..PHASES).map(|phase| window(place(phase))).collect();
        SINCS.map(|(_, cutoff)| {
            let taps = |phase| Taps(sinc(place(phase), cutoff, &window[phase]).map(|value| value as f32));
            let table: Box<[Taps; PHASES]> = Box::new(std::array::from_fn(taps));
            table
        })
    });
    let place =
        SINCS.iter().position(|(fastest, _)| speed <= *fastest * 1.000_001).unwrap_or(SINCS.len() - 1);
    &tables[place]
}

/// The place of a phase between two frames, 0 to 1.
fn place(phase: usize) -> f64 {
    phase as f64 / PHASES as f64
}

/// How far each of eight frames stands from a place between the fourth and the fifth.
fn distances(t: f64) -> [f64; TAPS] {
    std::array::from_fn(|tap| tap as f64 - Interpolation::BEFORE as f64 - t)
}

/// A Kaiser window over eight frames (Kaiser 1974).
fn window(t: f64) -> [f64; TAPS] {
    const BETA: f64 = 5.6;
    distances(t).map(|x| kaiser(x / 4.0, BETA))
}

/// Eight coefficients of a sinc under a window, brought to a sum of 1.
fn sinc(t: f64, cutoff: f64, window: &[f64; TAPS]) -> [f64; TAPS] {
    let ideal = |x: f64| if x == 0.0 { cutoff } else { (PI * x * cutoff).sin() / (PI * x) };
    let mut taps = distances(t).map(ideal);
    taps.iter_mut().zip(window).for_each(|(tap, window)| *tap *= window);
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| tap / sum)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// The gain of the sinc at a frequency, as a part of the sample's rate, in dB.
    fn gain(part: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for phase in 0..64 {
            let t = (f64::from(phase) + 0.5) / 64.0;
            for (tap, value) in sinc(t, SINCS[0].1, &window(t)).iter().enumerate() {
                let angle = 2.0 * PI * part * (tap as f64 - 3.0 - t);
                re += value * angle.cos();
                im += value * angle.sin();
            }
        }
        20.0 * ((re * re + im * im).sqrt() / 64.0).log10()
    }

    #[test]
    fn between_the_phases_a_tone_keeps_79_decibels_from_the_noise() {
        let table = sinc_table(1.0);
        let (mut noise, mut power, turn) = (0.0, 0.0, PI / 2.0);
        for n in 0..200_000 {
            let place = (f64::from(n) * 0.618_033_988_749_9).fract();
            let phase = (place * PHASES as f64) as usize;
            let read = |taps: [f64; 8]| -> f64 {
                let at = |(tap, value): (usize, f64)| value * (turn * (tap as f64 + f64::from(n))).sin();
                taps.into_iter().enumerate().map(at).sum()
            };
            // Half a phase early on average, which is a delay and no noise.
            let even = place - 0.5 / PHASES as f64;
            let exact = read(sinc(even, SINCS[0].1, &window(even)));
            noise += (read(table[phase].0.map(f64::from)) - exact).powi(2);
            power += exact.powi(2);
        }
        let decibels = 10.0 * (noise / power).log10();
        assert!(decibels < -79.0, "{decibels:.1} dB");
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
