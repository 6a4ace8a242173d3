//! `segno check`: the faults that a rehearsal would show, with their places and what would mend them.

use super::arguments::{CheckArguments, Globals};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use super::progress::Bar;
use crate::check::fault::{ACCEPTED, Fault, Place, Severity};
use crate::check::hearing::Hearing;
use crate::check::{examine, is_at_fault, listen, sort};
use crate::instruments::sample::SampleBank;
use crate::io::paths::folder_of;
use crate::io::{sample_files, song_file};
use crate::render::mixdown::Unrendered;
use crate::song::Song;
use crate::studio::block::counted;
use serde_json::{Map, Value, json};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Checks a song and prints what was found.
pub fn run(arguments: &CheckArguments, globals: Globals) -> Outcome {
    let song = song_file::read(&arguments.song)?;
    let stop = interrupt::flag()?;
    let loaded = sample_files::load_all(folder_of(&arguments.song), &song);
    if !globals.quiet {
        loaded.notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let samples = Arc::new(loaded.bank);
    let faults = examine(&song, &samples, || !stop.load(Ordering::Relaxed));
    let mut faults = faults.ok_or(Failure::Interrupted)?;
    if arguments.audio {
        faults.extend(heard(&arguments.song, &song, &samples, &stop, globals)?);
        sort(&mut faults);
    }
    match globals.json {
        true => print::json(&faults.iter().map(document).collect::<Vec<_>>())?,
        false => print::text(&text(&faults))?,
    }
    match is_at_fault(&faults) {
        true => Err(Failure::Input(format!("{}: {}", arguments.song.display(), counts(&faults)))),
        false => Ok(()),
    }
}

fn heard(
    path: &Path,
    song: &Song,
    samples: &Arc<SampleBank>,
    stop: &AtomicBool,
    globals: Globals,
) -> Result<Vec<Fault>, Failure> {
    let bar = Mutex::new(Bar::new(globals.quiet));
    let watch = |part: f64| {
        if let Ok(mut bar) = bar.lock() {
            bar.draw(&format!("listening to {}", path.display()), part);
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let hearing = Hearing::of(song, samples, &watch).map_err(|reason| match reason {
        Unrendered::Cancelled => Failure::Interrupted,
        reason => Failure::Input(format!("{}: {reason}", path.display())),
    })?;
    Ok(listen(song, samples, &hearing))
}

/// A fault as an object; in its place what is known, tracks counted from 1.
fn document(fault: &Fault) -> Value {
    let finding = &fault.finding;
    let Place { order, pattern, track, row, .. } = finding.place;
    let known =
        [("order", order), ("pattern", pattern), ("track", track.map(|track| track + 1)), ("row", row)];
    let place: Map<String, Value> =
        known.into_iter().filter_map(|(name, number)| Some((name.to_owned(), json!(number?)))).collect();
    json!({
        "rule": fault.rule.name,
        "severity": fault.word(),
        "place": place,
        "value": finding.value,
        "threshold": finding.threshold,
        "message": fault.sentence(),
        "fix": finding.fix.as_ref().map(|fix| &fix.text),
    })
}

/// The faults below their severities, accepted ones last.
fn text(faults: &[Fault]) -> String {
    let mut text = String::new();
    for word in Severity::ALL.map(Severity::word).into_iter().chain([ACCEPTED]) {
        let those: Vec<&Fault> = faults.iter().filter(|fault| fault.word() == word).collect();
        if those.is_empty() {
            continue;
        }
        text += &format!("{word}\n");
        let width = those.iter().map(|fault| fault.finding.place.text().chars().count()).max().unwrap_or(0);
        for fault in those {
            let place = fault.finding.place.text();
            text += &format!("  {place:<width$}  {}  ({})\n", fault.sentence(), fault.rule.name);
            if let Some(fix) = fault.finding.fix.as_ref().filter(|_| fault.accepted.is_none()) {
                text += &format!("  {:<width$}  → {}\n", "", fix.text);
            }
        }
    }
    if faults.is_empty() { "no faults\n".to_owned() } else { text }
}

fn counts(faults: &[Fault]) -> String {
    let count = |severity: Severity| faults.iter().filter(|fault| fault.word() == severity.word()).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match (errors, warnings) {
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}
