//! A ladder of four poles with feedback, in its zero-delay form: in tune at any cutoff, up to and into self-oscillation.
//!
//! After Zavalishin, "The Art of VA Filter Design" (2012), chapter 5: the loop is solved as if it were straight, then its input goes
//! through a saturation. What the saturation takes away acts as less feedback and nothing else, so the filter stays in tune; and as
//! no stage is ever fed with more than the saturation lets through, it stays stable whatever moves.

use super::units::{Hertz, SampleRate};

/// Feedback at full resonance: a little more than the 4 at which the ladder sounds by itself, so that it does so in time.
const MOST: f32 = 4.3;
/// Feedback takes from the sound below the cutoff; so much of that is made up for.
const MADE_UP: f32 = 0.5;
/// The level at which the saturation holds the loop.
const HELD: f32 = 2.0;

/// Cutoff and resonance in the form that the ladder computes with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coefficients {
    /// How much of its input a stage lets through at once.
    through: f32,
    feedback: f32,
    /// Solves the loop.
    solved: f32,
}

impl Coefficients {
    /// A cutoff, moved into 10 Hz to 0.49 of the rate, and a resonance from 0 (none) to 1 (self-oscillation, which begins at 0.93).
    pub fn new(cutoff: Hertz, resonance: f32, rate: SampleRate) -> Coefficients {
        let cutoff = cutoff.0.clamp(10.0, rate.hertz() * 0.49);
        let g = (std::f32::consts::PI * cutoff / rate.hertz()).tan();
        let through = g / (1.0 + g);
        let feedback = MOST * resonance.clamp(0.0, 1.0);
        Coefficients { through, feedback, solved: 1.0 / (1.0 + feedback * through.powi(4)) }
    }
}

/// A hyperbolic tangent, nearly (the first terms of Lambert's continued fraction): straight below, even at 1 from 3 on.
#[inline(always)]
fn saturated(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// One channel of the ladder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ladder {
    memories: [f32; 4],
}

