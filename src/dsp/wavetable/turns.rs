//! Tables of many turns, for waves that become one another: each turn with fewer and fewer harmonics.
//!
//! They are made from spectra by inverse Fourier transforms, before any sound; after that they are only read.

use super::HARMONICS;
use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// The most turns of a table.
pub const MOST_TURNS: usize = 256;

/// Samples of a turn for each of its harmonics: a cubic between them then leaves images of the highest one at −90 dB.
const DENSE: usize = 32;
/// The fewest and the most samples of a turn. The most is dense enough for 128 harmonics, so for tones above 188 Hz at 48 kHz;
/// further down the images of the highest harmonics rise by 24 dB an octave, while those are softer themselves in most turns.
const LENGTHS: [usize; 2] = [64, 4_096];
/// Samples around the place that is read.
const TAPS: usize = 4;

/// One turn's harmonics by their numbers: the levels of a cosine and of a sine. The first one, the wave's middle, is not used.
pub type Spectrum = Vec<[f32; 2]>;

/// The harmonics of one turn, 2 or more frames; what is no number is 0.
pub fn spectrum(turn: &[f32]) -> Spectrum {
    analysed(&*RealFftPlanner::new().plan_fft_forward(turn.len()), turn)
}

fn analysed(forward: &dyn RealToComplex<f32>, turn: &[f32]) -> Spectrum {
    let sane = |sample: &f32| if sample.is_finite() { *sample } else { 0.0 };
    let mut sound: Vec<f32> = turn.iter().map(sane).collect();
    let mut bins = forward.make_output_vec();
    // The lengths fit, so nothing can go wrong; if it did, the turn would be silent.
    if forward.process(&mut sound, &mut bins).is_err() {
        bins.fill(Complex::default());
    }
    let scale = 2.0 / turn.len() as f32;
    // What lies at half the rate has no phase.
    bins[..turn.len().div_ceil(2)].iter().map(|bin| [bin.re * scale, -bin.im * scale]).collect()
}

/// Every turn with at most so many harmonics.
#[derive(Debug, PartialEq)]
struct Level {
    harmonics: usize,
    length: usize,
    /// Turn after turn, each with its last sample before it and its first two behind it.
    samples: Vec<f32>,
}

/// A table of many turns.
#[derive(Debug, PartialEq)]
pub struct Turns {
    count: usize,
    levels: Vec<Level>,
}

impl Turns {
    /// A table of these turns, 1 to [`MOST_TURNS`]; what is beyond is left out. No turn gives silence.
    pub fn of_spectra(spectra: &[Spectrum]) -> Turns {
        let spectra = &spectra[..spectra.len().min(MOST_TURNS)];
        let richest = spectra.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(1);
        let enough = HARMONICS.partition_point(|harmonics| *harmonics < richest) + 1;
        let mut planner = RealFftPlanner::<f32>::new();
        let levels = HARMONICS.iter().take(enough).map(|harmonics| {
            let length = (DENSE * harmonics).next_power_of_two().clamp(LENGTHS[0], LENGTHS[1]);
            let inverse = planner.plan_fft_inverse(length);
            let (mut bins, mut turn) = (inverse.make_input_vec(), inverse.make_output_vec());
            let mut samples = Vec::with_capacity(spectra.len() * (length + TAPS - 1));
            for spectrum in spectra {
                bins.fill(Complex::default());
                let harmonics = bins.iter_mut().zip(spectrum).take(harmonics + 1).skip(1);
                harmonics.for_each(|(bin, [cosine, sine])| *bin = Complex::new(0.5 * cosine, -0.5 * sine));
                // Lengths fit and the middle is real, so nothing can go wrong; if it did, the turn would be silent.
                if inverse.process(&mut bins, &mut turn).is_err() {
                    turn.fill(0.0);
                }
                samples.extend(turn.last());
                samples.extend_from_slice(&turn);
                samples.extend_from_slice(&turn[..TAPS - 2]);
            }
            Level { harmonics: *harmonics, length, samples }
        });
        Turns { levels: levels.collect(), count: spectra.len() }
    }

    /// A table of a sound that has one turn after the other, each of `frame` frames. What is left over is not used, nor is the
    /// middle of a turn that does not lie at 0; what is no number is 0.
    pub fn of_sound(sound: &[f32], frame: usize) -> Turns {
        let frame = frame.max(2);
        let forward = RealFftPlanner::new().plan_fft_forward(frame);
        let turns = sound.chunks_exact(frame).take(MOST_TURNS);
        Turns::of_spectra(&turns.map(|turn| analysed(&*forward, turn)).collect::<Vec<_>>())
    }

