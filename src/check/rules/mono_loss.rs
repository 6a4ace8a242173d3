//! What is lost when the song is heard in mono.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::hearing::mono::{Mono, OCTAVES};
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use std::collections::BTreeMap;

/// The rule.
pub const RULE: Rule = Rule {
    name: "mono-loss",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 4.0, unit: "dB" }),
    help: "an octave of the mix loses more than this when left and right become one, as in many phones and clubs",
    find: Find::Sound(find),
};

/// An octave that lies so far below the strongest one does not count, as a part of its power: 30 dB.
const FAINT: f64 = 1e-3;

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let mix = &hearing.mix.mono;
    let strongest = mix.both.iter().copied().fold(0.0, f64::max);
    // The worst octave of each track that is to blame.
    let mut worst: BTreeMap<Option<usize>, (usize, f64)> = BTreeMap::new();
    for octave in (0..OCTAVES).filter(|octave| mix.both[*octave] > strongest * FAINT) {
        let Some(loss) = mix.loss(octave).filter(|loss| *loss > most) else { continue };
        let known = worst.entry(culprit(hearing, octave)).or_insert((octave, loss));
        if loss > known.1 {
            *known = (octave, loss);
        }
    }
    let findings = worst.into_iter().map(|(track, (octave, loss))| {
        let hertz = Mono::hertz(octave);
        let who = track.map_or(String::new(), |track| format!(", most of it of {}", survey.track(track)));
        let message = format!("in mono the octave around {hertz:.0} Hz loses {loss:.1} dB{who}");
        let place = track.map_or(Place::default(), Place::of_track);
        Finding::new(place, "mono", message)
            .measured(loss, most)
            .advised("make it narrower, or let left and right differ less in time and polarity")
    });
    findings.collect()
}

/// The track of which most is lost in an octave.
fn culprit(hearing: &Hearing, octave: usize) -> Option<usize> {
    let lost = |mono: &Mono| mono.both[octave] - mono.middle[octave];
    let tracks = hearing.tracks.iter().map(|(track, part)| (*track, lost(&part.mono)));
    tracks.filter(|(_, lost)| *lost > 0.0).max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(track, _)| track)
}
