//! A state-variable filter in its zero-delay form: stable and in tune at any cutoff, also while that moves.
//!
//! After Simper, "Linear trapezoidal integrated state variable filter" (Cytomic, 2013), and Zavalishin, "The Art of VA Filter
//! Design" (2012).

pub mod lanes;

use super::units::{Hertz, SampleRate};

/// What is let through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Below the cutoff, 12 dB an octave.
    #[default]
    Lowpass,
    /// Above it.
    Highpass,
    /// Around it.
    Bandpass,
    /// All but it.
    Notch,
}

impl Mode {
    /// The names, in the order of [`Mode::of`].
    pub const NAMES: &'static [&'static str] = &["lowpass", "highpass", "bandpass", "notch"];

    /// The mode of that index.
    pub fn of(index: usize) -> Mode {
        [Mode::Lowpass, Mode::Highpass, Mode::Bandpass, Mode::Notch][index.min(3)]
    }

    /// How much of the input, of `k` times the band and of the low output there is in the sum.
    pub fn mix(self) -> (f32, f32, f32) {
        match self {
            Mode::Lowpass => (0.0, 0.0, 1.0),
            Mode::Highpass => (1.0, -1.0, -1.0),
            Mode::Bandpass => (0.0, 1.0, 0.0),
            Mode::Notch => (1.0, -1.0, 0.0),
        }
    }
}

/// Cutoff and resonance in the form that the filter computes with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coefficients {
    g: f32,
    k: f32,
}

impl Coefficients {
    /// A cutoff, moved into 10 Hz to 0.49 of the rate, and a resonance from 0 (no peak) to 1 (on the edge of ringing).
    pub fn new(cutoff: Hertz, resonance: f32, rate: SampleRate) -> Coefficients {
        let damping = std::f32::consts::SQRT_2 * (1.0 - resonance.clamp(0.0, 1.0) * 0.985);
        Coefficients::damped(cutoff, damping, rate)
    }

    /// A cutoff, moved as by [`Coefficients::new`], and a damping of 0 to 2: one over the filter's quality.
    pub fn damped(cutoff: Hertz, damping: f32, rate: SampleRate) -> Coefficients {
        let cutoff = cutoff.0.clamp(10.0, rate.hertz() * 0.49);
        Coefficients { g: (std::f32::consts::PI * cutoff / rate.hertz()).tan(), k: damping }
    }
}

/// What the first and the second memory and the input bring to the output and to both next memories.
/// A number is one of one filter, or those of several.
#[derive(Clone, Copy, Default)]
struct Turn<T> {
    out: [T; 3],
    first: [T; 3],
    second: [T; 3],
}

impl Turn<f32> {
    /// That of one frame; `mix` as [`Mode::mix`] gives it.
    #[inline(always)]
    fn new(g: f32, k: f32, (mix_in, mix_band, mix_low): (f32, f32, f32)) -> Self {
        let a1 = 1.0 / (1.0 + g * (g + k));
        let band = [a1, -a1 * g, a1 * g];
        let low = [g * band[0], 1.0 + g * band[1], g * band[2]];
        let mut out: [f32; 3] = std::array::from_fn(|n| mix_band * k * band[n] + mix_low * low[n]);
        out[2] += mix_in;
        Turn {
            out,
            first: [2.0 * band[0] - 1.0, 2.0 * band[1], 2.0 * band[2]],
            second: [2.0 * low[0], 2.0 * low[1] - 1.0, 2.0 * low[2]],
        }
    }

    /// A frame goes through.
    #[inline(always)]
    fn take(self, sample: &mut f32, memory: &mut [f32; 2]) {
        let ([first, second], input) = (*memory, *sample);
        *sample = brought(self.out, first, second, input);
        *memory = [brought(self.first, first, second, input), brought(self.second, first, second, input)];
    }
}

/// Each of `frames`, and its matrix, while the coefficients move in a straight line. The matrices, which wait for nobody, are worked out
/// side by side.
#[inline(always)]
fn along(
    from: Coefficients,
    to: Coefficients,
    mode: Mode,
    frames: usize,
    mut each: impl FnMut(usize, Turn<f32>),
) {
    let step = 1.0 / frames.max(1) as f32;
    let (step_g, step_k) = ((to.g - from.g) * step, (to.k - from.k) * step);
    let (mut g, mut k) = (from.g, from.k);
    let (mix_in, mix_band, mix_low) = mode.mix();
    let mix = [mix_in, mix_band, mix_low].map(|part| [part; lanes::WIDTH]);
    let mut done = 0;
    while done < frames {
        let mut ways = [[0.0; lanes::WIDTH]; 2];
        let [all_g, all_k] = &mut ways;
        for (next_g, next_k) in all_g.iter_mut().zip(all_k) {
            (g, k) = (g + step_g, k + step_k);
            (*next_g, *next_k) = (g, k);
        }
        let turns = Turn::of_all(&ways[0], &ways[1], [&mix[0], &mix[1], &mix[2]]);
        for n in 0..lanes::WIDTH.min(frames - done) {
            each(done + n, turns.lane(n));
        }
        done += lanes::WIDTH;
    }
}

/// What memories and input bring together. The input, which waits for nobody, comes first.
#[inline(always)]
fn brought(by: [f32; 3], first: f32, second: f32, input: f32) -> f32 {
    by[0].mul_add(first, by[1].mul_add(second, by[2] * input))
}

/// One channel of the filter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    first: f32,
    second: f32,
}

