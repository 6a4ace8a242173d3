//! What can be pressed while something waits for an answer, above the lower edge.

use crate::studio::pointer::Target;
use crate::studio::prompt::Prompt;
use crate::studio::prompt::keys::rows;
use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of the keys.
const KEYS: u16 = 30;

/// Draws the box.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, prompt: &Prompt) {
    let (styles, rows) = (scene.styles, rows(scene.seat, prompt));
    scene.spot(screen, Target::Cover);
    let area = Rect { height: screen.height.saturating_sub(1), ..screen };
    let title = "What can be pressed here; Escape goes back to it";
    let inside = popup::at_bottom(buffer, area, rows.len() as u16 + 2, title, styles);
    for (index, row) in rows.iter().take(inside.height.into()).enumerate() {
        let keys = format!("{} {}", row.keys, row.others);
        let mut writer = Writer::new(buffer, line(inside, index as u16));
        writer.field(keys.trim_end(), KEYS, styles.of(Role::Hint)).skip(1).short(
            row.help,
            inside.width,
            styles.of(Role::Text),
        );
    }
}
