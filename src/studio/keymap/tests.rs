//! Maps keep every command within reach, and notes notes.

use super::*;
use crate::io::settings::keymap::Choice;
use crate::studio::commands::groups::GROUPS;
use crate::studio::layout::{Layout, NOTE_KEYS};
use std::collections::HashSet;

#[test]
fn every_default_key_can_be_read_and_means_one_thing() {
    let mut seen = HashMap::new();
    for command in all() {
        for text in command.keys {
            let sequence = sequence(text).unwrap_or_else(|| panic!("{}: {text} is no key", command.name));
            for keys in stand_in(&sequence).into_iter().chain([sequence]) {
                if let Some(other) = seen.insert((command.context, keys), command.name) {
                    panic!("{text} means {other} and {}", command.name);
                }
            }
        }
    }
}

/// Keys that nearly every terminal delivers: no Alt, no function key, no cursor key with something held.
fn arrives_everywhere(keys: &[Key]) -> bool {
    keys.iter().all(|key| match key.code {
        KeyCode::Function(_) => false,
        KeyCode::Char(_) => !key.alt,
        KeyCode::Tab => !(key.alt || key.control),
        _ => !(key.alt || key.control || key.shift),
    })
}

/// Where a key fails: what terminals, desktops and keyboards keep for themselves or do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    Functions,
    Alt,
    /// One by one: tmux, screen, browsers and desktops take different ones.
    Control(char),
    /// Cursor keys and their neighbours with something held.
    HeldCursor,
    /// Laptops have none.
    Insert,
    /// Signs that are dead keys, or need AltGr, on some keyboards.
    Signs,
}

/// The signs that every keyboard has within reach.
const PLAIN_SIGNS: &str = "+-.,";

fn classes(keys: &[Key]) -> HashSet<Class> {
    let of_key = |key: &Key| {
        let own = match key.code {
            KeyCode::Function(_) => Some(Class::Functions),
            KeyCode::Insert => Some(Class::Insert),
            KeyCode::Char(sign) if sign.is_ascii_punctuation() && !PLAIN_SIGNS.contains(sign) => {
                Some(Class::Signs)
            }
            KeyCode::Tab if !key.control && !key.alt => None,
            KeyCode::Char(_) => None,
            _ => (key.control || key.shift).then_some(Class::HeldCursor),
        };
        let control = match key.code {
            KeyCode::Char(letter) if key.control => Some(Class::Control(letter)),
            _ => None,
        };
        own.into_iter().chain(control).chain(key.alt.then_some(Class::Alt)).collect::<Vec<_>>()
    };
    keys.iter().flat_map(of_key).collect()
}

/// The ways to a sequence: itself, and by the menu with each of its keys.
fn ways(keymap: &Keymap, keys: &[Key]) -> Vec<Vec<Key>> {
    let menu = keymap.ranked(find("menu").expect("known"), |_, _| true);
    let led = menu::other_way(keys).unwrap_or_else(|| keys.to_vec());
    let by = |first: &Vec<Key>| [first.clone(), led[1..].to_vec()].concat();
    let by_menu = menu.iter().filter(|_| led[0] == menu::LEADER).map(|(_, first)| by(first));
    by_menu.chain([keys.to_vec()]).collect()
}

/// Groups and commands that need no keys of two classes, and why.
const EXCEPT: &[(&str, &str)] = &[
    ("Modes, and habits of other programs", "the maps of those programs give them keys"),
    ("home-in-steps", "the map of Impulse Tracker gives it a key"),
    ("end-in-steps", "the map of Impulse Tracker gives it a key"),
];

#[test]
fn every_command_has_keys_that_fail_in_different_places() {
    let keymap = Keymap::default();
    let mut short = Vec::new();
    for group in GROUPS {
        for command in group.commands {
            if EXCEPT.iter().any(|(name, _)| [group.title, command.name].contains(name)) {
                continue;
            }
            let sequences = keymap.ranked(command, |_, _| true);
            let ways = sequences.iter().flat_map(|(_, keys)| ways(&keymap, keys));
            let failing = ways.map(|keys| classes(&keys)).reduce(|all, other| &all & &other);
            if failing.as_ref().is_none_or(|failing| !failing.is_empty()) {
                let keys: Vec<_> = sequences.iter().map(|(_, keys)| spelled(keys)).collect();
                short.push(format!("{}: {keys:?} {failing:?}", command.name));
            }
        }
    }
    assert!(short.is_empty(), "keys of these fail all at once, or there are none:\n{}", short.join("\n"));
}

