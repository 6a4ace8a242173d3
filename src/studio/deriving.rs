//! What instruments want made of the song's samples: made in the background, and put beside them for the engine.

use super::Studio;
use super::jobs::Deed;
use super::notices::Weight;
use super::samples::File;
use crate::instruments::derived::{Derived, Recipe, Want, wants};
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::io::sample_files::told;
use crate::song::Song;
use std::collections::HashMap;
use std::sync::Arc;

/// How many things that are wanted no more are kept for the notes that still play them.
const KEPT: usize = 4;

/// How it stands with one thing.
#[derive(Clone, Debug)]
enum Made {
    /// A job makes it.
    Making,
    /// It is there.
    There(Derived),
    /// It cannot be made, which was told.
    Refused,
}

/// What was made, as far as it is still wanted.
#[derive(Debug, Default)]
pub struct Deriving {
    made: HashMap<(File, Recipe), Made>,
    /// What lies in the bank.
    there: Vec<(Want, File)>,
    /// What of it is wanted no more, the newest last.
    left: Vec<(Want, File)>,
}

/// Something to be made.
struct Task {
    want: Want,
    file: File,
    audio: Arc<SampleAudio>,
}

impl Deriving {
    /// What was made before, and lies in the bank.
    pub(super) fn made(derived: Vec<(Want, File, Derived)>) -> Deriving {
        let there = derived.iter().map(|(want, file, _)| (*want, file.clone())).collect();
        let made =
            derived.into_iter().map(|(want, file, derived)| ((file, want.recipe), Made::There(derived)));
        Deriving { made: made.collect(), there, left: Vec::new() }
    }

    /// Whether a job still makes something.
    pub fn is_under_way(&self) -> bool {
        self.made.values().any(|made| matches!(made, Made::Making))
    }

    /// Puts what is there and wanted into the bank, and forgets what has not been wanted for long; what nobody makes yet. `places` has the
    /// file of every number.
    fn arrange(&mut self, wants: &[Want], places: &[Option<File>], bank: &mut Arc<SampleBank>) -> Vec<Task> {
        let file = |want: &Want| places.get(usize::from(want.sample)).cloned().flatten();
        let wanted: Vec<(Want, File)> = wants.iter().filter_map(|want| Some((*want, file(want)?))).collect();
        // Notes that sound fade from what they have played to what is wanted now: that stays until others have followed it.
        let gone = self.there.iter().filter(|old| !wanted.contains(old) && !self.left.contains(old)).cloned();
        self.left.extend(gone.collect::<Vec<_>>());
        self.left.retain(|(old, _)| wanted.iter().all(|(want, _)| want != old));
        self.left.drain(..self.left.len().saturating_sub(KEPT));
        self.made.retain(|(file, recipe), made| {
            let kept = |(want, of): &(Want, File)| (of, want.recipe) == (file, *recipe);
            matches!(made, Made::Making) || wanted.iter().any(kept) || self.left.iter().any(kept)
        });
        let (mut tasks, mut there) = (Vec::new(), Vec::new());
        for (want, file) in wanted {
            match self.made.get(&(file.clone(), want.recipe)) {
                Some(Made::There(_)) => there.push((want, file)),
                Some(_) => {}
                None => tasks.extend(bank.audio(want.sample.into()).map(|audio| Task { want, file, audio })),
            }
        }
        there.extend(self.left.iter().cloned());
        if there != self.there {
            let bank = Arc::make_mut(bank);
            bank.forget_derived();
            for (want, file) in &there {
                if let Some(Made::There(derived)) = self.made.get(&(file.clone(), want.recipe)) {
                    bank.put_derived(*want, derived.clone());
                }
            }
            self.there = there;
        }
        tasks
    }
}

impl Studio {
    /// Sees to it that what the song's instruments want is made or being made, one job at a time: a number that is turned on asks
    /// for what it shows when the last job is done, not for everything on the way.
    pub(super) fn derive(&mut self) {
        let song: Arc<Song> = self.song().clone();
        let wants = wants(song.instruments.iter().flatten().map(|instrument| &instrument.patch));
        let (deriving, places, bank) = self.samples.deriving();
        let tasks = deriving.arrange(&wants, places, bank);
        if tasks.is_empty() || deriving.is_under_way() {
            return;
        }
        for task in &tasks {
            deriving.made.insert((task.file.clone(), task.want.recipe), Made::Making);
        }
        let started = self.jobs.start("preparing samples", move |progress, found| {
            let count = tasks.len() as f64;
            for (done, Task { want, file, audio }) in tasks.into_iter().enumerate() {
                // What is not made because nobody waits is asked for again by the next change.
                let result = (!progress.is_cancelled()).then(|| want.recipe.make(&audio));
                let deed: Deed = Box::new(move |studio| studio.take_derived(want, file, result));
                // Nobody listens any more only when the studio itself is gone.
                if found.send(deed).is_err() {
                    return;
                }
                progress.set((done + 1) as f64 / count);
            }
        });
        if let Err(error) = started {
            self.samples.deriving().0.made.retain(|_, made| !matches!(made, Made::Making));
            self.warn(format!("the samples cannot be prepared: {error}"));
        }
    }

    fn take_derived(&mut self, want: Want, file: File, result: Option<Result<Derived, String>>) {
        let reference = self.song().samples.get(usize::from(want.sample)).cloned().flatten();
        let made = &mut self.samples.deriving().0.made;
        // What has been asked for meanwhile is begun when the song is sent again.
        self.unpublished |= result.is_some();
        match result {
            Some(Ok(derived)) => {
                made.insert((file, want.recipe), Made::There(derived));
            }
            Some(Err(why)) => {
                made.insert((file, want.recipe), Made::Refused);
                if let Some(reference) = reference {
                    self.notices.add(Weight::Fault, told(&reference, &why));
                }
            }
            None => {
                made.remove(&(file, want.recipe));
            }
        }
    }
}
