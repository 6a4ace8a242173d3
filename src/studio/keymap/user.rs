//! What the user has changed: `keymap.ron` lies over the chosen map, or a file with a name is a map of its own.

use super::{Bound, Keymap, Layer, command_of, names, sequence, spelled};
use crate::io::settings::keymap::{Choice, read};
use crate::studio::key::Key;
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

/// Keys beside each other.
fn spelled_all(ranked: &[(usize, &Vec<Key>)]) -> String {
    ranked.iter().map(|(_, keys)| spelled(keys)).collect::<Vec<_>>().join("  ")
}

impl Keymap {
    /// Lays the user's choices over the map: a command, with what it is told, and its keys, which replace those it has; after
    /// `...` they join them.
    ///
    /// # Errors
    /// One sentence for every entry that names no command or no key, or a key that an earlier entry has; the others are taken. A
    /// command to which no key of its entry can be given keeps those it has.
    pub fn overlay(&mut self, choices: &[Choice]) -> Vec<String> {
        self.report = OnceLock::new();
        let mut faults = Vec::new();
        let mut given: HashMap<(Layer, Vec<Key>), &str> = HashMap::new();
        let mut rank = 0;
        for Choice { command: line, keys, place } in choices {
            let mut fault = |text: String| faults.push(format!("{place}: {text}"));
            let Some((command, argument)) = command_of(line) else {
                fault(format!("there is no command {line}; `segno keys` lists them"));
                continue;
            };
            let joins = keys.first().is_some_and(|text| text == "...");
            let new = &keys[usize::from(joins)..];
            let own = |bound: &Bound| bound.command.name == command.name && bound.argument == argument;
            // Where none of the new keys is one, a slip would leave the command without any.
            let keeps = !joins && !new.is_empty() && new.iter().all(|text| sequence(text).is_none());
            let kept =
                if keeps { spelled_all(&self.ranked_by(|_, _, bound| own(bound))) } else { String::new() };
            if !joins && !keeps {
                self.keys.retain(|_, bound| !own(bound));
            }
            for text in new {
                rank += 1;
                let Some(sequence) = sequence(text) else {
                    let kept = match kept.as_str() {
                        "" => String::new(),
                        kept => format!("; it keeps {kept}"),
                    };
                    fault(format!("{line}: {text} is no key; expected such as ctrl-s, alt-f9, F5{kept}"));
                    continue;
                };
                let layer = Layer { context: command.context, mode: None };
                if let Some(other) =
                    given.insert((layer, sequence.clone()), line.as_str()).filter(|other| other != line)
                {
                    fault(format!("{line}: {text} was given to {other} above; it is {line}'s now"));
                }
                self.bind(
                    layer,
                    sequence,
                    Bound { command, argument: argument.to_owned(), rank },
                    "keymap.ron",
                );
            }
        }
        faults
    }

    /// The keys that the user wants, and what is wrong with them: what can be read is taken. `name` is that of a built-in map, over
    /// which lies `keymap.ron` in the config folder if it is there, or that of a file of the user's.
    pub fn of_user(config: &Path, name: Option<&str>) -> (Keymap, Vec<String>) {
        let built_in = name.map_or_else(|| Some(Keymap::default()), Keymap::named);
        let file = name.filter(|_| built_in.is_none());
        let mut keymap = built_in.unwrap_or_default();
        let mut user = match read(config, file) {
            Ok(user) => user,
            Err(fault) => {
                let fault = format!("{fault}; the default keys are used");
                return (keymap, vec![fault]);
            }
        };
        let mut faults = Vec::new();
        if let Some(at) = user.iter().position(|choice| choice.command == "inherits") {
            let Choice { keys, place, .. } = user.remove(at);
            match keys.first().and_then(|name| Keymap::named(name)) {
                Some(inherited) if file.is_some() => keymap = inherited,
                Some(_) => {
                    faults.push(format!("{place}: inherits is for maps with a name; :keymap chooses here"))
                }
                None => faults.push(format!("{place}: inherits expects one of {}", names().join(", "))),
            }
        }
        if let Some(file) = file {
            file.clone_into(&mut keymap.name);
        }
        faults.extend(keymap.overlay(&user));
        (keymap, faults)
    }
}
