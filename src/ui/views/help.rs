//! Every key and command, first what is valid in the view before, and every effect, before the keys where one is being written.

use crate::sequencer::effects::{self, Effect};
use crate::studio::commands::{Command, Context, GROUPS};
use crate::studio::grid::Column;
use crate::studio::keymap::Layer;
use crate::studio::search::{instead, query};
use crate::studio::view::View;
use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A line of the page.
enum Entry {
    Heading(String),
    Command(&'static Command),
    Effect(String, &'static Effect),
    /// A word of the language of finding and replacing.
    Word(&'static str, &'static str),
    Blank,
}

impl Entry {
    /// Whether its line holds a text in small letters: keys, name or what it does.
    fn holds(&self, scene: &Scene, wanted: &str) -> bool {
        let texts = match self {
            Entry::Heading(_) | Entry::Blank => return false,
            Entry::Command(command) => {
                format!(
                    "{} {} {}",
                    scene.seat.keymap.keys_in(command, pressed_at(scene)).join(" "),
                    command.name,
                    command.help
                )
            }
            Entry::Effect(code, effect) => format!("{code} {} {}", effect.name, effect.help),
            Entry::Word(word, help) => format!("{word} {help}"),
        };
        texts.to_lowercase().contains(wanted)
    }
}

/// Where keys were pressed in the view before.
fn pressed_at(scene: &Scene) -> Layer {
    Layer { context: Context::of(scene.seat.back), ..scene.seat.layer() }
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
    let back = Context::of(seat.back);
    let mut entries = Vec::new();
    let of_effects = seat.back == View::Pattern && matches!(seat.place.column, Column::Effect(_));
    if of_effects {
        list_effects(&mut entries);
    }
    listed(&format!("In the {} view", seat.back.name()), &mut entries, |row| row.context == back);
    listed("Everywhere", &mut entries, |row| row.context == Context::Everywhere);
    listed("In other views", &mut entries, |row| ![back, Context::Everywhere].contains(&row.context));
    if !of_effects {
        list_effects(&mut entries);
    }
    list_words(&mut entries);
    if !seat.filter.is_empty() {
        entries.retain(|entry| entry.holds(scene, &seat.filter.to_lowercase()));
    }
    let (first, list) = page::seen(scene, buffer, area, entries.len());
    for (index, entry) in entries.iter().skip(first).take(list.height.into()).enumerate() {
        let mut writer = Writer::new(buffer, line(list, index as u16));
        match entry {
            Entry::Heading(title) => {
                writer.text(title, styles.of(Role::Title));
            }
            Entry::Command(command) => {
                let keys = seat.keymap.keys_in(command, pressed_at(scene)).join("  ");
                let name = format!(":{} {}", command.name, command.argument);
                let wide = area.width >= 110;
                // Where there is no room for both, a command without a key is known by its name.
                let known = if keys.is_empty() && !wide { &name } else { &keys };
                writer.skip(4).field(known, if wide { 34 } else { 22 }, styles.of(Role::Hint)).skip(1);
                if wide {
                    writer.field(&name, 30, styles.of(Role::Faint)).skip(1);
                }
                writer.short(command.help, area.width, styles.of(Role::Text));
            }
            Entry::Effect(code, effect) => {
                writer.skip(4).field(code, 3, styles.of(Role::Hint)).skip(1);
                if area.width >= 110 {
                    writer.field(effect.name, 30, styles.of(Role::Faint)).skip(1);
                }
                writer.short(effect.help, area.width, styles.of(Role::Text));
            }
            Entry::Word(word, help) => {
                writer.skip(4).field(word, 26, styles.of(Role::Hint)).skip(1);
                writer.short(help, area.width, styles.of(Role::Text));
            }
            Entry::Blank => {}
        }
    }
    Some(Position { x: area.x, y: area.y })
}
