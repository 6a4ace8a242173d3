//! Opening songs: another one in place of the present one, and what an earlier session left of it.

use super::Studio;
use super::commands::Answer;
use super::document::{Document, Opened};
use super::prompt::{Choice, Prompt, Question};
use super::seat::Seat;
use crate::io::settings::Settings;
use std::path::Path;

impl Studio {
    /// Puts another song in place of this one. Playback stops.
    ///
    /// # Errors
    /// If it cannot be read; the present song stays then.
    pub fn open(&mut self, seat: &mut Seat, path: &Path) -> Answer {
        // The same song may be opened again, to have it as it was saved.
        self.document.unlock();
        let opened = Document::open(path, &self.folders).map_err(|fault| {
            self.document.lock_again();
            fault.to_string()
        })?;
        self.stop();
        let Opened { document, recovery } = opened;
        (self.document, self.recovery) = (document, recovery);
        self.samples = self.samples.of_next_song();
        self.load_samples();
        self.remember_last_song();
        seat.selection = None;
        seat.go_to_order(&self.song().clone(), 0);
        self.welcome(seat);
        Ok(())
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
