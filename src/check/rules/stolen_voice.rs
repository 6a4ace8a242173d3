//! More notes than voices.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::voicing::MOST_VOICES;

/// The rule.
pub const RULE: Rule = Rule {
    name: "stolen-voice",
    severity: Severity::Warning,
    threshold: None,
    help: "more notes of an instrument are held at once than it has voices, or more of all than the 256 that there are",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let crowds = survey.walk.crowds.iter();
    let findings = crowds.map(|(slot, crowd)| {
        let place = survey.place(crowd.first.spot.pattern, crowd.first.track as u16, crowd.first.spot.row);
        let place = Place { order: Some(crowd.first.spot.order), ..place };
        let (notes, limit) = (crowd.notes, crowd.limit);
        let name = slot.map(|slot| survey.instrument(slot));
        let who = name.clone().unwrap_or("the song".to_owned());
        let message = format!(
            "{who} holds {notes} notes at once and has {limit} voices: from here on some are cut off"
        );
        let finding = Finding::new(place, name.unwrap_or("all voices".to_owned()), message);
        let finding = finding.measured(notes as f64, limit as f64);
        let instrument = slot.and_then(|slot| Some((slot, survey.song.instrument(slot.into())?)));
        match instrument.filter(|_| notes <= usize::from(MOST_VOICES)) {
            Some((slot, instrument)) => {
                let instrument = Instrument { voice_limit: notes as u16, ..instrument.clone() };
                let edit = Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) };
                finding.mended(format!("give it {notes} voices"), edit)
            }
            None => finding.advised("end notes sooner"),
        }
    });
    findings.collect()
}
