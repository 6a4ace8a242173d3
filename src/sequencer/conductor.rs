//! A transport elsewhere, which counts seconds, as a clock that the engine follows: where the song is to begin, and when its pulses are. A
//! pure function of what the transport is read to do.

use super::tempo_map::{Placed, TempoMap};
use crate::midi::clock::PULSES;
use crate::midi::message::Message;
use std::sync::Arc;

/// Seconds ahead of a transport that rolls already at which the song joins it.
const AHEAD: f64 = 0.2;
/// Seconds that a row may have passed when it begins; beyond, another one is prepared.
const LATEST: f64 = 0.1;
/// Microseconds that its start may seem to move from one look to the next; beyond, the transport has jumped.
const JUMP: u64 = 20_000;
/// A row that begins this much before a place begins there: frames are no exact seconds.
const NEAR: f64 = 1e-4;

/// What a transport does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// It stands.
    #[default]
    Stopped,
    /// It stands, and rolls as soon as all who follow it are ready.
    Starting,
    /// It rolls.
    Rolling,
}

/// Where a transport was at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// What it does.
    pub motion: Motion,
    /// Its place, in seconds.
    pub second: f64,
    /// When that was, in microseconds.
    pub at: i64,
}

impl Reading {
    /// The place at another moment.
    pub fn second_at(&self, now: i64) -> f64 {
        let passed = if self.motion == Motion::Rolling { (now - self.at) as f64 / 1e6 } else { 0.0 };
        self.second + passed
    }

