//! A line of text that is being typed, in place of the status line.

use crate::studio::notices::Weight;
use crate::studio::text_line::TextLine;
use crate::ui::paint::{Writer, clean, line, put, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};
use std::time::Instant;
use unicode_segmentation::UnicodeSegmentation;

/// The most lines of words that are offered.
const OFFERED: usize = 6;

/// The end of a text that takes at most so many cells.
pub fn end_of(text: &str, cells: u16) -> String {
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
    if text.is_offered() {
        buffer.set_style(
            Rect { width: x - area.x, ..area }.intersection(area),
            scene.styles.of(Role::Selection),
        );
    }
    let cell = Rect { x, width: 1, ..area }.intersection(area);
    buffer.set_style(cell, scene.styles.of(Role::Cursor));
    Position { x, y: area.y }
}

/// What the text may become, in as many lines as there is a use for.
fn offered(words: &[String], cells: u16) -> Vec<String> {
    let mut lines = wrapped(&words.join("  "), cells);
    if lines.len() > OFFERED {
        lines.truncate(OFFERED);
        lines.push("… and more: type on".to_owned());
    }
    lines
}

/// Draws title and text over the status line; a long title, and what was told of the last answer, above it. The cursor's cell.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, title: &str, text: &TextLine) -> Position {
    let area = line(screen, screen.height.saturating_sub(2));
    Clear.render(area, buffer);
    buffer.set_style(area, scene.styles.of(Role::Screen).patch(scene.styles.of(Role::Text)));
    let mut above = Vec::new();
    let told =
        scene.studio.notices.current(scene.seat.person.number, Instant::now()).map(|(notice, _)| notice);
    if let Some(fault) = told.filter(|notice| notice.weight >= Weight::Warning) {
        above.extend(
            wrapped(&format!("! {}", fault.text), area.width).into_iter().map(|text| (text, Role::Error)),
        );
    }
    above.extend(offered(&scene.seat.offered, area.width).into_iter().map(|text| (text, Role::Hint)));
    let long = width(title) > area.width / 2;
    if long {
        above.extend(wrapped(title, area.width).into_iter().map(|text| (text, Role::Title)));
    }
    for (index, (text, role)) in above.iter().rev().enumerate() {
        let row = line(screen, (screen.height.saturating_sub(3)).saturating_sub(index as u16));
        Clear.render(row, buffer);
        buffer.set_style(row, scene.styles.of(Role::Screen));
        put(buffer, row, (row.x, row.y), text, scene.styles.of(*role));
    }
    let title = if long { "> " } else { title };
    let x = put(buffer, area, (area.x, area.y), title, scene.styles.of(Role::Title));
    write(scene, buffer, Rect { x, width: area.right() - x, ..area }, text)
}
