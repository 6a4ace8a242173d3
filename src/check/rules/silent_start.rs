//! A song that begins with silence.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "silent-start",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 0.5, unit: "s" }),
    help: "nothing is heard for longer than this at the start",
    find: Find::Sound(find),
};

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let silence = hearing.mix.silences().first().cloned().filter(|silence| silence.start == 0);
    let seconds = silence.map_or(0.0, |silence| hearing.mix.seconds(silence));
    if seconds <= most {
        return Vec::new();
    }
    let whole = seconds >= hearing.mix.seconds(0..hearing.mix.hops.len());
    let message = match whole {
        true => "nothing of the song is heard at all".to_owned(),
        false => format!("nothing is heard for the first {seconds:.1} s"),
    };
    let place = Place { track: None, ..survey.place_at(0) };
    vec![
        Finding::new(place, "start", message)
            .measured(seconds, most)
            .advised("let the song begin with its first note"),
    ]
}
