//! Notes that were ended because all voices of the engine were taken.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "lost-note",
    severity: Severity::Error,
    threshold: None,
    help: "notes, tails included, that were ended for new ones because all 256 voices sounded",
    find: Find::Sound(find),
};

fn find(_: &Survey, hearing: &Hearing, _: f64) -> Vec<Finding> {
    let notes = hearing.report.stolen;
    let message = format!("{notes} notes were ended early because all 256 voices sounded");
    let finding = Finding::new(Place::default(), "voices", message).measured(notes.into(), 0.0);
    (notes > 0)
        .then(|| finding.advised("shorten releases, or give instruments a voice limit"))
        .into_iter()
        .collect()
}
