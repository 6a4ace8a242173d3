//! Clicks: places of a track that are far steeper than all around them, where no note begins.

use crate::check::fault::{Finding, Severity};
use crate::check::hearing::Hearing;
use crate::check::hearing::slopes::Steep;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use crate::dsp::units::SampleRate;

/// The rule.
pub const RULE: Rule = Rule {
    name: "click",
    severity: Severity::Warning,
    threshold: Some(Threshold { usual: 8.0, unit: "times as steep as 20 ms around" }),
    help: "a jump in a track's sound where no note begins: a note that is cut, a loop that does not fit, an edit in a sample",
    find: Find::Sound(find),
};

/// The smallest jump that is heard as a click: −40 dB.
const SMALLEST: f32 = 0.01;
/// Frames before and behind the beginning of a note that belong to it.
const BEFORE: u64 = 96;
const BEHIND: u64 = 480;

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let tracks = hearing.tracks.iter();
    let findings = tracks.filter_map(|(track, part)| {
        let begins = begins(survey, *track);
        let is_begin = |steep: &Steep| {
            let next = begins.partition_point(|begin| *begin + BEHIND < steep.frame);
            begins.get(next).is_some_and(|begin| *begin <= steep.frame + BEFORE)
        };
        // What is no steeper than the beginnings of its notes may be an echo of them.
        let attack = part.slopes.iter().filter(|steep| is_begin(steep)).map(|steep| steep.change);
        let attack = attack.fold(SMALLEST, f32::max);
        let ratio = |steep: &Steep| f64::from(steep.change) / f64::from(steep.around.max(1e-6));
        let clicks = part.slopes.iter().filter(|steep| steep.change > attack && !is_begin(steep));
        let clicks: Vec<&Steep> = clicks.filter(|steep| ratio(steep) > most).collect();
        let worst = clicks.iter().max_by(|a, b| a.change.total_cmp(&b.change))?;
        let count = clicks.len();
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times, loudest here") };
        let message = format!(
            "{} clicks {times}: its sound jumps by {:.0} % of full scale",
            survey.track(*track),
            worst.change * 100.0
        );
        let place = survey.place_of_frame(worst.frame);
        let place = crate::check::fault::Place { track: Some(*track as u16), ..place };
        let finding = Finding::new(place, "click", message).measured(ratio(worst), most);
        Some(finding.advised("look at loops and cuts of its samples, and give its notes a short release"))
    });
    findings.collect()
}

/// The frames at which a track's notes are heard to begin.
fn begins(survey: &Survey, track: usize) -> Vec<u64> {
    let delay = survey.song.tracks.get(track).map_or(0.0, |track| track.delay);
    let later = (f64::from(delay) / 1_000.0 * f64::from(SampleRate::STANDARD.0)) as i64;
    let strikes = survey.walk.strikes.get(track).into_iter().flatten();
    let mut begins: Vec<u64> = strikes.map(|frame| frame.saturating_add_signed(later)).collect();
    begins.sort_unstable();
    begins
}
