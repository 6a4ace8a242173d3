//! The samples: a row for each.

use crate::studio::sheets;
use crate::ui::paint::paragraph;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::sheet::{self, Manner, behind_titles};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the list; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let cursor =
        sheet::draw(scene, buffer, area, sheet, &Manner { pinned: true, bars: false, ..Manner::USUAL });
    if cursor.is_none() {
        let text = "The song has no samples yet. Enter looks for sound files, :load-sample PATH brings one by its name; \
                    it becomes an instrument.";
        paragraph(buffer, behind_titles(area), text, scene.styles.of(Role::Text));
    }
    cursor
}
