//! Notes that a column has left behind end when it strikes the same again, as in Impulse Tracker.

use super::Voices;
use crate::engine::overrides::Overrides;
use crate::engine::owners::Owner;
use crate::song::Song;
use crate::song::instrument::{Instrument, NewNoteAction};
use crate::song::voicing::{DuplicateAction, DuplicateCheck};

/// Whether an instrument looks for duplicates.
pub(super) fn checks(instrument: &Instrument) -> bool {
    instrument.duplicate_check != DuplicateCheck::Off
}

impl Voices {
    /// Ends what the voice's channel has left behind and its note is a duplicate of, as the instruments of those notes say.
    pub(super) fn end_duplicates(&mut self, song: &Song, overrides: &Overrides, voice: usize) {
        let Some(Owner::Grid { channel, .. }) = self.owners.of(voice) else { return };
        let (slot, key) = (self.pool[voice].instrument, self.pool[voice].key);
        let left = Some(Owner::Grid { channel, current: false });
        for old in self.owners.taken() {
            let playing = &self.pool[old];
            let instrument =
                song.instrument(playing.instrument.into()).filter(|instrument| checks(instrument));
            let (true, Some(instrument)) = (self.owners.of(old) == left, instrument) else { continue };
            let same = playing.instrument == slot;
            let sample = |voice, slot| self.sounds.sample(voice, overrides.sound(song, slot)?.patch);
            let found = match instrument.duplicate_check {
                DuplicateCheck::Off => false,
                DuplicateCheck::Note => same && playing.key == key,
                DuplicateCheck::Sample => match (sample(old, playing.instrument), sample(voice, slot)) {
                    (None, None) => same,
                    (old, new) => old == new,
                },
                DuplicateCheck::Instrument => same,
            };
            let action = match instrument.duplicate_action {
                DuplicateAction::Cut => NewNoteAction::Cut,
                DuplicateAction::Off => NewNoteAction::Off,
                DuplicateAction::Fade => NewNoteAction::Fade,
            };
            if found && self.pool[old].end(action, song) {
                self.let_go(old);
            }
        }
    }
}
