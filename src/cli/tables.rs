//! `segno keys`, `segno effects`, `segno instruments`: the tables that the program itself works from.

use super::arguments::Globals;
use super::outcome::{self, Failure, Outcome};
use super::print;
use crate::dsp::parameter::{Info, Kind, Knobs};
use crate::instruments::KINDS;
use crate::instruments::matrix::Matrix;
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::sequencer::effects::{self, Effect};
use crate::song::instrument::Instrument;
use crate::studio::commands::groups::GROUPS;
use crate::studio::keymap::Keymap;
use crate::studio::presets::{self, Listed};
use crate::studio::sheets::values;
use serde_json::{Value, json};

/// Lists the commands with the user's keys: name, keys, where they are valid, what it takes, help. Faults of the key map go to
/// standard error.
pub fn keys(keymap: Option<&str>, globals: Globals) -> Outcome {
    let folders = Folders::of_user_or_temporary();
    let (settings, wrong) = Settings::read(&Settings::file(&folders.config));
    let is_asked = keymap.is_some();
    let (keymap, faults) = Keymap::of_user(&folders.config, keymap.or(settings.keymap.as_deref()));
    // One that was asked for and is not there, or faulty, is a fault of the command line; the list tells what holds instead.
    let is_refused = is_asked && !faults.is_empty();
    if !globals.quiet || is_refused {
        wrong.iter().chain(&faults).for_each(|fault| eprintln!("{fault}"));
    }
    let (mut documents, mut text) = (Vec::new(), String::new());
    for group in GROUPS {
        text += &format!("{}\n", group.title);
        let mut lines = Vec::new();
        for command in group.commands {
            let (keys, context) = (keymap.keys_of(command), command.context.name());
            let name = format!("  {} {}", command.name, command.argument).trim_end().to_owned();
            lines.push(vec![name, keys.join(", "), context.to_owned(), command.help.to_owned()]);
            documents.push(json!({
                "name": command.name, "group": group.title, "keys": keys, "context": context,
                "argument": command.argument, "help": command.help,
            }));
        }
        text += &print::table(&lines);
    }
    if globals.json {
        print::json(&documents)?
    } else {
        print::text(&text)?
    }
    if is_refused { Err(Failure::Told(outcome::ARGUMENTS)) } else { Ok(()) }
}

/// Lists the effects: letter (specials: `S` and their digit), name, help.
pub fn effects(globals: Globals) -> Outcome {
    let rows: Vec<(String, &Effect)> = effects::written().collect();
    if globals.json {
        let row = |(code, effect): &(String, &Effect)| json!({ "code": code, "name": effect.name, "help": effect.help });
        return print::json(&rows.iter().map(row).collect::<Vec<_>>());
    }
    let line = |(code, effect): &(String, &Effect)| {
        vec![code.clone(), effect.name.to_owned(), effect.help.to_owned()]
    };
    print::text(&print::table(&rows.iter().map(line).collect::<Vec<_>>()))
}

/// Lists the instruments with their parameters and their presets, the user's own among them. Faults of the user's files go to
/// standard error.
pub fn instruments(globals: Globals) -> Outcome {
    let (all, faults) = presets::all(&Folders::of_user_or_temporary());
    if !globals.quiet {
        faults.iter().for_each(|fault| eprintln!("{fault}"));
    }
    let infos = |knobs: &dyn Knobs| -> Vec<&'static Info> {
        (0..knobs.count()).map(|index| knobs.info(index)).collect()
    };
    let lines = |infos: &[&Info]| {
        let line = |info: &&Info| {
            vec![format!("  {}", info.name), info.group.to_owned(), values::range(info), info.help.to_owned()]
        };
        print::table(&infos.iter().map(line).collect::<Vec<_>>())
    };
    let (common, matrix) = (infos(&Instrument::new("", (KINDS[0].new)())), infos(&Matrix::default()));
    let mut documents = Vec::new();
    let mut text = format!("every instrument\n{}", lines(&common));
    text += &format!("every instrument's modulation: what its routes come from\n{}", lines(&matrix));
    let [common, matrix] =
        [common, matrix].map(|infos| infos.iter().map(|info| parameter(info)).collect::<Vec<_>>());
    for kind in KINDS {
        let patch = (kind.new)();
        let infos = infos(patch.knobs());
        text += &format!("{}: {}\n{}", kind.name, kind.help, lines(&infos));
        let presets: Vec<_> = all.iter().filter(|listed| listed.preset.patch.kind() == kind.name).collect();
        let line = |listed: &&Listed| {
            let own = if listed.own { "your own" } else { "" };
            vec![format!("    {}", listed.title), listed.preset.tags.join(", "), own.to_owned()]
        };
        text += &format!("  presets\n{}", print::table(&presets.iter().map(line).collect::<Vec<_>>()));
        let presets: Vec<_> = presets.iter().map(|listed| preset(listed)).collect();
        let parameters: Vec<_> = infos.iter().map(|info| parameter(info)).collect();
        documents.push(json!({
            "name": kind.name, "help": kind.help, "parameters": parameters, "presets": presets,
            "common": common, "modulation": matrix,
        }));
    }
    if globals.json { print::json(&documents) } else { print::text(&text) }
}

fn preset(listed: &Listed) -> Value {
    let preset = &listed.preset;
    json!({ "name": listed.title, "tags": preset.tags, "key": preset.key, "own": listed.own })
}

/// A parameter as a document.
pub fn parameter(info: &Info) -> Value {
    let choices = match info.kind {
        Kind::Choice(names) => Some(names),
        _ => None,
    };
    json!({
        "name": info.name, "group": info.group, "help": info.help, "unit": info.unit,
        "low": info.low, "high": info.high, "default": info.default, "choices": choices,
    })
}
