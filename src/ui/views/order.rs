//! The order list: a row for each entry.

use crate::studio::sheets;
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::length;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the list, and `▶` beside the entry that is heard; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let area = length::draw(scene, buffer, area);
    let list = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
    let manner = Manner { pinned: true, bars: false, close: true, ..Manner::USUAL };
    let cursor = sheet::draw(scene, buffer, list, sheet, &manner);
    if let (Some(position), Some(cell)) = (scene.heard_entry(), cursor) {
        let distance = i32::from(position.order) - scene.seat.sheet().row as i32;
        let y = i32::from(cell.y) + distance;
        if y > i32::from(area.top()) && y < i32::from(area.bottom()) {
            put(buffer, area, (area.x, y as u16), "▶", scene.styles.of(Role::Playing));
        }
    }
    cursor
}