    /// How many turns there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The richest level whose turns `fit`, told how many harmonics they have at most; the poorest if none does.
    #[inline(always)]
    pub fn level(&self, fit: impl Fn(usize) -> bool) -> u8 {
        self.levels.partition_point(|level| fit(level.harmonics)).max(1) as u8 - 1
    }

    /// A level, ready to be read; `None` if there is none.
    #[inline(always)]
    pub fn reader(&self, level: u8) -> Option<Reader<'_>> {
        let level = self.levels.get(usize::from(level)).filter(|_| self.count > 0)?;
        let last = self.count - 1;
        Some(Reader { samples: &level.samples, length: level.length, last })
    }
}

/// Where between two turns a table is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    first: usize,
    second: usize,
    share: f32,
}

/// A level of a table.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    samples: &'a [f32],
    length: usize,
    last: usize,
}

impl Reader<'_> {
    /// The place of a position from 0, the first turn, to 1, the last one.
    #[inline(always)]
    pub fn place(&self, position: f32) -> Place {
        let turn = position.clamp(0.0, 1.0) * self.last as f32;
        let first = (turn as i32 as usize).min(self.last);
        let each = self.length + TAPS - 1;
        Place { first: first * each, second: (first + 1).min(self.last) * each, share: turn - first as f32 }
    }

    /// The wave at a phase from 0 (inclusive) to 1: Lagrange's cubic through the four samples around it.
    #[inline(always)]
    pub fn at(&self, phase: f32, place: Place) -> f32 {
        let at = phase * self.length as f32;
        let index = (at as i32 as usize).min(self.length - 1);
        let t = at - index as f32;
        let taps = |turn: usize| self.samples.get(turn + index..).and_then(|rest| rest.first_chunk::<TAPS>());
        let (Some(first), Some(second)) = (taps(place.first), taps(place.second)) else { return 0.0 };
        let s: [f32; TAPS] = std::array::from_fn(|n| first[n] + (second[n] - first[n]) * place.share);
        let (before, after, two) = (t + 1.0, t - 1.0, t - 2.0);
        let (outer, inner) = (before * t * after, after * two);
        (outer * s[3] - t * inner * s[0]) * (1.0 / 6.0)
            + 0.5 * (before * inner * s[1] - before * t * two * s[2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_becomes_the_turns_that_it_holds() {
        let turn = std::f64::consts::TAU / 600.0;
        let sine = |harmonic: f64, level: f64| {
            (0..600).map(move |n| (level * (turn * harmonic * f64::from(n)).sin() + 0.25) as f32)
        };
        let sound: Vec<f32> = sine(1.0, 0.8).chain(sine(3.0, 0.4)).chain(sine(1.0, 1.0).take(599)).collect();
        let table = Turns::of_sound(&sound, 600);
        assert_eq!(table.count(), 2);
        let reader = table.reader(table.level(|harmonics| harmonics <= 100)).expect("a level");
        for n in 0..1_000 {
            let phase = n as f32 / 1_000.0;
            let radians = f64::from(phase) * std::f64::consts::TAU;
            for (position, expected) in [
                (0.0, 0.8 * radians.sin()),
                (1.0, 0.4 * (3.0 * radians).sin()),
                (0.5, 0.4 * radians.sin() + 0.2 * (3.0 * radians).sin()),
            ] {
                let read = f64::from(reader.at(phase, reader.place(position)));
                assert!((read - expected).abs() < 1e-4, "{phase} {position}: {read} and {expected}");
            }
        }
    }

    #[test]
    fn a_level_has_no_more_harmonics_than_are_asked_for_and_an_empty_table_none() {
        let table = Turns::of_spectra(&[vec![[0.0, 1.0]; 513]]);
        for (most, harmonics) in [(0.3, 1), (1.0, 1), (5.5, 4), (300.0, 256), (9_999.0, 512)] {
            let level = table.level(|harmonics| harmonics as f32 <= most);
            assert_eq!(table.levels[usize::from(level)].harmonics, harmonics);
        }
        assert!(Turns::of_spectra(&[]).reader(0).is_none());
        assert!(Turns::of_sound(&[0.0; 10], 256).reader(0).is_none());
    }
}
