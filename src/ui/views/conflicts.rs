//! What the key map does to the commands: conflicts, keys that were given away, commands without a key.

use crate::ui::paint::{Writer, line, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the page.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let Scene { seat, styles, .. } = *scene;
    let wanted = seat.filter.to_lowercase();
    let mut lines =
        vec![(format!("Keys of {}", seat.keymap.name()), Role::Title), (String::new(), Role::Text)];
    for section in seat.keymap.conflicts() {
        lines.push((section.title.to_owned(), Role::Title));
        let found = section.lines.iter().filter(|text| text.to_lowercase().contains(&wanted));
        let before = lines.len();
        for text in found {
            let wrapped = wrapped(text, area.width.saturating_sub(6));
            let inset = |(index, text): (usize, &String)| {
                format!("{}{text}", if index == 0 { "  " } else { "      " })
            };
            lines.extend(wrapped.iter().enumerate().map(|part| (inset(part), Role::Text)));
        }
        if lines.len() == before {
            lines.push(("  none".to_owned(), Role::Faint));
        }
        lines.push((String::new(), Role::Text));
    }
    let (first, list) = page::seen(scene, buffer, area, lines.len());
    for (index, (text, role)) in lines.iter().skip(first).take(list.height.into()).enumerate() {
        Writer::new(buffer, line(list, index as u16)).short(text, list.width, styles.of(*role));
    }
    Some(Position { x: area.x, y: area.y })
}
