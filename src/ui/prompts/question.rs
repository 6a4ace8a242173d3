//! A question with what one should know for it, and its answers with their keys.

use crate::studio::pointer::Target;
use crate::studio::prompt::Question;
use crate::ui::paint::{Writer, line, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the question; the cell of its first answer.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, question: &Question) -> Position {
    let styles = scene.styles;
    let inside = screen.width.min(90).saturating_sub(6);
    let title = wrapped(&question.title, inside);
    let told: Vec<String> = question.lines.iter().flat_map(|text| wrapped(text, inside)).collect();
    let answers = question.answers.len();
    let wanted = title.len() + told.len() + answers + 4;
    let size = (inside + 4, (wanted as u16).min(screen.height.saturating_sub(2)));
    let area = popup::centred(buffer, screen, size, "Question", styles);
    scene.spot(screen, Target::Cover);
    for (index, text) in title.iter().enumerate() {
        Writer::new(buffer, line(area, index as u16)).text(text, styles.of(Role::Title));
    }
    let top = area.y + title.len() as u16 + 1;
    let bottom = area.bottom().saturating_sub(answers as u16);
    let room = usize::from(bottom.saturating_sub(top + 1));
    let first = question.scroll.min(told.len().saturating_sub(room));
    let list = Rect { y: top, height: room as u16, ..area }.intersection(area);
    for (index, text) in told.iter().skip(first).take(room).enumerate() {
        Writer::new(buffer, line(list, index as u16)).text(text, styles.of(Role::Text));
    }
    let below = told.len().saturating_sub(first + room);
    if below > 0 && bottom > top {
        let text = format!("… {below} more: Down");
        let end = Rect { y: bottom - 1, height: 1, ..area }.intersection(area);
        let x = end.right().saturating_sub(width(&text));
        Writer::new(buffer, Rect { x, width: end.right() - x, ..end }).text(&text, styles.of(Role::Faint));
    }
    for (index, choice) in question.answers.iter().enumerate() {
        let row = Rect { y: bottom + index as u16, height: 1, ..area }.intersection(area);
        scene.spot(row, Target::Answer(choice.key));
        let mut writer = Writer::new(buffer, row);
        writer
            .text(&format!(" {} ", choice.key), styles.of(Role::Hint))
            .text(choice.label, styles.of(Role::Text));
    }
    Position { x: area.x + 1, y: bottom.min(area.bottom().saturating_sub(1)) }
}
