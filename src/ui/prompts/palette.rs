//! The command palette: what matches, with keys and what it does.

use super::line;
use crate::studio::palette::matches;
use crate::studio::text_line::TextLine;
use crate::ui::paint::{Writer, line as line_of};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Draws the palette; the cursor's cell.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect, text: &TextLine, chosen: usize) -> Position {
    let styles = scene.styles;
    let height = screen.height.saturating_sub(4).min(24);
    let area = popup::centred(buffer, screen, (100, height), "Commands", styles);
    let found = matches(text.text());
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if found.is_empty() {
        Writer::new(buffer, list)
            .text("no command matches; Enter runs the line as typed", styles.of(Role::Faint));
    }
    let first = popup::first_shown(chosen, found.len(), list.height.into());
    for (index, command) in found.iter().enumerate().skip(first).take(list.height.into()) {
        let here = index == chosen;
        let row = line_of(list, (index - first) as u16);
        if here {
            buffer.set_style(row, styles.of(Role::Chosen));
        }
        let look = |style: Style| if here { styles.of(Role::Chosen) } else { style };
        let keys = scene.seat.keymap.keys_of(command).into_iter().next().unwrap_or_default();
        let mut writer = Writer::new(buffer, row);
        writer.text(if here { "> " } else { "  " }, look(styles.of(Role::Title)));
        writer
            .field(command.name, 22, look(styles.of(Role::Title)))
            .skip(1)
            .field(&keys, 14, look(styles.of(Role::Hint)))
            .skip(1);
        writer.short(command.help, row.width, look(styles.of(Role::Text)));
    }
    let query = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..line_of(area, 0) };
    Writer::new(buffer, line_of(area, 0)).text("? ", styles.of(Role::Hint));
    line::write(scene, buffer, query, text)
}
