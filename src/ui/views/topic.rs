//! One topic of the help: its text with the keys as the user has them, and an effect's example as the grid shows it.

use crate::song::notation::{parse_row, row_text};
use crate::studio::topics::{find, with_keys};
use crate::ui::paint::{Writer, line, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The widest that text is read with ease, in cells.
const WIDEST: u16 = 90;

/// Draws the page.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let Scene { seat, styles, .. } = *scene;
    let topic = find(&seat.topic)?;
    let width = area.width.min(WIDEST);
    let mut lines = vec![(topic.name.clone(), Role::Title)];
    lines.extend(wrapped(&topic.help, width).into_iter().map(|text| (text, Role::Text)));
    for paragraph in with_keys(topic.text, seat).lines() {
        lines.push((String::new(), Role::Text));
        lines.extend(wrapped(paragraph, width).into_iter().map(|text| (text, Role::Text)));
    }
    if let Some(example) = topic.example {
        lines.push((String::new(), Role::Text));
        let row = |(number, text): &(u16, &str)| {
            let row = parse_row(text).map(|row| row_text(&row)).unwrap_or_default();
            (format!("  {number:02}  {row}"), Role::Effect)
        };
        lines.extend(example.iter().map(row));
    }
    let wanted = seat.filter.to_lowercase();
    lines.retain(|(text, _)| text.to_lowercase().contains(&wanted));
    let (first, list) = page::seen(scene, buffer, area, lines.len());
    for (index, (text, role)) in lines.iter().skip(first).take(list.height.into()).enumerate() {
        Writer::new(buffer, line(list, index as u16)).short(text, list.width, styles.of(*role));
    }
    Some(Position { x: area.x, y: area.y })
}
