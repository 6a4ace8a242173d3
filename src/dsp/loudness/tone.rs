//! The colour of sound: how strong each third of an octave is, on average.

use crate::dsp::spectrum::Spectrum;
use crate::dsp::units::SampleRate;
use serde::{Deserialize, Serialize};

/// Thirds of octaves from 20 Hz to 20 kHz.
pub const BANDS: usize = 31;
/// Frames of one spectrum at rates of up to 48 kHz.
const FRAMES: usize = 16_384;

/// The middle of a band in Hz (IEC 61260, base 10).
pub fn centre(band: usize) -> f64 {
    10f64.powf((band as f64 + 13.0) / 10.0)
}

/// Mean squares of the bands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tone {
    sums: [f64; BANDS],
    spectra: u64,
}

impl Tone {
    /// The level of each band in dB, 0 for a sine of full scale in both channels; `None` where nothing sounds.
    pub fn levels(&self) -> [Option<f64>; BANDS] {
        let count = self.spectra.max(1) as f64;
        self.sums.map(|sum| (sum / count > 1e-14).then(|| 10.0 * (sum / count).log10()))
    }

    /// The level of each band relative to that of another sound, in dB, the mean of all differences taken off: what is brighter is
    /// above 0 in the highs, however loud it is. `None` where one of them is silent.
    pub fn against(&self, other: &Tone) -> [Option<f64>; BANDS] {
        let (own, other) = (self.levels(), other.levels());
        let differences: [Option<f64>; BANDS] = std::array::from_fn(|band| Some(own[band]? - other[band]?));
        let known = differences.iter().flatten();
        let mean = known.clone().sum::<f64>() / known.count().max(1) as f64;
        differences.map(|difference| difference.map(|difference| difference - mean))
    }

    /// That of pink noise: each third of an octave is as strong as any other.
    pub fn pink() -> Tone {
        Tone { sums: [1.0 / BANDS as f64; BANDS], spectra: 1 }
    }

    /// Several sounds as one, each as loud as the others.
    pub fn mean<'a>(tones: impl Iterator<Item = &'a Tone>) -> Tone {
        let mut mean = Tone { spectra: 1, ..Tone::default() };
        for tone in tones {
            let all: f64 = tone.sums.iter().sum();
            if all > 0.0 {
                mean.sums.iter_mut().zip(tone.sums).for_each(|(sum, band)| *sum += band / all);
            }
        }
        mean
    }
}

/// Listens to up to two channels.
pub struct ToneMeter {
    spectrum: Spectrum,
    /// Where each band begins and ends, in bins.
    edges: [[f64; 2]; BANDS],
    waiting: [Vec<f32>; 2],
    tone: Tone,
}

impl ToneMeter {
    /// At a rate.
    pub fn new(rate: SampleRate) -> ToneMeter {
        let frames = FRAMES * (rate.0 as usize).div_ceil(48_000).next_power_of_two();
        let bin = f64::from(rate.0) / frames as f64;
        let half = 10f64.powf(0.05);
        let edges = std::array::from_fn(|band| [centre(band) / half / bin, centre(band) * half / bin]);
        ToneMeter {
            spectrum: Spectrum::new(frames),
            edges,
            waiting: [Vec::new(), Vec::new()],
            tone: Tone::default(),
        }
    }

    /// Hears a block of one or two channels; what comes in one channel comes in both.
    pub fn hear(&mut self, channels: &[&[f32]]) {
        let Some(left) = channels.first() else { return };
        let right = channels.get(1).unwrap_or(left);
        self.waiting[0].extend_from_slice(left);
        self.waiting[1].extend_from_slice(right);
        let frames = self.spectrum.frames();
        while self.waiting[0].len() >= frames {
            self.measure();
            self.waiting.iter_mut().for_each(|channel| drop(channel.drain(..frames / 2)));
        }
    }

    /// What was found. A sound that is shorter than one spectrum counts with silence behind it.
    pub fn finish(mut self) -> Tone {
        if self.tone.spectra == 0 && !self.waiting[0].is_empty() {
            self.measure();
        }
        self.tone
    }

    fn measure(&mut self) {
        /// The Hann window lets through as much noise as one and a half bins.
        const NOISE: f64 = 1.5;
        for channel in &self.waiting {
            let bins: Vec<f64> = self
                .spectrum
                .measure(channel.iter().copied())
                .map(|level| f64::from(level).powi(2))
                .collect();
            for (sum, [low, high]) in self.tone.sums.iter_mut().zip(self.edges) {
                // Each bin counts as far as it lies in the band.
                let (first, last) = ((low + 0.5) as usize, (high + 0.5) as usize);
                for (bin, square) in bins.iter().enumerate().take(last + 1).skip(first) {
                    let inside = (high.min(bin as f64 + 0.5) - low.max(bin as f64 - 0.5)).clamp(0.0, 1.0);
                    *sum += square * inside / NOISE / 2.0;
                }
            }
        }
        self.tone.spectra += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hertz: f32, amplitude: f32) -> Vec<f32> {
        let turn = std::f32::consts::TAU * hertz / 48_000.0;
        (0..96_000).map(|n| amplitude * (n as f32 * turn).sin()).collect()
    }

    fn tone(sound: &[f32]) -> Tone {
        let mut meter = ToneMeter::new(SampleRate(48_000));
        sound.chunks(1_000).for_each(|block| meter.hear(&[block]));
        meter.finish()
    }

    #[test]
    fn a_sine_is_in_its_band_at_its_level() {
        let levels = tone(&sine(1_000.0, 0.5)).levels();
        assert_eq!(centre(17).round(), 1_000.0);
        assert!((levels[17].expect("sound") + 6.02).abs() < 0.05, "{levels:?}");
        assert!(levels[10].is_none_or(|level| level < -60.0), "{levels:?}");
    }

    #[test]
    fn what_is_brighter_is_above_the_other_whatever_its_level() {
        let mix = |low: f32, high: f32| {
            let pair = sine(100.0, low).into_iter().zip(sine(5_000.0, high));
            tone(&pair.map(|(low, high)| low + high).collect::<Vec<_>>())
        };
        let against = mix(0.1, 0.2).against(&mix(0.4, 0.4));
        let (low, high) = (against[7].expect("sound"), against[24].expect("sound"));
        assert!((high - low - 6.02).abs() < 0.1, "{against:?}");
    }
}
