//! Opening songs: another one in place of the present one, and what an earlier session left of it.

use super::Studio;
use super::commands::{self, Answer};
use super::document::Reading;
use super::jobs::{Deed, Progress};
use super::notices::Weight;
use super::outlook;
use super::prompt::{Choice, Prompt, Question};
use super::seat::Seat;
use crate::io::settings::Settings;
use crate::io::song_file::Unopened;
use crate::song::Song;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A song that is on its way.
#[derive(Debug)]
pub struct Opening {
    /// Of the job that reads it.
    progress: Arc<Progress>,
    /// The song in whose place it was wanted, and as it was saved; `None`: it gets a tab of its own.
    instead_of: Option<[Arc<Song>; 2]>,
    /// The number of the song that was the present one then.
    beside: u64,
    /// What the job has read.
    read: Option<Reading>,
}

impl Studio {
    /// Begins to read another song in the background. The present one stays until it is there; what is not saved then is
    /// given up. A song that was on its way before is not wanted any more.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn open(&mut self, path: &Path) -> Answer {
        let instead_of = Some(self.now_and_saved());
        self.begin_opening(path, instead_of)
    }

    /// The same, into a tab beside the present song.
    ///
    /// # Errors
    /// As [`Studio::open`].
    pub fn open_beside(&mut self, path: &Path) -> Answer {
        self.begin_opening(path, None)
    }

    fn begin_opening(&mut self, path: &Path, instead_of: Option<[Arc<Song>; 2]>) -> Answer {
        if let Some(before) = self.opening.take() {
            before.progress.cancel();
        }
        let (file, folders) = (path.to_path_buf(), self.folders.clone());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let started = self.jobs.start_for_all(&format!("opening {name}"), move |progress, found| {
            let mut watch = |part| {
                progress.set(part);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let read = Reading::of(&file, &folders, &mut watch);
            let own = Arc::clone(progress);
            let deed: Deed = Box::new(move |studio| {
                let wanted = |opening: &&mut Opening| Arc::ptr_eq(&opening.progress, &own);
                let Some(opening) = studio.opening.as_mut().filter(wanted) else { return };
                let (weight, text) = match read {
                    Ok(reading) if !own.is_cancelled() => {
                        opening.read = Some(reading);
                        return;
                    }
                    Ok(_) | Err(Unopened::Cancelled) => {
                        (Weight::Warning, format!("{name} was not opened: cancelled"))
                    }
                    Err(fault) => (Weight::Fault, fault.to_string()),
                };
                studio.opening = None;
                studio.notices.add(weight, text);
            });
            // Nobody listens any more only when the studio itself is gone.
            let _ = found.send(deed);
        });
        let progress = started.map_err(|error| format!("no song can be opened: {error}"))?;
        self.opening = Some(Opening { progress, instead_of, beside: self.tabs.number(), read: None });
        Ok(())
    }

    /// Puts a song that was on its way and is there in place of the present one, or into a tab, as soon as the seat waits for no
    /// answer. Playback stops. An instrument that was loaded meanwhile is chosen. Once a turn.
    pub fn arrive(&mut self, seat: &mut Seat) {
        outlook::follow(self, seat);
        if let Some(slot) = self.new_instrument.take() {
            commands::instruments::choose(self, seat, slot.into());
        }
        self.follow_preview(seat);
        self.attend_midi(seat);
        if seat.prompt.is_some() {
            return;
        }
        self.reopen(seat);
        let Some(opening) = self.opening.take_if(|opening| opening.read.is_some()) else { return };
        let Some(reading) = opening.read else { return };
        // The song that was to give way is not the present one any more: nothing gives way.
        let instead_of = opening.instead_of.filter(|_| opening.beside == self.tabs.number());
        let is_same = |then: &[Arc<Song>; 2]| {
            let now = self.now_and_saved();
            then.iter().zip(&now).all(|(then, now)| Arc::ptr_eq(then, now))
        };
        match instead_of.as_ref().map(is_same) {
            Some(false) => {
                // What was done meanwhile nobody has decided about, and it may even be in the file by now.
                if let Err(why) = commands::files::open(self, seat, &reading.path().display().to_string()) {
                    self.notices.add(Weight::Fault, why);
                }
                return;
            }
            Some(true) => {
                if let Err(problem) = self.document.give_way() {
                    self.warn(problem.to_string());
                }
                let opened = reading.open(&self.folders);
                self.replace_song(opened);
            }
            None => {
                let opened = reading.open(&self.folders);
                self.open_tab(opened);
            }
        }
        self.say(format!("opened {}", self.document.name()));
        outlook::follow(self, seat);
        self.welcome(seat);
    }

    fn now_and_saved(&self) -> [Arc<Song>; 2] {
        [self.document.song().clone(), self.document.saved().clone()]
    }

    /// A song that has been read and waits for the seat's answer is not wanted any more; whether there was one.
    pub fn forget_opening(&mut self) -> bool {
        self.opening.take_if(|opening| opening.read.is_some()).is_some()
    }

    /// Says what should be known of the song that was opened, and asks about what an earlier session left.
    pub fn welcome(&mut self, seat: &mut Seat) {
        if let Some(holder) = self.document.held_by() {
            let text = format!("{holder} has this song open too: save under another name");
            self.warn(text);
        }
        let Some(recovery) = &self.recovery else { return };
        let mut lines = Vec::new();
        if !recovery.same_file {
            lines.push("The file has been changed since by something else.".to_owned());
        }
        if recovery.lost > 0 {
            lines.push(format!("{} changes no longer fit and are left out.", recovery.lost));
        }
        lines.push("Against the file:".to_owned());
        lines.extend(recovery.difference.iter().map(|line| format!("  {line}")));
        let title = format!("{} was not saved the last time: take its changes?", self.document.name());
        let answers = vec![
            Choice { key: 't', label: "take them", run: |studio, seat| studio.take_recovery(seat) },
            Choice { key: 'f', label: "keep the file as it is", run: |studio, _| studio.refuse_recovery() },
            Choice {
                key: 'l',
                label: "leave, decide later",
                run: |_, seat| {
                    seat.leaving = true;
                    Ok(())
                },
            },
        ];
        seat.prompt = Some(Prompt::Question(Question { title, lines, scroll: 0, answers }));
    }

    fn take_recovery(&mut self, seat: &mut Seat) -> Answer {
        if let Some(recovery) = self.recovery.take() {
            self.document.recover(recovery);
            self.unpublished = true;
            self.load_samples();
            seat.stay_inside(&self.song().clone());
            self.say("the changes of the last time are back; save to keep them");
        }
        Ok(())
    }

    fn refuse_recovery(&mut self) -> Answer {
        self.recovery = None;
        self.document.set_journal_aside().map_err(|problem| problem.to_string())?;
        self.say("the file is as it was saved; the changes were set aside");
        Ok(())
    }

    /// The song that opens the next time if none is named. A settings file that cannot be written is no matter.
    pub fn remember_last_song(&mut self) {
        let Some(path) = self.document.path().and_then(|path| std::path::absolute(path).ok()) else { return };
        if self.settings.last_song.as_deref() != Some(&path) {
            self.settings.last_song = Some(path);
            let _ = self.settings.write(&Settings::file(&self.folders.config));
        }
    }
}
