//! Band-limited waves: tables of one turn with as many harmonics as fit below half the sample rate.
//!
//! The tables are made once, by [`waves`], before any sound; after that they are only read.

pub mod turns;

use std::sync::OnceLock;

/// Samples of a turn.
const LENGTH: usize = 4_096;

/// Harmonics of each table: half an octave between neighbours from 4 up.
const HARMONICS: [usize; 20] =
    [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1_024];

/// One wave with fewer and fewer harmonics.
pub struct Wave {
    tables: Vec<Box<Samples>>,
}

/// The samples of a turn, and the first one again.
type Samples = [f32; LENGTH + 1];

/// All waves.
pub struct Waves {
    /// 1/n: falling from 1 to −1. A pulse is the difference of two.
    pub saw: Wave,
    /// 1/n² over odd n.
    pub triangle: Wave,
    /// One harmonic.
    pub sine: Wave,
    /// A triangle in sixteen levels.
    pub steps: Wave,
}

/// The waves; the first call makes them.
pub fn waves() -> &'static Waves {
    static WAVES: OnceLock<Waves> = OnceLock::new();
    WAVES.get_or_init(|| Waves {
        saw: Wave::of(|n| 2.0 / std::f64::consts::PI / n as f64),
        triangle: Wave::of(|n| match n % 4 {
            1 => 8.0 / std::f64::consts::PI.powi(2) / (n * n) as f64,
            3 => -8.0 / std::f64::consts::PI.powi(2) / (n * n) as f64,
            _ => 0.0,
        }),
        sine: Wave::of(|n| if n == 1 { 1.0 } else { 0.0 }),
        steps: Wave::of(|n| if n % 2 == 1 && n < 512 { step_level(n) } else { 0.0 }),
    })
}

/// The level of a harmonic of a triangle that goes up and down in fifteen steps: the sum of its steps' own.
fn step_level(harmonic: usize) -> f64 {
    let step = |place: f64| (std::f64::consts::TAU * harmonic as f64 * place / 32.0).cos();
    let up: f64 = (-7..=7).map(|place| step(f64::from(place))).sum();
    let down: f64 = (9..=23).map(|place| step(f64::from(place))).sum();
    2.0 / 15.0 * (up - down) / (std::f64::consts::PI * harmonic as f64)
}

impl Wave {
    /// A sum of sines; `level` gives each harmonic's.
    fn of(level: fn(usize) -> f64) -> Wave {
        let mut sum = vec![0.0f64; LENGTH];
        let mut done = 0;
        let mut tables = Vec::with_capacity(HARMONICS.len());
        for most in HARMONICS {
            for n in done + 1..=most {
                add_sine(&mut sum, n, level(n));
            }
            done = most;
            let mut table = Box::new([0.0; LENGTH + 1]);
            table.iter_mut().zip(&sum).for_each(|(to, sample)| *to = *sample as f32);
            table[LENGTH] = table[0];
            tables.push(table);
        }
        Wave { tables }
    }

    /// The table for a tone of `turns` per frame: the richest whose harmonics all stay below half the sample rate.
    #[inline(always)]
    pub fn table(&self, turns: f32) -> Table<'_> {
        Table(&self.tables[richest(0.5 / turns.max(1e-6))])
    }
}

/// The last of [`HARMONICS`] that is no greater than `most`, or the first one.
#[inline(always)]
fn richest(most: f32) -> usize {
    // Twice the binary logarithm, as far as whole numbers go, from exponent and mantissa.
    let bits = most.max(1.0).to_bits();
    let octave = (bits >> 23) as usize - 127;
    let half = usize::from(bits & 0x7F_FFFF >= std::f32::consts::SQRT_2.to_bits() & 0x7F_FFFF);
    let place = (2 * octave + half).saturating_sub(1).min(HARMONICS.len() - 1);
    let fits = |place: usize| HARMONICS.get(place).is_some_and(|harmonics| *harmonics as f32 <= most);
    match (fits(place), fits(place + 1)) {
        (_, true) => place + 1,
        (true, _) => place,
        _ => place.saturating_sub(1),
    }
}

