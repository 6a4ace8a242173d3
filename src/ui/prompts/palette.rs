//! Lists that are searched: the commands with their keys, or what there is to choose from.

use super::line;
use crate::studio::palette::{Item, chosen_among, matches};
use crate::studio::pointer::Target;
use crate::studio::text_line::TextLine;
use crate::ui::frame::status::sign;
use crate::ui::paint::{Writer, line as line_of, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use std::path::Path;
use std::time::Instant;

/// A line of the list.
struct Entry<'a> {
    name: &'a str,
    /// `None`: there are no keys in this list.
    keys: Option<String>,
    help: &'a str,
}

/// The fewest cells of a name.
const NAMES: u16 = 22;
/// Lines below the list, where what is chosen is told in full.
const TOLD: u16 = 2;

/// Draws the command palette; the cursor's cell.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, text: &TextLine, chosen: usize) -> Position {
    let keys = |command| scene.seat.keymap.keys_of(command).into_iter().next().unwrap_or_default();
    let found = matches(text.text());
    let entry = |command: &&'static crate::studio::commands::Command| Entry {
        name: command.name,
        keys: Some(keys(command)),
        help: command.help,
    };
    let entries: Vec<Entry> = found.iter().map(entry).collect();
    let nothing = "no command matches; Enter runs the line as typed";
    let told = found.get(chosen).map(|command| {
        let keys = scene.seat.keymap.keys_of(command).join("  ");
        let name = format!(":{} {}", command.name, command.argument);
        let texts = [name.trim_end(), &keys, command.help];
        texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ")
    });
    tell(scene, buffer, screen, told.as_deref().unwrap_or_default());
    list(scene, buffer, screen, "Commands", nothing, &entries, (text, chosen))
}

/// Draws what there is to choose from; the cursor's cell.
pub fn draw_choice(
    scene: &Scene,
    buffer: &mut Buffer,
    screen: Rect,
    title: &str,
    items: &[Item],
    (text, chosen): (&TextLine, usize),
) -> Position {
    let found = chosen_among(text.text(), items);
    let entries: Vec<Entry> =
        found.iter().map(|item| Entry { name: &item.name, keys: None, help: &item.help }).collect();
    tell(scene, buffer, screen, found.get(chosen).map_or("", |item| &item.help));
    list(scene, buffer, screen, title, "nothing matches", &entries, (text, chosen))
}

/// Tells what is chosen, in full where there is room, above the keys; what was just told takes the first line.
fn tell(scene: &Scene, buffer: &mut Buffer, screen: Rect, text: &str) {
    let below =
        Rect { y: screen.bottom().saturating_sub(TOLD + 1), height: TOLD, ..screen }.intersection(screen);
    Clear.render(below, buffer);
    buffer.set_style(below, scene.styles.of(Role::Screen));
    let told = scene.studio.notices.current(scene.seat.person.number, Instant::now());
    if let Some((notice, _)) = told {
        let (sign, style) = sign(notice.weight, scene.styles);
        let mut writer = Writer::new(buffer, line_of(below, 0));
        writer.text(sign, style).skip(1).short(&notice.text, below.width, style);
    }
    let room = TOLD - u16::from(told.is_some());
    let rows = wrapped(text, below.width);
    let from = TOLD.saturating_sub(rows.len() as u16).max(TOLD - room);
    for (index, row) in rows.iter().take(room.into()).enumerate() {
        // What is too long even for these lines is cut in the last one.
        let is_last = index + 1 == usize::from(room);
        let text = if is_last { rows[index..].join(" ") } else { row.clone() };
        let mut writer = Writer::new(buffer, line_of(below, from + index as u16));
        writer.short(&text, below.width, scene.styles.of(Role::Text));
    }
}

/// Cells of the names: beside keys always the same, else what the longest takes, up to half of the list.
fn names(entries: &[Entry], cells: u16) -> u16 {
    let longest = entries.iter().filter(|entry| entry.keys.is_none()).map(|entry| width(entry.name)).max();
    longest.unwrap_or(0).min(cells / 2).max(NAMES)
}

/// A name in so many cells: of a path that is longer its end, which tells it from others.
fn named(entry: &Entry, cells: u16) -> String {
    let cut = Path::new(entry.name).is_absolute() && width(entry.name) > cells;
    match cut {
        true => format!("…{}", line::end_of(entry.name, cells.saturating_sub(1))),
        false => entry.name.to_owned(),
    }
}

fn list(
    scene: &Scene,
    buffer: &mut Buffer,
    screen: Rect,
    title: &str,
    nothing: &str,
    entries: &[Entry],
    (text, chosen): (&TextLine, usize),
) -> Position {
    let styles = scene.styles;
    let height = screen.height.saturating_sub(3 + TOLD).min(24);
    let area = popup::centred(buffer, screen, (100, height), title, styles);
    scene.spot(screen, Target::Cover);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if entries.is_empty() {
        Writer::new(buffer, list).text(nothing, styles.of(Role::Faint));
    }
    let first = popup::first_shown(chosen, entries.len(), list.height.into());
    let names = names(entries, list.width);
    for (index, entry) in entries.iter().enumerate().skip(first).take(list.height.into()) {
        let here = index == chosen;
        let row = line_of(list, (index - first) as u16);
        scene.spot(row, Target::Thing(index));
        if here {
            buffer.set_style(row, styles.of(Role::Chosen));
        }
        let look = |style: Style| if here { styles.of(Role::Chosen) } else { style };
        let mut writer = Writer::new(buffer, row);
        writer.text(if here { "> " } else { "  " }, look(styles.of(Role::Title)));
        writer.field(&named(entry, names), names, look(styles.of(Role::Title))).skip(1);
        if let Some(keys) = &entry.keys {
            writer.field(keys, 14, look(styles.of(Role::Hint))).skip(1);
        }
        writer.short(entry.help, row.width, look(styles.of(Role::Text)));
    }
    let query = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..line_of(area, 0) };
    Writer::new(buffer, line_of(area, 0)).text("? ", styles.of(Role::Hint));
    line::write(scene, buffer, query, text)
}
