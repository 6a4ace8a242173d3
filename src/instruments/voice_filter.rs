//! The filter of a synthesizer's voice, in two channels: a state-variable filter that is driven behind, or a ladder that is driven
//! in its loop.

use super::drive::Drive;
use crate::dsp::filter::{self, Filter, Mode};
use crate::dsp::ladder::{self, Ladder};
use crate::dsp::level::Level;
use crate::dsp::units::{Decibels, Hertz, SampleRate};

/// What the filter lets through, as patches name it: those of [`Mode::NAMES`], then the ladder with four and with two poles.
pub const NAMES: &[&str] = &["lowpass", "highpass", "bandpass", "notch", "ladder 24", "ladder 12"];

/// The index of the first ladder.
const LADDER: usize = Mode::NAMES.len();

/// A kind of filter, with its cutoff and resonance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// The state-variable filter.
    Plain(Mode, filter::Coefficients),
    /// The ladder, heard behind so many poles.
    Ladder(usize, ladder::Coefficients),
}

impl At {
    /// That of the index in [`NAMES`]; cutoff and resonance as the filters take them.
    pub fn new(choice: usize, cutoff: Hertz, resonance: f32, rate: SampleRate) -> At {
        match choice.checked_sub(LADDER) {
            None => At::Plain(Mode::of(choice), filter::Coefficients::new(cutoff, resonance, rate)),
            Some(fewer) => {
                let poles = if fewer == 0 { 4 } else { 2 };
                At::Ladder(poles, ladder::Coefficients::new(cutoff, resonance, rate))
            }
        }
    }
}

/// The filter of one voice.
#[derive(Clone, Copy, Debug, Default)]
pub struct VoiceFilter {
    plain: [Filter; 2],
    ladders: [Ladder; 2],
    drive: Drive,
    into: Level,
    /// The factor before the ladder at the end of the last stretch.
    driven: Option<f32>,
}

impl VoiceFilter {
    /// Filters and drives a stretch of one or two channels while the filter moves from `from` to `to`. `drive` is 0 to 24 dB.
    #[inline(always)]
    pub fn process(
        &mut self,
        from: At,
        to: At,
        drive: Decibels,
        rate: SampleRate,
        channels: &mut [&mut [f32]],
    ) {
        match to {
            At::Plain(mode, to) => {
                let from = if let At::Plain(_, from) = from { from } else { to };
                match channels {
                    [left, right] => {
                        let [first, second] = &mut self.plain;
                        Filter::process_together([first, second], mode, (from, to), [left, right]);
                    }
                    // One channel.
                    _ => channels.iter_mut().for_each(|side| self.plain[0].process(mode, from, to, side)),
                }
                self.drive.process(drive, rate, channels);
            }
            At::Ladder(poles, to) => {
                let from = if let At::Ladder(_, from) = from { from } else { to };
                self.climb(poles, from, to, drive, channels);
            }
        }
    }

    /// As [`VoiceFilter::process`] with a filter that stays; quicker.
    #[inline(always)]
    pub fn hold(&mut self, at: At, drive: Decibels, rate: SampleRate, channels: &mut [&mut [f32]]) {
        match at {
            At::Plain(mode, at) => {
                for (filter, side) in self.plain.iter_mut().zip(channels.iter_mut()) {
                    filter.hold(mode, at, side);
                }
                self.drive.process(drive, rate, channels);
            }
            At::Ladder(..) => self.process(at, at, drive, rate, channels),
        }
    }

    /// Through the ladders. What is driven in comes out softer by half as many decibels, as behind the other filter.
    #[inline(always)]
    fn climb(
        &mut self,
        poles: usize,
        from: ladder::Coefficients,
        to: ladder::Coefficients,
        drive: Decibels,
        channels: &mut [&mut [f32]],
    ) {
        let drive = self.into.gain(drive);
        let before = self.driven.replace(drive).unwrap_or(drive);
        for (ladder, side) in self.ladders.iter_mut().zip(channels.iter_mut()) {
            let slope = (drive - before) / side.len().max(1) as f32;
            let way = |n: usize| before + slope * (n + 1) as f32;
            if (before, drive) != (1.0, 1.0) {
                side.iter_mut().enumerate().for_each(|(n, sample)| *sample *= way(n));
            }
            ladder.process(poles, from, to, side);
            if (before, drive) != (1.0, 1.0) {
                side.iter_mut().enumerate().for_each(|(n, sample)| *sample /= way(n).sqrt());
            }
        }
    }

    /// The right channel becomes what the left one is: where only that one was filtered.
    pub fn copy_left(&mut self) {
        self.plain[1] = self.plain[0];
        self.ladders[1] = self.ladders[0];
        self.drive.copy_left();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_begin_with_those_of_the_plain_filter() {
        assert_eq!(NAMES[..LADDER], *Mode::NAMES);
        assert!(matches!(At::new(NAMES.len() - 1, Hertz(440.0), 0.5, SampleRate(48_000)), At::Ladder(2, _)));
    }
}
