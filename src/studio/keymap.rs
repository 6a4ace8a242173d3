//! Which key is which command: the defaults stand in the commands' own rows; over them lies a map of another program's keys,
//! if one is chosen, and over that what the user has changed.

pub mod conflicts;
pub mod maps;
pub mod menu;
mod user;

use super::commands::{Command, Context, all, find};
use super::key::{Key, KeyCode, with_any_letter};
use conflicts::Section;
use maps::{MAPS, Map};
use std::collections::HashMap;
use std::sync::OnceLock;

/// What letters do in a map that has modes, as vi has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// They are commands.
    Normal,
    /// They are notes and signs.
    Insert,
    /// They are commands for the marked block; what is not told here is as in [`Mode::Normal`].
    Visual,
}

/// Where a key is pressed: the view's context and, if the map has modes, the mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layer {
    /// The context.
    pub context: Context,
    /// The mode; `None` for keys that are the same in all of them.
    pub mode: Option<Mode>,
}

impl Layer {
    /// The layers in which a key's meaning is looked for, the first that has one counts.
    fn down(self) -> impl Iterator<Item = Layer> {
        let Layer { context, mode } = self;
        let modes = [mode, mode.filter(|mode| *mode == Mode::Visual).and(Some(Mode::Normal))];
        let own = [context, Context::Everywhere].into_iter();
        let of_modes = own.clone().flat_map(move |context| {
            modes.into_iter().flatten().map(move |mode| Layer { context, mode: Some(mode) })
        });
        of_modes.chain(own.map(|context| Layer { context, mode: None }))
    }
}

/// What a key does.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The command.
    pub command: &'static Command,
    /// What it is told; empty for nothing.
    pub argument: String,
    /// The lowest is the key to teach first.
    rank: usize,
}

impl Bound {
    /// Whether the key stands for another one that some terminals keep for themselves.
    pub fn is_stand_in(&self) -> bool {
        self.rank >= STAND_IN
    }
}

/// A key that has gone from one command to another.
#[derive(Clone, Debug)]
struct Taken {
    layer: Layer,
    keys: Vec<Key>,
    from: &'static Command,
    to: &'static Command,
    by: String,
}

/// Keys to commands, by layer.
#[derive(Clone, Debug)]
pub struct Keymap {
    name: String,
    modal: bool,
    keys: HashMap<(Layer, Vec<Key>), Bound>,
    taken: Vec<Taken>,
    /// What is told of it all, once somebody has looked at that.
    report: OnceLock<Vec<Section>>,
}

/// The name of the program's own keys.
pub const OWN: &str = "segno";
/// The user's keys come before those of a map, these before the program's own, and stand-ins are last.
const OF_MAP: usize = 1_000;
const OF_ROWS: usize = 10_000;
const OF_MENU: usize = 15_000;
const STAND_IN: usize = 20_000;

impl Default for Keymap {
    fn default() -> Self {
        let mut keys = HashMap::new();
        let mut add = |command: &'static Command, sequence: Vec<Key>, rank: usize, place: usize| {
            let layer = Layer { context: command.context, mode: None };
            let bound = |rank| Bound { command, argument: String::new(), rank: rank + place };
            if let Some(stand_in) = stand_in(&sequence) {
                keys.entry((layer, stand_in)).or_insert(bound(STAND_IN));
            }
            keys.insert((layer, sequence), bound(rank));
        };
        for command in all() {
            for (place, text) in command.keys.iter().enumerate() {
                sequence(text).into_iter().for_each(|sequence| add(command, sequence, OF_ROWS, place));
            }
        }
        for (place, (sequence, name)) in menu::rows().enumerate() {
            find(name).into_iter().for_each(|command| add(command, sequence.clone(), OF_MENU, place));
        }
        Keymap { name: OWN.to_owned(), modal: false, keys, taken: Vec::new(), report: OnceLock::new() }
    }
}

/// Reads `ctrl-s`, or two keys in a row: `' 0`.
fn sequence(text: &str) -> Option<Vec<Key>> {
    text.split(' ').map(Key::parse).collect()
}

