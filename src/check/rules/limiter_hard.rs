//! A limiter that works hard.

use crate::check::fault::{Finding, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use crate::dsp::loudness::hop::PER_SECOND;
use crate::dsp::units::Decibels;
use crate::engine::METERS_PER_SECOND;
use crate::song::edit::Edit;
use crate::song::mixer::Mixer;

/// The rule.
pub const RULE: Rule = Rule {
    name: "limiter-hard",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 4.0, unit: "dB for a tenth of the time" }),
    help: "the limiter takes away more than this for more than a tenth of the time: loud parts lose their punch",
    find: Find::Sound(find),
};

/// The part of the time that counts.
const PART: f64 = 0.1;

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let mut falls: Vec<(f32, usize)> =
        hearing.reductions.iter().enumerate().map(|(at, reduction)| (-reduction, at)).collect();
    falls.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let place = (falls.len() as f64 * PART) as usize;
    let (Some((taken, _)), Some((worst, at))) = (falls.get(place), falls.first()) else { return Vec::new() };
    let taken = f64::from(*taken);
    if taken <= most {
        return Vec::new();
    }
    let hop = at * PER_SECOND / METERS_PER_SECOND as usize;
    let message = format!(
        "the limiter takes {taken:.1} dB and more away for a tenth of the time, most here: {worst:.1} dB"
    );
    let finding = Finding::new(survey.place_at(hop), "limiter", message).measured(taken, most);
    let by = (taken - most) as f32;
    let by = (by * 10.0).ceil() / 10.0;
    let mut mixer: Mixer = (*survey.song.mixer).clone();
    let (what, limiter) = ("the limiter's gain", &mut mixer.limiter);
    let what = if limiter.gain >= by {
        limiter.gain -= by;
        what
    } else {
        mixer.volume = Decibels(mixer.volume.0 - by);
        "the master"
    };
    vec![finding.mended(format!("turn {what} down by {by:.1} dB"), Edit::SetMixer { mixer: Box::new(mixer) })]
}
