//! A sampler that records: what comes in becomes a sample beside the song. A new instrument plays it at C-4, or the chosen one in a further zone.

use super::super::Studio;
use super::super::commands::Answer;
use super::super::commands::loading::taken;
use super::super::seat::Seat;
use super::super::sheets::instruments::free_slot;
use super::super::zoning::need_a_sampler;
use super::recording::{FOLDER, TAKE, kind, next_number};
use crate::instruments::sampler::{self, zone::Zone};
use crate::io::instrument_import::Imported;
use crate::io::takes::file::TakeFile;
use crate::io::takes::{Order, Recorded};
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use std::sync::Arc;

/// A sample that is being recorded.
pub(super) struct Sampling {
    pub reference: SampleReference,
    /// The slot of the sampler that gets it as a zone; `None`: a new instrument plays it.
    into: Option<usize>,
}

impl Studio {
    /// Ends the recording of a sample; or begins it, from the inputs for which the track under the cursor is armed, else from the first. With
    /// `zone` it becomes a zone of the chosen instrument.
    ///
    /// # Errors
    /// If nothing comes in, no file can be made, a track is being recorded, or the chosen instrument is no sampler.
    pub fn record_sample(&mut self, seat: &Seat, zone: bool) -> Answer {
        if self.inputs.sampling.is_some() {
            self.inputs.order(Order::End);
            return Ok(());
        }
        if self.inputs.is_recording() {
            return Err("a track is being recorded; * r ends that".to_owned());
        }
        let into = zone.then_some(usize::from(seat.instrument));
        into.map_or(Ok(()), |slot| need_a_sampler(self.song(), slot).map(drop))?;
        let facts = self.incoming()?;
        let channels = self.inputs.arm_of(seat.place.track).map_or(vec![0], |arm| arm.channels.clone());
        if let Some(channel) = channels.iter().find(|channel| **channel >= facts.channels) {
            let channels = facts.channels;
            return Err(format!("input {} is not there: {} has {channels}", channel + 1, facts.described));
        }
        let folder = self.document.folder();
        let name = format!("{TAKE}{:04}-sample", next_number(&folder.join(FOLDER), TAKE));
        let kind = kind(&self.settings);
        let path = format!("{FOLDER}/{name}.{}", kind.ending());
        let file = TakeFile::make(&folder.join(&path), facts.rate, kind, &channels);
        let file = file.map_err(|problem| format!("nothing is recorded: {problem}"))?;
        self.inputs.order(Order::Begin { files: vec![file], lead: 0 });
        let reference = SampleReference { name, path, ..SampleReference::default() };
        self.inputs.sampling = Some(Sampling { reference, into });
        self.say("a sample is recorded; the same command again ends it");
        Ok(())
    }

    /// The sample is whole: an instrument plays it.
    pub(super) fn end_sample(&mut self, Sampling { reference, into }: Sampling, recorded: &Recorded) {
        let frames = recorded.files.iter().map(|file| file.frames).max().unwrap_or(0);
        if frames == 0 {
            return self.warn("nothing came in, so there is no sample");
        }
        let seconds = frames as f64 / f64::from(self.rate().max(1));
        if let Some(slot) = into {
            return match self.put_zone(slot, "record a sample", reference) {
                Ok(said) => self.say(format!("{seconds:.1} seconds: {said}")),
                Err(fault) => self.warn(format!("what was recorded is kept, but nothing plays it: {fault}")),
            };
        }
        let song = self.song().clone();
        let patch = sampler::Patch { zones: Arc::new(vec![Zone::default()]), ..sampler::Patch::default() };
        let name = reference.name.clone();
        let imported = Imported { name, patch, samples: vec![reference], told: Vec::new() };
        let made = free_slot(&song, 0).and_then(|slot| {
            let edits = taken(&song, slot, imported, |_| {});
            self.edit("record a sample", Edit::Several { edits })?;
            self.new_instrument = Some(slot as u8);
            Ok(slot)
        });
        match made {
            Ok(slot) => {
                self.say(format!("{seconds:.1} seconds: instrument {:02X} plays them at C-4", slot + 1))
            }
            Err(fault) => {
                self.warn(format!("what was recorded is kept, but no instrument plays it: {fault}"))
            }
        }
    }
}
