//! What is kept of a sound.

use super::critical_bands::{Bands, Spread};
use super::mono::Mono;
use super::offset::Offset;
use super::slopes::{Slopes, Steep};
use crate::dsp::loudness::hop::{Hop, PER_SECOND};
use crate::dsp::loudness::meter::{Meter, What};
use crate::dsp::spectrum::Spectrum;
use crate::dsp::units::SampleRate;
use std::ops::Range;

/// Frames of a spectrum; the next one begins half of it later.
pub const SPECTRUM: usize = 8_192;

/// A sound, heard.
#[derive(Debug, Default)]
pub struct Part {
    /// What is kept of every hundredth of a second.
    pub hops: Vec<Hop>,
    /// The mean squares in the ear's critical bands, in steps of half a spectrum.
    pub bands: Vec<Bands>,
    /// What is lost in mono.
    pub mono: Mono,
    /// How far left and right lie beside zero while something sounds; 1 is full scale.
    pub offset: [f64; 2],
    /// The steepest place of each short stretch.
    pub slopes: Vec<Steep>,
}

/// What stays below this is silence: −70 dB.
const SILENT: f32 = 3.2e-4;

impl Part {
    /// The stretches in which nothing is heard, in hops.
    pub fn silences(&self) -> Vec<Range<usize>> {
        let mut silences: Vec<Range<usize>> = Vec::new();
        for (at, _) in self.hops.iter().enumerate().filter(|(_, hop)| hop.sample_peak < SILENT) {
            match silences.last_mut().filter(|last| last.end == at) {
                Some(last) => last.end = at + 1,
                None => silences.push(at..at + 1),
            }
        }
        silences
    }

    /// How long so many hops last, in seconds.
    pub fn seconds(&self, hops: Range<usize>) -> f64 {
        hops.len() as f64 / PER_SECOND as f64
    }

    /// What other sounds hide behind this one, in steps of half a spectrum.
    pub fn spread(&self) -> Vec<Bands> {
        let spread = Spread::default();
        self.bands.iter().map(|bands| spread.of(bands)).collect()
    }
}

/// Listens to both channels. The sizes of the blocks do not matter.
pub(super) struct Listener {
    rate: SampleRate,
    meter: Meter,
    spectrum: Spectrum,
    waiting: [Vec<f32>; 2],
    part: Part,
    offset: Offset,
    slopes: Slopes,
}

impl Listener {
    pub fn new(rate: SampleRate, peaks: bool) -> Listener {
        Listener {
            rate,
            meter: Meter::new(rate, 2, What { peaks, tone: false }),
            spectrum: Spectrum::new(SPECTRUM),
            waiting: [Vec::new(), Vec::new()],
            part: Part::default(),
            offset: Offset::new(rate),
            slopes: Slopes::default(),
        }
    }

    pub fn hear(&mut self, block: [&[f32]; 2]) {
        self.meter.hear(&block);
        self.offset.hear(block);
        self.slopes.hear(block);
        self.waiting.iter_mut().zip(block).for_each(|(waiting, channel)| waiting.extend_from_slice(channel));
        while self.waiting[0].len() >= SPECTRUM {
            self.look();
            self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..SPECTRUM / 2)));
        }
    }

    pub fn finish(mut self) -> Part {
        if self.part.bands.is_empty() {
            self.look();
        }
        let Listener { mut part, meter, offset, slopes, .. } = self;
        part.hops = meter.finish().hops;
        part.offset = offset.finish();
        part.slopes = slopes.finish();
        part
    }

    /// Measures one spectrum.
    fn look(&mut self) {
        let [left, right] = &self.waiting;
        let middle = left.iter().zip(right).map(|(left, right)| 0.5 * (left + right));
        let mut powers = |sound: &mut dyn Iterator<Item = f32>| -> Vec<f32> {
            self.spectrum.measure(sound).map(|level| level * level).collect()
        };
        let middle = powers(&mut middle.into_iter());
        let sides = [powers(&mut left.iter().copied()), powers(&mut right.iter().copied())];
        let both: Vec<f32> =
            sides[0].iter().zip(&sides[1]).map(|(left, right)| 0.5 * (left + right)).collect();
        let hertz = self.rate.hertz() / SPECTRUM as f32;
        self.part.bands.push(Bands::of(&both, hertz));
        self.part.mono.hear(&both, &middle, hertz);
    }
}
