//! What `&xx` and curves have set: working copies of patches and devices in which parameters differ from the song.

mod moved;

use super::mixer::Faders;
use super::modulated::Sound;
use crate::devices::{Device, limiter};
use crate::dsp::parameter::{Knobs, Parameters};
use crate::dsp::units::Decibels;
use crate::instruments::Patch;
use crate::instruments::matrix::Matrix;
use crate::sequencer::command::{LockOwner, LockTarget};
use crate::song::insert::{Insert, Owner};
use crate::song::mixer::{MAX_RETURNS, Mixer, PanLaw, Return};
use crate::song::rows;
use crate::song::track::Track;
use crate::song::{MAX_INSTRUMENTS, Song};
use moved::Itself;

/// The most different parameters that can be locked at once; later ones are not taken.
const MOST: usize = 256;

/// Everything that is overridden. Copies of patches share their zones, those of matrices their
/// routes, so nothing here allocates after `new`.
pub(super) struct Overrides {
    /// Another number whenever anything may have changed.
    generation: u32,
    /// Target, kind of the instrument or device that it is of, and place.
    list: Vec<(LockTarget, &'static str, f32)>,
    /// What holds from the next start on.
    recalled: Vec<(LockTarget, f32)>,
    patches: Vec<Option<Patch>>,
    matrices: Vec<Option<Matrix>>,
    settings: Vec<Option<Itself>>,
    limiter: Option<limiter::Settings>,
    /// By chain and place in it.
    inserts: Vec<((Owner, u8), Device)>,
}

impl Overrides {
    pub fn new() -> Overrides {
        Overrides {
            generation: 0,
            list: Vec::with_capacity(MOST),
            recalled: Vec::with_capacity(MOST),
            patches: (0..MAX_INSTRUMENTS).map(|_| None).collect(),
            matrices: (0..MAX_INSTRUMENTS).map(|_| None).collect(),
            settings: vec![None; MAX_INSTRUMENTS],
            limiter: None,
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

    /// Sets one parameter to a place in its range when playback begins next.
    pub fn recall(&mut self, target: LockTarget, place: f32) {
        if self.recalled.len() < MOST {
            self.recalled.push((target, place));
        }
    }

    /// What was recalled for a playback that has not begun is forgotten.
    pub fn forget_recalled(&mut self) {
        self.recalled.clear();
    }

    /// Sets what was recalled.
    pub fn take_recalled(&mut self, song: &Song) {
        for index in 0..self.recalled.len() {
            let (target, place) = self.recalled[index];
            self.lock(song, target, place);
        }
        self.recalled.clear();
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
        self.settings.fill(None);
        self.limiter = None;
        self.inserts.clear();
    }

    fn apply(&mut self, song: &Song, LockTarget { owner, parameter }: LockTarget, place: f32) {
        let copy: Option<&mut dyn Knobs> = match owner {
            LockOwner::Instrument { slot } => {
                let of_song = || Some(song.instrument(slot.into())?.patch.clone());
                self.patches
                    .get_mut(usize::from(slot))
                    .and_then(|copy| filled(copy, of_song))
                    .map(Patch::knobs_mut)
            }
            LockOwner::Matrix { slot } => {
                let of_song = || Some(song.instrument(slot.into())?.matrix.clone());
                let copy = self.matrices.get_mut(usize::from(slot)).and_then(|copy| filled(copy, of_song));
                copy.map(|matrix| -> &mut dyn Knobs { matrix })
            }
            LockOwner::Device { owner, slot } => self.device_copy(song, (owner, slot)).map(Device::knobs_mut),
            LockOwner::Limiter => {
                let limiter = self.limiter.get_or_insert_with(|| song.mixer.limiter.clone());
                Some(limiter)
            }
            LockOwner::Settings { slot } => return self.set_itself(song, slot, parameter, place),
            // Read from the list.
            LockOwner::Track { .. }
            | LockOwner::Insert { .. }
            | LockOwner::Return { .. }
            | LockOwner::Master => None,
        };
        let index = usize::from(parameter);
        if let Some(knobs) = copy
            && index < knobs.count()
        {
            knobs.set_value(index, knobs.info(index).at(place));
        }
    }

    fn device_copy(&mut self, song: &Song, at: (Owner, u8)) -> Option<&mut Device> {
        let known = self.inserts.iter().position(|(other, _)| *other == at);
        let index = known.unwrap_or(self.inserts.len());
        if known.is_none() && index < MOST {
            let insert = at.0.chain(song)?.get(usize::from(at.1))?;
            self.inserts.push((at, insert.device.clone()));
        }
        self.inserts.get_mut(index).map(|(_, device)| device)
    }

    /// The instrument of a slot as it is to sound.
    pub fn sound<'a>(&'a self, song: &'a Song, slot: u8) -> Option<Sound<'a>> {
        let (instrument, index) = (song.instrument(slot.into())?, usize::from(slot));
        let patch = self.patches.get(index).and_then(Option::as_ref).unwrap_or(&instrument.patch);
        let matrix = self.matrices.get(index).and_then(Option::as_ref).unwrap_or(&instrument.matrix);
        Some(Sound { slot, patch, matrix })
    }

    /// The device of a place in a chain, if anything of it is overridden.
    pub fn insert(&self, owner: Owner, slot: usize) -> Option<&Device> {
        self.inserts.iter().find(|(at, _)| *at == (owner, slot as u8)).map(|(_, device)| device)
    }

    /// A parameter of the mixer's own as it is to sound.
    fn own<T: Parameters>(&self, owner: LockOwner, name: &str, settings: &T) -> f32 {
        let mut rows = T::ROWS.iter().enumerate();
        let Some((index, row)) = rows.find(|(_, row)| row.info.name == name) else { return 0.0 };
        let target = LockTarget { owner, parameter: index as u8 };
        let locked = self.list.iter().find(|(other, ..)| *other == target);
        locked.map_or_else(|| (row.get)(settings), |(.., place)| row.info.at(*place))
    }

    /// The controls of a track as they are to sound.
    pub fn strip(&self, track: usize, settings: &Track) -> Faders {
        let faders = Faders {
            volume: settings.volume.0,
            pan: settings.pan,
            width: settings.width,
            mute: settings.mute,
            sends: settings.sends.map(|send| send.0),
            pre: settings.pre,
        };
        self.moved::<Track>(LockOwner::Track { track: track as u16 }, faders)
    }

    /// The controls of a return as they are to sound.
    pub fn back(&self, index: usize, settings: &Return) -> Faders {
        let faders = Faders {
            volume: settings.volume.0,
            pan: settings.pan,
            width: settings.width,
            mute: settings.mute,
            sends: settings.sends.map(|send| send.0),
            pre: [false; MAX_RETURNS],
        };
        self.moved::<Return>(LockOwner::Return { index: index as u8 }, faders)
    }

    /// The controls with what is locked of them.
    fn moved<T: Parameters>(&self, owner: LockOwner, mut faders: Faders) -> Faders {
        for (target, _, place) in self.list.iter().filter(|(target, ..)| target.owner == owner) {
            let Some(row) = T::ROWS.get(usize::from(target.parameter)) else { continue };
            let value = row.info.at(*place);
            match row.info.name {
                "volume" => faders.volume = value,
                "pan" => faders.pan = value,
                "width" => faders.width = value,
                "mute" => faders.mute = value > 0.5,
                name => {
                    if let Some(send) = rows::send_of(name) {
                        faders.sends[send] = value;
                    } else if let Some(send) = rows::return_of(name) {
                        faders.pre[send] = value > 0.5;
                    }
                }
            }
        }
        faders
    }

    /// How much of the device in a place of a chain is heard; `None` while it is switched off.
    pub fn mix(&self, owner: Owner, slot: usize, settings: &Insert) -> Option<f32> {
        if self.list.is_empty() {
            return settings.on.then_some(settings.mix);
        }
        let own = |name| self.own(LockOwner::Insert { owner, slot: slot as u8 }, name, settings);
        (own("on") > 0.5).then(|| own("mix"))
    }

    /// How tracks are panned.
    pub fn pan_law(&self, settings: &Mixer) -> PanLaw {
        PanLaw::of(self.own(LockOwner::Master, "pan_law", settings))
    }

    /// The master's fader in dB.
    pub fn master_volume(&self, settings: &Mixer) -> Decibels {
        Decibels(self.own(LockOwner::Master, "volume", settings))
    }

    /// The limiter as it is to sound.
    pub fn limiter<'a>(&'a self, song: &'a Song) -> &'a limiter::Settings {
        self.limiter.as_ref().unwrap_or(&song.mixer.limiter)
    }
}

/// What a copy holds, made first where there is none.
fn filled<T>(copy: &mut Option<T>, of_song: impl FnOnce() -> Option<T>) -> Option<&mut T> {
    if copy.is_none() {
        *copy = of_song();
    }
    copy.as_mut()
}

/// What the parameter of a target is a parameter of.
fn kind(song: &Song, target: LockTarget) -> &'static str {
    match target.owner {
        LockOwner::Instrument { slot } => {
            song.instrument(slot.into()).map_or("", |instrument| instrument.patch.kind())
        }
        LockOwner::Matrix { slot } => song.instrument(slot.into()).map_or("", |_| "matrix"),
        LockOwner::Device { owner, slot } => {
            let insert = owner.chain(song).and_then(|chain| chain.get(usize::from(slot)));
            insert.map_or("", |insert| insert.device.kind())
        }
        _ => "",
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
            let owner = LockOwner::Instrument { slot: 0 };
            overrides.lock(&one, LockTarget { owner, parameter }, 1.0);
            overrides.follow(&one);
            assert!(overrides.patches[0].is_some(), "it outlasts other changes of the song");
            overrides.follow(&other);
            assert!(overrides.patches[0].is_none(), "{parameter}");
            overrides.follow(&one);
            assert!(overrides.patches[0].is_none(), "and does not come back");
        }
    }
}
