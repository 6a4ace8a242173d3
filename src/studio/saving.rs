//! Saving the song: to its file at once; into another folder its samples go along, which are copied in the background first.

use super::Studio;
use super::commands::Answer;
use super::document::{free, is_same_file};
use super::jobs::Deed;
use crate::io::paths::folder_of;
use crate::io::sample_import::{Copied, copy_all};
use std::ops::ControlFlow;
use std::path::Path;

impl Studio {
    /// Writes the song to its file, or to another one.
    ///
    /// # Errors
    /// Names the file and the reason; nothing is lost then.
    pub fn save(&mut self, path: Option<&Path>) -> Answer {
        let from = self.document.folder();
        match path.filter(|path| !is_same_file(&from, folder_of(path))) {
            Some(_) if self.inputs.is_recording() => {
                Err("sound is being recorded: end that first, then save elsewhere".to_owned())
            }
            Some(path) if self.song().samples.iter().any(Option::is_some) => self.copy_and_save(path),
            _ => self.write(path, Copied::default()),
        }
    }

    /// Begins to copy the samples; the song is written when they are there.
    fn copy_and_save(&mut self, path: &Path) -> Answer {
        // Whoever has the song open is told before anything is copied.
        drop(free(path).map_err(|problem| problem.to_string())?);
        let (song, from, to) = (self.song().clone(), self.document.folder(), path.to_path_buf());
        let own = self.document.path().map(Path::to_path_buf);
        let started = self.jobs.start("copying the samples", move |progress, found| {
            let copied = copy_all(&song, &from, folder_of(&to), &mut |part| {
                progress.set(part);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let deed: Deed = Box::new(move |studio| {
                if studio.document.path() != own.as_deref() {
                    return;
                }
                let written = match copied {
                    None => Err(format!("{} was not saved: cancelled", to.display())),
                    Some(_) if studio.inputs.is_recording() => Err(format!(
                        "{} was not saved: sound is being recorded, end that first",
                        to.display()
                    )),
                    // Samples came or went meanwhile.
                    Some(_) if studio.song().samples != song.samples => studio.copy_and_save(&to),
                    Some(copied) => studio.write(Some(&to), copied),
                };
                if let Err(why) = written {
                    studio.warn(why);
                }
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        started.map(drop).map_err(|error| format!("the samples cannot be copied: {error}"))
    }

    fn write(&mut self, path: Option<&Path>, copied: Copied) -> Answer {
        let elsewhere = path.filter(|path| !is_same_file(&self.document.folder(), folder_of(path)));
        let saved = self.document.save(path, &copied.renamed);
        let unclear = saved.map_err(|problem| problem.to_string())?;
        if !copied.renamed.is_empty() {
            self.unpublished = true;
            self.load_samples();
        }
        self.remember_last_song();
        let told = copied.problems.into_iter().chain(unclear);
        told.for_each(|problem| self.warn(format!("{problem}; the song is saved")));
        let named = elsewhere.map_or_else(|| self.document.name(), |path| path.display().to_string());
        self.say(format!("saved {named}"));
        Ok(())
    }
}
