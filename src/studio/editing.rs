//! The one door through which the song changes: an edit is applied, kept in the history, written into the journal and published; so are
//! its being taken back and done again.

use super::Studio;
use super::commands::Answer;
use super::commands::places::marks_follow;
use super::footing;
use super::guard;
use super::history::Stuck;
use super::seat::Seat;
use crate::io::problem::Problem;
use crate::song::Song;
use crate::song::edit::Edit;
use std::sync::Arc;

impl Studio {
    /// Changes the song: one step that undo takes back, called `name`.
    ///
    /// # Errors
    /// If the edit names nothing, in a sentence.
    pub fn edit(&mut self, name: &str, edit: Edit) -> Answer {
        self.change(name, edit, None)
    }

    /// The same for a continuous gesture: as long as nothing else is done, changes with the same `gesture` are one step.
    ///
    /// # Errors
    /// As [`Studio::edit`].
    pub fn turn_knob(&mut self, name: &str, edit: Edit, gesture: &str) -> Answer {
        self.in_gesture = true;
        self.change(name, edit, Some(gesture))
    }

    /// What was done last goes on: the key that is pressed now does not end its gesture.
    pub fn hold_gesture(&mut self) {
        self.in_gesture = true;
    }

    fn change(&mut self, name: &str, edit: Edit, gesture: Option<&str>) -> Answer {
        self.company.let_through()?;
        let together = self.together.clone();
        let name = together.as_deref().unwrap_or(name);
        let gesture = together.as_deref().or(gesture);
        let before = self.document.song().clone();
        let edit = match &self.board {
            Some(board) => board.meant(edit)?,
            None => edit,
        };
        if self.company.locked {
            let after = edit.apply(self.document.song()).map_err(|refusal| refusal.0)?;
            guard::keep(self, &before, &after)?;
        }
        let (changed, problem) =
            self.document.edit(name, edit, gesture, self.company.acting).map_err(|refusal| refusal.0)?;
        self.unpublished |= changed;
        self.report(problem);
        self.follow_tracks(&before);
        self.follow_order(&before);
        self.follow_board();
        if before.samples != self.song().samples {
            self.load_samples();
        } else if changed {
            self.load_what_is_played(&before);
        }
        Ok(())
    }

    /// A journal that cannot be written is told once: work goes on without it.
    pub(super) fn report(&mut self, problem: Option<Problem>) {
        let Some(problem) = problem else { return };
        let text = format!("a crash would lose what is not saved, so save soon: {problem}");
        if self.notices.iter().all(|notice| notice.text != text) {
            self.warn(text);
        }
    }

    /// Takes the last step of this seat back.
    ///
    /// # Errors
    /// If there is none, or it no longer fits what others did since.
    pub fn undo(&mut self, seat: &mut Seat) -> Answer {
        self.company.let_through()?;
        let before = self.document.song().clone();
        let mine = self.company.whose(seat);
        let undone = self.document.undo(mine).map_err(|stuck| self.stuck(stuck, "undo"));
        let (name, problem) = undone?;
        if let Err(why) = guard::keep(self, &before, &self.document.song().clone()) {
            // As it was: nothing was done in between.
            let mine = self.company.whose(seat);
            drop(self.document.redo(mine));
            return Err(why);
        }
        self.after_step(seat, &before, problem);
        self.say(format!("undone: {name}"));
        marks_follow(self, seat, &before)
    }

    /// Does the last step again that this seat has taken back.
    ///
    /// # Errors
    /// As [`Studio::undo`].
    pub fn redo(&mut self, seat: &mut Seat) -> Answer {
        self.company.let_through()?;
        let before = self.document.song().clone();
        let mine = self.company.whose(seat);
        let again = self.document.redo(mine).map_err(|stuck| self.stuck(stuck, "redo"));
        let (name, problem) = again?;
        if let Err(why) = guard::keep(self, &before, &self.document.song().clone()) {
            let mine = self.company.whose(seat);
            drop(self.document.undo(mine));
            return Err(why);
        }
        self.after_step(seat, &before, problem);
        self.say(format!("done again: {name}"));
        marks_follow(self, seat, &before)
    }

    fn stuck(&self, stuck: Stuck, deed: &str) -> String {
        match stuck {
            Stuck::Nothing if self.document.history().is_shared() => format!("nothing of yours to {deed}"),
            Stuck::Nothing => format!("nothing to {deed}"),
            Stuck::Changed { name, by } => {
                let who = self.company.called(by);
                format!("{deed} of {name} no longer fits: {who} has changed the same place since")
            }
        }
    }

    fn after_step(&mut self, seat: &mut Seat, before: &Arc<Song>, problem: Option<Problem>) {
        self.report(problem);
        self.unpublished = true;
        self.load_samples();
        self.follow_board();
        if self.board.is_none() {
            footing::follow(seat, before, self.document.song());
        }
        seat.stay_inside(&self.song().clone());
        self.follow_tracks(before);
        self.follow_order(before);
    }

    /// What is not saved is not wanted: its journal is set aside.
    pub fn abandon(&mut self) {
        if let Err(problem) = self.document.set_journal_aside() {
            self.warn(problem.to_string());
        }
    }
}
