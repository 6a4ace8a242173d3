//! The interface between the engine and a playing voice of any instrument.

use super::onward::Onward;
use super::sample::SampleBank;
use super::unfiltered::Unfiltered;
use crate::dsp::units::{SampleRate, Semitones};

/// What a voice is told when a note begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoteStart {
    /// The key, for zones and key tracking; 60 is C-4.
    pub key: u8,
    /// How hard the key was struck, 0 to 1: chooses zones and drives velocity modulation, not the level.
    pub velocity: f32,
    /// The frames of the sample to skip.
    pub offset: u32,
    /// Start at this slice of the sample instead of its beginning.
    pub slice: Option<u8>,
    /// The pitch of the note before on the same channel, for glides.
    pub previous: Option<Semitones>,
    /// How many notes of this key the instrument has begun before, since playback began: for what takes turns.
    pub turn: u32,
    /// Whatever is random in the voice comes from this.
    pub seed: u32,
}

/// The most parts of an instrument, each with a choke group of its own, that play together in one note.
pub const LAYERS: usize = 4;

/// Which notes of the same instrument a note ends when it begins, and which end it: numbers of groups, 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choke {
    groups: [u8; LAYERS],
    by: [u8; LAYERS],
}

impl Choke {
    /// A part of the note is of a group and is ended by one. Beyond [`LAYERS`] of them nothing is kept.
    pub fn add(&mut self, group: u8, by: u8) {
        for (list, number) in [(&mut self.groups, group), (&mut self.by, by)] {
            if number != 0
                && let Some(place) = list.iter_mut().find(|place| **place == 0)
            {
                *place = number;
            }
        }
    }

    /// Whether it ends any others.
    pub fn is_any(&self) -> bool {
        self.groups[0] != 0
    }

    /// Whether a note with this one ends at the beginning of one with `other`.
    pub fn is_ended_by(&self, other: &Choke) -> bool {
        self.by.iter().any(|by| *by != 0 && other.groups.contains(by))
    }
}

/// What drives a voice over the next stretch of frames. The voice moves there from the last values without a click.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modulation {
    /// The pitch with slides, vibrato and tuning included; 60 is C-4.
    pub pitch: Semitones,
    /// Linear level, left.
    pub left: f32,
    /// Linear level, right.
    pub right: f32,
    /// Moves the filter cutoff of the patch, in semitones.
    pub cutoff: Semitones,
    /// Added to the filter resonance of the patch (0 to 1).
    pub resonance: f32,
    /// The length of one beat in seconds, for oscillators in time with the song.
    pub beat_seconds: f32,
}

impl Default for Modulation {
    fn default() -> Self {
        Modulation {
            pitch: Semitones(60.0),
            left: 1.0,
            right: 1.0,
            cutoff: Semitones(0.0),
            resonance: 0.0,
            beat_seconds: 0.5,
        }
    }
}

/// What all voices share in one call.
pub struct Context<'a> {
    /// The engine's rate.
    pub rate: SampleRate,
    /// The loaded samples, by the index that patches hold.
    pub samples: &'a SampleBank,
}

/// A stretch of two channels to add to; both slices have the same length, 1 to [`MAX_STRETCH`] frames.
pub struct Stereo<'a> {
    /// The left channel.
    pub left: &'a mut [f32],
    /// The right channel.
    pub right: &'a mut [f32],
}

/// The most frames that a voice is asked for at once.
pub const MAX_STRETCH: usize = 64;

/// Whether a voice still has something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liveness {
    /// It sounds, or will.
    Sounding,
    /// It has ended and may be used for another note.
    Ended,
}

/// A playing voice of one instrument. `Default` is a silent voice; nothing here allocates, locks or panics.
pub trait Voice: Default {
    /// The saved settings that it plays.
    type Patch;

    /// Begins a note, forgetting all that was before.
    fn start(&mut self, patch: &Self::Patch, note: &NoteStart, context: &Context);

    /// The key is let go.
    fn release(&mut self);

    /// The note goes on at another pitch, which the coming modulation tells, and comes from `from`, if it glides.
    fn slide(&mut self, _from: Semitones) {}

    /// Adds the next frames to `out`, moving from the modulation of the last call to this one.
    fn render(
        &mut self,
        patch: &Self::Patch,
        modulation: &Modulation,
        context: &Context,
        out: Stereo,
    ) -> Liveness;

    /// Whether the next stretch may be left to [`Voice::render_unfiltered`].
    fn waits_for_filter(&self) -> bool {
        false
    }

    /// As [`Voice::render`], but for the filter, which runs side by side with those of other voices: the sound is left in `raw`, which
    /// is to be given to [`Voice::filtered`] and added to `out` after that. Where something is given back all is done.
    fn render_unfiltered(
        &mut self,
        patch: &Self::Patch,
        modulation: &Modulation,
        context: &Context,
        out: Stereo,
        _raw: &mut Unfiltered,
    ) -> Option<Liveness> {
        Some(self.render(patch, modulation, context, out))
    }

    /// What was left has been filtered.
    fn filtered(&mut self, _raw: &Unfiltered) {}

    /// Which notes of its instrument the note that was started ends, and which end it.
    fn choke(&self) -> Choke {
        Choke::default()
    }

    /// The number of the sample that the note plays, or the first of several.
    fn sample(&self, _patch: &Self::Patch) -> Option<u16> {
        None
    }

    /// How the next frames are made just as the last [`Voice::render`] made its own, as long as patch, modulation and samples are still
    /// the same, if nothing of its own moves either: a quick way for notes that only go on. Before it renders again, it is told by
    /// [`Voice::resume`] how far that went.
    fn onward(&self) -> Option<Onward> {
        None
    }

    /// It went on like this, until here.
    fn resume(&mut self, _onward: &Onward) {}

    /// Makes the next `frames` of a note that waits for its filter just as the last [`Voice::render_unfiltered`] did, and leaves them
    /// in `raw` as that does. Returns false, with nothing done, if it cannot.
    #[inline]
    fn go_on_unfiltered(&mut self, _context: &Context, _frames: usize, _raw: &mut Unfiltered) -> bool {
        false
    }
}
