//! The song's own settings: a form.

use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the form; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    sheet::draw(scene, buffer, area, sheets::of(scene.seat.view)?, &Manner::USUAL)
}
