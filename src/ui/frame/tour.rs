//! The present step of the tour, above the status line.

use crate::studio::topics::with_keys;
use crate::studio::tour::STEPS;
use crate::ui::paint::{Writer, line, paragraph};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines that it takes; none without a tour.
pub fn height(scene: &Scene) -> u16 {
    if scene.seat.tour.is_some() { 4 } else { 0 }
}

/// Draws it.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Some(tour) = &scene.seat.tour else { return };
    let Some(step) = tour.present() else { return };
    let styles = scene.styles;
    buffer.set_style(area, styles.of(Role::Popup));
    let head = format!("Tour, step {} of {}: {}", tour.step + 1, STEPS.len(), step.title);
    Writer::new(buffer, line(area, 0))
        .text(&head, styles.of(Role::Title))
        .text("  (:tour stop leaves it, :tour goes on)", styles.of(Role::Faint));
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    paragraph(buffer, below, &with_keys(step.text, scene.seat), styles.of(Role::Popup));
}
