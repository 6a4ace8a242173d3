//! What some kinds of instruments have made of a sample before they can play it. It is made where samples are loaded, lies in the
//! bank beside them, and the audio thread only reads it.
//!
//! A kind that needs something of its own adds a recipe here, what comes of it, and its arm in [`Patch::wants`].

use super::Patch;
use super::sample::{SampleAudio, SampleBank};
use crate::dsp::onsets::onsets;
use crate::dsp::wavetable::turns::Turns;
use std::sync::Arc;

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Recipe {
    /// A table of turns, each of so many frames.
    Turns(u16),
    /// Where sounds begin.
    Onsets,
}

/// What came of a recipe. Shared, so that the bank is quickly copied.
#[derive(Clone, Debug)]
pub enum Derived {
    /// The turns of the first channel.
    Turns(Arc<Turns>),
    /// Frames, ascending.
    Onsets(Arc<[u32]>),
}

/// A recipe and the number of the sample that it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Want {
    /// The number in the bank.
    pub sample: u16,
    /// What is made of it.
    pub recipe: Recipe,
}

/// How sensitive the search for beginnings is, 0 to 1.
const SENSITIVITY: f32 = 0.5;

/// A sound of fewer frames is no turn.
const SHORTEST: usize = 64;

impl Recipe {
    /// Makes it. Takes up to a tenth of a second for ten seconds of sound, and memory: nothing for the audio thread.
    ///
    /// # Errors
    /// Why it cannot be made of this sample, to be said after its name.
    pub fn make(self, audio: &SampleAudio) -> Result<Derived, String> {
        match self {
            Recipe::Turns(frame) => {
                let frames = audio.frames();
                if frames < SHORTEST || audio.channels() == 0 {
                    return Err(format!(
                        "is no wavetable: it has {frames} frames; expected {SHORTEST} or more"
                    ));
                }
                // A sound shorter than a turn is one.
                let turns = Turns::of_sound(audio.channel(0), frames.min(frame.into()));
                Ok(Derived::Turns(Arc::new(turns)))
            }
            Recipe::Onsets => {
                let sound = audio.mono(0..audio.frames());
                let found = onsets(&sound, audio.rate() as f32, SENSITIVITY, |_| true).unwrap_or_default();
                Ok(Derived::Onsets(found.into_iter().map(|frame| frame as u32).collect()))
            }
        }
    }
}

impl Patch {
    /// What has to be made of which sample before this patch can play.
    pub fn wants(&self) -> Vec<Want> {
        match self {
            Patch::Wavetable(patch) => patch.wants().into_iter().collect(),
            Patch::Sampler(patch) => patch.wants().collect(),
            _ => Vec::new(),
        }
    }

    /// The numbers of the samples that it plays, one way or another.
    pub fn samples(&self) -> Vec<u16> {
        match self {
            Patch::Sampler(sampler) => sampler.zones.iter().map(|zone| zone.sample).collect(),
            _ => self.wants().into_iter().map(|want| want.sample).collect(),
        }
    }
}

/// What patches want, each thing once.
pub fn wants<'a>(patches: impl Iterator<Item = &'a Patch>) -> Vec<Want> {
    let mut wants: Vec<Want> = patches.flat_map(Patch::wants).collect();
    wants.sort_unstable();
    wants.dedup();
    wants
}

impl SampleBank {
    /// Makes at once what patches want of the samples that are there; what could not be made, and why.
    pub fn derive<'a>(&mut self, patches: impl Iterator<Item = &'a Patch>) -> Vec<(Want, String)> {
        let mut refused = Vec::new();
        for want in wants(patches) {
            match self.get(want.sample.into()).map(|audio| want.recipe.make(audio)) {
                Some(Ok(derived)) => self.put_derived(want, derived),
                Some(Err(why)) => refused.push((want, why)),
                None => {}
            }
        }
        refused
    }

    /// The table of that sample in turns of so many frames, if it has been made.
    pub fn turns(&self, sample: u16, frame: u16) -> Option<&Turns> {
        match self.derived(Want { sample, recipe: Recipe::Turns(frame) })? {
            Derived::Turns(turns) => Some(turns),
            Derived::Onsets(_) => None,
        }
    }

    /// The frames of that sample at which sounds begin, ascending; none until they have been found.
    pub fn onsets(&self, sample: u16) -> &[u32] {
        match self.derived(Want { sample, recipe: Recipe::Onsets }) {
            Some(Derived::Onsets(frames)) => frames,
            _ => &[],
        }
    }
}
