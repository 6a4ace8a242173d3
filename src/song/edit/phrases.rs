//! Edits of instruments' phrases.

use super::{Refusal, full, none};
use crate::song::Song;
use crate::song::instrument::Instrument;
use crate::song::phrase::{MAX_PHRASES, Phrase};
use std::sync::Arc;

/// Replaces one phrase.
pub(super) fn set(song: &mut Song, slot: u8, index: usize, phrase: &Phrase) -> Result<(), Refusal> {
    let list = &mut instrument(song, slot)?.phrases.list;
    let count = list.len();
    let place = list.get_mut(index).ok_or_else(|| none("phrase", index + 1, 1, count))?;
    put(place, phrase);
    Ok(())
}

/// Replaces all phrases of an instrument; those that do not change stay shared.
pub(super) fn set_all(song: &mut Song, slot: u8, phrases: &[Phrase]) -> Result<(), Refusal> {
    if phrases.len() > MAX_PHRASES {
        return Err(full("phrases in an instrument", MAX_PHRASES));
    }
    let list = &mut instrument(song, slot)?.phrases.list;
    list.resize(phrases.len(), Arc::default());
    list.iter_mut().zip(phrases).for_each(|(place, phrase)| put(place, phrase));
    Ok(())
}

fn put(place: &mut Arc<Phrase>, phrase: &Phrase) {
    let phrase = phrase.clone().into_range();
    if **place != phrase {
        *place = Arc::new(phrase);
    }
}

fn instrument(song: &mut Song, slot: u8) -> Result<&mut Instrument, Refusal> {
    let place = song.instruments.get_mut(usize::from(slot)).and_then(Option::as_mut);
    let missing = || Refusal(format!("there is no instrument {:02X}", u16::from(slot) + 1));
    place.map(Arc::make_mut).ok_or_else(missing)
}
