//! The samples: a row for each.

use crate::studio::sheets;
use crate::ui::paint::{Writer, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::sheet::{self, Manner};
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
        for (index, text) in wrapped(text, area.width).iter().enumerate() {
            let row = Rect { y: area.y + 2 + index as u16, height: 1, ..area }.intersection(area);
            Writer::new(buffer, row).short(text, area.width, scene.styles.of(Role::Text));
        }
    }
    cursor
}
