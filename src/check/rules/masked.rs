//! Tracks that another one hides. A sound is masked in a critical band of the ear where another one excites that band so much more
//! that it is not heard beside it (models: see [`crate::check::hearing::critical_bands`]).

use crate::check::fault::{Finding, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::hearing::critical_bands::{BANDS, Bands};
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use crate::dsp::units::Decibels;
use crate::song::edit::Edit;
use crate::song::track::Track;

/// The rule.
pub const RULE: Rule = Rule {
    name: "masked",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 6.0, unit: "dB under the other in all bands" }),
    help: "a track that is hidden by another one for most of the time that it plays: all its critical bands lie so far under what that excites there",
    find: Find::Sound(find),
};

/// The part of its time for which a track has to be hidden.
const MOST_OF_THE_TIME: f64 = 0.7;
/// A moment whose mean square is below this is silent: −70 dB.
const SILENT: f32 = 1e-7;
/// A band that lies so far below the track's strongest one does not count, as a part of its power: 20 dB.
const FAINT: f32 = 0.01;
/// Moments that a track has to play at least: a second.
const FEWEST: usize = 12;

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let spreads: Vec<Vec<Bands>> = hearing.tracks.iter().map(|(_, part)| part.spread()).collect();
    let mut found = Vec::new();
    for (track, part) in &hearing.tracks {
        let others = hearing.tracks.iter().zip(&spreads).filter(|((other, _), _)| other != track);
        let under = others.filter_map(|((other, _), spread)| Some((*other, hidden(&part.bands, spread)?)));
        let Some((masker, under)) = under.max_by(|(_, a), (_, b)| a.total_cmp(b)) else { continue };
        if under > most {
            found.push(one(survey, (*track, masker), under, most));
        }
    }
    found
}

fn one(survey: &Survey, (track, masker): (usize, usize), under: f64, most: f64) -> Finding {
    let (name, other) = (survey.track(track), survey.track(masker));
    let message = format!(
        "{name} is hidden by {other}: most of the time all of it lies {under:.1} dB and more under that"
    );
    let finding =
        Finding::new(Place::of_track(track), format!("track {}", masker + 1), message).measured(under, most);
    let by = (under - most).ceil() as f32;
    let settings = survey.song.tracks.get(track).filter(|settings| settings.volume.0 + by <= 12.0);
    match settings {
        Some(settings) => {
            let settings = Track { volume: Decibels(settings.volume.0 + by), ..(**settings).clone() };
            let text =
                format!("turn {name} up by {by:.0} dB; or move one of both to other octaves or another side");
            finding.mended(text, Edit::SetTrack { at: track as u16, track: Box::new(settings) })
        }
        None => finding.advised("turn the other one down, or move one of both to other octaves"),
    }
}

/// How many dB a sound lies under what another one excites, in the band where it lies least under it, for most of the time that it
/// plays; `None` if it plays too little.
fn hidden(bands: &[Bands], spread: &[Bands]) -> Option<f64> {
    let moments = bands.iter().zip(spread).filter(|(bands, _)| bands.sum() > SILENT);
    let mut under: Vec<f64> = moments.map(|(bands, spread)| least_under(bands, spread)).collect();
    under.sort_by(f64::total_cmp);
    let at = (under.len() as f64 * (1.0 - MOST_OF_THE_TIME)) as usize;
    under.get(at).copied().filter(|_| under.len() >= FEWEST)
}

fn least_under(bands: &Bands, spread: &Bands) -> f64 {
    let strongest = bands.0.iter().copied().fold(0.0, f32::max);
    let counting = (0..BANDS).filter(|band| bands.0[*band] > strongest * FAINT);
    let under = |band: usize| 10.0 * f64::from(spread.0[band].max(1e-20) / bands.0[band]).log10();
    counting.map(under).fold(f64::INFINITY, f64::min)
}
