//! Room for new notes: which ones end for them.

use super::Voices;
use crate::song::voicing::MOST_VOICES;

/// Voices that may sound for long: from here on the quietest is ended for every new one.
const CROWDED: usize = 256;

/// Sixty-fourths of the pool, with room for voices that are just ending.
pub(super) const WORDS: usize = CROWDED / 64 + 1;
/// Voices in the pool.
pub(super) const VOICES: usize = WORDS * 64;

impl Voices {
    /// Ends the quietest (among equals the oldest) while the pool is crowded.
    pub(super) fn make_room(&mut self) {
        if self.sounding() < CROWDED {
            return;
        }
        let pool = &self.pool;
        let staying = self.owners.taken().filter(|voice| !pool[*voice].is_cut());
        let least = staying.min_by(|a, b| {
            let (a, b) = (&pool[*a], &pool[*b]);
            a.loud.total_cmp(&b.loud).then(a.order.cmp(&b.order))
        });
        if let Some(voice) = least {
            self.pool[voice].cut();
            self.stolen += 1;
        }
        if self.sounding() == VOICES {
            let pool = &self.pool;
            let faded = self.owners.taken().min_by(|a, b| pool[*a].fade.total_cmp(&pool[*b].fade));
            if let Some(voice) = faded {
                self.owners.free(voice);
            }
        }
    }

    /// Ends notes of an instrument until fewer than `limit` sound: first those that were let go, the oldest first, then the
    /// quietest, among equals the oldest.
    pub(super) fn make_room_within(&mut self, slot: u8, limit: u16) {
        if limit >= MOST_VOICES {
            return;
        }
        loop {
            let pool = &self.pool;
            let sounding =
                self.owners.taken().filter(|voice| pool[*voice].instrument == slot && !pool[*voice].is_cut());
            if sounding.clone().count() < usize::from(limit.max(1)) {
                return;
            }
            let loud = |voice: usize| if pool[voice].released { f32::NEG_INFINITY } else { pool[voice].loud };
            let least = sounding
                .min_by(|a, b| loud(*a).total_cmp(&loud(*b)).then(pool[*a].order.cmp(&pool[*b].order)));
            let Some(voice) = least else { return };
            self.end_at_once(voice);
        }
    }

    /// Ends a voice at once; one of which nothing was heard yet leaves no trace.
    pub(super) fn end_at_once(&mut self, voice: usize) {
        self.pool[voice].cut();
        if self.pool[voice].levels[0].value().is_none() {
            self.owners.free(voice);
        }
    }
}
