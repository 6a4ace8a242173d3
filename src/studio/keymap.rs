//! Which key is which command: the defaults stand in the commands' own rows, the user's choices lie over them.

use super::commands::{Command, Context, all, find};
use super::key::{Key, KeyCode, with_any_letter};
use crate::io::settings::keymap::{Choice, read};
use std::collections::HashMap;
use std::path::Path;

/// Keys to commands, by context.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: HashMap<(Context, Vec<Key>), &'static Command>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keys = HashMap::new();
        for command in all() {
            for text in command.keys {
                if let Some(sequence) = sequence(text) {
                    if let Some(stand_in) = stand_in(&sequence) {
                        keys.insert((command.context, stand_in), command);
                    }
                    keys.insert((command.context, sequence), command);
                }
            }
        }
        Keymap { keys }
    }
}

/// Reads `ctrl-s`, or two keys in a row: `' 0`.
fn sequence(text: &str) -> Option<Vec<Key>> {
    text.split(' ').map(Key::parse).collect()
}

/// What stands for keys that some terminals keep for themselves: after `Ctrl-W`, for `F1` to `F12` the keys of the same places
/// among the digits, `1` to `0`, `-`, `=`; for Alt and a letter the capital letter. And `Alt-;` where `;` is a note.
fn stand_in(sequence: &[Key]) -> Option<Vec<Key>> {
    if let [first, second] = *sequence {
        return (first == Key::char(';')).then(|| vec![Key { alt: true, ..first }, second]);
    }
    let character = match *sequence {
        [Key { code: KeyCode::Function(number), control: false, alt: false, shift: false }] => {
            "1234567890-=".chars().nth(usize::from(number.checked_sub(1)?))?
        }
        [Key { code: KeyCode::Char(letter @ 'a'..='z'), control: false, alt: true, .. }] => {
            letter.to_ascii_uppercase()
        }
        _ => return None,
    };
    Some(vec![Key { control: true, ..Key::char('w') }, Key::char(character)])
}