/// A sequence as people read it.
pub fn spelled(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

/// Sequences as people read them. Where all begin with the same key, and there is another way to that, it stands behind them.
fn spelled_with_other_way<'a>(sequences: impl Iterator<Item = &'a Vec<Key>>) -> Vec<String> {
    let sequences: Vec<&Vec<Key>> = sequences.collect();
    let first = sequences.first().filter(|first| sequences.iter().all(|keys| keys[0] == first[0]));
    let other = first.and_then(|keys| menu::other_way(keys));
    sequences.into_iter().chain(&other).map(|keys| spelled(keys)).collect()
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
    Some(vec![menu::SECOND, Key::char(character)])
}

/// The command of a line, with what it is told.
fn command_of(line: &str) -> Option<(&'static Command, &str)> {
    let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
    find(name).map(|command| (command, argument.trim()))
}

/// A rank, where that holds, and the keys.
type Place<'a> = (usize, Layer, &'a Vec<Key>);

impl Keymap {
    /// The program's own keys, or those of a built-in map.
    pub fn named(name: &str) -> Option<Keymap> {
        if name == OWN {
            return Some(Keymap::default());
        }
        MAPS.iter().find(|map| map.name == name).map(Keymap::of_map)
    }

    /// The program's own keys under those of a map.
    fn of_map(map: &Map) -> Keymap {
        let mut keymap = Keymap { name: map.name.to_owned(), modal: map.modal, ..Keymap::default() };
        let mut rank = OF_MAP;
        for (context, mode, rows) in map.layers {
            for (text, line) in *rows {
                rank += 1;
                if let (Some(keys), Some((command, argument))) = (sequence(text), command_of(line)) {
                    let layer = Layer { context: *context, mode: *mode };
                    keymap.bind(
                        layer,
                        keys,
                        Bound { command, argument: argument.to_owned(), rank },
                        map.name,
                    );
                }
            }
        }
        keymap
    }

    /// The map's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether letters are commands until somebody says that they write.
    pub fn has_modes(&self) -> bool {
        self.modal
    }

    /// Gives keys to a command and remembers who had them there.
    fn bind(&mut self, layer: Layer, keys: Vec<Key>, bound: Bound, by: &str) {
        let to = bound.command;
        let had =
            layer.down().find_map(|layer| Some((layer, self.keys.get(&(layer, keys.clone()))?.command)));
        if let Some((_, from)) = had.filter(|(_, from)| from.name != to.name) {
            self.taken.push(Taken { layer, keys: keys.clone(), from, to, by: by.to_owned() });
        }
        self.keys.insert((layer, keys), bound);
    }

    /// What keys do there.
    pub fn find(&self, at: Layer, keys: &[Key]) -> Option<&Bound> {
        self.meant(at, keys).map(|(bound, _)| bound)
    }

    /// The same, and whether the last key is one of several that do it.
    pub fn meant(&self, at: Layer, keys: &[Key]) -> Option<(&Bound, bool)> {
        let look = |keys: &[Key]| at.down().find_map(|layer| self.keys.get(&(layer, keys.to_vec())));
        let own = look(keys).map(|bound| (bound, false));
        let any = || Some((look(&with_any_letter(keys)?)?, true));
        own.or_else(any).or_else(|| self.meant(at, &menu::meant(keys)?))
    }

    /// Whether these keys are the beginning of a longer sequence there.
    pub fn begins(&self, at: Layer, keys: &[Key]) -> bool {
        !self.continuations(at, keys).is_empty()
    }

    /// What may follow these keys there: the key that is still to come and what it does, sorted by it. Of those that begin
    /// something longer it is one of several things, which [`menu::title`] may know by name.
    pub fn continuations(&self, at: Layer, keys: &[Key]) -> Vec<(Key, &Bound)> {
        let mut found: Vec<(Key, &Bound)> = Vec::new();
        for layer in at.down() {
            for ((other, sequence), bound) in &self.keys {
                let longer = sequence.len() > keys.len() && sequence.starts_with(keys);
                if *other == layer && longer && found.iter().all(|(key, _)| *key != sequence[keys.len()]) {
                    found.push((sequence[keys.len()], bound));
                }
            }
        }
        let others = match menu::meant(keys) {
            Some(meant) => self.continuations(at, &meant),
            None if *keys == [menu::LEADER] => menu::first_keys()
                .filter_map(|(letter, first)| Some((letter, self.first_of(at, first)?)))
                .collect(),
            None => Vec::new(),
        };
        for (key, bound) in others {
            if found.iter().all(|(other, _)| *other != key) {
                found.push((key, bound));
            }
        }
        found.sort_by_key(|(key, _)| *key);
        found
    }

