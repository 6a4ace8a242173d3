//! `segno new`: a song file to start from.

use super::arguments::{Globals, NewArguments};
use super::outcome::{Failure, Outcome};
use super::print;
use crate::formats;
use crate::instruments::KINDS;
use crate::io::save::save;
use crate::song::Song;
use crate::song::instrument::Instrument;
use serde_json::json;
use std::sync::Arc;

/// What a new song may start from.
struct Template {
    name: &'static str,
    help: &'static str,
    song: fn() -> Song,
}

const TEMPLATES: &[Template] = &[
    Template { name: "empty", help: "one empty pattern, eight tracks", song: Song::default },
    Template {
        name: "instruments",
        help: "the same, with one instrument of every kind",
        song: with_instruments,
    },
];

/// The names and lines of help of the templates, as the command line offers them.
pub fn names() -> clap::builder::PossibleValuesParser {
    let value = |template: &Template| clap::builder::PossibleValue::new(template.name).help(template.help);
    clap::builder::PossibleValuesParser::new(TEMPLATES.iter().map(value))
}

fn with_instruments() -> Song {
    let instrument = |kind: &crate::instruments::InstrumentKind| {
        let patch = (kind.new)();
        Some(Arc::new(Instrument::new(kind.name, patch)))
    };
    Song { instruments: KINDS.iter().map(instrument).collect(), ..Song::default() }
}

/// Makes the file. One that exists already is never overwritten.
pub fn run(arguments: &NewArguments, globals: Globals) -> Outcome {
    let mut path = arguments.song.clone();
    if path.extension().is_none() {
        path.set_extension("ron");
    }
    if std::fs::symlink_metadata(&path).is_ok() {
        return Err(Failure::Input(format!("{}: exists already; name a new file", path.display())));
    }
    let Some(template) = TEMPLATES.iter().find(|template| template.name == arguments.template) else {
        return Err(Failure::Arguments(format!("{}: no such template", arguments.template)));
    };
    let mut song = (template.song)();
    let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Arc::make_mut(&mut song.settings).title.clone_from(&title);
    save(&path, formats::song::write(&song).as_bytes())?;
    if !globals.quiet {
        eprintln!("{}: made", path.display());
    }
    match globals.json {
        true => print::json(&json!({ "path": path, "template": template.name, "title": title })),
        false => Ok(()),
    }
}
