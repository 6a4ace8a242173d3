//! Keys that sound outside the pattern, and when they are let go: most terminals never tell that a key came up.

use super::Studio;
use super::board::Struck;
use crate::engine::message::ToEngine;

/// A sounding key.
#[derive(Clone, Copy, Debug)]
struct Held {
    track: u16,
    key: u8,
    /// The engine's frame at which it is let go by itself.
    until: u64,
}

/// All sounding keys.
#[derive(Debug, Default)]
pub struct Audition {
    held: Vec<Held>,
}

impl Audition {
    /// A key is struck and sounds until it is lifted, or until the engine's frame `until`. What must be said first.
    pub fn strike(&mut self, track: u16, key: u8, until: u64) -> Vec<ToEngine> {
        let first = self.lift(track, key).into_iter().collect();
        self.held.push(Held { track, key, until });
        first
    }

    /// A key comes up; what is to be said, if it sounded.
    pub fn lift(&mut self, track: u16, key: u8) -> Option<ToEngine> {
        let at = self.held.iter().position(|held| (held.track, held.key) == (track, key))?;
        self.held.swap_remove(at);
        Some(ToEngine::Lift { track, key })
    }

    /// The keys whose time is over at the engine's frame `now`.
    pub fn due(&mut self, now: u64) -> Vec<ToEngine> {
        let over = self.held.extract_if(.., |held| held.until <= now);
        over.map(|held| ToEngine::Lift { track: held.track, key: held.key }).collect()
    }

    /// Whether anything sounds.
    pub fn is_sounding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Lets everything go.
    pub fn lift_all(&mut self) -> Vec<ToEngine> {
        self.due(u64::MAX)
    }

    /// Everything was let go otherwise.
    pub fn forget(&mut self) {
        self.held.clear();
    }
}

impl Studio {
    /// Strikes a key of a track outside the pattern. One that is `held` sounds until it is lifted; any other is let go in time,
    /// for most terminals never tell that a key came up.
    pub fn strike(&mut self, track: u16, instrument: u8, key: u8, velocity: f32, held: bool) {
        let until = if held { u64::MAX } else { self.frame() + self.gate(instrument, key) };
        self.strike_until(track, instrument, key, velocity, until);
    }

    pub(super) fn strike_until(&mut self, track: u16, instrument: u8, key: u8, velocity: f32, until: u64) {
        let track = self.track_of_board(track);
        // In the grid of phrases keys are notes of a phrase, which strike none.
        let phrase = self.board.as_ref().map(|_| 0);
        self.strike_as(Struck { track, instrument, key, velocity, phrase, until });
    }

    pub(super) fn strike_as(&mut self, struck: Struck) {
        // The keys of a macro would all sound in one moment.
        if self.together.is_some() || self.holds_back() {
            return;
        }
        let Struck { track, instrument, key, velocity, phrase, until } = struck;
        self.publish();
        for old in self.audition.strike(track, key, until) {
            self.send(old);
        }
        self.send(match phrase {
            Some(phrase) => ToEngine::StrikePhrase { track, instrument, phrase, key, velocity },
            None => ToEngine::Strike { track, instrument, key, velocity },
        });
    }

    /// That key came up, where the terminal tells.
    pub fn lift(&mut self, track: u16, key: u8) {
        let track = self.track_of_board(track);
        if let Some(message) = self.audition.lift(track, key) {
            self.send(message);
        }
    }

    /// All keys come up: the terminal no longer tells of them.
    pub fn lift_all(&mut self) {
        for message in self.audition.lift_all() {
            self.send(message);
        }
    }
}
