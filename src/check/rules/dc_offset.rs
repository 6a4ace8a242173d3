//! Sound that does not lie around zero.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::hearing::part::Part;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "dc-offset",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 0.1, unit: "% of full scale" }),
    help: "a track's sound lies beside zero: it takes away room and clicks where it begins and ends",
    find: Find::Sound(find),
};

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let percent = |part: &Part| part.offset.iter().map(|mean| mean.abs() * 100.0).fold(0.0, f64::max);
    let finding = |place: Place, name: String, percent: f64| {
        let message = format!("the sound of {name} lies {percent:.2} % of full scale beside zero");
        Finding::new(place, "offset", message)
            .measured(percent, most)
            .advised("put a filter (high pass, 20 Hz) into its chain, or treat the sample")
    };
    let over = |part: &Part| Some(percent(part)).filter(|percent| *percent > most);
    let tracks = hearing.tracks.iter().filter_map(|(track, part)| Some((*track, over(part)?)));
    let found: Vec<Finding> = tracks
        .map(|(track, percent)| finding(Place::of_track(track), survey.track(track), percent))
        .collect();
    match over(&hearing.mix).filter(|_| found.is_empty()) {
        Some(percent) => vec![finding(Place::default(), "the mix".to_owned(), percent)],
        None => found,
    }
}
