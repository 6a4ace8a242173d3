//! Notes of instruments that have become another kind: they fade as what they were, while new ones are the new kind.

use super::Voices;
use super::room::VOICES;
use crate::engine::message::Snapshot;
use crate::engine::modulated::Sound;
use crate::engine::overrides::Overrides;
use crate::engine::playing::Playing;
use crate::instruments::Patch;
use crate::instruments::matrix::running::Bend;
use crate::instruments::sample::SampleBank;
use crate::song::Song;
use crate::song::instrument::Instrument;
use std::sync::Arc;

/// Seconds in which they fade.
const LEAVING_SECONDS: f32 = 0.008;

/// How many changes of kind can be under way at once; what would be one more ends its notes without a fade.
const MOST: usize = 4;

/// The snapshots in which the fading notes are what they were. The sender keeps each one until the engine holds it no more, so
/// that letting go of one here frees nothing.
pub(super) struct Leaving {
    snapshots: [Option<Arc<Snapshot>>; MOST],
    /// By voice: the patch and the bend as locks and routes had made them. What a patch shares, its snapshot holds longer.
    kept: Vec<Option<(Patch, Bend)>>,
}

/// What a voice plays.
pub(super) struct Heard<'a> {
    pub instrument: &'a Instrument,
    pub sound: Sound<'a>,
    pub samples: &'a SampleBank,
    /// What routes had made of a fading note.
    pub bend: Option<Bend>,
}

impl Leaving {
    pub fn new() -> Leaving {
        Leaving { snapshots: Default::default(), kept: vec![None; VOICES] }
    }

    /// Keeps a snapshot; its place.
    fn keep(&mut self, snapshot: &Arc<Snapshot>) -> Option<u8> {
        let place = self.snapshots.iter().position(Option::is_none)?;
        self.snapshots[place] = Some(snapshot.clone());
        Some(place as u8)
    }

    /// What a voice plays: by the present song, or by the one in which it was still of its kind.
    #[inline]
    pub fn heard<'a>(
        &'a self,
        voice: usize,
        playing: &Playing,
        snapshot: &'a Snapshot,
        overrides: &'a Overrides,
    ) -> Option<Heard<'a>> {
        let slot = playing.instrument;
        match playing.leaving {
            None => {
                let instrument = snapshot.song.instrument(slot.into())?;
                let sound = overrides.sound(&snapshot.song, slot)?;
                Some(Heard { instrument, sound, samples: &snapshot.samples, bend: None })
            }
            Some(place) => {
                let old = self.snapshots.get(usize::from(place))?.as_deref()?;
                let instrument = old.song.instrument(slot.into())?;
                let (patch, bend) = self.kept.get(voice)?.as_ref()?;
                let sound = Sound { slot, patch, matrix: &instrument.matrix };
                Some(Heard { instrument, sound, samples: &old.samples, bend: Some(*bend) })
            }
        }
    }
}

impl Voices {
    /// The notes of instruments that are another kind in `new`, or gone, begin to fade. Routes and overrides are still as they were.
    pub(super) fn leave_kinds(
        &mut self,
        old: &Arc<Snapshot>,
        new: &Song,
        overrides: &Overrides,
        beat_seconds: f32,
    ) {
        let mut place = None;
        for voice in self.owners.taken() {
            let playing = &mut self.pool[voice];
            let kind = |song: &Song| song.instrument(playing.instrument.into()).map(|it| it.patch.kind());
            if playing.leaving.is_none() && kind(&old.song) != kind(new) {
                place = place.or_else(|| self.leaving.keep(old));
                playing.leaving = place;
                playing.fall(LEAVING_SECONDS);
                let sound = place.and_then(|_| overrides.sound(&old.song, playing.instrument));
                self.leaving.kept[voice] =
                    sound.map(|sound| match self.sounds.moved(voice, sound, beat_seconds, 0) {
                        Some(moved) => (moved.patch, moved.bend),
                        None => (sound.patch.clone(), Bend::NONE),
                    });
            }
        }
    }

    /// Lets go of the snapshots that no voice plays by any more.
    #[inline]
    pub(super) fn forget_left(&mut self) {
        if self.leaving.snapshots.iter().all(Option::is_none) {
            return;
        }
        let (owners, pool) = (&self.owners, &self.pool);
        for (voice, kept) in self.leaving.kept.iter_mut().enumerate() {
            if owners.of(voice).is_none() || pool[voice].leaving.is_none() {
                *kept = None;
            }
        }
        for (place, snapshot) in self.leaving.snapshots.iter_mut().enumerate() {
            if !owners.taken().any(|voice| pool[voice].leaving == Some(place as u8)) {
                *snapshot = None;
            }
        }
    }
}
