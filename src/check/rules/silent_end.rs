//! A song that ends with silence.

use crate::check::fault::{Finding, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "silent-end",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 5.0, unit: "s" }),
    help: "nothing is heard for longer than this at the end",
    find: Find::Sound(find),
};

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let end = hearing.mix.hops.len();
    let last = hearing.mix.silences().pop().filter(|silence| silence.end == end && silence.start > 0);
    let finding = last.and_then(|silence| {
        let (start, seconds) = (silence.start, hearing.mix.seconds(silence));
        let message = format!("nothing is heard for the last {seconds:.1} s");
        (seconds > most).then(|| {
            let finding = Finding::new(survey.place_at(start), "end", message).measured(seconds, most);
            finding.advised("end the song sooner: shorten the last pattern, or break out of it with Cxx")
        })
    });
    finding.into_iter().collect()
}
