//! Columns in eighths of a cell, from the lower edge of an area upwards.

use crate::ui::paint::put;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Parts of a cell.
const PARTS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws a column of the height `part`, 0 to 1 of the area's, at each of its cells from the left.
pub fn draw(buffer: &mut Buffer, area: Rect, parts: impl Iterator<Item = f32>, style: Style) {
    for (x, part) in (area.x..area.right()).zip(parts) {
        let eighths = (part.clamp(0.0, 1.0) * f32::from(area.height) * 8.0).round() as usize;
        for line in 0..area.height {
            let filled = eighths.saturating_sub(8 * usize::from(line)).min(8);
            put(buffer, area, (x, area.y + area.height - 1 - line), PARTS[filled], style);
        }
    }
}
