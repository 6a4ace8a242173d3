//! The one door through which the song changes: an edit is applied, kept in the history, written into the journal and published; so are
//! its being taken back and done again.

use super::Studio;
use super::commands::Answer;
use super::commands::places::marks_follow;
use super::seat::Seat;
use crate::io::problem::Problem;
use crate::song::edit::Edit;

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
        let together = self.together.clone();
        let name = together.as_deref().unwrap_or(name);
        let gesture = together.as_deref().or(gesture);
        let samples = self.song().samples.clone();
        let edit = match &self.board {
            Some(board) => board.meant(edit)?,
            None => edit,
        };
        let (changed, problem) = self.document.edit(name, edit, gesture).map_err(|refusal| refusal.0)?;
        self.unpublished |= changed;
        self.report(problem);
        self.follow_board();
        if samples != self.song().samples {
            self.load_samples();
        }
        Ok(())
    }

    /// A journal that cannot be written is told once: work goes on without it.
    pub(super) fn report(&mut self, problem: Option<Problem>) {
        let Some(problem) = problem else { return };
        let text = format!("{problem}; a crash would lose what is not saved");
        if self.notices.iter().all(|notice| notice.text != text) {
            self.warn(text);
        }
    }

    /// Takes the last step back.
    ///
    /// # Errors
    /// If there is none.
    pub fn undo(&mut self, seat: &mut Seat) -> Answer {
        let before = self.document.song().clone();
        let (name, problem) = self.document.undo().ok_or("nothing to undo")?;
        self.after_step(seat, problem);
        self.say(format!("undone: {name}"));
        marks_follow(self, seat, &before)
    }

    /// Does the last undone step again.
    ///
    /// # Errors
    /// If there is none.
    pub fn redo(&mut self, seat: &mut Seat) -> Answer {
        let before = self.document.song().clone();
        let (name, problem) = self.document.redo().ok_or("nothing to redo")?;
        self.after_step(seat, problem);
        self.say(format!("done again: {name}"));
        marks_follow(self, seat, &before)
    }

    fn after_step(&mut self, seat: &mut Seat, problem: Option<Problem>) {
        self.report(problem);
        self.unpublished = true;
        self.load_samples();
        self.follow_board();
        seat.stay_inside(&self.song().clone());
    }

    /// What is not saved is not wanted: its journal is set aside.
    pub fn abandon(&mut self) {
        if let Err(problem) = self.document.set_journal_aside() {
            self.warn(problem.to_string());
        }
    }
}
