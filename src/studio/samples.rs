//! The song's samples: loaded in the background, shared with the engine; what is missing is a hole with a name.

use super::Studio;
use super::deriving::Deriving;
use super::jobs::Deed;
use super::notices::Weight;
use crate::instruments::sample::{SampleAudio, SampleBank, Sound};
use crate::instruments::streamed::Streamed;
use crate::instruments::treatment::Treatment;
use crate::io::sample_files::{Hole, find, streamable};
use crate::song::Song;
use crate::song::played::by_instruments_and_devices;
use crate::song::sample::SampleReference;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// How it stands with one sample.
#[derive(Clone, Debug)]
pub enum State {
    /// A job reads it.
    Loading,
    /// It is there.
    Loaded(Arc<SampleAudio>),
    /// It is there, and is read from the disk where a clip plays it.
    Streamed(Arc<Streamed>),
    /// It is not: why, in a sentence.
    Hole(String),
}

/// The most treated sounds that are kept.
const MOST_TREATED: usize = 24;

/// A sound as a song names it: its file's path and sum, and a sum of what is done to it. A file that was made anew is another one.
pub(super) type File = (String, String, u64);

/// The sum of no treatments.
const UNTREATED: u64 = 0;

/// The sound that a reference names.
pub(super) fn file(reference: &SampleReference) -> File {
    let treatments = match &reference.treatments[..] {
        [] => UNTREATED,
        treatments => {
            let mut sum = DefaultHasher::new();
            for treatment in treatments {
                let Treatment { what, from, to, amount } = treatment;
                (what, from, to, amount.to_bits()).hash(&mut sum);
            }
            sum.finish()
        }
    };
    (reference.path.clone(), reference.hash.clone(), treatments)
}

/// The samples as far as they are loaded.
#[derive(Debug, Default)]
pub struct Samples {
    bank: Arc<SampleBank>,
    /// By file: undo brings a sample back without reading it again.
    files: HashMap<File, State>,
    /// The file of every place in the bank.
    places: Vec<Option<File>>,
    /// What was made of them.
    derived: Deriving,
    /// The treated ones, the newest last.
    treated: Vec<File>,
    /// Those that could not be had in memory: as recordings that only clips play they may be had from the disk.
    unfit: HashSet<File>,
}

impl Samples {
    /// Samples that were loaded before: the bank, how it stands with each file, the file of every place, and what was made of them; beside
    /// that the files that could not be had in memory.
    pub(super) fn loaded(
        bank: Arc<SampleBank>,
        files: Vec<(File, State)>,
        places: Vec<Option<File>>,
        (derived, unfit): (Deriving, HashSet<File>),
    ) -> Samples {
        let treated = files.iter().map(|(file, _)| file.clone()).filter(|file| file.2 != UNTREATED).collect();
        Samples { bank, files: files.into_iter().collect(), places, derived, treated, unfit }
    }

    /// What the engine plays.
    pub fn bank(&self) -> Arc<SampleBank> {
        self.bank.clone()
    }

    /// How it stands with the sample of that reference.
    pub fn state(&self, reference: &SampleReference) -> Option<&State> {
        self.files.get(&file(reference))
    }

    /// Whether a job still reads one of them, or makes something of one.
    pub fn are_loading(&self) -> bool {
        self.files.values().any(|state| matches!(state, State::Loading)) || self.derived.is_under_way()
    }

    /// What was made of them, the file of every place, and the bank.
    pub(super) fn deriving(&mut self) -> (&mut Deriving, &[Option<File>], &mut Arc<SampleBank>) {
        (&mut self.derived, &self.places, &mut self.bank)
    }

    /// Puts what is known of the song's samples into their places; the references that nobody reads yet.
    fn arrange(&mut self, song: &Song) -> Vec<(SampleReference, bool)> {
        let mut wanted = Vec::new();
        let streamable = streamable(song);
        let mut bank = SampleBank::clone(&self.bank);
        self.places.resize(song.samples.len().max(self.places.len()), None);
        for (number, place) in self.places.iter_mut().enumerate() {
            let reference = song.samples.get(number).and_then(Option::as_deref);
            let stays = streamable.contains(&(number as u16));
            if let Some(reference) = reference
                && match self.files.get(&file(reference)) {
                    None => true,
                    // An instrument plays it now, so it has to lie in memory.
                    Some(State::Streamed(_)) => !stays,
                    Some(State::Hole(_)) => stays && self.unfit.remove(&file(reference)),
                    Some(_) => false,
                }
            {
                self.files.insert(file(reference), State::Loading);
                wanted.push((reference.clone(), stays));
            }
            let named = reference.map(file);
            if *place != named {
                let state = named.as_ref().and_then(|file| self.files.get(file));
                // What is only treated otherwise sounds as it did until that is done.
                let waits = matches!(state, Some(State::Loading))
                    && place
                        .as_ref()
                        .zip(named.as_ref())
                        .is_some_and(|(old, new)| (&old.0, &old.1) == (&new.0, &new.1));
                if !waits {
                    bank.put(number, state.and_then(State::sound));
                }
                *place = named;
            }
        }
        self.bank = Arc::new(bank);
        wanted
    }