impl Ladder {
    /// Filters a stretch in place, behind `poles` of the stages (1 to 4: 6 dB an octave each), while the coefficients move in
    /// straight lines from `from` to `to`.
    #[inline(always)]
    pub fn process(&mut self, poles: usize, from: Coefficients, to: Coefficients, block: &mut [f32]) {
        let step = 1.0 / block.len().max(1) as f32;
        let slope = |from: f32, to: f32| (to - from) * step;
        let slopes = [
            slope(from.through, to.through),
            slope(from.feedback, to.feedback),
            slope(from.solved, to.solved),
        ];
        let Coefficients { mut through, mut feedback, mut solved } = from;
        let mut memories = self.memories;
        let heard = poles.clamp(1, 4) - 1;
        for sample in block {
            (through, feedback, solved) = (through + slopes[0], feedback + slopes[1], solved + slopes[2]);
            // What the last stage would give if nothing came in.
            let rest = 1.0 - through;
            let silent = memories.iter().fold(0.0, |sum, memory| sum * through + memory * rest);
            let input = *sample * (1.0 + MADE_UP * feedback);
            let looped = (input - feedback * silent) * solved;
            let mut signal = HELD * saturated(looped * (1.0 / HELD));
            let mut outputs = [0.0; 4];
            for (memory, output) in memories.iter_mut().zip(&mut outputs) {
                let half = (signal - *memory) * through;
                signal = half + *memory;
                *memory = signal + half;
                *output = signal;
            }
            *sample = outputs[heard];
        }
        // A filter that was given what is no number starts again from silence.
        let sane = memories.iter().all(|memory| memory.is_finite());
        self.memories = if sane { memories } else { [0.0; 4] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    /// The measured gain of a soft tone at a frequency in dB.
    fn gain(poles: usize, cutoff: f32, resonance: f32, hertz: f32) -> f64 {
        let at = Coefficients::new(Hertz(cutoff), resonance, RATE);
        let mut ladder = Ladder::default();
        let turn = std::f64::consts::TAU * f64::from(hertz) / 48_000.0;
        let mut block: Vec<f32> = (0..96_000).map(|n| (0.003 * (turn * f64::from(n)).sin()) as f32).collect();
        block.chunks_mut(64).for_each(|chunk| ladder.process(poles, at, at, chunk));
        let power = block[48_000..].iter().map(|s| f64::from(*s / 0.003).powi(2)).sum::<f64>() / 48_000.0;
        10.0 * (power / 0.5).log10()
    }

    /// (1 + k/2) (1 + s)^(4 − poles) / ((1 + s)⁴ + k), its frequencies warped as by the trapezoidal rule.
    fn analytic(poles: usize, cutoff: f32, resonance: f32, hertz: f32) -> f64 {
        let warp = |f: f32| (std::f64::consts::PI * f64::from(f) / 48_000.0).tan();
        let w = warp(hertz) / warp(cutoff);
        let k = 4.3 * f64::from(resonance);
        let (length, angle) = (1.0 + w * w, 4.0 * w.atan());
        let fourth = [length * length * angle.cos() + k, length * length * angle.sin()];
        let above = length.powf(0.5 * (4 - poles) as f64);
        20.0 * ((1.0 + 0.5 * k) * above / fourth[0].hypot(fourth[1])).log10()
    }

    #[test]
    fn the_response_to_soft_sounds_is_the_analytic_one_within_a_tenth_of_a_decibel() {
        for poles in 1..=4 {
            for (cutoff, resonance) in [(200.0, 0.0), (1_000.0, 0.5), (3_000.0, 0.7), (8_000.0, 0.85)] {
                for hertz in [100.0, 450.0, 900.0, 3_000.0, 12_000.0] {
                    let [measured, expected] = [gain, analytic].map(|of| of(poles, cutoff, resonance, hertz));
                    if expected > -80.0 {
                        let apart = (measured - expected).abs();
                        assert!(apart < 0.1, "{poles} {cutoff} {hertz}: {measured} and {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn it_sounds_by_itself_in_tune_within_five_cents() {
        for rate in [44_100, 48_000, 96_000] {
            for cutoff in [110.0, 440.0, 1_760.0, 7_040.0] {
                let at = Coefficients::new(Hertz(cutoff), 1.0, SampleRate(rate));
                let mut ladder = Ladder::default();
                let mut block = vec![0.0f32; 2 * rate as usize];
                block[0] = 0.5;
                block.chunks_mut(64).for_each(|chunk| ladder.process(4, at, at, chunk));
                let sound = &block[rate as usize..];
                let peak = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
                assert!((0.05..1.0).contains(&peak), "{cutoff} Hz at {rate}: {peak}");
                let rises: Vec<f64> = sound
                    .windows(2)
                    .enumerate()
                    .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
                    .map(|(n, pair)| n as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
                    .collect();
                let turns = (rises.len() - 1) as f64;
                let hertz = f64::from(rate) * turns / (rises[rises.len() - 1] - rises[0]);
                let cents = 1_200.0 * (hertz / f64::from(cutoff)).log2();
                assert!(cents.abs() < 5.0, "{cutoff} Hz at {rate}: {cents:.2} cents");
            }
        }
    }

    #[test]
    fn it_stays_within_bounds_whatever_moves_at_any_rate() {
        for rate in [8_000, 44_100, 192_000] {
            let mut ladder = Ladder::default();
            for n in 0..2_000usize {
                let of = |m: usize| {
                    let resonance = (m % 11) as f32 / 10.0;
                    Coefficients::new(Hertz((m * 7_919 % 40_000) as f32), resonance, SampleRate(rate))
                };
                let mut block: [f32; 64] =
                    std::array::from_fn(|i| if (i / 7) % 2 == 0 { 30.0 } else { -30.0 });
                ladder.process(1 + n % 4, of(n), of(n + 1), &mut block);
                assert!(block.iter().all(|sample| sample.abs() < 8.0), "{rate} {n}");
            }
            let at = Coefficients::new(Hertz(1_000.0), 0.5, SampleRate(rate));
            ladder.process(4, at, at, &mut [f32::NAN]);
            let mut after = [0.1; 4];
            ladder.process(4, at, at, &mut after);
            assert!(after.iter().all(|sample| sample.is_finite()));
        }
    }
}
