//! What is wrong, where, by how much, and what would mend it.

use super::rule::{Find, Rule};
use crate::song::edit::Edit;

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something will not sound as it is written.
    Error,
    /// Something is glaring.
    Warning,
    /// Something is worth a look.
    Info,
}

impl Severity {
    /// All, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// What an accepted fault has in place of its severity.
pub const ACCEPTED: &str = "accepted";

/// A place in the song, as far as a fault has one; all numbers from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The entry of the order list, the first that plays it.
    pub order: Option<u16>,
    /// The pattern.
    pub pattern: Option<u16>,
    /// The track.
    pub track: Option<u16>,
    /// The pattern's row.
    pub row: Option<u16>,
    /// The instrument's slot, of what is wrong with an instrument as a whole.
    pub instrument: Option<u8>,
    /// The sample, of what is wrong with a sample as a whole.
    pub sample: Option<u16>,
}

impl Place {
    /// An instrument as a whole.
    pub fn of_instrument(slot: u8) -> Place {
        Place { instrument: Some(slot), ..Place::default() }
    }

    /// A sample as a whole.
    pub fn of_sample(index: u16) -> Place {
        Place { sample: Some(index), ..Place::default() }
    }

    /// A track as a whole.
    pub fn of_track(track: usize) -> Place {
        Place { track: Some(track as u16), ..Place::default() }
    }

    /// As people read it: `3:16 track 2`, `pattern 7`, `track 2`; `song` where there is none. Tracks from 1.
    pub fn text(&self) -> String {
        let mut words = Vec::new();
        match (self.order, self.row, self.pattern) {
            (Some(order), Some(row), _) => words.push(format!("{order}:{row:02}")),
            (Some(order), None, _) => words.push(format!("entry {order}")),
            (None, Some(row), Some(pattern)) => words.push(format!("pattern {pattern}:{row:02}")),
            (None, None, Some(pattern)) => words.push(format!("pattern {pattern}")),
            (None, _, None) => {}
        }
        words.extend(self.track.map(|track| format!("track {}", track + 1)));
        words.extend(self.instrument.map(|slot| format!("instrument {:02X}", u16::from(slot) + 1)));
        words.extend(self.sample.map(|sample| format!("sample {sample}")));
        if words.is_empty() { "song".to_owned() } else { words.join(" ") }
    }
}

/// What would mend a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// In words: `write a note-off in row 63`.
    pub text: String,
    /// The edit that does it, where one is sure.
    pub edit: Option<Edit>,
}

/// What a rule has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What it is about: a note, an instrument, an effect. Tells faults of one place apart.
    pub about: String,
    /// What was measured, in the rule's unit.
    pub value: Option<f64>,
    /// What it was measured against.
    pub threshold: Option<f64>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// At a place, about something.
    pub fn new(place: Place, about: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding { place, about: about.into(), message: message.into(), ..Finding::default() }
    }

    /// With what was measured and what against.
    #[must_use]
    pub fn measured(self, value: f64, threshold: f64) -> Finding {
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        Finding { value: finite(value), threshold: finite(threshold), ..self }
    }

    /// With an edit that mends it.
    #[must_use]
    pub fn mended(self, text: impl Into<String>, edit: Edit) -> Finding {
        Finding { fix: Some(Fix { text: text.into(), edit: Some(edit) }), ..self }
    }

    /// With what somebody could do.
    #[must_use]
    pub fn advised(self, text: impl Into<String>) -> Finding {
        Finding { fix: Some(Fix { text: text.into(), edit: None }), ..self }
    }
}

/// A fault.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// What it found.
    pub finding: Finding,
    /// Why it is meant, if the song says so.
    pub accepted: Option<String>,
}

impl Fault {
    /// Its severity in a word, or that it is accepted.
    pub fn word(&self) -> &'static str {
        if self.accepted.is_some() { ACCEPTED } else { self.rule.severity.word() }
    }

    /// What is wrong, and if it is accepted why.
    pub fn sentence(&self) -> String {
        match &self.accepted {
            Some(reason) => format!("{}; accepted because {reason}", self.finding.message),
            None => self.finding.message.clone(),
        }
    }

    /// The place by which it is known again: what is heard may come from anywhere on its track.
    pub fn anchor(&self) -> [Option<u16>; 3] {
        let Place { pattern, track, row, .. } = self.finding.place;
        match self.rule.find {
            Find::Song(_) => [pattern, track, row],
            Find::Sound(_) => [None, track, None],
        }
    }
}
