//! A line of text that is being typed, in place of the status line.

use crate::studio::text_line::TextLine;
use crate::ui::paint::{Writer, clean, cut, line, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

/// The end of a text that takes at most so many cells.
fn end_of(text: &str, cells: u16) -> String {
    let text = clean(text);
    let mut taken = 0;
    let signs = text.graphemes(true).rev().take_while(|sign| {
        taken += width(sign);
        taken <= cells
    });
    let shown: Vec<&str> = signs.collect();
    shown.into_iter().rev().collect()
}

/// Writes the typed text so that its cursor is seen; the cursor's cell.
pub fn write(scene: &Scene, buffer: &mut Buffer, area: Rect, text: &TextLine) -> Position {
    let (before, behind) = text.halves();
    let before = end_of(before, area.width.saturating_sub(1));
    let mut writer = Writer::new(buffer, area);
    writer.text(&before, scene.styles.of(Role::Text));
    let x = writer.column();
    writer.short(behind, area.width, scene.styles.of(Role::Text));
    buffer.set_style(area, scene.styles.of(Role::Field));
    let cell = Rect { x, width: 1, ..area }.intersection(area);
    buffer.set_style(cell, scene.styles.of(Role::Cursor));
    Position { x, y: area.y }
}

/// Draws title and text over the status line; the cursor's cell.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, title: &str, text: &TextLine) -> Position {
    let area = line(screen, screen.height.saturating_sub(2));
    Clear.render(area, buffer);
    buffer.set_style(area, scene.styles.of(Role::Text));
    let title = cut(title, area.width / 2);
    let x = put(buffer, area, (area.x, area.y), &title, scene.styles.of(Role::Title));
    write(scene, buffer, Rect { x, width: area.right() - x, ..area }, text)
}
