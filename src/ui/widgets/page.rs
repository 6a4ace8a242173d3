//! A page that is only read and scrolls: as many lines as fit, and how many there are in all.

use crate::studio::seat::Page;
use crate::ui::paint::{clean, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lines of a page of `count` that are seen in `area`; where there are more, the lower edge says so.
pub fn seen(scene: &Scene, buffer: &mut Buffer, area: Rect, count: usize) -> (usize, Rect) {
    let height = usize::from(area.height);
    let filter = &scene.seat.filter;
    if count <= height && filter.is_empty() {
        scene.seat.page.set(Page { lines: height, last: 0 });
        return (0, area);
    }
    let list = Rect { height: area.height.saturating_sub(1), ..area };
    let lines = usize::from(list.height);
    let last = count.saturating_sub(lines);
    scene.seat.page.set(Page { lines, last });
    let first = scene.seat.scroll.min(last);
    let find = scene.key_of("find-in-page");
    let found = if filter.is_empty() {
        format!("{find} finds")
    } else {
        format!("with \"{}\"; Escape shows all", clean(filter))
    };
    let text =
        format!("lines {} to {} of {count}, {found}", (first + 1).min(count), (first + lines).min(count));
    let x = area.right().saturating_sub(width(&text));
    put(buffer, area, (x, area.bottom().saturating_sub(1)), &text, scene.styles.of(Role::Faint));
    (first, list)
}
