//! What `&xx` has set: working copies of patches and devices in which parameters differ from the song.

use super::modulated::Sound;
use crate::devices::Device;
use crate::dsp::parameter::Knobs;
use crate::instruments::Patch;
use crate::instruments::matrix::Matrix;
use crate::sequencer::command::LockTarget;
use crate::song::mixer::SENDS;
use crate::song::track::Track;
use crate::song::{MAX_INSTRUMENTS, Song};

/// The most different parameters that can be locked at once; later ones are not taken.
const MOST: usize = 256;

/// Everything that is overridden. Copies of patches share their zones, those of matrices their
/// routes, so nothing here allocates after `new`.
pub(super) struct Overrides {
    /// Another number whenever anything may have changed.
    generation: u32,
    /// Target, kind of the instrument or device that it is of, and place.
    list: Vec<(LockTarget, &'static str, f32)>,
    patches: Vec<Option<Patch>>,
    matrices: Vec<Option<Matrix>>,
    returns: [Option<Device>; SENDS],
    /// By track, none for the master, and place in the chain.
    inserts: Vec<((Option<u16>, u8), Device)>,
}

impl Overrides {
    pub fn new() -> Overrides {
        Overrides {
            generation: 0,
            list: Vec::with_capacity(MOST),
            patches: (0..MAX_INSTRUMENTS).map(|_| None).collect(),
            matrices: (0..MAX_INSTRUMENTS).map(|_| None).collect(),
            returns: [const { None }; SENDS],
            inserts: Vec::with_capacity(MOST),
        }
    }

    /// As long as this number stays, [`Overrides::sound`] gives what it gave.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Everything follows the song again.
    pub fn clear(&mut self) {
        if self.list.is_empty() {
            return;
        }
        self.generation = self.generation.wrapping_add(1);
        self.list.clear();
        self.drop_copies();
    }

    /// Sets one parameter to a place in its range, 0 to 1.
    pub fn lock(&mut self, song: &Song, target: LockTarget, place: f32) {
        self.generation = self.generation.wrapping_add(1);
        let lock = (target, kind(song, target), place);
        match self.list.iter().position(|(other, ..)| *other == target) {
            Some(known) => self.list[known] = lock,
            None if self.list.len() < MOST => self.list.push(lock),
            None => return,
        }
        self.apply(song, target, place);
    }

    /// Makes the copies anew from a song that has changed; the locks of an instrument or device that is another kind now end.
    /// The old song must still be held by others.
    pub fn follow(&mut self, song: &Song) {
        self.generation = self.generation.wrapping_add(1);
        self.drop_copies();
        self.list.retain(|(target, known, _)| *known == kind(song, *target));
        for index in 0..self.list.len() {
            let (target, _, place) = self.list[index];
            self.apply(song, target, place);
        }
    }

    fn drop_copies(&mut self) {
        self.patches.fill_with(|| None);
        self.matrices.fill_with(|| None);
        self.returns = [const { None }; SENDS];
        self.inserts.clear();
    }

    fn apply(&mut self, song: &Song, target: LockTarget, place: f32) {
        let set = |knobs: &mut dyn Knobs, parameter: u8| {
            let index = usize::from(parameter);
            if index < knobs.count() {
                let value = knobs.info(index).at(place);
                knobs.set_value(index, value);
            }
        };
        match target {
            LockTarget::Instrument { slot, parameter } => {
                let (copy, instrument) =
                    (self.patches.get_mut(usize::from(slot)), song.instrument(slot.into()));
                if let (Some(copy), Some(instrument)) = (copy, instrument) {
                    set(copy.get_or_insert_with(|| instrument.patch.clone()).knobs_mut(), parameter);
                }
            }
            LockTarget::Matrix { slot, parameter } => {
                let (copy, instrument) =
                    (self.matrices.get_mut(usize::from(slot)), song.instrument(slot.into()));
                if let (Some(copy), Some(instrument)) = (copy, instrument) {
                    set(copy.get_or_insert_with(|| instrument.matrix.clone()), parameter);
                }
            }
            LockTarget::Return { index, parameter } => {
                let index = usize::from(index);
                if let (Some(copy), Some(of_song)) =
                    (self.returns.get_mut(index), song.mixer.returns.get(index))
                {
                    set(copy.get_or_insert_with(|| of_song.device.clone()).knobs_mut(), parameter);
                }
            }
            LockTarget::Insert { track, slot, parameter } => {
                let at = (Some(track), slot);
                let known = self.inserts.iter().position(|(other, _)| *other == at);
                let index = known.unwrap_or(self.inserts.len());
                if known.is_none()
                    && index < MOST
                    && let Some(device) = of_song(song, track, slot)
                {
                    self.inserts.push((at, device.clone()));
                }
                if let Some((_, copy)) = self.inserts.get_mut(index) {
                    set(copy.knobs_mut(), parameter);
                }
            }
            LockTarget::TrackVolume { .. } | LockTarget::TrackPan { .. } | LockTarget::Send { .. } => {}
        }
    }

