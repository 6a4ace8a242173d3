//! Instruments that nothing names.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unused-instrument",
    severity: Severity::Info,
    threshold: None,
    help: "an instrument that no note of any pattern or phrase names",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let slots = survey.song.instruments.iter().enumerate().filter(|(_, instrument)| instrument.is_some());
    let unused = slots.map(|(slot, _)| slot as u8).filter(|slot| !survey.named.contains(slot));
    let finding = |slot: u8| {
        let name = survey.instrument(slot);
        let about = format!("instrument {:02X}", u16::from(slot) + 1);
        Finding::new(Place::of_instrument(slot), about, format!("no note is for {name}"))
            .mended("take the instrument out", Edit::SetInstrument { slot, instrument: None })
    };
    unused.map(finding).collect()
}
