//! Tracks that play and are far below everything else.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::hearing::part::Part;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;

/// The rule.
pub const RULE: Rule = Rule {
    name: "inaudible",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 40.0, unit: "LU below the mix" }),
    help: "a track that lies so far below the mix while it plays, or is not heard at all",
    find: Find::Sound(find),
};

/// A mean square of a hundredth of a second below this is silence: −90 dB.
const SILENT: f64 = 1e-9;

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let playing = hearing.tracks.iter().filter(|(track, _)| survey.walk.reading.tracks.contains(track));
    let findings = playing.filter_map(|(track, part)| {
        let name = survey.track(*track);
        let place = Place::of_track(*track);
        match below(part, &hearing.mix) {
            None => {
                let message = format!("{name} plays notes and is not heard at all");
                Some(
                    Finding::new(place, "level", message)
                        .measured(f64::INFINITY, most)
                        .advised("look at its instruments, its fader and its chain"),
                )
            }
            Some(below) if below > most => {
                let message =
                    format!("{name} lies {below:.0} LU below the mix while it plays: nobody hears it");
                let finding = Finding::new(place, "level", message).measured(below, most);
                Some(finding.advised("turn it up, or take it out"))
            }
            Some(_) => None,
        }
    });
    findings.collect()
}

/// How far a part lies below the mix while it sounds, in LU; `None` if it never does.
fn below(part: &Part, mix: &Part) -> Option<f64> {
    let both = part.hops.iter().zip(&mix.hops);
    let sounding = both.filter(|(own, _)| own.energy / f64::from(own.frames.max(1)) > SILENT);
    let sums = sounding.fold((0.0, 0.0), |sums, (own, all)| (sums.0 + own.energy, sums.1 + all.energy));
    (sums.0 > 0.0).then(|| 10.0 * (sums.1 / sums.0).log10())
}