#[test]
fn what_the_menu_shows_is_a_command_and_every_key_of_it_means_one_thing() {
    let mut seen: HashMap<(Context, Vec<Key>), &str> = HashMap::new();
    for command in all() {
        for keys in command.keys.iter().filter_map(|text| sequence(text)) {
            seen.insert((command.context, keys), command.name);
        }
    }
    let rows: usize = menu::GROUPS.iter().map(|group| group.rows.len()).sum();
    assert_eq!(menu::rows().count(), rows, "every text is a key");
    for (keys, name) in menu::rows() {
        let command = find(name).unwrap_or_else(|| panic!("no command {name}"));
        let shadows = |context| seen.get(&(context, keys.clone())).copied();
        let everywhere = shadows(Context::Everywhere);
        assert_eq!(shadows(command.context).or(everywhere), None, "{} {name}", spelled(&keys));
        let also = (command.context == Context::Everywhere)
            .then(|| seen.iter().find(|((_, other), _)| *other == keys).map(|(_, name)| *name));
        assert_eq!(also.flatten(), None, "{} {name}", spelled(&keys));
        seen.insert((command.context, keys), command.name);
    }
    let mut letters: Vec<char> = menu::GROUPS.iter().map(|group| group.letter).collect();
    letters.dedup();
    assert!(letters.is_sorted() && letters.len() == menu::GROUPS.len(), "{letters:?}");
}

fn every_map() -> impl Iterator<Item = Keymap> {
    names().into_iter().map(|name| Keymap::named(name).unwrap_or_else(|| panic!("no map {name}")))
}

#[test]
fn every_command_with_a_key_has_one_that_arrives_everywhere_in_every_map() {
    for keymap in every_map() {
        let arrives = |command: &Command| {
            keymap.keys.iter().any(|((layer, keys), bound)| {
                let seen = keymap.find(*layer, keys).is_some_and(|found| found.command.name == command.name);
                bound.command.name == command.name && seen && arrives_everywhere(keys)
            })
        };
        // Blocks are marked by their corners too, and the step goes up and down by one.
        let otherwise =
            |command: &Command| command.name.starts_with("mark-") || command.name.starts_with("step-");
        for command in all().filter(|command| !command.keys.is_empty() && !otherwise(command)) {
            assert!(arrives(command), "{} in {}", command.name, keymap.name);
        }
    }
}

#[test]
fn every_row_of_every_map_is_a_key_and_a_command_and_no_key_stands_twice() {
    for map in MAPS {
        let mut seen = HashMap::new();
        for (context, mode, rows) in map.layers {
            assert!(map.modal || mode.is_none(), "{}: a map without modes", map.name);
            for (text, line) in *rows {
                let keys = sequence(text).unwrap_or_else(|| panic!("{}: {text} is no key", map.name));
                let (command, argument) =
                    command_of(line).unwrap_or_else(|| panic!("{}: no command {line}", map.name));
                assert!(argument.is_empty() || !command.argument.is_empty(), "{line} takes nothing");
                let valid = [*context, Context::Everywhere].contains(&command.context)
                    || *context == Context::Everywhere;
                assert!(valid, "{}: {line} is of no use {}", map.name, context.name());
                if let Some(other) = seen.insert((context, mode, keys), line) {
                    panic!("{}: {text} means {other} and {line}", map.name);
                }
            }
        }
    }
}

#[test]
fn no_key_stands_before_a_longer_one_that_begins_with_it() {
    for keymap in every_map() {
        assert_eq!(keymap.covered(), [""; 0], "{}", keymap.name);
    }
}

#[test]
fn keys_that_are_notes_stay_notes_where_notes_are_written() {
    let layout = Layout::find("qwerty").expect("known");
    for keymap in every_map() {
        for (layer, keys) in keymap.keys.keys() {
            let writes = layer.context == Context::Grid && matches!(layer.mode, None | Some(Mode::Insert));
            let typed = keys[0].typed().filter(|_| writes);
            let note = typed.and_then(|character| layout.note_at(&NOTE_KEYS[0], character, None));
            assert_eq!(note, None, "{}: {}", keymap.name, spelled(keys));
        }
    }
}

/// A choice of the user's in the third line of a file.
fn choice(command: &str, keys: &[&str]) -> Choice {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    Choice { command: command.to_owned(), keys, place: "keymap.ron:3:1".to_owned() }
}

fn command(keymap: &Keymap, context: Context, keys: &str) -> Option<&'static str> {
    let found = keymap.find(Layer { context, mode: None }, &sequence(keys).expect("known"));
    found.map(|bound| bound.command.name)
}

