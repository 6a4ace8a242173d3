//! Undo and redo: the songs before each step, with the steps' names. Songs share what did not change, so a step costs little.

use crate::song::Song;
use std::collections::VecDeque;
use std::sync::Arc;

/// The most steps that are kept; the oldest go first.
pub const MOST_STEPS: usize = 10_000;

/// One step that can be taken back.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done, for the status line: `transpose`.
    pub name: String,
    /// The song on the other side of the step.
    pub song: Arc<Song>,
    /// Steps of one continuous gesture (a knob that is being turned) have the same one and become one step.
    gesture: Option<String>,
}

/// What was done and what was taken back.
#[derive(Debug, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
    closed: bool,
}

impl History {
    /// Whether a step of that gesture would be one with the last step: the same gesture, and nothing closed it since.
    pub fn joins(&self, gesture: Option<&str>) -> bool {
        let last = self.past.back().filter(|_| !self.closed && self.future.is_empty());
        gesture.is_some() && last.is_some_and(|last| last.gesture.as_deref() == gesture)
    }

    /// A step was taken from the song `before`; one that `joined` the last step is part of it.
    pub fn push(&mut self, name: &str, before: Arc<Song>, gesture: Option<&str>, joined: bool) {
        self.future.clear();
        self.closed = false;
        if joined && !self.past.is_empty() {
            return;
        }
        if self.past.len() >= MOST_STEPS {
            self.past.pop_front();
        }
        self.past.push_back(Step {
            name: name.to_owned(),
            song: before,
            gesture: gesture.map(str::to_owned),
        });
    }

    /// Ends the present gesture: the next step stands by itself.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Takes the last step back: its name and the song before it. `None` if there is none.
    pub fn undo(&mut self, now: &Arc<Song>) -> Option<Step> {
        let step = self.past.pop_back()?;
        self.future.push(Step { song: now.clone(), ..step.clone() });
        self.closed = true;
        Some(step)
    }

    /// Takes the last undone step again: its name and the song after it. `None` if there is none.
    pub fn redo(&mut self, now: &Arc<Song>) -> Option<Step> {
        let step = self.future.pop()?;
        self.past.push_back(Step { song: now.clone(), ..step.clone() });
        self.closed = true;
        Some(step)
    }

    /// Makes every song of the history another one: of what lies outside of all steps.
    pub fn change(&mut self, to: impl Fn(&Arc<Song>) -> Arc<Song>) {
        self.past.iter_mut().chain(&mut self.future).for_each(|step| step.song = to(&step.song));
    }

    /// The names of what undo would take back, the latest first.
    pub fn past(&self) -> impl Iterator<Item = &str> {
        self.past.iter().rev().map(|step| step.name.as_str())
    }

    /// The names of what redo would do again, the next first.
    pub fn future(&self) -> impl Iterator<Item = &str> {
        self.future.iter().rev().map(|step| step.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(history: &mut History, name: &str, gesture: Option<&str>) {
        let joined = history.joins(gesture);
        history.push(name, Arc::default(), gesture, joined);
    }

    #[test]
    fn a_gesture_is_one_step_until_it_is_closed() {
        let mut history = History::default();
        step(&mut history, "volume", Some("track 1 volume"));
        step(&mut history, "volume", Some("track 1 volume"));
        assert_eq!(history.past().count(), 1);
        step(&mut history, "volume", Some("track 2 volume"));
        history.close();
        step(&mut history, "volume", Some("track 2 volume"));
        step(&mut history, "note", None);
        step(&mut history, "note", None);
        assert_eq!(history.past().collect::<Vec<_>>(), ["note", "note", "volume", "volume", "volume"]);
    }

    #[test]
    fn undo_and_redo_walk_the_same_way_back_and_forth() {
        let songs: Vec<Arc<Song>> = (0..3).map(|_| Arc::default()).collect();
        let mut history = History::default();
        history.push("one", songs[0].clone(), None, false);
        history.push("two", songs[1].clone(), None, false);
        let back = history.undo(&songs[2]).unwrap();
        assert!(back.name == "two" && Arc::ptr_eq(&back.song, &songs[1]));
        let forth = history.redo(&songs[1]).unwrap();
        assert!(forth.name == "two" && Arc::ptr_eq(&forth.song, &songs[2]));
        assert!(history.redo(&songs[2]).is_none());
    }
}