impl Keymap {
    /// Lays the user's choices over the defaults: command name → its keys, which replace the default ones.
    ///
    /// # Errors
    /// One sentence for every entry that names no command or no key; the others are taken.
    pub fn overlay(&mut self, choices: &[(String, Vec<String>)]) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, keys) in choices {
            let Some(command) = find(name) else {
                faults.push(format!("there is no command {name}; `segno keys` lists them"));
                continue;
            };
            self.keys.retain(|_, bound| bound.name != command.name);
            for text in keys {
                match sequence(text) {
                    Some(sequence) => drop(self.keys.insert((command.context, sequence), command)),
                    None => {
                        faults.push(format!("{name}: {text} is no key; expected such as ctrl-s, alt-f9, F5"))
                    }
                }
            }
        }
        faults
    }

    /// The default keys with those of the user's key map over them, and what is wrong in that: what can be read is taken.
    /// `name` is that of a file; without one `keymap.ron` in the config folder is read if it is there.
    pub fn of_user(config: &Path, name: Option<&str>) -> (Keymap, Vec<String>) {
        let mut keymap = Keymap::default();
        let choices = match read(config, name) {
            Ok(choices) => choices,
            Err(fault) => return (keymap, vec![format!("{fault}; the default keys are used")]),
        };
        let mut faults = Vec::new();
        for Choice { command, keys, place } in choices {
            let found = keymap.overlay(&[(command, keys)]);
            faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
        }
        (keymap, faults)
    }

    /// The command of some keys in a context, or everywhere.
    pub fn find(&self, context: Context, keys: &[Key]) -> Option<&'static Command> {
        let at = |context, keys: &[Key]| self.keys.get(&(context, keys.to_vec())).copied();
        let here = |keys: &[Key]| at(context, keys).or_else(|| at(Context::Everywhere, keys));
        here(keys).or_else(|| here(&with_any_letter(keys)?))
    }

    /// Whether these keys are the beginning of a longer sequence in a context.
    pub fn begins(&self, context: Context, keys: &[Key]) -> bool {
        self.keys.keys().any(|(other, sequence)| {
            (*other == context || *other == Context::Everywhere)
                && sequence.len() > keys.len()
                && sequence.starts_with(keys)
        })
    }

    /// The commands that may follow these keys in a context, with the key that is still to come, sorted by it.
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<(Key, &'static Command)> {
        let mut found: Vec<_> = self
            .keys
            .iter()
            .filter(|((other, sequence), _)| {
                (*other == context || *other == Context::Everywhere)
                    && sequence.len() > keys.len()
                    && sequence.starts_with(keys)
            })
            .map(|((_, sequence), command)| (sequence[keys.len()], *command))
            .collect();
        found.sort_by_key(|(key, _)| *key);
        found
    }

    /// The keys of a command, as people read them, in a stable order: shortest first.
    pub fn keys_of(&self, command: &Command) -> Vec<String> {
        let mut found: Vec<&Vec<Key>> = self
            .keys
            .iter()
            .filter(|(_, bound)| bound.name == command.name)
            .map(|((_, keys), _)| keys)
            .collect();
        // In the order of the row where the row has them: the first is the one to teach.
        let order = |keys: &Vec<Key>| {
            let place = command.keys.iter().position(|text| sequence(text).as_ref() == Some(keys));
            (place.unwrap_or(usize::MAX), keys.clone())
        };
        found.sort_by_key(|keys| order(keys));
        let text = |keys: &Vec<Key>| keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
        found.into_iter().map(text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn every_command_with_a_key_has_one_that_arrives_everywhere() {
        let keymap = Keymap::default();
        let arrives = |command: &Command| {
            keymap.keys.iter().any(|(keys, bound)| bound.name == command.name && arrives_everywhere(&keys.1))
        };
        // Blocks are marked by their corners too, and the step goes up and down by one.
        let otherwise =
            |command: &Command| command.name.starts_with("mark-") || command.name.starts_with("step-");
        let lost =
            all().filter(|command| !command.keys.is_empty() && !arrives(command) && !otherwise(command));
        let lost: Vec<_> = lost.map(|command| command.name).collect();
        assert!(lost.is_empty(), "only keys that some terminals keep: {lost:?}");
    }

    #[test]
    fn no_default_key_is_one_that_terminals_cannot_send_or_that_ssh_takes() {
        for command in all() {
            for text in command.keys {
                for bad in [
                    "~",
                    "ctrl-i",
                    "ctrl-m",
                    "ctrl-j",
                    "ctrl-h",
                    "alt-[",
                    "alt-]",
                    "alt-shift-o",
                    "alt-shift-p",
                ] {
                    assert_ne!(*text, bad, "{}", command.name);
                }
            }
        }
    }

    #[test]
    fn a_command_of_any_letter_leaves_the_letters_that_have_commands_of_their_own() {
        let mut keymap = Keymap::default();
        let choices =
            [("save".to_owned(), vec!["f9 a-z".to_owned()]), ("quit".to_owned(), vec!["f9 q".to_owned()])];
        assert_eq!(keymap.overlay(&choices), [""; 0]);
        let found = |text: &str| {
            let keys: Vec<Key> = text.split(' ').filter_map(Key::parse).collect();
            keymap.find(Context::Grid, &keys).map(|command| command.name)
        };
        assert_eq!((found("f9 a"), found("f9 q"), found("f9 A")), (Some("save"), Some("quit"), None));
    }

    #[test]
    fn the_users_keys_replace_the_defaults() {
        let mut keymap = Keymap::default();
        let choices = [("save".to_owned(), vec!["f12".to_owned()]), ("fly".to_owned(), vec![])];
        let faults = keymap.overlay(&choices);
        assert_eq!(faults.len(), 1);
        let key = |text: &str| [Key::parse(text).unwrap()];
        assert_eq!(keymap.find(Context::Grid, &key("f12")).map(|command| command.name), Some("save"));
        assert!(keymap.find(Context::Grid, &key("ctrl-s")).is_none());
    }
}
