//! Notes for which there is no instrument.

use crate::check::fault::{Finding, Severity};
use crate::check::reading::Mute;
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::notation::note_text;
use crate::song::note::Note;

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-instrument",
    severity: Severity::Error,
    threshold: None,
    help: "a note without an instrument, or with the number of one that there is not",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let mut found = Vec::new();
    for silent in &survey.walk.reading.silent {
        let note = note_text(Some(Note::On(silent.pitch)));
        let (about, message, fix) = match silent.why {
            Mute::NoInstrument => (
                format!("{note}"),
                format!(
                    "{note} has no instrument, and no note before it on {} has one: it is silent",
                    survey.track(silent.track)
                ),
                "write an instrument beside it",
            ),
            Mute::EmptySlot(slot) => {
                let number = u16::from(slot) + 1;
                (
                    format!("{note} {number:02X}"),
                    format!("{note} is for instrument {number:02X}, which is empty: it is silent"),
                    "load an instrument there or write another number",
                )
            }
            Mute::NoKey(..) => continue,
        };
        let place = survey.place(silent.spot.pattern, silent.track as u16, silent.spot.row);
        found.push(Finding::new(place, about, message).advised(fix));
    }
    found
}
