//! The tables that are built in, each from a formula.

use crate::dsp::lfo::next_random;
use crate::dsp::wavetable::turns::{Spectrum, Turns, spectrum};
use std::f64::consts::{PI, TAU};
use std::sync::OnceLock;

/// Harmonics of a turn.
const HARMONICS: usize = 512;
/// The root mean square of every turn.
const LOUD: f64 = 0.28;

/// How the turns of a table come about; `place` goes from 0, the first turn, to 1, the last one.
enum Formula {
    /// The level of a harmonic's sine, from its number and the place.
    Sines(fn(f64, f64) -> f64),
    /// The level of a harmonic's cosine.
    Cosines(fn(f64, f64) -> f64),
    /// The wave itself, from the phase (0 to 1) and the place.
    Wave(fn(f64, f64) -> f64),
}

struct BuiltIn {
    turns: usize,
    formula: Formula,
}

/// The names of the tables as the patch has them: the sample of the song, then those of [`TABLES`].
pub const NAMES: &[&str] = &[
    "sample",
    "saw to square",
    "pulse width",
    "sine to saw",
    "vowels",
    "drawbars",
    "bell",
    "comb",
    "steps",
    "fm",
    "hollow",
    "glass",
    "random",
    "formant",
    "hard sync",
    "octaves",
    "fold",
];

const TABLES: [BuiltIn; 16] = [
    // Even harmonics go.
    BuiltIn {
        turns: 5,
        formula: Formula::Sines(|n, place| if n % 2.0 == 0.0 { (1.0 - place) / n } else { 1.0 / n }),
    },
    // From a square to a needle.
    BuiltIn { turns: 13, formula: Formula::Cosines(|n, place| (PI * n * (0.5 - 0.47 * place)).sin() / n) },
    // Harmonics come in from below.
    BuiltIn {
        turns: 9,
        formula: Formula::Sines(|n, place| (-(n - 1.0) * 4.0 * (1.0 - place).powi(4)).exp() / n),
    },
    BuiltIn { turns: 9, formula: Formula::Sines(vowel) },
    BuiltIn { turns: 9, formula: Formula::Sines(drawbar) },
    BuiltIn { turns: 7, formula: Formula::Sines(bell) },
    // A saw through a comb whose teeth close in.
    BuiltIn {
        turns: 9,
        formula: Formula::Sines(|n, place| (PI * n * (0.04 + 0.3 * place)).cos().powi(2) / n),
    },
    // A sine in more and more levels.
    BuiltIn {
        turns: 9,
        formula: Formula::Wave(|phase, place| {
            let levels = (1.0 + 7.0 * (1.0 - place)).floor();
            ((TAU * phase).sin() * levels).round() / levels
        }),
    },
    // Two operators, one turn and two, at a depth of 0 to 5 radians.
    BuiltIn {
        turns: 9,
        formula: Formula::Wave(|phase, place| (TAU * phase + 5.0 * place * (2.0 * TAU * phase).sin()).sin()),
    },
    // Odd harmonics, from those of a triangle to many of a clarinet's low register.
    BuiltIn {
        turns: 7,
        formula: Formula::Sines(
            |n, place| if n % 2.0 == 0.0 { 0.02 * place / n } else { n.powf(1.2 * place - 2.2) },
        ),
    },
    // The first harmonic and a bright cluster that climbs.
    BuiltIn {
        turns: 9,
        formula: Formula::Sines(|n, place| {
            let top = 6.0 + 34.0 * place;
            (if n == 1.0 { 1.0 } else { 0.0 })
                + 0.5 * (-((n - top) / (0.1 * top)).powi(2)).exp() * hashed(n as u32)
        }),
    },
    // Other levels in every turn, at phases that stay.
    BuiltIn {
        turns: 9,
        formula: Formula::Sines(|n, place| {
            hashed(n as u32) * hashed(n as u32 * 64 + (8.0 * place).round() as u32).abs() / n.sqrt()
        }),
    },
    // One resonance over a pulse.
    BuiltIn {
        turns: 9,
        formula: Formula::Cosines(|n, place| {
            let middle = 1.0 + 30.0 * place * place;
            (-((n - middle) / (1.0 + 0.25 * middle)).powi(2)).exp() + 0.05 / n
        }),
    },
    // A saw that starts anew with every turn.
    BuiltIn {
        turns: 13,
        formula: Formula::Wave(|phase, place| 1.0 - 2.0 * ((1.0 + 5.0 * place) * phase).fract()),
    },
    // Harmonics an octave apart, softer and louder.
    BuiltIn {
        turns: 5,
        formula: Formula::Sines(
            |n, place| {
                if n.log2().fract() == 0.0 { n.powf(-1.6 + 1.3 * place) } else { 0.0 }
            },
        ),
    },
    // A sine folded back more and more often.
    BuiltIn {
        turns: 9,
        formula: Formula::Wave(|phase, place| ((1.2 + 9.0 * place) * (TAU * phase).sin()).sin()),
    },
];