    /// The sound of a reference will come later, and is a hole until then: why.
    pub(super) fn await_sound(&mut self, reference: &SampleReference, why: &str) {
        self.put(file(reference), State::Hole(why.to_owned()));
    }

    /// What is known of a reference is no longer so: it is read anew.
    pub(super) fn forget(&mut self, reference: &SampleReference) {
        let file = file(reference);
        self.files.remove(&file);
        self.places.iter_mut().filter(|place| place.as_ref() == Some(&file)).for_each(|place| *place = None);
    }

    /// The sound of a reference is known already, before the song has it.
    pub(super) fn foresee(&mut self, reference: &SampleReference, audio: SampleAudio) {
        self.put(file(reference), State::Loaded(Arc::new(audio)));
    }

    /// Of treated sounds that the song does not have now, only the newest are kept: others can be made again.
    fn keep_few(&mut self, newest: File) {
        if newest.2 == UNTREATED {
            return;
        }
        self.treated.retain(|file| *file != newest);
        while self.treated.len() >= MOST_TREATED {
            let is_idle = |file: &File| !self.places.iter().flatten().any(|place| place == file);
            let Some(oldest) = self.treated.iter().position(is_idle) else { break };
            self.files.remove(&self.treated.remove(oldest));
        }
        self.treated.push(newest);
    }

    /// A file has been read, or not.
    fn put(&mut self, file: File, state: State) {
        let mut bank = SampleBank::clone(&self.bank);
        let numbers = self.places.iter().enumerate().filter(|(_, place)| place.as_ref() == Some(&file));
        numbers.for_each(|(number, _)| bank.put(number, state.sound()));
        self.bank = Arc::new(bank);
        self.files.insert(file.clone(), state);
        self.keep_few(file);
    }
}

impl State {
    /// That of a sample that is there.
    pub(super) fn of(sound: Sound) -> State {
        match sound {
            Sound::Whole(audio) => State::Loaded(audio),
            Sound::Streamed(sound) => State::Streamed(sound),
        }
    }

    fn sound(&self) -> Option<Sound> {
        match self {
            State::Loaded(audio) => Some(Sound::Whole(audio.clone())),
            State::Streamed(sound) => Some(Sound::Streamed(sound.clone())),
            State::Loading | State::Hole(_) => None,
        }
    }
}

impl Studio {
    /// Sees to it that every sample of the song is loaded or being loaded.
    pub(super) fn load_samples(&mut self) {
        let song = self.song().clone();
        let wanted = self.samples.arrange(&song);
        self.unpublished = true;
        if wanted.is_empty() {
            return;
        }
        let folder = self.document.folder();
        let started = self.jobs.start("loading samples", move |progress, found| {
            let count = wanted.len() as f64;
            for (done, (reference, stays)) in wanted.into_iter().enumerate() {
                let result = if progress.is_cancelled() {
                    let SampleReference { name, path, .. } = reference.clone();
                    Err(Hole { name, path, reason: "loading was cancelled".to_owned() })
                } else {
                    find(&folder, &reference, stays)
                };
                let deed: Deed = Box::new(move |studio| {
                    let (state, weight, told) = match result {
                        Ok((sound, notices)) => (State::of(sound), Weight::Warning, notices),
                        Err(hole) => (State::Hole(hole.to_string()), Weight::Fault, vec![hole.to_string()]),
                    };
                    if !stays && matches!(state, State::Hole(_)) {
                        studio.samples.unfit.insert(file(&reference));
                    }
                    studio.samples.put(file(&reference), state);
                    studio.unpublished = true;
                    told.into_iter().for_each(|notice| studio.notices.add(weight, notice));
                });
                // Nobody listens any more only when the studio itself is gone.
                if found.send(deed).is_err() {
                    return;
                }
                progress.set((done + 1) as f64 / count);
            }
        });
        if let Err(error) = started {
            self.samples.files.retain(|_, state| !matches!(state, State::Loading));
            self.warn(format!("the samples cannot be loaded: {error}"));
        }
    }

    /// Reads the samples that were missing once more.
    pub fn look_for_missing_samples(&mut self) {
        self.samples.files.retain(|_, state| !matches!(state, State::Hole(_)));
        self.samples.places.clear();
        self.load_samples();
    }

    /// The song was that one before: what an instrument or a device has begun to play has to lie in memory, and what none plays any more and
    /// was too long for that need not.
    pub(super) fn load_what_is_played(&mut self, before: &Song) {
        let played = by_instruments_and_devices;
        let concerned = self.samples.bank.has_streamed() || !self.samples.unfit.is_empty();
        if concerned && played(before) != played(self.song()) {
            self.load_samples();
        }
    }
}
