//! The pages under docs/reference/ say what the program's tables say. `SEGNO_WRITE_DOCS=1 cargo test` writes them anew.

use segno::check::rule::Rule;
use segno::check::rules::RULES;
use segno::devices;
use segno::dsp::parameter::{Info, Kind, Knobs, Parameters};
use segno::formats::presets::factory;
use segno::instruments;
use segno::instruments::matrix::{Matrix, Route};
use segno::instruments::sampler::zone::Zone;
use segno::instruments::treatment::{self, TREATMENTS};
use segno::io::settings::rows::SETTINGS;
use segno::sequencer::effects;
use segno::song::Settings;
use segno::song::instrument::Instrument;
use segno::song::mixer::{Mixer, Return};
use segno::song::notation::note_text;
use segno::song::note::{Note, Pitch};
use segno::song::order::OrderEntry;
use segno::song::track::Track;
use segno::studio::commands::groups::GROUPS;
use segno::studio::commands::{Command, Context, all, find};
use segno::studio::key::Key;
use segno::studio::keymap::Keymap;
use segno::studio::keymap::maps::MAPS;
use segno::studio::keymap::menu::GROUPS as GROUPS_OF_MENU;
use segno::studio::search::{instead, query};
use segno::studio::sheets::values;
use std::path::Path;

const NOTE: &str =
    "Written from the program's own tables (`SEGNO_WRITE_DOCS=1 cargo test`): change those, not this page.";

/// A page with its title, the note that it is written, and the rest.
fn page(title: &str, rest: &str) -> String {
    format!("# {title}\n\n{NOTE}\n\n{}\n", rest.trim_end())
}