impl Filter {
    /// Filters a stretch in place while the coefficients move in a straight line from `from` to `to`. Each frame has a matrix of its
    /// own, which waits for nobody, so that frames wait less for each other.
    #[inline(always)]
    pub fn process(&mut self, mode: Mode, from: Coefficients, to: Coefficients, block: &mut [f32]) {
        Filter::process_together([self], mode, (from, to), [block]);
    }

    /// As [`Filter::process`] for channels of the same length at once: the matrices are worked out once.
    #[inline(always)]
    pub fn process_together<const N: usize>(
        filters: [&mut Filter; N],
        mode: Mode,
        (from, to): (Coefficients, Coefficients),
        mut channels: [&mut [f32]; N],
    ) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut memories = [[0.0; 2]; N];
        for (memory, filter) in memories.iter_mut().zip(&filters) {
            *memory = [filter.first, filter.second];
        }
        along(from, to, mode, frames, |frame, turn| {
            for (channel, memory) in channels.iter_mut().zip(&mut memories) {
                turn.take(&mut channel[frame], memory);
            }
        });
        for (filter, [first, second]) in filters.into_iter().zip(memories) {
            filter.keep(first, second);
        }
    }

    /// As [`Filter::process`] with coefficients that stay, with the same bits; quicker.
    #[inline(always)]
    pub fn hold(&mut self, mode: Mode, at: Coefficients, block: &mut [f32]) {
        let turn = Turn::new(at.g, at.k, mode.mix());
        let mut memory = [self.first, self.second];
        for sample in block {
            turn.take(sample, &mut memory);
        }
        self.keep(memory[0], memory[1]);
    }

    /// A filter that has blown up starts again from silence.
    #[inline(always)]
    fn keep(&mut self, first: f32, second: f32) {
        let sane = first.is_finite() && second.is_finite();
        (self.first, self.second) = if sane { (first, second) } else { (0.0, 0.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    /// The measured gain at a frequency in dB.
    fn gain(mode: Mode, cutoff: f32, resonance: f32, hertz: f32) -> f64 {
        let coefficients = Coefficients::new(Hertz(cutoff), resonance, RATE);
        let mut filter = Filter::default();
        let turn = std::f64::consts::TAU * f64::from(hertz) / 48_000.0;
        let mut block: Vec<f32> = (0..96_000).map(|n| (turn * f64::from(n)).sin() as f32).collect();
        block.chunks_mut(64).for_each(|chunk| filter.process(mode, coefficients, coefficients, chunk));
        let power = |samples: &[f32]| {
            samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len() as f64
        };
        10.0 * (power(&block[48_000..]) / 0.5).log10()
    }

    /// The response of the analogue filter that the digital one imitates, with its frequencies warped as by the trapezoidal rule.
    fn analytic(mode: Mode, cutoff: f32, resonance: f32, hertz: f32) -> f64 {
        let warp = |f: f32| (std::f64::consts::PI * f64::from(f) / 48_000.0).tan();
        let w = warp(hertz) / warp(cutoff);
        let k = std::f64::consts::SQRT_2 * (1.0 - f64::from(resonance) * 0.985);
        let denominator = ((1.0 - w * w).powi(2) + (k * w).powi(2)).sqrt();
        let numerator = match mode {
            Mode::Lowpass => 1.0,
            Mode::Highpass => w * w,
            Mode::Bandpass => k * w,
            Mode::Notch => (1.0 - w * w).abs(),
        };
        20.0 * (numerator / denominator).log10()
    }

    #[test]
    fn the_response_is_the_analytic_one_within_a_tenth_of_a_decibel() {
        for mode in [Mode::Lowpass, Mode::Highpass, Mode::Bandpass, Mode::Notch] {
            for (cutoff, resonance) in [(200.0, 0.0), (1_000.0, 0.5), (8_000.0, 0.9)] {
                for hertz in [100.0, 450.0, 900.0, 3_000.0, 12_000.0] {
                    let (measured, expected) =
                        (gain(mode, cutoff, resonance, hertz), analytic(mode, cutoff, resonance, hertz));
                    assert!(
                        (measured - expected).abs() < 0.1,
                        "{mode:?} {cutoff} {hertz}: {measured} and {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn it_stays_finite_whatever_moves() {
        let mut filter = Filter::default();
        let mut block = [1.0f32; 64];
        for n in 0..2_000 {
            let of = |m: usize| {
                Coefficients::new(Hertz((m * 7_919 % 40_000) as f32), (m % 11) as f32 / 10.0, RATE)
            };
            block.iter_mut().enumerate().for_each(|(i, s)| *s = if i % 2 == 0 { 1.0 } else { -1.0 });
            filter.process(Mode::of(n % 4), of(n), of(n + 1), &mut block);
            assert!(block.iter().all(|sample| sample.abs() < 1e3));
        }
    }

    #[test]
    fn coefficients_that_stay_give_the_same_quickly() {
        for mode in [Mode::Lowpass, Mode::Highpass, Mode::Bandpass, Mode::Notch] {
            for (cutoff, resonance) in [(20.0, 0.0), (1_000.0, 0.5), (20_000.0, 1.0)] {
                let at = Coefficients::new(Hertz(cutoff), resonance, RATE);
                let mut input: Vec<f32> = (0..2_000).map(|n| (n as f32 * 0.3).sin()).collect();
                let mut held = input.clone();
                let (mut one, mut other) = (Filter::default(), Filter::default());
                input.chunks_mut(16).for_each(|block| one.process(mode, at, at, block));
                held.chunks_mut(16).for_each(|block| other.hold(mode, at, block));
                assert!(input == held, "{mode:?} {cutoff}");
            }
        }
    }
}
