//! Below the rows, under each field, whether it is written with a note: its letter if it is, `-` if not. While that is as usual (the
//! instrument alone), the line is the rows'.

use super::tracks::Tracks;
use crate::studio::grid::Column;
use crate::studio::typing::Mask;
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Whether something else is written with notes than usual.
pub fn is_told(scene: &Scene) -> bool {
    scene.seat.mask != Mask::default()
}

/// The letter of a field that is written.
fn letter(column: Column) -> &'static str {
    match column {
        Column::Note(_) => "N",
        Column::Instrument(_) => "I",
        Column::Volume(_) => "V",
        Column::Delay(_) => "D",
        Column::Effect(_) => "E",
    }
}

/// Draws the line; at its left end the key that changes what is written.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect, tracks: &Tracks) {
    let styles = scene.styles;
    put(buffer, area, (area.x, area.y), &scene.key_of("mask"), styles.of(Role::Faint));
    for shown in &tracks.shown {
        put(buffer, area, (area.x + shown.x - 1, area.y), "│", styles.of(Role::Border));
        for field in &shown.fields {
            let (sign, role) = match (field.column, scene.seat.mask.writes(field.column)) {
                (Column::Note(_), _) | (_, Some(true)) => (letter(field.column), Role::Armed),
                (_, Some(false)) => ("-", Role::Text),
                (_, None) => continue,
            };
            put(buffer, area, (area.x + shown.x + field.x, area.y), sign, styles.of(role));
        }
    }
}
