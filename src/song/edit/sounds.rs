//! Edits of instruments, samples, the mixer and the song's settings.

use super::{Refusal, full, none};
use crate::devices;
use crate::dsp::parameter::Knobs;
use crate::song::insert::{Insert, Owner, chain_into_range};
use crate::song::instrument::Instrument;
use crate::song::mixer::{MAX_RETURNS, Mixer};
use crate::song::sample::SampleReference;
use crate::song::{MAX_INSTRUMENTS, MAX_SAMPLES, Settings, Song};
use std::sync::Arc;

/// Puts an instrument into a slot, or empties it.
pub(super) fn set_instrument(
    song: &mut Song,
    slot: u8,
    instrument: Option<&Instrument>,
) -> Result<(), Refusal> {
    if usize::from(slot) >= MAX_INSTRUMENTS {
        return Err(full("instruments", MAX_INSTRUMENTS));
    }
    let instrument = instrument.map(|instrument| {
        let mut instrument = instrument.clone();
        instrument.move_into_range();
        instrument
    });
    put(&mut song.instruments, slot.into(), instrument);
    Ok(())
}

/// Sets one parameter of an instrument's patch.
pub(super) fn set_instrument_parameter(
    song: &mut Song,
    slot: u8,
    name: &str,
    value: f32,
) -> Result<(), Refusal> {
    let place = song.instruments.get_mut(usize::from(slot)).and_then(Option::as_mut);
    let place =
        place.ok_or_else(|| Refusal(format!("there is no instrument {:02X}", u16::from(slot) + 1)))?;
    let owner = place.patch.kind();
    if let Some((index, value)) = changed(place.patch.knobs(), owner, name, value)? {
        Arc::make_mut(place).patch.knobs_mut().set_value(index, value);
    }
    Ok(())
}

/// Sets one parameter of a device in a chain.
pub(super) fn set_insert_parameter(
    song: &mut Song,
    owner: Owner,
    slot: u8,
    name: &str,
    value: f32,
) -> Result<(), Refusal> {
    let (inserts, slot) = (owner.chain(song), usize::from(slot));
    let insert = inserts.and_then(|inserts| inserts.get(slot));
    let count = inserts.map_or(0, <[Insert]>::len);
    let device = &insert.ok_or_else(|| none("insert", slot + 1, 1, count))?.device;
    if let Some((knob, value)) = changed(device.knobs(), device.kind(), name, value)?
        && let Some(inserts) = owner.chain_mut(song)
    {
        inserts[slot].device.knobs_mut().set_value(knob, value);
    }
    Ok(())
}

/// Sets one parameter of the master's limiter.
pub(super) fn set_limiter_parameter(song: &mut Song, name: &str, value: f32) -> Result<(), Refusal> {
    if let Some((knob, value)) = changed(&song.mixer.limiter, "limiter", name, value)? {
        Arc::make_mut(&mut song.mixer).limiter.set_value(knob, value);
    }
    Ok(())
}

/// Replaces the returns and the master.
pub(super) fn set_mixer(song: &mut Song, mixer: &Mixer) -> Result<(), Refusal> {
    let mut mixer = mixer.clone();
    mixer.move_into_range();
    mixer.limiter.move_into_range();
    chain_into_range(&mut mixer.inserts);
    mixer.returns.truncate(MAX_RETURNS);
    for back in &mut mixer.returns {
        back.move_into_range();
        chain_into_range(&mut back.inserts);
    }
    if *song.mixer != mixer {
        song.mixer = Arc::new(mixer);
    }
    Ok(())
}

/// Puts a sample into a place, or empties it.
pub(super) fn set_sample(
    song: &mut Song,
    index: u16,
    sample: Option<&SampleReference>,
) -> Result<(), Refusal> {
    if usize::from(index) >= MAX_SAMPLES {
        return Err(full("samples", MAX_SAMPLES));
    }
    put(&mut song.samples, index.into(), sample.cloned().map(SampleReference::into_range));
    Ok(())
}

/// Replaces the song's settings.
pub(super) fn set_settings(song: &mut Song, settings: &Settings) -> Result<(), Refusal> {
    let mut settings = settings.clone();
    settings.move_into_range();
    settings.tonality.move_into_range();
    settings.checking.move_into_range();
    if *song.settings != settings {
        song.settings = Arc::new(settings);
    }
    Ok(())
}

/// The index of the parameter, whose name may be one of older journals, and its new value in range; `None` if it has that value
/// already.
fn changed(knobs: &dyn Knobs, owner: &str, name: &str, value: f32) -> Result<Option<(usize, f32)>, Refusal> {
    let present = devices::present_name(owner, name);
    let index =
        knobs.find(present).ok_or_else(|| Refusal(format!("the {owner} has no parameter `{name}`")))?;
    let value = knobs.info(index).clamp(value);
    Ok((knobs.value(index) != value).then_some((index, value)))
}

/// Puts an element into a list with holes; the list never ends with a hole.
fn put<T: PartialEq>(list: &mut Vec<Option<Arc<T>>>, index: usize, element: Option<T>) {
    if list.get(index).and_then(Option::as_deref) == element.as_ref() {
        return;
    }
    if list.len() <= index {
        list.reserve_exact(index + 1 - list.len());
        list.resize(index + 1, None);
    }
    list[index] = element.map(Arc::new);
    while list.last().is_some_and(Option::is_none) {
        list.pop();
    }
}