    /// The instrument of a slot as it is to sound.
    pub fn sound<'a>(&'a self, song: &'a Song, slot: u8) -> Option<Sound<'a>> {
        let (instrument, index) = (song.instrument(slot.into())?, usize::from(slot));
        let patch = self.patches.get(index).and_then(Option::as_ref).unwrap_or(&instrument.patch);
        let matrix = self.matrices.get(index).and_then(Option::as_ref).unwrap_or(&instrument.matrix);
        Some(Sound { slot, patch, matrix })
    }

    /// The device of a return as it is to sound.
    pub fn device<'a>(&'a self, song: &'a Song, index: usize) -> &'a Device {
        self.returns[index].as_ref().unwrap_or(&song.mixer.returns[index].device)
    }

    /// The device of a place in the chain of a track, or of the master without one, if anything of it is overridden.
    pub fn insert(&self, track: Option<u16>, slot: usize) -> Option<&Device> {
        self.inserts.iter().find(|(at, _)| *at == (track, slot as u8)).map(|(_, device)| device)
    }

    fn value(&self, wanted: LockTarget) -> Option<f32> {
        self.list.iter().find(|(target, ..)| *target == wanted).map(|(.., place)| *place)
    }

    /// Fader (dB), panning and sends (dB) of a track as they are to sound.
    pub fn strip(&self, track: usize, settings: &Track) -> (f32, f32, [f32; SENDS]) {
        if self.list.is_empty() {
            return (settings.volume.0, settings.pan, settings.sends.map(|send| send.0));
        }
        let level = |place: f32| -60.0 + 72.0 * place;
        let number = track as u16;
        let volume = self.value(LockTarget::TrackVolume { track: number }).map_or(settings.volume.0, level);
        let pan = self
            .value(LockTarget::TrackPan { track: number })
            .map_or(settings.pan, |place| place * 2.0 - 1.0);
        let send = |index: usize| {
            let target = LockTarget::Send { track: number, send: index as u8 };
            self.value(target).map_or(settings.sends[index].0, level)
        };
        (volume, pan, std::array::from_fn(send))
    }
}

/// The device of a place in a track's chain.
fn of_song(song: &Song, track: u16, slot: u8) -> Option<&Device> {
    Some(&song.tracks.get(usize::from(track))?.inserts.get(usize::from(slot))?.device)
}

/// What the parameter of a target is a parameter of.
fn kind(song: &Song, target: LockTarget) -> &'static str {
    match target {
        LockTarget::Instrument { slot, .. } => {
            song.instrument(slot.into()).map_or("", |instrument| instrument.patch.kind())
        }
        LockTarget::Matrix { slot, .. } => song.instrument(slot.into()).map_or("", |_| "matrix"),
        LockTarget::Return { index, .. } => {
            song.mixer.returns.get(usize::from(index)).map_or("", |back| back.device.kind())
        }
        LockTarget::Insert { track, slot, .. } => of_song(song, track, slot).map_or("", Device::kind),
        LockTarget::TrackVolume { .. } | LockTarget::TrackPan { .. } | LockTarget::Send { .. } => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::KINDS;
    use crate::song::instrument::Instrument;
    use std::sync::Arc;

    fn song(kind: usize) -> Song {
        let instrument = Instrument::new("one", (KINDS[kind].new)());
        Song { instruments: vec![Some(Arc::new(instrument))], ..Song::default() }
    }

    #[test]
    fn a_lock_ends_where_its_parameter_is_another_ones() {
        let (one, other) = (song(0), song(1));
        for parameter in 0..one.instruments[0].as_ref().map_or(0, |one| one.patch.knobs().count()) as u8 {
            let mut overrides = Overrides::new();
            overrides.lock(&one, LockTarget::Instrument { slot: 0, parameter }, 1.0);
            overrides.follow(&one);
            assert!(overrides.patches[0].is_some(), "it outlasts other changes of the song");
            overrides.follow(&other);
            assert!(overrides.patches[0].is_none(), "{parameter}");
            overrides.follow(&one);
            assert!(overrides.patches[0].is_none(), "and does not come back");
        }
    }
}
