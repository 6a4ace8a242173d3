//! Instruments that are taken from one open song into another, with the samples that they play: alone, or with the notes that name them.
//! Files of samples are copied beside the other song in the background.

use super::Studio;
use super::clipboard::{Clipboard, Paste};
use super::commands::Answer;
use super::commands::loading::{need_a_folder, places};
use super::document::{Document, is_same_file};
use super::entry::tell_sharing;
use super::grid::Place;
use super::jobs::Deed;
use super::rounds::Round;
use super::sheets::instruments::free_slot;
use crate::instruments::Patch;
use crate::io::sample_files::inside;
use crate::io::sample_import::import;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The parameter that names a sample by its number.
const SAMPLE: &str = "sample";

/// An instrument without a song. What it plays is counted in its samples.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The instrument.
    pub instrument: Instrument,
    /// The samples that it plays.
    samples: Vec<SampleReference>,
    /// The folder in which they lie.
    folder: PathBuf,
}

/// Moves what a patch plays to other numbers.
fn renumber(patch: &mut Patch, to: impl Fn(u16) -> Option<u16>) {
    if let Patch::Sampler(sampler) = patch {
        for zone in Arc::make_mut(&mut sampler.zones) {
            zone.sample = to(zone.sample).unwrap_or(zone.sample);
        }
        return;
    }
    let Some(old) = patch.samples().first().copied() else { return };
    let knobs = patch.knobs_mut();
    let named = (0..knobs.count()).find(|index| knobs.info(*index).name == SAMPLE);
    if let Some((index, new)) = named.zip(to(old)) {
        knobs.set_value(index, new.into());
    }
}

impl Carried {
    /// The instrument of a slot with what it plays; `None` if the slot is empty.
    pub fn of(document: &Document, slot: usize) -> Option<Carried> {
        let song = document.song();
        let mut instrument = song.instrument(slot)?.clone();
        let reference = |number: &u16| Some((**song.samples.get(usize::from(*number))?.as_ref()?).clone());
        let numbers: BTreeSet<u16> = instrument.patch.samples().into_iter().collect();
        let there: Vec<(u16, SampleReference)> =
            numbers.iter().filter_map(|number| Some((*number, reference(number)?))).collect();
        let place = |number: u16| there.iter().position(|(other, _)| *other == number).map(|at| at as u16);
        renumber(&mut instrument.patch, place);
        let samples = there.into_iter().map(|(_, reference)| reference).collect();
        Some(Carried { instrument, samples, folder: document.folder() })
    }

    /// Whether both sound the same and have the same name.
    fn is_like(&self, other: &Carried) -> bool {
        let sounds = |carried: &Carried| -> Vec<_> {
            carried.samples.iter().map(|it| (it.hash.clone(), it.treatments.clone())).collect()
        };
        self.instrument == other.instrument && sounds(self) == sounds(other)
    }

    /// The edits that put it into a slot of the song beside which its samples lie.
    fn edits(self, song: &Song, slot: usize) -> Vec<Edit> {
        let (numbers, mut edits) = places(song, self.samples);
        let mut instrument = self.instrument;
        renumber(&mut instrument.patch, |place| numbers.get(usize::from(place)).copied());
        edits.push(Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(instrument)) });
        edits
    }

    /// Copies the samples into a folder, if they do not lie there.
    fn copied_to(self, folder: &Path) -> Result<Carried, String> {
        if is_same_file(&self.folder, folder) {
            return Ok(self);
        }
        let copy = |old: SampleReference| {
            let named = inside(&old.path).map_err(str::to_owned)?;
            let new = import(folder, &self.folder.join(named)).map_err(|why| why.to_string())?.reference;
            Ok(SampleReference { path: new.path, hash: new.hash, ..old })
        };
        let samples: Result<Vec<_>, String> = self.samples.into_iter().map(copy).collect();
        Ok(Carried { samples: samples?, folder: folder.to_path_buf(), ..self })
    }
}

/// Notes that were copied in another song, on their way with their instruments.
struct Bringing {
    clipboard: Clipboard,
    round: Round,
    place: Place,
    /// For every instrument that the notes name its slot there, and itself.
    instruments: Vec<(u8, Carried)>,
}

impl Studio {
    /// What becomes of the instruments that pasted notes name, where they were copied in another song: which mean others here, and which
    /// are not here.
    pub fn strangers(&self, from: Option<u64>, slots: BTreeSet<u8>) -> Option<String> {
        let theirs = self.document_of(from.filter(|song| *song != self.tabs.number())?)?;
        let name = |song: &Song, slot: u8| Some(song.instrument(slot.into())?.name.clone());
        let told = |slot: u8| {
            let was = name(theirs.song(), slot)?;
            let number = u16::from(slot) + 1;
            match name(self.song(), slot) {
                None => Some(format!("{number:02X} {was} is not here")),
                Some(now) if now != was => Some(format!("{number:02X} {was} is {now} here")),
                Some(_) => None,
            }
        };
        let all: Vec<String> = slots.into_iter().filter_map(told).collect();
        let named = theirs.name();
        (!all.is_empty()).then(|| format!("instruments of {named}: {}", all.join(", ")))
    }

