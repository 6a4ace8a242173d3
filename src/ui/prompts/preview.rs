//! What waits to be taken, told in place of the status line; the grid shows it by `*` before its rows.

use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// Draws the line.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) {
    let Some(preview) = &scene.studio.preview else { return };
    let area = line(screen, screen.height.saturating_sub(2));
    Clear.render(area, buffer);
    buffer.set_style(area, scene.styles.of(Role::Status));
    let title = format!("* {}, variation {}: ", preview.name, preview.variation + 1);
    let mut writer = Writer::new(buffer, area);
    writer.text(&title, scene.styles.of(Role::Preview));
    writer.short(&preview.made.told, area.width, scene.styles.of(Role::Text));
}
