//! The phrases of the chosen instrument: a row for each.

use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the list; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    sheet::draw(scene, buffer, area, sheet, &Manner { pinned: true, bars: false, ..Manner::USUAL })
}
