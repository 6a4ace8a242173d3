//! Sound that is no number.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "not-a-number",
    severity: Severity::Error,
    threshold: None,
    help: "an instrument or a device gave a sound that is no number and was silenced",
    find: Find::Sound(find),
};

fn find(_: &Survey, hearing: &Hearing, _: f64) -> Vec<Finding> {
    let times = hearing.report.not_finite;
    let message =
        format!("{times} times an instrument or a device gave a sound that is no number and was silenced");
    let finding = Finding::new(Place::default(), "engine", message).measured(times.into(), 0.0);
    (times > 0)
        .then(|| finding.advised("look for extreme settings of filters, feedback and modulation"))
        .into_iter()
        .collect()
}
