//! The instruments: their list, and the fields of the chosen one.

use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws list and fields; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let chosen = Some(usize::from(scene.seat.instrument));
    sheet::draw(scene, buffer, area, sheet, &Manner { pinned: true, chosen, ..Manner::USUAL })
}
