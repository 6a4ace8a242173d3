//! Samples that nothing plays.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unused-sample",
    severity: Severity::Info,
    threshold: None,
    help: "a sample that no instrument plays and no device is made with",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let samples = survey.song.samples.iter().enumerate();
    let unused = samples.filter_map(|(index, sample)| Some((index as u16, sample.as_ref()?)));
    let unused = unused.filter(|(index, _)| !survey.played.contains(index));
    let finding = |(index, sample): (u16, &std::sync::Arc<crate::song::sample::SampleReference>)| {
        let name = if sample.name.is_empty() { &sample.path } else { &sample.name };
        Finding::new(
            Place::of_sample(index),
            format!("sample {index}"),
            format!("nothing plays sample {index} ({name})"),
        )
        .mended("take the sample out; its file stays", Edit::SetSample { index, sample: None })
    };
    unused.map(finding).collect()
}