    /// Something that a first key begins there, if it does.
    fn first_of(&self, at: Layer, first: Key) -> Option<&Bound> {
        self.continuations(at, &[first]).into_iter().next().map(|(_, bound)| bound)
    }

    /// The key of a command that people are told to press, or how it is written on the `:` line.
    pub fn key_of(&self, name: &str) -> String {
        let keys = find(name).map(|command| self.keys_of(command)).unwrap_or_default();
        keys.into_iter().next().unwrap_or_else(|| format!(":{name}"))
    }

    /// The keys of a command, as people read them, the one to teach first.
    pub fn keys_of(&self, command: &Command) -> Vec<String> {
        spelled_with_other_way(self.ranked(command, |_, _| true).into_iter().map(|(_, keys)| keys))
    }

    /// The same, of those that do it there; of a command that is valid in another view, those that do it in that.
    pub fn keys_in(&self, command: &Command, at: Layer) -> Vec<String> {
        spelled_with_other_way(self.ranked_in(command, at).into_iter().map(|(_, keys)| keys))
    }

    /// [`Keymap::keys_in`] of every command that has keys, by its name: for pages that list them all.
    pub fn table(&self, at: Layer) -> HashMap<&'static str, Vec<String>> {
        let mut names: HashMap<&'static str, Vec<Place>> = HashMap::new();
        for ((layer, keys), bound) in self.keys.iter().filter(|(_, bound)| bound.argument.is_empty()) {
            names.entry(bound.command.name).or_default().push((bound.rank, *layer, keys));
        }
        let spelled_of = |(name, mut found): (&'static str, Vec<Place>)| {
            let command = find(name)?;
            found.retain(|(_, layer, keys)| self.does(command, at, *layer, keys));
            found.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)));
            found.dedup_by_key(|(_, _, keys)| *keys);
            Some((name, spelled_with_other_way(found.into_iter().map(|(_, _, keys)| keys))))
        };
        names.into_iter().filter_map(spelled_of).collect()
    }

    /// The key of a command that is worth to be learnt there: one of the user, the map or the program, but no stand-in for a key that
    /// means something else there. `None` if there is none.
    pub fn taught(&self, command: &Command, at: Layer) -> Option<String> {
        let leads = |keys: &[Key]| keys.first() == Some(&menu::SECOND);
        let is_stand_in = |(rank, keys): &(usize, &Vec<Key>)| *rank > OF_ROWS && leads(keys);
        let taught = self.ranked_in(command, at).into_iter().next().filter(|first| !is_stand_in(first));
        taught.map(|(_, keys)| spelled(keys))
    }

    /// Whether keys of a layer do a command there; one that is valid in another view, in that.
    fn does(&self, command: &Command, at: Layer, layer: Layer, keys: &[Key]) -> bool {
        let context = match command.context {
            Context::Everywhere => at.context,
            own => own,
        };
        let at = Layer { context, ..at };
        let own = |bound: &Bound| bound.command.name == command.name;
        at.down().any(|other| other == layer) && self.find(at, keys).is_some_and(own)
    }

    pub(super) fn ranked_in(&self, command: &Command, at: Layer) -> Vec<(usize, &Vec<Key>)> {
        self.ranked(command, |layer, keys| self.does(command, at, layer, keys))
    }

    fn ranked(&self, command: &Command, holds: impl Fn(Layer, &[Key]) -> bool) -> Vec<(usize, &Vec<Key>)> {
        let own = |bound: &Bound| bound.command.name == command.name && bound.argument.is_empty();
        self.ranked_by(|layer, keys, bound| own(bound) && holds(layer, keys))
    }

    fn ranked_by(&self, holds: impl Fn(Layer, &[Key], &Bound) -> bool) -> Vec<(usize, &Vec<Key>)> {
        let found = self.keys.iter().filter(|((layer, keys), bound)| holds(*layer, keys, bound));
        let mut found: Vec<_> = found.map(|((_, keys), bound)| (bound.rank, keys)).collect();
        found.sort();
        found.dedup_by_key(|(_, keys)| *keys);
        found
    }
}

/// The names of the built-in maps, the program's own first.
pub fn names() -> Vec<&'static str> {
    std::iter::once(OWN).chain(MAPS.iter().map(|map| map.name)).collect()
}

#[cfg(test)]
mod tests;
