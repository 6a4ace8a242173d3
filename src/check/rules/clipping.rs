//! Sound that goes over full scale.

use crate::check::fault::{Finding, Severity};
use crate::check::hearing::Hearing;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use crate::dsp::units::Decibels;
use crate::song::edit::Edit;
use crate::song::mixer::Mixer;

/// The rule.
pub const RULE: Rule = Rule {
    name: "clipping",
    severity: Severity::Error,
    threshold: Some(Threshold { usual: 0.0, unit: "dBTP" }),
    help: "the song's true peak is higher than this: it is distorted wherever it is played",
    find: Find::Sound(find),
};

fn find(survey: &Survey, hearing: &Hearing, most: f64) -> Vec<Finding> {
    let level = |peak: f32| 20.0 * f64::from(peak).log10();
    let over = hearing.mix.hops.iter().enumerate().filter(|(_, hop)| level(hop.true_peak) > most);
    let Some((worst, hop)) = over.clone().max_by(|(_, a), (_, b)| a.true_peak.total_cmp(&b.true_peak)) else {
        return Vec::new();
    };
    let (peak, times) = (level(hop.true_peak), over.count());
    let message = format!(
        "the sound goes to {peak:+.1} dBTP here, and over {most} dBTP in {times} hundredths of a second"
    );
    // A tenth more, so that nothing stands on the threshold.
    let by = ((peak - most) * 10.0).ceil() / 10.0 + 0.1;
    let volume = Decibels(survey.song.mixer.volume.0 - by as f32);
    let mixer = Mixer { volume, ..(*survey.song.mixer).clone() };
    let finding = Finding::new(survey.place_at(worst), "master", message).measured(peak, most);
    vec![
        finding
            .mended(format!("turn the master down by {by:.1} dB"), Edit::SetMixer { mixer: Box::new(mixer) }),
    ]
}
