//! The faults of the song: found in the background after every change while somebody looks at them, and heard when that is asked for.

use super::Studio;
use super::commands::Answer;
use super::jobs::Deed;
use super::seat::Seat;
use super::view::View;
use crate::check::fault::Fault;
use crate::check::hearing::Hearing;
use crate::check::{examine, listen, verdict};
use crate::instruments::sample::SampleBank;
use crate::render::mixdown::Unrendered;
use crate::song::Song;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

/// What faults were found in.
type Of = (Arc<Song>, Arc<SampleBank>);

/// The faults as far as they are known.
#[derive(Default)]
pub struct Checking {
    /// Whether somebody has looked since the last turn.
    looked: Cell<bool>,
    under_way: bool,
    listening: bool,
    /// What was examined last.
    examined: Option<Of>,
    /// What was listened to last.
    listened: Option<Arc<Song>>,
    seen: Vec<Fault>,
    heard: Vec<Fault>,
    /// The song of which all this is told, and which accepts some of it.
    judged: Option<Arc<Song>>,
    /// The number of that song among the open ones.
    number: u64,
    all: Vec<Fault>,
    /// How often that list was made anew.
    made: u64,
}

/// What tells a fault from others, and from itself once it is accepted: its rule, where it is, what it is about, whether it is accepted.
type Told = (&'static str, [Option<u16>; 3], Option<u16>, String, bool);

/// A fault in the list, as it was when somebody's cursor stood on it.
#[derive(Debug, Default)]
pub struct Beheld {
    made: u64,
    list: Vec<Told>,
    /// Where the cursor was.
    row: usize,
}

fn told(fault: &Fault) -> Told {
    let about = fault.finding.about.clone();
    (fault.rule.name, fault.anchor(), fault.finding.place.order, about, fault.accepted.is_some())
}

/// How far the song has been listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listened {
    /// Never.
    Never,
    /// It is going on.
    Now,
    /// As it is.
    Wholly,
    /// Before the last change.
    Before,
}

impl Studio {
    /// All faults, the worst first and accepted ones last. Who asks wants them to be up to date from the next turn on.
    pub fn faults(&self) -> &[Fault] {
        self.checking.looked.set(true);
        &self.checking.all
    }

    /// Whether the song was examined as it is now.
    pub fn is_examined(&self) -> bool {
        let now = self.document.song();
        self.checking.examined.as_ref().is_some_and(|(song, _)| Arc::ptr_eq(song, now))
    }

    /// How far the song has been listened to.
    pub fn listened(&self) -> Listened {
        match &self.checking.listened {
            _ if self.checking.listening => Listened::Now,
            None => Listened::Never,
            Some(song) if Arc::ptr_eq(song, self.document.song()) => Listened::Wholly,
            Some(_) => Listened::Before,
        }
    }

    /// Examines the song again if it has changed and somebody looks: one job at a time.
    pub(super) fn examine(&mut self) {
        self.judge();
        if !self.checking.looked.take() || self.checking.under_way || self.samples.are_loading() {
            return;
        }
        let (song, samples) = (self.document.song().clone(), self.samples.bank());
        let known = |of: &Of| Arc::ptr_eq(&of.0, &song) && Arc::ptr_eq(&of.1, &samples);
        if self.checking.examined.as_ref().is_some_and(known) {
            return;
        }
        let started = self.jobs.start("", move |progress, found| {
            let faults = examine(&song, &samples, || !progress.is_cancelled());
            let deed: Deed = Box::new(move |studio| {
                studio.checking.under_way = false;
                if let Some(faults) = faults {
                    studio.checking.seen = faults;
                    studio.checking.examined = Some((song, samples));
                    studio.checking.judged = None;
                    studio.judge();
                }
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        self.checking.under_way = started.is_ok();
    }

    /// Listens to the song in the background: the mix and each track.
    ///
    /// # Errors
    /// If it is being listened to already, or its samples are not there yet.
    pub fn listen_for_faults(&mut self) -> Answer {
        if self.checking.listening {
            return Err("the song is being listened to; cancel-jobs ends that".to_owned());
        }
        if self.samples.are_loading() {
            return Err("the samples are still being loaded".to_owned());
        }
        let (song, samples) = (self.document.song().clone(), self.samples.bank());
        let started = self.jobs.start("listening for faults", move |progress, found| {
            let watch = |part: f64| {
                progress.set(part);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let heard = Hearing::of(&song, &samples, &watch).map(|heard| listen(&song, &samples, &heard));
            let deed: Deed = Box::new(move |studio| studio.take_heard(song, heard));
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        self.checking.listening = started.is_ok();
        started.map(drop).map_err(|error| format!("listening does not start: {error}"))
    }

    fn take_heard(&mut self, song: Arc<Song>, heard: Result<Vec<Fault>, Unrendered>) {
        self.checking.listening = false;
        match heard {
            Ok(faults) => {
                let count = faults.iter().filter(|fault| fault.accepted.is_none()).count();
                self.say(match count {
                    0 => "nothing wrong is heard".to_owned(),
                    count => format!("{} heard", super::block::counted(count, "fault")),
                });
                (self.checking.heard, self.checking.listened) = (faults, Some(song));
                self.checking.judged = None;
                self.judge();
            }
            Err(Unrendered::Cancelled) => self.warn("the song was not listened to: cancelled"),
            Err(reason) => self.warn(format!("the song cannot be listened to: {reason}")),
        }
    }

    /// Sorts what is known by what the song accepts now. Of another song than before nothing is known.
    fn judge(&mut self) {
        let song = self.document.song().clone();
        if self.checking.number != self.tabs.number() {
            self.checking =
                Checking { number: self.tabs.number(), made: self.checking.made, ..Checking::default() };
        }
        if self.checking.judged.as_ref().is_some_and(|judged| Arc::ptr_eq(judged, &song)) {
            return;
        }
        let mut all: Vec<Fault> = self.checking.seen.iter().chain(&self.checking.heard).cloned().collect();
        verdict::judge(&song, &mut all);
        (self.checking.all, self.checking.judged) = (all, Some(song));
        self.checking.made += 1;
    }

    /// The list has changed: a seat's cursor stays on its fault, or where that is gone, on the next one that is still there.
    pub(super) fn follow_fault(&self, seat: &mut Seat) {
        if seat.view != View::Check {
            return;
        }
        let Checking { made, all, .. } = &self.checking;
        let row = &mut seat.sheets[View::Check.index()].row;
        if seat.beheld.made != *made {
            let list: Vec<Told> = all.iter().map(told).collect();
            let before = seat.beheld.list.get(seat.beheld.row..).unwrap_or_default();
            let found = before.iter().find_map(|one| list.iter().position(|other| other == one));
            *row = found.unwrap_or(*row).min(list.len().saturating_sub(1));
            seat.beheld = Beheld { made: *made, list, row: *row };
        }
        seat.beheld.row = *row;
    }
}
