//! The remarks: a row for each.

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
    let manner = Manner { pinned: true, bars: false, ..Manner::USUAL };
    let cursor = sheet::draw(scene, buffer, area, sheet, &manner);
    if cursor.is_none() {
        let text = format!(
            "No remarks yet: in the grid {} says something to a row; :import-remarks FILE brings what listeners said.",
            scene.key_of("add-remark")
        );
        paragraph(buffer, behind_titles(area), &text, scene.styles.of(Role::Text));
    }
    cursor
}
