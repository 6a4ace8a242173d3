//! What may follow a first key, above the lower edge: with what it does where there is room, else by name.

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
/// Cells of a key.
const KEY: u16 = 7;

/// Draws the box, if a first key was pressed.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) {
    let Some(leader) = scene.seat.leader else { return };
    let styles = scene.styles;
    scene.spot(screen, Target::Cover);
    let found = scene.seat.keymap.continuations(scene.seat.layer(), &[leader]);
    let area = Rect { height: screen.height.saturating_sub(2), ..screen };
    let most = area.height.saturating_sub(2).max(1);
    let columns = |cells: u16| (screen.width.saturating_sub(4) / cells).max(1);
    let rows = |cells: u16| (found.len() as u16).div_ceil(columns(cells));
    let told = rows(TOLD) <= most;
    let cells = if told { TOLD } else { NAMED };
    let rows = rows(cells).clamp(1, most);
    let inside = popup::at_bottom(buffer, area, rows + 2, &format!("{leader} and then"), styles);
    let shown = usize::from(rows * columns(cells));
    for (index, (key, bound)) in found.iter().take(shown).enumerate() {
        let (column, row) = (index as u16 / rows, index as u16 % rows);
        let cell = line(inside, row);
        let cell = Rect { x: cell.x + column * cells, width: cells - 1, ..cell }.intersection(cell);
        if bound.argument.is_empty() {
            scene.spot(cell, Target::Run(bound.command.name));
        }
        let mut writer = Writer::new(buffer, cell);
        let text = if told { bound.command.help } else { bound.command.name };
        writer.field(&key.to_string(), KEY, styles.of(Role::Hint)).skip(1).short(
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
