//! A page that is only read and scrolls: as many lines as fit, and how many there are in all.

use crate::ui::paint::{put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lines of a page of `count` that are seen in `area`; where there are more, the lower edge says so.
pub fn seen(scene: &Scene, buffer: &mut Buffer, area: Rect, count: usize) -> (usize, Rect) {
    let height = usize::from(area.height);
    if count <= height {
        return (0, area);
    }
    let list = Rect { height: area.height.saturating_sub(1), ..area };
    let first = scene.seat.scroll.min(count - usize::from(list.height));
    let text = format!("lines {} to {} of {count}", first + 1, first + usize::from(list.height));
    let x = area.right().saturating_sub(width(&text));
    put(buffer, area, (x, area.bottom().saturating_sub(1)), &text, scene.styles.of(Role::Faint));
    (first, list)
}