/// Compares a page with its file, or writes it.
fn check(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference").join(name);
    if std::env::var_os("SEGNO_WRITE_DOCS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        return std::fs::write(&file, page).expect("written");
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let line = there.lines().zip(page.lines()).position(|(there, table)| there != table);
    assert!(
        there == *page,
        "docs/reference/{name} is not what the tables say, from line {}; SEGNO_WRITE_DOCS=1 cargo test writes it",
        line.map_or(there.lines().count().min(page.lines().count()), |line| line) + 1
    );
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    for row in rows {
        text += &line(&row.iter().map(|text| cell(text)).collect::<Vec<_>>());
    }
    text + "\n"
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

fn codes(texts: &[String]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(" ")
}

fn parameters(knobs: &dyn Knobs) -> String {
    if knobs.count() == 0 {
        return "There is nothing to set.\n\n".to_owned();
    }
    let row = |info: &Info| {
        let text = |value| values::text(info, value);
        let range = match info.kind {
            Kind::Choice(names) => names.join(", "),
            Kind::Switch => "on, off".to_owned(),
            _ => values::range(info),
        };
        vec![code(info.name), info.group.to_owned(), range, text(info.default), info.help.to_owned()]
    };
    let rows = (0..knobs.count()).map(|index| row(knobs.info(index)));
    table(&["parameter", "group", "range", "default", "what it is"], rows)
}

fn rows_of<T: Parameters + Default>() -> String {
    parameters(&T::default())
}

#[test]
fn keys() {
    let keymap = Keymap::default();
    let mut text = "Two keys in a row are written with a space between them. These are segno's own keys; below stand the maps for hands that \
                    know another program, and how keys are changed one by one. `a-z` and `A-Z` stand for any small or capital letter, \
                    which the command is told.\n\n`Ctrl-K` begins every command by letters alone. Behind it a letter stands for each group; where \
                    the group has another first key, that is the same, so `Ctrl-K b f` is `\\ f`. Below, this way stands with the commands whose \
                    other keys all begin with that first key. What another key map or your own makes of the first key holds for the letter too.\n\n"
        .to_owned();
    let groups = GROUPS_OF_MENU.iter().map(|group| {
        let first = group.first.map_or(String::new(), |key| code(&key.to_string()));
        vec![code(&format!("Ctrl-K {}", group.letter)), first, group.title.to_owned()]
    });
    text += &table(&["keys", "the same as", "group"], groups);
    for (context, name) in Context::ALL {
        let commands: Vec<&Command> = all()
            .filter(|command| command.context == *context && !keymap.keys_of(command).is_empty())
            .collect();
        let row = |command: &&Command| {
            vec![codes(&keymap.keys_of(command)), command.help.to_owned(), code(command.name)]
        };
        if !commands.is_empty() {
            let rows = commands.iter().map(row);
            text += &format!("## In {name}\n\n").replace("In everywhere", "Everywhere");
            text += &table(&["keys", "what they do", "command"], rows);
        }
    }
    text += "# Key maps\n\n`:keymap NAME` takes one at once, `--keymap NAME` for one session; the first start asks. Only what differs from the \
             keys above is listed. What `Ctrl-W` and `Ctrl-K` begin is the same in all of them, and `:key-conflicts` shows which command has lost which \
             key.\n\n";
    for map in MAPS {
        text += &format!("## `{}`\n\n{}.\n\n", map.name, map.help);
        for layers in map.layers.chunk_by(|(a, b, _), (c, d, _)| (a, b) == (c, d)) {
            let (context, mode, _) = layers[0];
            let place = mode.map_or(String::new(), |mode| format!(", {mode:?} mode").to_lowercase());
            let head = format!("keys ({}{place})", context.name());
            let row = |(keys, line): &(&str, &str)| {
                let help = find(line.split(' ').next().unwrap_or(line)).map_or("", |command| command.help);
                let spelled: Vec<String> =
                    keys.split(' ').filter_map(Key::parse).map(|key| key.to_string()).collect();
                vec![code(&spelled.join(" ")), help.to_owned(), code(line)]
            };
            let rows = layers.iter().flat_map(|(.., rows)| rows.iter());
            text += &table(&[&head, "what they do", "command"], rows.map(row));
        }
    }
    text += "# Changing keys\n\n`keymap.ron` in the config folder lies over whichever map is chosen. It gives commands other keys, which replace \
             those they have; after `...` they join them. A command may be told something. What is no command and no key is told with its \
             line and column.\n\n```ron\n{\n    \"save\": [\"f12\", \"ctrl-s\"],\n    \"undo\": [\"...\", \"f9\"],\n    \
             \"octave 3\": [\"alt-3\"],\n    \"panic\": [],\n}\n```\n\nA file `NAME.ron` beside it is a map of its own, which `:keymap NAME` \
             takes; `\"inherits\": [\"ft2\"]` in it says over which map it lies.\n";
    check("keys.md", &page("Keys", &text));
}

#[test]
fn commands() {
    let keymap = Keymap::default();
    let mut text =
        "Every command can be found in the palette (`Ctrl-P`) and typed behind `:`, in any view.\n\n"
            .to_owned();
    for group in GROUPS {
        let row = |command: &Command| {
            let line = format!("{} {}", command.name, command.argument);
            vec![code(line.trim_end()), codes(&keymap.keys_of(command)), command.help.to_owned()]
        };
        text += &format!("## {}\n\n", group.title);
        text += &table(&["command", "keys", "what it does"], group.commands.iter().map(row));
    }
    check("commands.md", &page("Commands", &text));
}

#[test]
fn finding_and_replacing() {
    let rows = |words: &[(&str, &str)]| {
        let row = |(word, help): &(&str, &str)| vec![code(word), (*help).to_owned()];
        table(&["word", "what it means"], words.iter().map(row))
    };
    let text = format!(
        "`:find WHAT` goes to the next place, `:list-found WHAT` lists them all, `:replace WHAT to THAT` and \
         `:replace-everywhere WHAT to THAT` put something there, `:replace-each WHAT to THAT` asks at every place. \
         Numbers are written as the grid writes them. For example\n\n```\n\
         :find note=C-4..C-5 instrument=02 volume<20\n\
         :replace effect=D.. value>10 to effect=-\n\
         :replace note=on empty(volume) track=3,5-7 to v40\n\
         :replace row%4=0 track=1 empty(note) to note=C-3 instrument=02\n```\n\n\
         ## What is found\n\nAll words hold, those of a note in one note column.\n\n{}## What replaces it\n\n{}",
        rows(query::WORDS),
        rows(instead::WORDS)
    );
    check("finding.md", &page("Finding and replacing", &text));
}

#[test]
fn effects_of_the_grid() {
    let row = |code_text: String, effect: &effects::Effect| {
        vec![code(&code_text), effect.name.to_owned(), effect.help.to_owned()]
    };
    let plain = effects::all().map(|effect| row(format!("{}xx", char::from(effect.code)), effect));
    let special = effects::specials().map(|effect| row(format!("S{}x", char::from(effect.code)), effect));
    let head = ["code", "name", "what it does"];
    let text = format!("{}## Specials\n\n{}", table(&head, plain), table(&head, special));
    check("effects.md", &page("Effects", &text));
}

#[test]
fn instruments_and_their_parameters() {
    let mut text = format!(
        "Every instrument has these:\n\n{}",
        parameters(&Instrument::new("", (instruments::KINDS[0].new)()))
    );
    text += "Routes move parameters of any kind of instrument, and the note itself: its pitch, volume and panning. What a route moves is \
             written as in [FORMAT.md](../FORMAT.md#modulation). `&xx` and curves move what is named below as `instrument.NAME`, and of what is named here `volume`, `pan`, `transpose` and `finetune`.\n\n";
    text += &format!("## Routes\n\n{}## Sources of routes\n\n{}", rows_of::<Route>(), rows_of::<Matrix>());
    for kind in instruments::KINDS {
        text += &format!("## {}\n\n{}\n\n{}", kind.name, kind.help, parameters((kind.new)().knobs()));
    }
    text += &format!("## Zones of the sampler\n\n{}", rows_of::<Zone>());
    check("instruments.md", &page("Instruments", &text));
}

#[test]
fn treatments_of_samples() {
    let row = |row: &treatment::Row| {
        let amount = if row.has_amount() { values::range(&row.info) } else { String::new() };
        let usual = if row.has_amount() { values::text(&row.info, row.info.default) } else { String::new() };
        let frames = if row.whole { "always all" } else { "those marked, or all" };
        vec![code(row.info.name), row.info.help.to_owned(), amount, usual, frames.to_owned()]
    };
    let head = ["treatment", "what it does", "amount", "if a file leaves it out", "frames"];
    let text = "What is done to a sample's sound where it is loaded; its file stays as it is (`:treat NAME AMOUNT` in the sample \
                editor, `treatments` in a song's file).\n\n";
    check(
        "treatments.md",
        &page("Treatments of samples", &(text.to_owned() + &table(&head, TREATMENTS.iter().map(row)))),
    );
}

#[test]
fn rules_of_the_check() {
    let row = |rule: &&Rule| {
        let threshold =
            rule.threshold.map_or(String::new(), |limit| format!("{} {}", limit.usual, limit.unit));
        vec![
            code(rule.name),
            rule.severity.word().to_owned(),
            rule.looks_at().to_owned(),
            threshold,
            rule.help.to_owned(),
        ]
    };
    let head = ["rule", "severity", "looks at", "usual threshold", "what it finds"];
    let text = "`segno check SONG` lists faults that stand in the song, `segno check SONG --audio` those that are heard too: it renders the mix and \
                each track. Errors and warnings that the song does not accept make its exit code 1. In the screen `view-check` (`& v`) lists them; \
                `mend-fault` does what is proposed, `accept-fault` keeps a fault with a reason in the song, and `:fault-threshold RULE NUMBER` gives \
                the song a threshold of its own ([FORMAT.md](../FORMAT.md#what-is-meant)). With `--json` each fault is an object: `rule`, `severity` (`accepted` for those \
                that are meant), `place` with what is known of `order`, `pattern`, `row` (from 0) and `track` (from 1), `value`, `threshold`, \
                `message`, `fix`.\n\n";
    check("faults.md", &page("Faults", &(text.to_owned() + &table(&head, RULES.iter().map(row)))));
}

#[test]
fn presets_of_the_factory() {
    let mut text = "`load-preset` (`Shift-F4`, `Ctrl-W i`) finds them by name, kind and words. Each is heard at its key. \
                    How a file of one's own is written: [FORMAT.md](../FORMAT.md#presets).\n\n"
        .to_owned();
    for kind in instruments::KINDS {
        let of_kind = factory().iter().filter(|preset| preset.patch.kind() == kind.name);
        let key = |key: u8| note_text(Pitch::from_midi(key).map(Note::On)).to_string();
        let rows = of_kind.map(|preset| vec![preset.name.clone(), preset.tags.join(", "), key(preset.key)]);
        text += &format!("## {}\n\n{}", kind.name, table(&["preset", "words", "key"], rows));
    }
    check("presets.md", &page("Presets", &text));
}

#[test]
fn devices_and_the_mixer() {
    let mut text = String::new();
    for kind in devices::KINDS {
        text += &format!("## {}\n\n{}\n\n{}", kind.name, kind.help, parameters((kind.new)().knobs()));
    }
    let mixer = Mixer::default();
    let returned = Return::default();
    text += &format!("## A track\n\n{}", rows_of::<Track>());
    text += &format!("## A return\n\n{}## The master\n\n{}", parameters(&returned), parameters(&mixer));
    check("devices.md", &page("Devices and the mixer", &text));
}

#[test]
fn settings_of_program_and_song() {
    let rows = SETTINGS.iter().map(|row| vec![code(row.name), row.help.to_owned()]);
    let mut text =
        "Kept in `settings.ron` in the config folder (`segno doctor` tells where that is).\n\n".to_owned();
    text += "Every one may be left out:\n\n```ron\n(\n    theme: \"light\",\n    layout: \"qwertz\",\n    buffer: 256,\n)\n```\n\n";
    text += &table(&["setting", "what it is"], rows);
    text += &format!("## Settings of a song\n\n{}", rows_of::<Settings>());
    text += &format!("## Settings of an entry of the order list\n\n{}", rows_of::<OrderEntry>());
    check("settings.md", &page("Settings", &text));
}
