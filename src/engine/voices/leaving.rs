//! Notes of instruments that have become another kind: they fade as what they were, while new ones are the new kind.

use super::Voices;
use crate::engine::message::Snapshot;
use crate::engine::modulated::Sound;
use crate::engine::overrides::Overrides;
use crate::engine::playing::Playing;
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
#[derive(Default)]
pub(super) struct Leaving {
    snapshots: [Option<Arc<Snapshot>>; MOST],
}

/// What a voice plays.
pub(super) struct Heard<'a> {
    pub instrument: &'a Instrument,
    pub sound: Sound<'a>,
    pub samples: &'a SampleBank,
}

impl Leaving {
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
        playing: &Playing,
        snapshot: &'a Snapshot,
        overrides: &'a Overrides,
    ) -> Option<Heard<'a>> {
        let slot = playing.instrument;
        match playing.leaving {
            None => {
                let instrument = snapshot.song.instrument(slot.into())?;
                let sound = overrides.sound(&snapshot.song, slot)?;
                Some(Heard { instrument, sound, samples: &snapshot.samples })
            }
            Some(place) => {
                let old = self.snapshots.get(usize::from(place))?.as_deref()?;
                let instrument = old.song.instrument(slot.into())?;
                let sound = Sound { slot, patch: &instrument.patch, matrix: &instrument.matrix };
                Some(Heard { instrument, sound, samples: &old.samples })
            }
        }
    }
}

impl Voices {
    /// The notes of instruments that are another kind in `new`, or gone, begin to fade.
    pub(super) fn leave_kinds(&mut self, old: &Arc<Snapshot>, new: &Song) {
        let mut place = None;
        for voice in self.owners.taken() {
            let playing = &mut self.pool[voice];
            let kind = |song: &Song| song.instrument(playing.instrument.into()).map(|it| it.patch.kind());
            if playing.leaving.is_none() && kind(&old.song) != kind(new) {
                place = place.or_else(|| self.leaving.keep(old));
                playing.leaving = place;
                playing.fall(LEAVING_SECONDS);
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
        for (place, snapshot) in self.leaving.snapshots.iter_mut().enumerate() {
            if !owners.taken().any(|voice| pool[voice].leaving == Some(place as u8)) {
                *snapshot = None;
            }
        }
    }
}