    /// Does something with instruments whose samples lie beside this song then; those that lie elsewhere are copied in the background.
    fn bring(
        &mut self,
        what: &str,
        carried: Vec<Carried>,
        then: impl FnOnce(&mut Studio, Vec<Carried>) -> Answer + Send + 'static,
    ) -> Answer {
        let folder = self.document.folder();
        let is_far =
            |carried: &Carried| !carried.samples.is_empty() && !is_same_file(&carried.folder, &folder);
        if carried.iter().any(|carried| !carried.samples.is_empty()) {
            need_a_folder(self)?;
        }
        if !carried.iter().any(is_far) {
            return then(self, carried);
        }
        let started = self.jobs.start(&format!("bringing {what}"), move |progress, found| {
            let count = carried.len() as f64;
            let copied: Result<Vec<_>, String> = carried
                .into_iter()
                .enumerate()
                .map(|(done, carried)| {
                    progress.set(done as f64 / count);
                    if progress.is_cancelled() {
                        Err("cancelled".to_owned())
                    } else {
                        carried.copied_to(&folder)
                    }
                })
                .collect();
            let deed: Deed = Box::new(move |studio| {
                if let Err(why) = copied.and_then(|carried| then(studio, carried)) {
                    studio.warn(format!("nothing was brought: {why}"));
                }
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        started.map(drop).map_err(|error| format!("nothing can be brought: {error}"))
    }

    /// Puts an instrument that was copied into a slot if that is empty, else into the first empty one.
    ///
    /// # Errors
    /// If there is no room, or no folder for its samples.
    pub fn paste_instrument(&mut self, slot: u8, carried: Carried) -> Answer {
        let name = carried.instrument.name.clone();
        self.bring(&name.clone(), vec![carried], move |studio, carried| {
            for carried in carried {
                let song = studio.song().clone();
                let slot = free_slot(&song, slot)?;
                let edits = carried.edits(&song, slot);
                studio.edit(&format!("paste instrument {name}"), Edit::Several { edits })?;
                studio.new_instrument = Some(slot as u8);
                studio.say(format!("instrument {:02X} is {name}", slot + 1));
            }
            Ok(())
        })
    }

    /// Pastes notes that were copied in another open song, over what stands there, with the instruments that they name: one that is here
    /// already is taken, any other gets the same slot if that is empty, else the first empty one. One step.
    ///
    /// # Errors
    /// If the notes were copied here, or the other song is closed; if there is no room, or no folder for samples.
    pub fn paste_with_instruments(&mut self, clipboard: Clipboard, round: Round, place: Place) -> Answer {
        let here = self.tabs.number();
        let song = clipboard
            .song
            .ok_or("these notes were copied in no song that is open here; paste puts them in")?;
        if song == here {
            return Err("these notes were copied in this song: paste puts them in".to_owned());
        }
        let theirs = self
            .document_of(song)
            .ok_or("the song in which they were copied is closed; paste puts them in")?;
        let named = clipboard.instruments().into_iter();
        let instruments: Vec<(u8, Carried)> =
            named.filter_map(|slot| Some((slot, Carried::of(theirs, slot.into())?))).collect();
        let (slots, carried): (Vec<u8>, Vec<Carried>) = instruments.into_iter().unzip();
        self.bring("instruments", carried, move |studio, carried| {
            let instruments = slots.into_iter().zip(carried).collect();
            studio.take_brought(Bringing { clipboard, round, place, instruments })
        })
    }

    fn take_brought(&mut self, Bringing { clipboard, round, place, instruments }: Bringing) -> Answer {
        let mut song = (**self.song()).clone();
        let (mut edits, mut to, mut brought) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (slot, carried) in instruments {
            let known = (0..song.instruments.len())
                .find(|slot| Carried::of(&self.document, *slot).is_some_and(|own| own.is_like(&carried)));
            if let Some(known) = known {
                to.insert(slot, known as u8);
                continue;
            }
            let free = free_slot(&song, slot)?;
            brought.push(format!("{:02X} {}", free + 1, carried.instrument.name));
            let new = Edit::Several { edits: carried.edits(&song, free) };
            song = new.apply(&song).map_err(|refusal| refusal.0)?;
            edits.push(new);
            to.insert(slot, free as u8);
        }
        let (pasted, tracks) =
            clipboard.without_clips().with_instruments(&to).paste(&song, round, place, Paste::Over)?;
        edits.push(pasted);
        self.edit("paste with instruments", Edit::Several { edits })?;
        let brought = if brought.is_empty() {
            "its instruments are here already".to_owned()
        } else {
            brought.join(", ")
        };
        self.say(format!("pasted with instruments: {brought}"));
        tell_sharing(self, round.pattern, &tracks);
        Ok(())
    }
}
