//! Levels as bars of eighths of a cell.

use crate::ui::paint::{Writer, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The lowest level that a meter shows, in dB.
const LOWEST: f32 = -60.0;
/// From here on a bar looks otherwise, in dB: first a little, then as a warning.
const STEPS: [f32; 2] = [-12.0, -3.0];
/// Parts of a cell, from an eighth on.
const PARTS: [&str; 8] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// A linear level in dB; `None` for silence.
pub fn decibels(level: f32) -> Option<f32> {
    (level > 1e-5).then(|| 20.0 * level.log10())
}

/// A level in words: `-3.2 dB`, with `!` above full scale.
pub fn level_text(level: f32) -> String {
    let over = if level > 1.0 { "!" } else { "" };
    decibels(level).map_or("-∞ dB".to_owned(), |level| format!("{level:.1} dB{over}"))
}

/// The widest bar of a reduction in cells, and what fills it, in dB.
const REDUCTION: (u16, f32) = (8, 24.0);
/// Cells of the number of a reduction.
const NUMBER: u16 = 8;
/// Cells that a reduction needs at least: the number, and a short bar.
pub const REDUCTION_CELLS: u16 = NUMBER + 5;

/// Writes what a device takes away, in dB, 0 or below: the number, and a bar where there is room and redraws cost little.
pub fn write_reduction(scene: &Scene, writer: &mut Writer, reduction: f32) {
    let number = format!("{reduction:.1}");
    let text = format!("{number} dB");
    let cells = width(&text);
    let style = scene.styles.of(if reduction < 0.0 { Role::MeterMid } else { Role::Faint });
    writer.field(if cells <= writer.room() { &text } else { &number }, NUMBER, style).skip(1);
    if !scene.is_frugal() {
        let (cells, whole) = REDUCTION;
        writer.text(&bar(-reduction / whole, cells.min(writer.room())), style);
    }
}

/// A bar from the left: `part` 0 to 1 of the area's first line. The text alone.
pub fn bar(part: f32, cells: u16) -> String {
    let eighths = (part.clamp(0.0, 1.0) * f32::from(cells) * 8.0).round() as usize;
    let mut text = PARTS[7].repeat(eighths / 8);
    text.push_str(if eighths.is_multiple_of(8) { "" } else { PARTS[eighths % 8 - 1] });
    text
}

/// How much of a meter a linear level fills, 0 to 1.
pub fn position(level: f32) -> f32 {
    (decibels(level).unwrap_or(LOWEST) - LOWEST) / -LOWEST
}

/// How a level looks: ordinary, near full scale, above it.
pub fn style(level: f32, styles: &Styles) -> Style {
    match decibels(level).unwrap_or(LOWEST) {
        level if level > 0.0 => styles.of(Role::Clip),
        level if level > STEPS[1] => styles.of(Role::MeterHigh),
        level if level > STEPS[0] => styles.of(Role::MeterMid),
        _ => styles.of(Role::MeterLow),
    }
}

/// Draws a level, linear, 1 is full scale, in the area's first line.
pub fn draw(buffer: &mut Buffer, area: Rect, level: f32, styles: &Styles) {
    put(buffer, area, (area.x, area.y), &bar(position(level), area.width), style(level, styles));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(bar(0.0, 4), "");
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.53, 4), "██▏");
        assert_eq!(bar(9.0, 4), "████");
        assert_eq!(bar(f32::NAN, 4), "");
    }

    #[test]
    fn levels_read_in_decibels() {
        assert_eq!(level_text(0.5), "-6.0 dB");
        assert_eq!(level_text(2.0), "6.0 dB!");
        assert_eq!(level_text(0.0), "-∞ dB");
    }
}
