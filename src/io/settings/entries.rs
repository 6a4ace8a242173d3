//! The settings file entry by entry: one that cannot be taken is told, and stays as it was written.

use super::rows::SETTINGS;
use super::{Settings, format};
use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::path::Path;

/// Names with what stands behind them, in the order of the file.
pub(super) struct Entries(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("settings in parentheses")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    let value: Box<RawValue> = map.next_value()?;
                    entries.push((name, value.get_ron().trim().to_owned()));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_struct("Settings", &[], All)
    }
}

impl Settings {
    /// Takes an entry of the file. The error says what is wrong with it.
    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let row = SETTINGS.iter().find(|row| row.name == name);
        let row = row.ok_or_else(|| format!("there is no setting {name}"))?;
        let alone: Result<Settings, _> = format().from_str(&format!("({name}: {value})"));
        let text = match &alone {
            Ok(alone) => (row.show)(alone),
            // What its row says to it helps more than what is no number.
            Err(_) => value.trim_matches('"').to_owned(),
        };
        let said = |expected: String| format!("{name} is {value}; {expected}");
        (row.assign)(&mut self.clone(), &text).map_err(said)?;
        let settings = alone.map_err(|error| said(error.code.to_string()))?;
        (row.assign)(self, &(row.show)(&settings))
    }

    /// The settings that entries hold, and a sentence with its place in `file`, whose text that is, for each that cannot be taken.
    pub(super) fn of_entries(entries: Entries, file: &Path, text: &str) -> (Settings, Vec<String>) {
        let (mut settings, mut faults) = (Settings::default(), Vec::new());
        for (name, value) in entries.0 {
            if let Err(fault) = settings.take(&name, &value) {
                let place = place(text, &name).map(|(line, column)| format!(":{line}:{column}"));
                let place = place.unwrap_or_default();
                faults.push(format!("{}{place}: {fault}; it stays there and does nothing", file.display()));
                settings.kept.push((name, value));
            }
        }
        (settings, faults)
    }

    /// The file's text: what is set, and what could not be taken, unless it is set now.
    pub(super) fn text(&self) -> Result<String, ron::Error> {
        let set: Entries = format().from_str(&format().to_string(self)?).map_err(|error| error.code)?;
        let set: Vec<_> = set.0.into_iter().filter(|(_, value)| value != "None").collect();
        let kept = self.kept.iter().filter(|(name, _)| set.iter().all(|(other, _)| other != name));
        let lines = set.iter().chain(kept).map(|(name, value)| format!("    {name}: {value},\n"));
        Ok(format!("(\n{})\n", lines.collect::<String>()))
    }
}

/// Line and column, from 1, where a name with a colon behind it stands first.
fn place(text: &str, name: &str) -> Option<(usize, usize)> {
    let begins =
        |at: usize| text[..at].chars().next_back().is_none_or(|it| !it.is_alphanumeric() && it != '_');
    let ends = |at: usize| text[at + name.len()..].trim_start().starts_with(':');
    let (at, _) = text.match_indices(name).find(|(at, _)| begins(*at) && ends(*at))?;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    Some((text[..at].matches('\n').count() + 1, text[line..at].chars().count() + 1))
}