fn add_sine(sum: &mut [f64], harmonic: usize, level: f64) {
    if level == 0.0 {
        return;
    }
    let (turn_sin, turn_cos) = (std::f64::consts::TAU * harmonic as f64 / LENGTH as f64).sin_cos();
    let (mut sin, mut cos) = (0.0, 1.0);
    for sample in sum {
        *sample += level * sin;
        (sin, cos) = (sin * turn_cos + cos * turn_sin, cos * turn_cos - sin * turn_sin);
    }
}

/// One table, ready to be read.
#[derive(Clone, Copy)]
pub struct Table<'a>(&'a Samples);

impl Table<'_> {
    /// The wave at a phase from 0 (inclusive) to 1.
    #[inline(always)]
    pub fn at(self, phase: f32) -> f32 {
        let place = phase * LENGTH as f32;
        let index = (place as i32 as usize).min(LENGTH - 1);
        let fraction = place - index as f32;
        let (here, next) = (self.0[index], self.0[index + 1]);
        here + (next - here) * fraction
    }

    /// The wave at phases in a row.
    #[inline(always)]
    pub fn over<const N: usize>(self, phases: &[f32; N]) -> [f32; N] {
        let mut wave = [0.0; N];
        for (out, phase) in wave.iter_mut().zip(phases) {
            *out = self.at(*phase);
        }
        wave
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The level of everything that is not a harmonic of the tone, relative to the tone, in dB, from 20 Hz to 20 kHz.
    fn aliases(hertz: f32) -> f64 {
        let frames = 1 << 15;
        let turns = hertz / 48_000.0;
        let mut phase = 0.0f32;
        let mut planner = realfft::RealFftPlanner::<f64>::new();
        let fft = planner.plan_fft_forward(frames);
        let table = waves().saw.table(turns);
        let mut block: Vec<f64> = (0..frames)
            .map(|n| {
                let place = n as f64 / frames as f64 * std::f64::consts::TAU;
                // Four-term Blackman-Harris: side lobes below −92 dB.
                let window = 0.35875 - 0.48829 * place.cos() + 0.14128 * (2.0 * place).cos()
                    - 0.01168 * (3.0 * place).cos();
                let sample = f64::from(table.at(phase)) * window;
                phase = (phase + turns).fract();
                sample
            })
            .collect();
        let mut spectrum = fft.make_output_vec();
        fft.process(&mut block, &mut spectrum).expect("sizes fit");
        let bin = 48_000.0 / frames as f64;
        let (mut tone, mut other) = (0.0f64, 0.0f64);
        for (index, value) in spectrum.iter().enumerate() {
            let at = index as f64 * bin;
            let from_harmonic =
                (at / f64::from(hertz) - (at / f64::from(hertz)).round()).abs() * f64::from(hertz);
            match from_harmonic < 8.0 * bin {
                true => tone = tone.max(value.norm()),
                false if (20.0..20_000.0).contains(&at) => other = other.max(value.norm()),
                false => {}
            }
        }
        20.0 * (other / tone).log10()
    }

    #[test]
    fn the_richest_table_that_fits_is_found_for_any_tone() {
        for most in (0..40_000).map(|n| 0.3 * 1.000_3f32.powi(n)).chain(HARMONICS.map(|n| n as f32)) {
            let expected = HARMONICS.partition_point(|harmonics| *harmonics as f32 <= most).max(1) - 1;
            assert_eq!(richest(most), expected, "{most}");
        }
    }

    #[test]
    fn a_saw_of_5_khz_has_no_alias_above_minus_90_decibels() {
        for hertz in [5_000.3, 1_234.5, 7_900.1] {
            let level = aliases(hertz);
            assert!(level < -90.0, "{hertz} Hz: {level:.1} dB");
        }
    }

    #[test]
    fn the_waves_have_their_shapes() {
        let near = |a: f32, b: f32| assert!((a - b).abs() < 0.02, "{a} and {b}");
        let (saw, triangle) = (waves().saw.table(1e-4), waves().triangle.table(1e-4));
        near(saw.at(0.25), 0.5);
        near(saw.at(0.75), -0.5);
        near(triangle.at(0.25), 1.0);
        near(triangle.at(0.5), 0.0);
        near(waves().sine.table(0.01).at(0.25), 1.0);
        let steps = waves().steps.table(1e-4);
        (0..16).for_each(|n| near(steps.at((n as f32 + 8.5) / 32.0), 1.0 - n as f32 / 7.5));
    }
}
