//! The filter of a synthesizer's voice, moved block by block: what the grid and low-frequency oscillators move is followed without a click.

use super::blocks::BLOCK;
use super::voice::Modulation;
use super::voice_filter::{At, VoiceFilter};
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};

/// The time constant, in seconds, with which what moves a sound from outside of its patch is followed: a square wave makes no click.
pub const MOVING: f32 = 0.005;

/// A filter, and where it is by now.
#[derive(Clone, Copy, Debug, Default)]
pub struct FollowedFilter {
    filter: VoiceFilter,
    /// How far it is moved, and stressed.
    bend: Smooth,
    stress: Smooth,
    /// What it was last worked out for, and what came out.
    last: Option<([f32; 3], At)>,
}

/// What a patch wants the filter to be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The kind, by its index in the names of the voice filters.
    pub kind: f32,
    /// The cutoff in Hz.
    pub cutoff: f32,
    /// How much the cutoff is stressed.
    pub resonance: f32,
    /// How hard the sound is driven, 0 to 24 dB.
    pub drive: Decibels,
    /// How far the voice itself moves the cutoff, in semitones; this is followed.
    pub moved: f32,
}

impl FollowedFilter {
    /// Filters a block of one or two channels. `semitones` is by how many the cutoff is moved in all, from how many of them are followed.
    #[inline(always)]
    pub fn process(
        &mut self,
        wanted: Wanted,
        modulation: &Modulation,
        semitones: impl FnOnce(f32) -> f32,
        rate: SampleRate,
        channels: &mut [&mut [f32]],
    ) {
        let share = share(BLOCK, MOVING, rate.hertz());
        let (_, bend) = self.bend.stretch(modulation.cutoff.0 + wanted.moved, share);
        let (_, stress) = self.stress.stretch(modulation.resonance, share);
        let cutoff = wanted.cutoff * Semitones(semitones(bend).clamp(-240.0, 240.0)).ratio();
        let now = [wanted.kind, cutoff, wanted.resonance + stress];
        match self.last {
            Some((then, at)) if then == now => self.filter.hold(at, wanted.drive, rate, channels),
            before => {
                let to = At::new(now[0] as usize, Hertz(now[1]), now[2], rate);
                let from = before.map_or(to, |(_, from)| from);
                self.last = Some((now, to));
                self.filter.process(from, to, wanted.drive, rate, channels);
            }
        }
        if channels.len() == 1 {
            self.filter.copy_left();
        }
    }
}
