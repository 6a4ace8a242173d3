//! What may follow the first keys of a sequence, above the lower edge: with what it does where there is room, else by name.

use crate::studio::keymap::{menu, spelled};
use crate::studio::pointer::Target;
use crate::ui::paint::{Writer, line, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of a column that says what its commands do.
const TOLD: u16 = 46;
/// Cells of a column of names.
const NAMED: u16 = 25;
/// Cells of a column of groups.
const GROUPED: u16 = 37;
/// The most cells of a key.
const KEY: u16 = 7;

/// Draws the box, if first keys were pressed.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) {
    let begun = &scene.seat.leader;
    if begun.is_empty() {
        return;
    }
    let styles = scene.styles;
    scene.spot(screen, Target::Cover);
    let found = scene.seat.keymap.continuations(scene.seat.layer(), begun);
    let area = Rect { height: screen.height.saturating_sub(2), ..screen };
    let most = area.height.saturating_sub(2).max(1);
    let columns = |cells: u16| (screen.width.saturating_sub(4) / cells).max(1);
    let rows = |cells: u16| (found.len() as u16).div_ceil(columns(cells));
    let told = rows(TOLD) <= most;
    let cells = match (begun.as_slice(), told) {
        ([menu::LEADER], _) => GROUPED,
        (_, true) => TOLD,
        _ => NAMED,
    };
    let rows = rows(cells).clamp(1, most);
    let widest = found.iter().map(|(key, _)| width(&key.to_string())).max().unwrap_or(0).min(KEY);
    let title = menu::title(begun).map_or(String::new(), |title| format!(" ({title})"));
    let title = format!("{} and then{title}", spelled(begun));
    let inside = popup::at_bottom(buffer, area, rows + 2, &title, styles);
    let shown = usize::from(rows * columns(cells));
    for (index, (key, bound)) in found.iter().take(shown).enumerate() {
        let (column, row) = (index as u16 / rows, index as u16 % rows);
        let cell = line(inside, row);
        let cell = Rect { x: cell.x + column * cells, width: cells - 1, ..cell }.intersection(cell);
        let group = menu::group(begun, *key);
        match group {
            Some(group) => scene.spot(cell, Target::Group(group.letter)),
            None if bound.argument.is_empty() => scene.spot(cell, Target::Run(bound.command.name)),
            None => {}
        }
        let text = match group {
            Some(group) => group.title,
            None if told => bound.command.help,
            None => bound.command.name,
        };
        let mut writer = Writer::new(buffer, cell);
        writer.field(&key.to_string(), widest, styles.of(Role::Hint)).skip(1).short(
            text,
            cells,
            styles.of(Role::Text),
        );
    }
    if found.len() > shown {
        let text = format!(" {} more in the help ", found.len() - shown);
        let x = area.right().saturating_sub(width(&text) + 2);
        put(buffer, area, (x, area.bottom().saturating_sub(1)), &text, styles.of(Role::Faint));
    }
}
