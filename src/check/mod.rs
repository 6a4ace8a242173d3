//! The faults that a rehearsal would show. A rule is a file below [`rules`] and a row of its table; what rules look at is gathered
//! before: what stands in the song and what becomes of its notes ([`survey`]), and what it sounds like ([`hearing`]). Knows no screens
//! and changes nothing: a fault may bring the edit that mends it.

mod entries;
pub mod fault;
pub mod rule;
pub mod rules;
pub mod holding;
pub mod reading;
pub mod walk;
pub mod survey;
pub mod hearing;
pub mod verdict;

use crate::instruments::sample::SampleBank;
use crate::song::Song;
use fault::{Fault, Finding, Severity};
use hearing::Hearing;
use rule::{Find, Rule};
use survey::Survey;

/// The faults that a song shows without being heard, the worst first, with those that it accepts marked as such. `None` if `go_on` says
/// that nobody waits for it any more.
pub fn examine(song: &Song, samples: &SampleBank, go_on: impl Fn() -> bool) -> Option<Vec<Fault>> {
    let survey = Survey::of(song, samples, &go_on)?;
    let found = |rule: &Rule, threshold| match rule.find {
        Find::Song(find) => find(&survey, threshold),
        Find::Sound(_) => Vec::new(),
    };
    go_on().then(|| gather(song, found))
}

/// The faults that are heard. `hearing` is what the song sounds like.
pub fn listen(song: &Song, samples: &SampleBank, hearing: &Hearing) -> Vec<Fault> {
    let Some(survey) = Survey::of(song, samples, &|| true) else { return Vec::new() };
    gather(song, |rule, threshold| match rule.find {
        Find::Song(_) => Vec::new(),
        Find::Sound(find) => find(&survey, hearing, threshold),
    })
}

/// What all rules find, sorted and judged.
fn gather(song: &Song, found: impl Fn(&Rule, f64) -> Vec<Finding>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for rule in rules::RULES.iter().copied() {
        let threshold = rule.threshold_in(song);
        let of_rule = found(rule, threshold).into_iter();
        faults.extend(of_rule.map(|finding| Fault { rule, finding, accepted: None }));
    }
    sort(&mut faults);
    verdict::accept(song, &mut faults);
    faults
}

/// The worst first; among those as bad as each other in the order of the song.
pub fn sort(faults: &mut [Fault]) {
    faults.sort_by_key(|fault| {
        let place = fault.finding.place;
        (fault.rule.severity, place.order, place.pattern, place.row, place.track)
    });
}

/// Whether a song with these faults is at fault: an error or a warning that nobody has accepted.
pub fn is_at_fault(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.accepted.is_none() && fault.rule.severity < Severity::Info)
}
