//! Undo and redo: the songs before each step, with the steps' names. Songs share what did not change, so a step costs little.

use crate::song::Song;
use crate::song::carry::carry;
use std::collections::VecDeque;
use std::sync::Arc;

/// The most steps that are kept; the oldest go first.
pub const MOST_STEPS: usize = 10_000;

/// One step that can be taken back.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done, for the status line: `transpose`.
    pub name: String,
    /// The seat that did it; 0: nobody's in particular.
    pub seat: u16,
    /// The song before it.
    song: Arc<Song>,
    /// Steps of one continuous gesture (a knob that is being turned) have the same one and become one step.
    gesture: Option<String>,
}

/// A step that was taken back, between the song without it and the song with it.
#[derive(Clone, Debug)]
struct Undone {
    step: Step,
    with: Arc<Song>,
}

/// A step that was taken back or done again.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// The song now.
    pub song: Arc<Song>,
    /// Whether it was the last one in the history, so that the song was like that before.
    pub plain: bool,
}

/// Why a step cannot be taken back or done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// There is none.
    Nothing,
    /// Someone has changed the same place since.
    Changed {
        /// The step's name.
        name: String,
        /// The seat that did something since, the last of them; 0: nobody in particular.
        by: u16,
    },
}

/// What was done and what was taken back. Several seats share it; each takes its own steps back.
#[derive(Debug, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Undone>,
    closed: bool,
}

impl History {
    /// Whether a step of that gesture would be one with the last step: the same gesture at the same seat, and nothing closed it since.
    pub fn joins(&self, gesture: Option<&str>, seat: u16) -> bool {
        let open = !self.closed && self.future.iter().all(|undone| undone.step.seat != seat);
        let last = self.past.back().filter(|last| open && last.seat == seat);
        gesture.is_some() && last.is_some_and(|last| last.gesture.as_deref() == gesture)
    }

    /// A seat took a step from the song `before`; one that `joined` the last step is part of it. What that seat has taken back is no
    /// longer to be done again.
    pub fn push(&mut self, name: &str, before: Arc<Song>, gesture: Option<&str>, joined: bool, seat: u16) {
        self.future.retain(|undone| undone.step.seat != seat);
        self.closed = false;
        if joined && !self.past.is_empty() {
            return;
        }
        let gesture = gesture.map(str::to_owned);
        self.keep(Step { name: name.to_owned(), seat, song: before, gesture });
    }

    fn keep(&mut self, step: Step) {
        if self.past.len() >= MOST_STEPS {
            self.past.pop_front();
        }
        self.past.push_back(step);
    }

    /// Ends the present gesture: the next step stands by itself.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Whether more than one seat has done something.
    pub fn is_shared(&self) -> bool {
        let mut seats =
            self.past.iter().chain(self.future.iter().map(|undone| &undone.step)).map(|step| step.seat);
        seats.next().is_some_and(|first| seats.any(|seat| seat != first))
    }

    /// Takes the last step of a seat back; `mine` says which seats' steps are its own.
    ///
    /// # Errors
    /// If there is none, or it no longer fits; nothing has happened then.
    pub fn undo(&mut self, now: &Arc<Song>, mine: impl Fn(u16) -> bool) -> Result<Taken, Stuck> {
        let at = self.past.iter().rposition(|step| mine(step.seat)).ok_or(Stuck::Nothing)?;
        let (step, plain) = (self.past[at].clone(), at + 1 == self.past.len());
        let with = self.past.get(at + 1).map_or(now, |next| &next.song).clone();
        // What was done since is done without the step now, in the history too.
        let without = |song: &Arc<Song>| carry(&with, &step.song, song).map(Arc::new);
        let later = self.past.iter().skip(at + 1).map(|later| without(&later.song));
        let changed = || {
            let by = self.past.iter().skip(at + 1).rev().find(|later| !mine(later.seat));
            Stuck::Changed { name: step.name.clone(), by: by.map_or(0, |later| later.seat) }
        };
        let later = later.collect::<Option<Vec<_>>>().ok_or_else(changed)?;
        let song = if plain { step.song.clone() } else { without(now).ok_or_else(changed)? };
        self.past.remove(at);
        self.past.iter_mut().skip(at).zip(later).for_each(|(step, song)| step.song = song);
        self.closed = true;
        let name = step.name.clone();
        self.future.push(Undone { step, with });
        Ok(Taken { name, song, plain })
    }

    /// Does the last step again that a seat has taken back.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn redo(&mut self, now: &Arc<Song>, mine: impl Fn(u16) -> bool) -> Result<Taken, Stuck> {
        let at = self.future.iter().rposition(|undone| mine(undone.step.seat)).ok_or(Stuck::Nothing)?;
        let Undone { step, with } = self.future[at].clone();
        let plain = Arc::ptr_eq(&step.song, now);
        let song = if plain { Some(with) } else { carry(&step.song, &with, now).map(Arc::new) };
        let by = self.past.iter().rev().find(|later| !mine(later.seat)).map_or(0, |later| later.seat);
        let song = song.ok_or_else(|| Stuck::Changed { name: step.name.clone(), by })?;
        self.future.remove(at);
        let name = step.name.clone();
        self.keep(Step { song: now.clone(), ..step });
        self.closed = true;
        Ok(Taken { name, song, plain })
    }

    /// Makes every song of the history another one: of what lies outside of all steps.
    pub fn change(&mut self, to: impl Fn(&Arc<Song>) -> Arc<Song>) {
        self.past.iter_mut().for_each(|step| step.song = to(&step.song));
        for undone in &mut self.future {
            (undone.step.song, undone.with) = (to(&undone.step.song), to(&undone.with));
        }
    }

    /// The names of what undo would take back, the latest first.
    pub fn past(&self) -> impl Iterator<Item = &str> {
        self.past.iter().rev().map(|step| step.name.as_str())
    }

    /// The names of what redo would do again, the next first.
    pub fn future(&self) -> impl Iterator<Item = &str> {
        self.future.iter().rev().map(|undone| undone.step.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(history: &mut History, name: &str, gesture: Option<&str>) {
        let joined = history.joins(gesture, 1);
        history.push(name, Arc::default(), gesture, joined, 1);
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
        history.push("one", songs[0].clone(), None, false, 1);
        history.push("two", songs[1].clone(), None, false, 1);
        let back = history.undo(&songs[2], |_| true).expect("a step");
        assert!(back.name == "two" && Arc::ptr_eq(&back.song, &songs[1]));
        let forth = history.redo(&songs[1], |_| true).expect("a step");
        assert!(forth.name == "two" && Arc::ptr_eq(&forth.song, &songs[2]));
        assert_eq!(history.redo(&songs[2], |_| true).unwrap_err(), Stuck::Nothing);
    }
}
