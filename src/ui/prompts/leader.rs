//! What may follow a first key, above the lower edge.

use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of one of the columns.
const COLUMN: u16 = 38;

/// Draws the box, if a first key was pressed.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) {
    let Some(leader) = scene.seat.leader else { return };
    let found = scene.seat.keymap.continuations(scene.context(), &[leader]);
    let columns = (screen.width.saturating_sub(4) / COLUMN).max(1);
    let rows = (found.len() as u16).div_ceil(columns);
    let area = Rect { height: screen.height.saturating_sub(2), ..screen };
    let title = format!("{leader} and then");
    let inside = popup::at_bottom(buffer, area, rows + 2, &title, scene.styles);
    for (index, (key, command)) in found.iter().enumerate() {
        let (column, row) = (index as u16 / rows.max(1), index as u16 % rows.max(1));
        let cell = line(inside, row);
        let x = cell.x + column * COLUMN;
        let cell = Rect { x, width: COLUMN - 2, ..cell }.intersection(cell);
        let mut writer = Writer::new(buffer, cell);
        writer.field(&key.to_string(), 9, scene.styles.of(Role::Hint)).skip(1).short(
            command.help,
            COLUMN,
            scene.styles.of(Role::Text),
        );
    }
}
