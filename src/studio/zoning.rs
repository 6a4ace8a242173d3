//! A sound that was recorded or resampled as a further zone of a sampler that is there.

use super::Studio;
use super::commands::loading::places;
use super::sheets::values::key_text;
use crate::instruments::Patch;
use crate::instruments::sampler::zone::Zone;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use std::sync::Arc;

/// The key at which the first sound of a sampler plays as recorded.
const FIRST: u8 = 60;
/// The highest key.
const LAST: u8 = 127;

/// Whether a slot holds a sampler.
///
/// # Errors
/// If it does not.
pub fn need_a_sampler(song: &Song, slot: usize) -> Result<&Instrument, String> {
    let instrument = song.instrument(slot);
    instrument.filter(|instrument| matches!(instrument.patch, Patch::Sampler(_))).ok_or_else(|| {
        format!("instrument {:02X} is no sampler: choose one that is to get the zone", slot + 1)
    })
}

/// The edits by which a sampler gets a sample in a zone of its own, and the root of that: the key above its highest root. The zone has the keys
/// from there on, which the others give up; the first one of a sampler without any has all.
///
/// # Errors
/// If there is no sampler in the slot, or no key above its zones.
pub fn with_zone(song: &Song, slot: usize, reference: SampleReference) -> Result<(Vec<Edit>, u8), String> {
    let mut instrument = need_a_sampler(song, slot)?.clone();
    let (numbers, mut edits) = places(song, vec![reference]);
    let sample = numbers.first().copied().unwrap_or_default();
    let mut key = FIRST;
    if let Patch::Sampler(sampler) = &mut instrument.patch {
        let zones = Arc::make_mut(&mut sampler.zones);
        match zones.iter().map(|zone| zone.root).max() {
            None => zones.push(Zone { sample, ..Zone::default() }),
            Some(LAST) => return Err("there is no key above the highest zone's".to_owned()),
            Some(highest) => {
                key = highest + 1;
                let reach = zones.iter_mut().filter(|zone| (zone.low_key..=zone.high_key).contains(&key));
                reach.filter(|zone| zone.low_key < key).for_each(|zone| zone.high_key = highest);
                zones.push(Zone { sample, root: key, low_key: key, ..Zone::default() });
            }
        }
    }
    edits.push(Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(instrument)) });
    Ok((edits, key))
}

impl Studio {
    /// Lets a sampler play a sample in a zone of its own, as one step; where it plays, in words.
    ///
    /// # Errors
    /// As [`with_zone`].
    pub(super) fn put_zone(
        &mut self,
        slot: usize,
        step: &str,
        reference: SampleReference,
    ) -> Result<String, String> {
        let (edits, key) = with_zone(self.song(), slot, reference)?;
        self.edit(step, Edit::Several { edits })?;
        let key = key_text(key.into());
        Ok(format!("instrument {:02X} plays it at {key}, in a zone from there up", slot + 1))
    }
}
