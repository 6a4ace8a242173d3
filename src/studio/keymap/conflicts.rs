//! What a map of keys does to commands: keys that mean two things, keys that went to another command, commands without a key.

use super::menu::LEADER;
use super::{Bound, Keymap, Layer, Taken, spelled};
use crate::studio::commands::{Context, all};
use crate::studio::key::Key;

/// A part of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What its lines have in common.
    pub title: &'static str,
    /// One sentence each.
    pub lines: Vec<String>,
}

/// The layer in words: `in the pattern grid`.
fn place(layer: Layer) -> String {
    let context = match layer.context {
        Context::Everywhere => "everywhere".to_owned(),
        other => format!("in {}", other.name()),
    };
    match layer.mode {
        Some(mode) => format!("{context}, {mode:?} mode").to_lowercase(),
        None => context,
    }
}

impl Keymap {
    /// The whole report, made at the first look at it.
    pub fn conflicts(&self) -> &[Section] {
        self.report.get_or_init(|| self.report())
    }

    fn report(&self) -> Vec<Section> {
        vec![
            Section {
                title: "Keys that never arrive: the first of them is a command by itself",
                lines: self.covered(),
            },
            Section { title: "Keys that mean another thing here than everywhere", lines: self.doubled() },
            Section { title: "Keys that went to another command", lines: self.given_away() },
            Section {
                title: "Commands without a key: Ctrl-P and the : line have them",
                lines: self.keyless(),
            },
        ]
    }

    /// Sequences whose first key is a command where they are valid.
    pub fn covered(&self) -> Vec<String> {
        let longer = self.keys.iter().filter(|((_, keys), _)| keys.len() > 1);
        let mut lines: Vec<String> = longer
            .filter_map(|((layer, keys), bound)| {
                let is_menu =
                    |begin: &[Key], first: &Bound| *begin == [LEADER] && first.command.name == "menu";
                let (begin, first) = (1..keys.len())
                    .find_map(|count| Some((&keys[..count], self.find(*layer, &keys[..count])?)))
                    .filter(|(begin, first)| !is_menu(begin, first))?;
                let (keys, begin) = (spelled(keys), spelled(begin));
                let (own, first) = (bound.command.name, first.command.name);
                Some(format!("{keys} {}: {own}, but {begin} is {first}", place(*layer)))
            })
            .collect();
        lines.sort();
        lines
    }

    fn doubled(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for ((layer, keys), bound) in &self.keys {
            let common = Layer { context: Context::Everywhere, ..*layer };
            let other = self.keys.get(&(common, keys.clone())).filter(|_| common != *layer);
            if let Some(other) = other.filter(|other| other.command.name != bound.command.name) {
                let (keys, here) = (spelled(keys), place(*layer));
                lines.push(format!("{keys}: {here} {}, else {}", bound.command.name, other.command.name));
            }
        }
        lines.sort();
        lines
    }

    /// Keys that went to another command, and what is left to the one that had them.
    pub fn given_away(&self) -> Vec<String> {
        let line = |taken: &Taken| {
            let left = self.keys_of(taken.from).join("  ");
            let left =
                if left.is_empty() { "no key is left to it".to_owned() } else { format!("it has {left}") };
            let (keys, place) = (spelled(&taken.keys), place(taken.layer));
            format!(
                "{keys} {place}: {} (by {}), no longer {}; {left}",
                taken.to.name, taken.by, taken.from.name
            )
        };
        self.taken.iter().map(line).collect()
    }

    fn keyless(&self) -> Vec<String> {
        let without = all().filter(|command| self.keys_of(command).is_empty());
        without
            .map(|command| format!("{} {}", command.name, command.argument).trim_end().to_owned())
            .collect()
    }
}
