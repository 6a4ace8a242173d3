//! The sampler's filter: over the whole note, or over each of its zones where one of them moves it.

use super::Patch;
use super::zone::Zone;
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{Hertz, SampleRate, Semitones};
use crate::instruments::followed_filter::MOVING;
use crate::instruments::unfiltered::Unfiltered;
use crate::instruments::voice::Modulation;

/// The cutoff of a filter that lets everything through, in Hz.
const OPEN: f32 = 20_000.0;

/// The controls of a note's filter as they are heard: cutoff in Hz, what the channel adds in semitones, and resonance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turned([Smooth; 3]);

impl Turned {
    /// A filter that lets everything through.
    pub fn open() -> Turned {
        Turned([OPEN, 0.0, 0.0].map(Smooth::at))
    }

    /// Goes on by `frames` to where patch and channel want it to be.
    fn step(&mut self, wanted: [f32; 3], frames: usize, rate: SampleRate) -> [f32; 3] {
        if self.0.map(|control| control.value()) == wanted.map(Some) {
            return wanted;
        }
        let share = share(frames, MOVING, rate.hertz());
        let mut controls = self.0.iter_mut().zip(wanted);
        std::array::from_fn(|_| {
            controls.next().map_or(0.0, |(control, wanted)| control.stretch(wanted, share).1)
        })
    }
}

/// Where the filter of a note should be now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    mode: Mode,
    cutoff: f32,
    semitones: f32,
    resonance: f32,
    rate: SampleRate,
}

impl Aim {
    /// By patch, key, envelope (0 to 1) and velocity (0 to 1) of a note, and what its channel adds, `frames` after the last one.
    pub fn new(
        patch: &Patch,
        modulation: &Modulation,
        (envelope, velocity): (f32, f32),
        turned: &mut Turned,
        (frames, rate): (usize, SampleRate),
    ) -> Aim {
        let semitones = patch.key_track * (modulation.pitch.0 - 60.0) + patch.envelope * envelope
            - patch.velocity * (1.0 - velocity);
        // Switched off, it is there for the channel's cutoff and resonance alone.
        let (cutoff, resonance, semitones, mode) = match patch.filter_on > 0.5 {
            true => (patch.cutoff, patch.resonance, semitones, Mode::of(patch.filter as usize)),
            false => (OPEN, 0.0, 0.0, Mode::Lowpass),
        };
        let wanted = [cutoff, modulation.cutoff.0, resonance + modulation.resonance];
        let [cutoff, added, resonance] = turned.step(wanted, frames, rate);
        Aim { mode, cutoff, semitones: semitones + added, resonance, rate }
    }

    /// The same for a zone that moves it.
    pub fn of(self, zone: &Zone) -> Aim {
        Aim { semitones: self.semitones + zone.cutoff, resonance: self.resonance + zone.resonance, ..self }
    }

    fn coefficients(self) -> Coefficients {
        let semitones = Semitones(self.semitones.clamp(-240.0, 240.0));
        Coefficients::new(Hertz(self.cutoff * semitones.ratio()), self.resonance, self.rate)
    }
}

/// The filter of one sound.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sieve {
    filters: [Filter; 2],
    coefficients: Option<Coefficients>,
    /// What these were made from, if it is known.
    aim: Option<Aim>,
}

impl Sieve {
    /// One that lets everything through.
    pub fn open(rate: SampleRate) -> Sieve {
        let coefficients = Some(Coefficients::new(Hertz(OPEN), 0.0, rate));
        Sieve { coefficients, ..Sieve::default() }
    }

    /// Whether that was where it should be in the last stretch already.
    pub fn stays(&self, aim: Aim) -> bool {
        self.aim == Some(aim)
    }

    /// Those of an aim, worked out anew only when that moves.
    fn coefficients(&mut self, aim: Aim) -> Coefficients {
        match self.coefficients.filter(|_| self.aim == Some(aim)) {
            Some(there) => there,
            None => {
                self.aim = Some(aim);
                aim.coefficients()
            }
        }
    }

    /// Leaves the filtering of a stretch in one channel, and the way to where the filter now should be, to `raw`, which is to come back
    /// to [`Sieve::take`].
    pub fn give(&mut self, aim: Aim, raw: &mut Unfiltered) {
        let to = self.coefficients(aim);
        (raw.filter, raw.mode) = (self.filters[0], aim.mode);
        (raw.from, raw.to) = (self.coefficients.unwrap_or(to), to);
    }

    /// Leaves the filtering of a stretch to `raw`, as [`Sieve::give`] does, for a filter that stays where it is.
    pub fn give_on(&self, mode: Mode, raw: &mut Unfiltered) {
        let at = self.coefficients.unwrap_or_default();
        (raw.filter, raw.mode, raw.from, raw.to) = (self.filters[0], mode, at, at);
    }

    /// The filter is where `raw` has gone.
    pub fn take(&mut self, raw: &Unfiltered) {
        (self.filters, self.coefficients) = ([raw.filter; 2], Some(raw.to));
    }

    /// Filters a stretch in one or two channels, moving to where the filter now should be.
    pub fn run(&mut self, aim: Aim, stereo: bool, block: [&mut [f32]; 2]) {
        let to = self.coefficients(aim);
        let from = self.coefficients.unwrap_or(to);
        let channels = if stereo { 2 } else { 1 };
        for (filter, samples) in self.filters.iter_mut().zip(block).take(channels) {
            match from == to {
                true => filter.hold(aim.mode, to, samples),
                false => filter.process(aim.mode, from, to, samples),
            }
        }
        if !stereo {
            self.filters[1] = self.filters[0];
        }
        self.coefficients = Some(to);
    }
}
