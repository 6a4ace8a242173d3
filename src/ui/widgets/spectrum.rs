//! A spectrum as columns of eighths of a cell, over frequencies that go in equal ratios.

use crate::ui::paint::put;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use crate::ui::widgets::columns;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lowest and the highest frequency, in Hz.
pub const RANGE: (f32, f32) = (20.0, 20_000.0);
/// The frequencies that are named below.
const NAMED: [(f32, &str); 9] = [
    (50.0, "50"),
    (100.0, "100"),
    (200.0, "200"),
    (500.0, "500"),
    (1_000.0, "1k"),
    (2_000.0, "2k"),
    (5_000.0, "5k"),
    (10_000.0, "10k"),
    (20_000.0, "20k"),
];
/// The level at the lower edge, in dB; 0 dB is the upper one.
const LOWEST: f32 = -72.0;

/// Draws levels in dB, one for each column of the area; the last line names frequencies in Hz.
pub fn draw(buffer: &mut Buffer, area: Rect, levels: &[f32], styles: &Styles) {
    let above = Rect { height: area.height.saturating_sub(1), ..area };
    let parts = levels.iter().map(|level| (level - LOWEST) / -LOWEST);
    columns::draw(buffer, above, parts, styles.of(Role::Wave));
    axis(buffer, area, styles);
}

/// Names frequencies in Hz in the last line of an area.
pub fn axis(buffer: &mut Buffer, area: Rect, styles: &Styles) {
    let mut free = area.x;
    for (hertz, name) in NAMED {
        let part = (hertz / RANGE.0).ln() / (RANGE.1 / RANGE.0).ln();
        let x = (area.x + (part * f32::from(area.width)) as u16)
            .min(area.right().saturating_sub(name.len() as u16));
        if x >= free {
            put(buffer, area, (x, area.bottom().saturating_sub(1)), name, styles.of(Role::Faint));
            free = x + name.len() as u16 + 1;
        }
    }
}