/// Vowels "ee", "eh", "ah", "aw" and "oo": the averages of the first three formants of men by Peterson and Barney, "Control Methods
/// Used in a Study of the Vowels" (1952), over a fundamental of 110 Hz; bandwidths after Klatt, "Software for a Cascade/Parallel
/// Formant Synthesizer" (1980). As in every wavetable they move with the note.
fn vowel(n: f64, place: f64) -> f64 {
    const FORMANTS: [[f64; 3]; 5] = [
        [270.0, 2_290.0, 3_010.0],
        [530.0, 1_840.0, 2_480.0],
        [730.0, 1_090.0, 2_440.0],
        [570.0, 840.0, 2_410.0],
        [300.0, 870.0, 2_240.0],
    ];
    const BANDWIDTHS: [f64; 3] = [60.0, 90.0, 150.0];
    let vowel = 4.0 * place;
    let first = (vowel as usize).min(3);
    let hertz = 110.0 * n;
    let resonances = BANDWIDTHS.iter().enumerate().map(|(formant, bandwidth)| {
        let [from, to] = [FORMANTS[first][formant], FORMANTS[first + 1][formant]];
        let middle = from + (to - from) * (vowel - first as f64);
        let square = (hertz / middle).powi(2);
        1.0 / ((1.0 - square).powi(2) + square * (bandwidth / middle).powi(2)).sqrt()
    });
    resonances.product::<f64>().min(200.0) / n
}

/// The drawbars of an organ, pulled out one after the other: 8′, 4′, 2⅔′, 2′, 1⅗′, 1⅓′ and 1′.
fn drawbar(n: f64, place: f64) -> f64 {
    const BARS: [f64; 7] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0];
    let bar = BARS.iter().position(|bar| *bar == n);
    bar.map_or(0.0, |bar| (1.0 + 7.0 * place - bar as f64).clamp(0.0, 1.0))
}

/// The modes of a free bar (Fletcher and Rossing, "The Physics of Musical Instruments", 1998: 1, 2.76, 5.40, 8.93 …), moved to the
/// nearest harmonics of a tone two octaves and a third below, so that they stay in tune with other tables.
fn bell(n: f64, place: f64) -> f64 {
    const MODES: [f64; 7] = [1.0, 3.0, 5.0, 9.0, 13.0, 19.0, 25.0];
    let mode = MODES.iter().position(|mode| *mode == n || *mode + 11.0 == n);
    mode.map_or(0.0, |mode| (-(mode as f64) * (1.6 - 1.5 * place)).exp() * if n > 1.0 { 1.0 } else { 0.8 })
}

/// A number from −1 to 1 that is always the same for the same `n`.
fn hashed(n: u32) -> f64 {
    let random = next_random(next_random(n.wrapping_mul(0x9E37_79B9) | 1));
    f64::from(random) / f64::from(u32::MAX) * 2.0 - 1.0
}

impl BuiltIn {
    fn spectrum(&self, place: f64) -> Spectrum {
        let levels = |level: fn(f64, f64) -> f64| (1..=HARMONICS).map(move |n| level(n as f64, place) as f32);
        let middle = std::iter::once([0.0; 2]);
        let mut spectrum: Spectrum = match self.formula {
            Formula::Sines(level) => middle.chain(levels(level).map(|level| [0.0, level])).collect(),
            Formula::Cosines(level) => middle.chain(levels(level).map(|level| [level, 0.0])).collect(),
            Formula::Wave(wave) => {
                let frames = 8 * HARMONICS;
                let turn: Vec<f32> =
                    (0..frames).map(|n| wave(n as f64 / frames as f64, place) as f32).collect();
                let mut found = spectrum(&turn);
                found.truncate(HARMONICS + 1);
                found
            }
        };
        spectrum[0] = [0.0; 2];
        let power: f64 = spectrum.iter().flatten().map(|level| 0.5 * f64::from(*level).powi(2)).sum();
        let scale = (LOUD / power.sqrt().max(1e-9)) as f32;
        spectrum.iter_mut().flatten().for_each(|level| *level *= scale);
        spectrum
    }

    fn turns(&self) -> Turns {
        let last = (self.turns - 1) as f64;
        let spectra: Vec<_> = (0..self.turns).map(|turn| self.spectrum(turn as f64 / last)).collect();
        Turns::of_spectra(&spectra)
    }
}

/// The tables that are built in, in the order of [`NAMES`] without the sample; the first call makes them.
pub fn built_in() -> &'static [Turns] {
    static MADE: OnceLock<Vec<Turns>> = OnceLock::new();
    MADE.get_or_init(|| TABLES.iter().map(BuiltIn::turns).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_name_and_sounds_about_as_loud_everywhere() {
        assert_eq!(NAMES.len(), TABLES.len() + 1);
        for (name, table) in NAMES.iter().skip(1).zip(built_in()) {
            let reader = table.reader(table.level(|harmonics| harmonics <= 512)).expect("a level");
            for part in 0..=40 {
                let place = reader.place(part as f32 / 40.0);
                let turn = (0..4_096).map(|n| reader.at(n as f32 / 4_096.0, place));
                let (mut peak, mut power) = (0.0f32, 0.0);
                turn.for_each(|sample| {
                    (peak, power) = (peak.max(sample.abs()), power + sample * sample / 4_096.0)
                });
                let loud = f64::from(power.sqrt());
                assert!(
                    loud > 0.5 * LOUD && loud < 1.02 * LOUD && peak < 3.0,
                    "{name} {part}: {loud}, {peak}"
                );
            }
        }
    }
}
