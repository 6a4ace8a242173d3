//! The user's key map: a RON file that gives commands other keys, `{ "save": ["f12", "ctrl-s"], "panic": [] }`.
//! Which commands and keys there are is known elsewhere.

use super::read_ron;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::path::{Path, PathBuf};

/// The file that is read if none is named.
const DEFAULT: &str = "keymap.ron";

/// One command's keys as the user wants them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The command's name.
    pub command: String,
    /// Its keys, which replace all it has by default.
    pub keys: Vec<String>,
    /// Where it stands, `path:line:column`, for messages.
    pub place: String,
}

/// The entries in the order of the file; one that stands twice is there twice.
struct Entries(Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a map from commands to lists of keys, such as { \"save\": [\"f12\"] }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The file of a key map: `name` as a path, or as a file in the config folder with or without its ending.
fn file(config: &Path, name: &str) -> PathBuf {
    let places = [PathBuf::from(name), config.join(name), config.join(format!("{name}.ron"))];
    let found = places.iter().find(|place| place.is_file());
    found.unwrap_or(&places[2]).clone()
}

/// Reads the key map of that name, or `keymap.ron` in the config folder if there is one.
///
/// # Errors
/// `path:line:column: what is wrong`, or that there is no file of that name.
pub fn read(config: &Path, name: Option<&str>) -> Result<Vec<Choice>, String> {
    let file = match name {
        Some(name) => file(config, name),
        None => config.join(DEFAULT),
    };
    match read_ron::<Entries>(&file, "read the key map")? {
        Some((entries, text)) => Ok(choices(&file, &text, entries)),
        None if name.is_none() => Ok(Vec::new()),
        None => Err(format!("{}: there is no such key map", file.display())),
    }
}

/// The names of the maps in the config folder: files that hold lists of keys, other than those that always have another meaning.
pub fn map_names(config: &Path) -> Vec<String> {
    let files = std::fs::read_dir(config).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_map = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "ron") && read_ron::<Entries>(path, "").is_ok()
    };
    let stem = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    let mut names: Vec<_> = files.filter(is_map).filter_map(stem).collect();
    names.retain(|name| format!("{name}.ron") != DEFAULT);
    names.sort();
    names
}

/// The entries with their places: each name is looked for behind the one before.
fn choices(file: &Path, text: &str, entries: Entries) -> Vec<Choice> {
    let mut from = 0;
    let choice = |(command, keys): (String, Vec<String>)| {
        let found = text[from..].find(&format!("\"{command}\"")).map(|at| from + at);
        let at = found.unwrap_or(from);
        from = found.map_or(from, |at| at + command.len() + 2);
        let line = text[..at].matches('\n').count() + 1;
        let column = text[..at].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Choice { command, keys, place: format!("{}:{line}:{column}", file.display()) }
    };
    entries.0.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order_and_places() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        write("keymap.ron", "{\n  \"save\": [\"f12\"],\n  \"quit\": [], \"save\": [\"f11\", \"' 0\"],\n}\n");
        let choices = read(folder.path(), None).expect("a key map");
        let names: Vec<_> = choices.iter().map(|choice| choice.command.as_str()).collect();
        assert_eq!(names, ["save", "quit", "save"]);
        assert!(choices[0].place.ends_with("keymap.ron:2:3"), "{}", choices[0].place);
        assert!(choices[2].place.ends_with("keymap.ron:3:15"), "{}", choices[2].place);
        assert_eq!(choices[2].keys, ["f11", "' 0"]);
        write("mine.ron", "{ \"save\": 3 }");
        let fault = read(folder.path(), Some("mine")).expect_err("no list");
        assert!(fault.contains("mine.ron:1:10"), "{fault}");
        assert!(read(folder.path(), Some("none")).expect_err("no file").contains("no such key map"));
        assert_eq!(read(&folder.path().join("empty"), None), Ok(Vec::new()));
    }
}
