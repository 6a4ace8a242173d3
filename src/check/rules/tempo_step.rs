//! Jumps of the tempo from one row to the next.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use std::collections::BTreeSet;

/// The rule.
pub const RULE: Rule = Rule {
    name: "tempo-step",
    severity: Severity::Info,
    threshold: Some(Threshold { usual: 8.0, unit: "%" }),
    help: "the tempo jumps by more than this from one row to the next",
    find: Find::Song(find),
};

fn find(survey: &Survey, most: f64) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    let steps = survey.walk.steps.iter().filter_map(|step| {
        let percent = (step.to / step.from - 1.0) * 100.0;
        let spot = step.spot;
        (percent.abs() > most && known.insert(spot)).then(|| {
            let place = Place {
                order: Some(spot.order),
                pattern: Some(spot.pattern),
                row: Some(spot.row),
                ..Place::default()
            };
            let (from, to) = (short(step.from), short(step.to));
            let message = format!("the tempo jumps from {from} to {to} BPM, by {percent:+.0} %");
            Finding::new(place, format!("{from} to {to}"), message)
                .measured(percent.abs(), most)
                .advised("go there over some rows, with T0x and T1x, or accept it if the jump is meant")
        })
    });
    steps.collect()
}

/// A tempo with as many digits as it needs, two at most.
fn short(tempo: f64) -> String {
    let text = format!("{tempo:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
