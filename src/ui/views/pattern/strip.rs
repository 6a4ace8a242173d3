//! The order list in one line above the grid, the seat's entry in its middle.

use crate::studio::pointer::Target;
use crate::ui::paint::{clean, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The text of an entry: section, pattern, repeats.
fn text(scene: &Scene, order: usize) -> String {
    let entry = &scene.song().order[order];
    let section = entry.section.as_deref().map_or(String::new(), |section| format!("{} ", clean(section)));
    let repeats = if entry.repeats > 1 { format!("×{}", entry.repeats) } else { String::new() };
    let heard = scene.heard_entry().is_some_and(|position| usize::from(position.order) == order);
    let own = order == usize::from(scene.seat.order);
    let [open, close] = if own { ["[", "]"] } else { [" ", " "] };
    let sign = if heard { "▶" } else { "" };
    format!("{open}{sign}{section}{:02}{repeats}{close}", entry.pattern)
}

/// Draws as many entries as fit. A click on one goes to it, on the sign at an end to the next one beyond it.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let styles = scene.styles;
    let own = usize::from(scene.seat.order);
    let count = scene.song().order.len();
    // As many entries to the left of the seat's own as fill half of the line.
    let mut first = own.min(count);
    let mut left = area.width / 2;
    while let Some(order) = first.checked_sub(1) {
        match left.checked_sub(width(&text(scene, order))) {
            Some(rest) => (first, left) = (order, rest),
            None => break,
        }
    }
    scene.spot(area, Target::Entry(scene.seat.order));
    scene.spot(Rect { width: 1, ..area }, Target::Entry(first.saturating_sub(1) as u16));
    let mut x =
        put(buffer, area, (area.x, area.y), if first > 0 { "‹" } else { " " }, styles.of(Role::Faint));
    for order in first..count {
        let text = text(scene, order);
        if x.saturating_add(width(&text)) >= area.right() {
            put(buffer, area, (area.right() - 1, area.y), "›", styles.of(Role::Faint));
            let end = Rect { x: area.right().saturating_sub(1), width: 1, ..area };
            scene.spot(end, Target::Entry(order as u16));
            return;
        }
        let style = match () {
            () if text.contains('▶') => styles.of(Role::Playing),
            () if order == own => styles.of(Role::Title),
            () => styles.of(Role::Faint),
        };
        let from = x;
        x = put(buffer, area, (x, area.y), &text, style);
        scene.spot(Rect { x: from, width: x - from, ..area }, Target::Entry(order as u16));
    }
}
