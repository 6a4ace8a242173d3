//! Everything that was told so far, the newest first.

use crate::ui::frame::status::sign;
use crate::ui::paint::{Writer, line, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the page.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let styles = scene.styles;
    let wanted = scene.seat.filter.to_lowercase();
    let notices = scene.studio.notices.iter().rev();
    let notices: Vec<_> = notices.filter(|notice| notice.text.to_lowercase().contains(&wanted)).collect();
    if notices.is_empty() && wanted.is_empty() {
        Writer::new(buffer, area).text("Nothing was told yet.", styles.of(Role::Faint));
    }
    let mut lines = Vec::new();
    for notice in notices {
        let (sign, style) = sign(notice.weight, styles);
        let age = notice.at.elapsed().as_secs();
        for (index, text) in wrapped(&notice.text, area.width.saturating_sub(14)).into_iter().enumerate() {
            let age = if index == 0 { format!("{:>3}:{:02} ago", age / 60, age % 60) } else { String::new() };
            lines.push((age, if index == 0 { sign } else { "" }, text, style));
        }
    }
    let (first, list) = page::seen(scene, buffer, area, lines.len());
    for (index, (age, sign, text, style)) in lines.iter().skip(first).take(list.height.into()).enumerate() {
        let mut writer = Writer::new(buffer, line(list, index as u16));
        writer.field(age, 11, styles.of(Role::Faint)).field(sign, 2, *style).text(text, *style);
    }
    Some(Position { x: area.x, y: area.y })
}
