//! Samples that something plays and that are not there.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::instruments::Patch;

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-sample",
    severity: Severity::Error,
    threshold: None,
    help: "a sample that something plays and whose file is not there or cannot be read",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let mut found = without_zones(survey);
    let missing = survey.played.iter().filter(|number| survey.samples.sound(usize::from(**number)).is_none());
    found.extend(missing.map(|number| {
        let sample = survey.song.samples.get(usize::from(*number)).and_then(Option::as_ref);
        let users = users(survey, *number);
        let (what, fix) = match sample {
            Some(sample) => (
                format!("sample {number} ({}) cannot be loaded, so {users} is silent there", sample.path),
                format!(
                    "put the file back to {} or name another one in the view of the samples",
                    sample.path
                ),
            ),
            None => (
                format!("there is no sample {number}, but {users} plays it"),
                "choose another sample for it".to_owned(),
            ),
        };
        Finding::new(Place::of_sample(*number), format!("sample {number}"), what).advised(fix)
    }));
    found
}

/// Who plays a sample, in words.
fn users(survey: &Survey, number: u16) -> String {
    let slots = survey.song.instruments.iter().enumerate();
    let mut plays = slots.filter(|(_, instrument)| {
        instrument.as_ref().is_some_and(|instrument| instrument.patch.samples().contains(&number))
    });
    let instrument = plays.next().map(|(slot, _)| survey.instrument(slot as u8));
    instrument.or_else(|| device(survey, number)).unwrap_or_else(|| "a clip".to_owned())
}

/// The device that is made with a sample, in words.
fn device(survey: &Survey, number: u16) -> Option<String> {
    let song = survey.song;
    let tracks = song.tracks.iter().enumerate().map(|(track, strip)| (survey.track(track), &strip.inserts));
    let returns = song.mixer.returns.iter().enumerate();
    let returns = returns.map(|(index, strip)| (format!("return {}", index + 1), &strip.inserts));
    let master = ("the master".to_owned(), &song.mixer.inserts);
    tracks.chain(returns).chain([master]).find_map(|(strip, inserts)| {
        let insert = inserts.iter().find(|insert| insert.device.sample() == Some(number))?;
        Some(format!("the {} of {strip}", insert.device.kind()))
    })
}

/// Samplers that are struck and have nothing to play.
fn without_zones(survey: &Survey) -> Vec<Finding> {
    let empty = survey.walk.reading.slots.iter().filter(|slot| {
        let patch = survey.song.instrument(usize::from(**slot)).map(|instrument| &instrument.patch);
        matches!(patch, Some(Patch::Sampler(sampler)) if sampler.zones.is_empty())
    });
    let finding = |slot: &u8| {
        let message = format!("{} has no sample: its notes are silent", survey.instrument(*slot));
        Finding::new(Place::of_instrument(*slot), "no sample", message)
            .advised("load a sample into it with :load-sample, or give its notes another instrument")
    };
    empty.map(finding).collect()
}