    /// The moment of a place, by what it does now.
    fn moment(&self, second: f64) -> i64 {
        self.at + ((second - self.second) * 1e6).round() as i64
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told {
    /// The next continue is to play from that row; whoever has seen to that says so by [`Conductor::prepared`].
    Prepare(Placed),
    /// This is said to the engine, at that microsecond.
    Say(i64, Message),
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Resting,
    /// The song will begin at that row.
    Waiting { row: Placed, ready: bool },
    /// It has begun there, and so many pulses have come; the transport's start seems to have been at that microsecond.
    Running { row: Placed, pulses: u32, start: i64 },
}

/// Makes a clock of what a transport does.
#[derive(Clone, Debug, Default)]
pub struct Conductor {
    /// The song's, once it is known.
    map: Option<Arc<TempoMap>>,
    state: State,
}

impl Conductor {
    /// The song goes like that from now on.
    pub fn follow_map(&mut self, map: Arc<TempoMap>) {
        self.map = Some(map);
    }

    /// The next continue plays from that row now.
    pub fn prepared(&mut self, prepared: Placed) {
        if let State::Waiting { row, ready } = &mut self.state
            && *row == prepared
        {
            *ready = true;
        }
    }

    /// The first row from that second on.
    fn row_from(&self, second: f64) -> Option<Placed> {
        self.map.as_ref()?.row_from(second)
    }

    /// Whether a transport that waits at that second may roll: the song is known, and is ready or has nothing there.
    pub fn is_ready(&self, second: f64) -> bool {
        match self.row_from(second - NEAR) {
            None => self.map.is_some(),
            Some(wanted) => matches!(self.state, State::Waiting { row, ready: true } if row == wanted),
        }
    }

    /// Looks at the transport at a moment, in microseconds; what is to be done goes to `told`.
    pub fn turn(&mut self, reading: &Reading, now: i64, told: &mut dyn FnMut(Told)) {
        let second = reading.second_at(now);
        if reading.motion != Motion::Rolling && matches!(self.state, State::Running { .. }) {
            self.rest(now, told);
        }
        match (reading.motion, self.state) {
            (Motion::Stopped, _) => self.state = State::Resting,
            (Motion::Starting, state) => {
                let wanted = self.row_from(second - NEAR);
                if !matches!(state, State::Waiting { row, .. } if Some(row) == wanted) {
                    self.prepare(wanted, told);
                }
            }
            (Motion::Rolling, State::Resting) => self.prepare(self.row_from(second + AHEAD), told),
            (Motion::Rolling, State::Waiting { row, ready }) => {
                if second > row.second + LATEST || (!ready && second > row.second) {
                    self.prepare(self.row_from(second + AHEAD), told);
                } else if ready && second >= row.second {
                    told(Told::Say(reading.moment(row.second), Message::Continue));
                    self.run(reading, second, row, 0, told);
                }
            }
            (Motion::Rolling, State::Running { row, pulses, start }) => {
                if reading.moment(0.0).abs_diff(start) > JUMP {
                    self.rest(now, told);
                } else {
                    self.run(reading, second, row, pulses, told);
                }
            }
        }
    }

    fn prepare(&mut self, row: Option<Placed>, told: &mut dyn FnMut(Told)) {
        self.state = row.map_or(State::Resting, |row| State::Waiting { row, ready: false });
        if let Some(row) = row {
            told(Told::Prepare(row));
        }
    }

    fn rest(&mut self, now: i64, told: &mut dyn FnMut(Told)) {
        self.state = State::Resting;
        told(Told::Say(now, Message::Stop));
    }

    /// The pulses that are due by now.
    fn run(&mut self, reading: &Reading, second: f64, row: Placed, sent: u32, told: &mut dyn FnMut(Told)) {
        let mut pulses = sent;
        loop {
            let beat = row.beat + f64::from(pulses) / PULSES as f64;
            let Some(due) = self.map.as_ref().and_then(|map| map.second_of(beat)) else {
                // The song is over, and ends by itself.
                self.state = State::Resting;
                return;
            };
            if due > second {
                break;
            }
            told(Told::Say(reading.moment(due), Message::Clock));
            pulses += 1;
        }
        self.state = State::Running { row, pulses, start: reading.moment(0.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::Song;

    /// A song of 8 s: 64 rows of 125 ms, 120 BPM.
    fn map() -> Arc<TempoMap> {
        Arc::new(TempoMap::of(&Song::default(), || true).expect("a map"))
    }

    /// A conductor of that song.
    fn conductor() -> Conductor {
        let mut conductor = Conductor::default();
        conductor.follow_map(map());
        conductor
    }

    fn turn(conductor: &mut Conductor, motion: Motion, second: f64, now: i64) -> Vec<Told> {
        let mut all = Vec::new();
        conductor.turn(&Reading { motion, second, at: now }, now, &mut |told| all.push(told));
        all
    }

    fn row(told: &[Told]) -> Placed {
        match told {
            [Told::Prepare(row)] => *row,
            other => panic!("a row is to be prepared: {other:?}"),
        }
    }

    #[test]
    fn a_transport_waits_until_the_song_is_ready_and_its_pulses_lie_on_its_beats() {
        let mut conductor = conductor();
        assert!(turn(&mut conductor, Motion::Stopped, 1.0, 0).is_empty());
        let first = row(&turn(&mut conductor, Motion::Starting, 1.0, 1_000));
        assert_eq!((first.row, first.beat), (8, 2.0));
        assert!(!conductor.is_ready(1.0));
        assert!(turn(&mut conductor, Motion::Starting, 1.0, 2_000).is_empty(), "it was asked already");
        conductor.prepared(first);
        assert!(conductor.is_ready(1.0));
        // It has rolled for 50 ms when that is seen: at 120 BPM a pulse comes every 20.8 ms.
        let told = turn(&mut conductor, Motion::Rolling, 1.05, 1_000_000);
        let clock = |at| Told::Say(at, Message::Clock);
        assert_eq!(
            told,
            [Told::Say(950_000, Message::Continue), clock(950_000), clock(970_833), clock(991_667)]
        );
        assert_eq!(turn(&mut conductor, Motion::Rolling, 1.07, 1_020_000), [clock(1_012_500)]);
        assert_eq!(
            turn(&mut conductor, Motion::Stopped, 1.08, 1_030_000),
            [Told::Say(1_030_000, Message::Stop)]
        );
    }

    #[test]
    fn a_transport_waits_for_a_song_that_nobody_knows_yet() {
        let mut conductor = Conductor::default();
        assert!(turn(&mut conductor, Motion::Starting, 1.0, 0).is_empty());
        assert!(!conductor.is_ready(1.0));
        conductor.follow_map(map());
        let first = row(&turn(&mut conductor, Motion::Starting, 1.0, 1_000));
        assert_eq!((first.row, conductor.is_ready(1.0)), (8, false));
        conductor.prepared(first);
        assert!(conductor.is_ready(1.0));
    }

    #[test]
    fn a_transport_that_rolls_already_is_joined_at_a_row_ahead() {
        let mut conductor = conductor();
        let ahead = row(&turn(&mut conductor, Motion::Rolling, 3.01, 0));
        assert_eq!((ahead.row, ahead.second), (26, 3.25));
        // Nobody answered in time.
        assert_eq!(row(&turn(&mut conductor, Motion::Rolling, 3.26, 250_000)).second, 3.5);
        conductor.prepared(ahead);
        assert!(turn(&mut conductor, Motion::Rolling, 3.3, 290_000).is_empty(), "that was the row before");
    }

    #[test]
    fn a_jump_ends_what_plays_and_the_song_joins_anew() {
        let mut conductor = conductor();
        let first = row(&turn(&mut conductor, Motion::Starting, 0.0, 0));
        conductor.prepared(first);
        turn(&mut conductor, Motion::Rolling, 0.05, 50_000);
        // Nobody looked for a while: it is still on its way.
        assert_eq!(turn(&mut conductor, Motion::Rolling, 0.5, 500_000).len(), 22);
        let jumped = turn(&mut conductor, Motion::Rolling, 6.0, 510_000);
        assert_eq!(jumped, [Told::Say(510_000, Message::Stop)]);
        assert_eq!(row(&turn(&mut conductor, Motion::Rolling, 6.01, 520_000)).second, 6.25);
    }

    #[test]
    fn behind_the_song_nothing_is_waited_for_and_nothing_begins() {
        let mut conductor = conductor();
        assert!(conductor.is_ready(9.0));
        assert!(turn(&mut conductor, Motion::Starting, 9.0, 0).is_empty());
        assert!(turn(&mut conductor, Motion::Rolling, 9.5, 500_000).is_empty());
    }
}