#[test]
fn the_users_keys_replace_the_defaults() {
    let mut keymap = Keymap::default();
    let faults =
        keymap.overlay(&[choice("save", &["f12"]), choice("fly", &[]), choice("undo", &["...", "f3"])]);
    assert_eq!(faults, ["keymap.ron:3:1: there is no command fly; `segno keys` lists them"]);
    assert_eq!(command(&keymap, Context::Grid, "f12"), Some("save"));
    assert_eq!(command(&keymap, Context::Grid, "ctrl-s"), None);
    assert_eq!(keymap.keys_of(find("undo").expect("known")), ["F3", "Ctrl-Z", "Ctrl-W u"]);
    let given = keymap.given_away();
    assert_eq!(
        given[0],
        "F12 everywhere: save (by keymap.ron), no longer view-song; it has Ctrl-W g  Ctrl-W =  Ctrl-K w g"
    );
}

#[test]
fn a_key_that_two_entries_want_is_told() {
    let mut keymap = Keymap::default();
    let faults = keymap.overlay(&[
        choice("save", &["f12"]),
        choice("quit", &["f12", "hyper-x"]),
        choice("octave 3", &["f11"]),
    ]);
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0], "keymap.ron:3:1: quit: f12 was given to save above; it is quit's now");
    let octave = keymap
        .find(Layer { context: Context::Grid, mode: None }, &sequence("f11").expect("known"))
        .expect("known");
    assert_eq!((octave.command.name, octave.argument.as_str()), ("octave", "3"));
}

#[test]
fn a_file_with_a_name_builds_on_another_map_and_the_usual_file_on_the_chosen_one() {
    let folder = tempfile::tempdir().expect("known");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("known");
    write("mine.ron", "{ \"inherits\": [\"ft2\"], \"panic\": [\"f8\"] }");
    let (mine, faults) = Keymap::of_user(folder.path(), Some("mine"));
    assert_eq!((mine.name(), faults), ("mine", vec![]));
    assert_eq!(command(&mine, Context::Grid, "f9"), Some("quarter-0"));
    assert_eq!(command(&mine, Context::Grid, "f8"), Some("panic"));
    write("keymap.ron", "{ \"save\": [\"f11\"] }");
    let (it, faults) = Keymap::of_user(folder.path(), Some("it"));
    assert_eq!((it.name(), faults), ("it", vec![]));
    assert_eq!(command(&it, Context::Grid, "f11"), Some("save"));
    assert_eq!(command(&it, Context::Grid, "f9"), Some("open"));
    write("mine.ron", "{\n \"inherits\": [\"ft3\"] }");
    let (_, faults) = Keymap::of_user(folder.path(), Some("mine"));
    assert!(
        faults[0].contains("mine.ron:2:2: inherits expects one of segno, it, ft2, mpt, renoise, vim"),
        "{faults:?}"
    );
}

#[test]
fn modes_lie_over_each_other() {
    let vim = Keymap::named("vim").expect("known");
    let meaning = |mode, keys: &str| {
        let at = Layer { context: Context::Grid, mode: Some(mode) };
        vim.find(at, &sequence(keys).expect("known")).map(|bound| bound.command.name)
    };
    assert_eq!(meaning(Mode::Normal, "j"), Some("down"));
    assert_eq!(meaning(Mode::Visual, "j"), Some("mark-down"));
    assert_eq!(meaning(Mode::Visual, "p"), Some("paste"));
    assert_eq!(meaning(Mode::Insert, "j"), None);
    assert_eq!(meaning(Mode::Insert, "f5"), Some("play-song"));
    let up =
        vim.keys_in(find("up").expect("known"), Layer { context: Context::Grid, mode: Some(Mode::Insert) });
    assert_eq!(up, ["Up"]);
    let edit = vim.keys_in(
        find("edit-mode").expect("known"),
        Layer { context: Context::Grid, mode: Some(Mode::Normal) },
    );
    assert_eq!(edit, ["Ctrl-W Space", "Ctrl-K w Space"], "Space plays there");
}

#[test]
fn a_command_of_any_letter_leaves_the_letters_that_have_commands_of_their_own() {
    let mut keymap = Keymap::default();
    let choices = [choice("save", &["f9 a-z"]), choice("quit", &["f9 q"])];
    assert_eq!(keymap.overlay(&choices), [""; 0]);
    let found = |text: &str| {
        let keys: Vec<Key> = text.split(' ').filter_map(Key::parse).collect();
        let layer = Layer { context: Context::Grid, mode: None };
        keymap.find(layer, &keys).map(|bound| bound.command.name)
    };
    assert_eq!((found("f9 a"), found("f9 q"), found("f9 A")), (Some("save"), Some("quit"), None));
}
