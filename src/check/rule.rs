//! What a rule is.

use super::fault::{Finding, Severity};
use super::hearing::Hearing;
use super::survey::Survey;
use crate::song::Song;

/// A rule: a row of the table.
#[derive(Debug)]
pub struct Rule {
    /// The name: lower case, words joined by `-`.
    pub name: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// Where it begins to find something.
    pub threshold: Option<Threshold>,
    /// What it finds, in one line.
    pub help: &'static str,
    /// What it looks at, and how.
    pub find: Find,
}

/// Where a rule begins to find something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The number, unless the song has one of its own.
    pub usual: f64,
    /// Its unit.
    pub unit: &'static str,
}

/// What a rule looks at. The threshold is 0 where the rule has none.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// The song and its samples.
    Song(fn(&Survey, f64) -> Vec<Finding>),
    /// What the song sounds like.
    Sound(fn(&Survey, &Hearing, f64) -> Vec<Finding>),
}

impl Rule {
    /// The threshold that holds in a song, 0 where there is none.
    pub fn threshold_in(&self, song: &Song) -> f64 {
        let own = song.settings.checking.thresholds.get(self.name).copied().map(f64::from);
        self.threshold.map_or(0.0, |threshold| own.unwrap_or(threshold.usual))
    }

    /// What it looks at, in words.
    pub fn looks_at(&self) -> &'static str {
        match self.find {
            Find::Song(_) => "the song",
            Find::Sound(_) => "the sound",
        }
    }
}
