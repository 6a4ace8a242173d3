//! Every key and command, first what is valid in the view or the page before, and every effect, before the keys where one is being written.

use crate::sequencer::effects::{self, Effect};
use crate::studio::commands::groups::GROUPS;
use crate::studio::commands::{Command, Context};
use crate::studio::grid::Column;
use crate::studio::keymap::Layer;
use crate::studio::search::{instead, query};
use crate::studio::view::View;
use crate::ui::paint::{Writer, line, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::HashMap;

/// Something that the page tells.
enum Entry {
    Heading(String),
    Command(&'static Command),
    Effect(String, &'static Effect),
    /// A word of the language of finding and replacing.
    Word(&'static str, &'static str),
    Blank,
}

impl Entry {
    /// Whether it holds a text in small letters: keys, name or what it does.
    fn holds(&self, keys: &Table, wanted: &str) -> bool {
        let texts = match self {
            Entry::Heading(_) | Entry::Blank => return false,
            Entry::Command(command) => {
                format!("{} {} {}", keys_of(keys, command).join(" "), command.name, command.help)
            }
            Entry::Effect(code, effect) => format!("{code} {} {}", effect.name, effect.help),
            Entry::Word(word, help) => format!("{word} {help}"),
        };
        texts.to_lowercase().contains(wanted)
    }

    /// Its lines: what stands at the left, the name where there is room for it, and what it does.
    fn lines(&self, keys: &Table, room: &Room) -> Vec<Line> {
        match self {
            Entry::Heading(title) => vec![Line::Heading(title.clone())],
            Entry::Blank => vec![Line::Blank],
            Entry::Command(command) => {
                let name = format!(":{} {}", command.name, command.argument);
                let own = keys_of(keys, command);
                // Where there is no room for both, a command without a key is known by its name.
                let known = match own.is_empty() && !room.is_wide() {
                    true => wrapped(&name, room.known(self)),
                    false => joined(own, room.known(self)),
                };
                room.side_by_side(self, known, &name, command.help)
            }
            Entry::Effect(code, effect) => {
                room.side_by_side(self, vec![code.clone()], effect.name, effect.help)
            }
            Entry::Word(word, help) => room.side_by_side(self, wrapped(word, room.known(self)), "", help),
        }
    }
}

/// The keys of commands by their names.
type Table = HashMap<&'static str, Vec<String>>;

fn keys_of<'a>(keys: &'a Table, command: &Command) -> &'a [String] {
    keys.get(command.name).map(Vec::as_slice).unwrap_or_default()
}

/// Keys beside each other, as many as fit in so many cells, in as many lines as that takes.
fn joined(keys: &[String], cells: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for key in keys {
        match lines.last_mut().filter(|line| width(line) + 2 + width(key) <= cells) {
            Some(line) => *line = format!("{line}  {key}"),
            None => lines.push(key.clone()),
        }
    }
    lines
}

/// A line of the page.
enum Line {
    Heading(String),
    /// What is known, in so many cells; the name, in so many; what it does.
    Told((String, u16), (String, u16), String),
    Blank,
}

/// The cells of a line.
struct Room(u16);

/// Cells before everything that is no heading.
const INDENT: u16 = 4;
/// Cells of names where there is room for them.
const NAMES: u16 = 30;

impl Room {
    fn is_wide(&self) -> bool {
        self.0 >= 110
    }

    /// Cells for what stands at the left.
    fn known(&self, entry: &Entry) -> u16 {
        match entry {
            Entry::Effect(..) => 3,
            Entry::Word(..) => 26,
            _ if self.is_wide() => 34,
            _ => 24,
        }
    }

    fn side_by_side(&self, entry: &Entry, known: Vec<String>, name: &str, help: &str) -> Vec<Line> {
        let named = if self.is_wide() && !matches!(entry, Entry::Word(..)) { NAMES } else { 0 };
        let left = self.known(entry);
        let used = INDENT + left + 1 + if named > 0 { named + 1 } else { 0 };
        let names = if named > 0 { wrapped(name, named) } else { Vec::new() };
        let helps = wrapped(help, self.0.saturating_sub(used));
        let count = known.len().max(names.len()).max(helps.len());
        let at = |texts: &[String], index: usize| texts.get(index).cloned().unwrap_or_default();
        let line =
            |index| Line::Told((at(&known, index), left), (at(&names, index), named), at(&helps, index));
        (0..count).map(line).collect()
    }
}

/// Where keys were pressed before.
fn pressed_at(scene: &Scene) -> Layer {
    Layer { context: Context::of(scene.seat.view_before()), ..scene.seat.layer() }
}

fn list_effects(entries: &mut Vec<Entry>) {
    entries.push(Entry::Heading("Effects: a letter or sign and two digits".to_owned()));
    entries.extend(effects::written().map(|(code, effect)| Entry::Effect(code, effect)));
    entries.push(Entry::Blank);
}

/// What `find` and `replace` take.
fn list_words(entries: &mut Vec<Entry>) {
    for (title, words) in
        [("What is found: words that all hold", query::WORDS), ("What replaces it", instead::WORDS)]
    {
        entries.push(Entry::Heading(title.to_owned()));
        entries.extend(words.iter().map(|(word, help)| Entry::Word(word, help)));
        entries.push(Entry::Blank);
    }
}

fn listed(title: &str, entries: &mut Vec<Entry>, chosen: impl Fn(&Command) -> bool) {
    let mut first = true;
    for group in GROUPS {
        let commands: Vec<_> = group.commands.iter().filter(|command| chosen(command)).collect();
        if commands.is_empty() {
            continue;
        }
        if first {
            entries.push(Entry::Heading(title.to_owned()));
            first = false;
        }
        entries.push(Entry::Blank);
        entries.push(Entry::Heading(format!("  {}", group.title)));
        entries.extend(commands.into_iter().map(Entry::Command));
    }
    entries.push(Entry::Blank);
}

/// Draws the page.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let Scene { seat, styles, .. } = *scene;
    let before = seat.view_before();
    let back = Context::of(before);
    let mut entries = Vec::new();
    let of_effects = before == View::Pattern && matches!(seat.place.column, Column::Effect(_));
    if of_effects {
        list_effects(&mut entries);
    }
    let kind = if before.is_page() { "page" } else { "view" };
    listed(&format!("In the {} {kind}", before.name()), &mut entries, |row| row.context == back);
    listed("Everywhere", &mut entries, |row| row.context == Context::Everywhere);
    listed("In other views", &mut entries, |row| ![back, Context::Everywhere].contains(&row.context));
    if !of_effects {
        list_effects(&mut entries);
    }
    list_words(&mut entries);
    let keys = seat.keymap.table(pressed_at(scene));
    if !seat.filter.is_empty() {
        entries.retain(|entry| entry.holds(&keys, &seat.filter.to_lowercase()));
    }
    let room = Room(area.width);
    let lines: Vec<Line> = entries.iter().flat_map(|entry| entry.lines(&keys, &room)).collect();
    let (first, list) = page::seen(scene, buffer, area, lines.len());
    for (index, told) in lines.iter().skip(first).take(list.height.into()).enumerate() {
        let mut writer = Writer::new(buffer, line(list, index as u16));
        match told {
            Line::Heading(title) => _ = writer.text(title, styles.of(Role::Title)),
            Line::Told((known, left), (name, named), help) => {
                writer.skip(INDENT).field(known, *left, styles.of(Role::Hint)).skip(1);
                if *named > 0 {
                    writer.field(name, *named, styles.of(Role::Faint)).skip(1);
                }
                writer.short(help, area.width, styles.of(Role::Text));
            }
            Line::Blank => {}
        }
    }
    Some(Position { x: area.x, y: area.y })
}
