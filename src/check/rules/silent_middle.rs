//! Silence in the middle of a song.

use crate::check::fault::{Finding, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "silent-middle",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 4.0, unit: "s" }),
    help: "nothing is heard for longer than this in the middle of the song",
    find: Find::Sound(find),
};

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let end = hearing.mix.hops.len();
    let inside = hearing.mix.silences().into_iter().filter(|silence| silence.start > 0 && silence.end < end);
    let findings = inside.filter_map(|silence| {
        let (start, seconds) = (silence.start, hearing.mix.seconds(silence));
        let message = format!("nothing is heard for {seconds:.1} s from here on");
        (seconds > most).then(|| {
            let finding = Finding::new(survey.place_at(start), "silence", message).measured(seconds, most);
            finding.advised("shorten the pattern, or accept it if the rest is meant")
        })
    });
    findings.collect()
}
