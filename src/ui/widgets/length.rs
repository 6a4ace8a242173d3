//! How long the song is, in the last line of views that show the whole of it.

use crate::ui::paint::{line, put_right};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the line, once it is known; what is left of the area.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Rect {
    let Some(text) = scene.studio.duration_text() else { return area };
    let last = line(area, area.height.saturating_sub(1));
    put_right(buffer, last, &vec![(format!("the song: {text} "), scene.styles.of(Role::Title))]);
    Rect { height: area.height.saturating_sub(1), ..area }
}
