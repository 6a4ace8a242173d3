//! A song's samples, loaded whole before anybody plays it: what a job does for a song that comes later.

use super::deriving::Deriving;
use super::samples::{File, Samples, State, file};
use crate::instruments::derived::{Derived, Want, wants};
use crate::instruments::sample::SampleBank;
use crate::io::sample_files::{absent, find, streamable};
use crate::song::Song;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Everything that a song needs besides itself.
#[derive(Debug, Default)]
pub struct Ready {
    files: Vec<(File, State)>,
    places: Vec<Option<File>>,
    derived: Vec<(Want, File, Derived)>,
    unfit: HashSet<File>,
    bank: Arc<SampleBank>,
    holes: Vec<String>,
}

impl Ready {
    /// Loads the samples of a song in a folder and makes what its instruments want of them. `done` hears how much is done, 0 to 1.
    pub fn of(folder: &Path, song: &Song, done: &mut dyn FnMut(f64)) -> Ready {
        let mut ready = Ready::default();
        let mut bank = SampleBank::default();
        let streamable = streamable(song);
        for (number, reference) in song.samples.iter().enumerate() {
            let Some(reference) = reference.as_deref() else {
                ready.places.push(None);
                continue;
            };
            let stays = streamable.contains(&(number as u16));
            let state = match find(folder, reference, stays) {
                Ok((sound, notices)) => {
                    ready.holes.extend(notices);
                    bank.put(number, Some(sound.clone()));
                    State::of(sound)
                }
                Err(hole) => {
                    ready.holes.push(hole.to_string());
                    if !stays {
                        ready.unfit.insert(file(reference));
                    }
                    State::Hole(hole.to_string())
                }
            };
            ready.files.push((file(reference), state));
            ready.places.push(Some(file(reference)));
            done((number + 1) as f64 / song.samples.len() as f64);
        }
        ready.holes.extend(absent(song).map(|hole| hole.to_string()));
        for want in wants(song.instruments.iter().flatten().map(|instrument| &instrument.patch)) {
            let place = ready.places.get(usize::from(want.sample)).cloned().flatten();
            let made = bank.audio(want.sample.into()).map(|audio| want.recipe.make(&audio));
            match (place, made) {
                (Some(place), Some(Ok(derived))) => {
                    bank.put_derived(want, derived.clone());
                    ready.derived.push((want, place, derived));
                }
                (_, Some(Err(why))) => ready.holes.push(why),
                _ => {}
            }
        }
        ready.bank = Arc::new(bank);
        ready
    }

    /// What an engine plays.
    pub fn bank(&self) -> Arc<SampleBank> {
        self.bank.clone()
    }

    /// What is missing or not as it was, a sentence each.
    pub fn holes(&self) -> Vec<String> {
        self.holes.clone()
    }

    /// The same as a studio keeps it.
    pub(super) fn samples(self) -> Samples {
        let Ready { files, places, derived, unfit, bank, .. } = self;
        Samples::loaded(bank, files, places, (Deriving::made(derived), unfit))
    }
}
