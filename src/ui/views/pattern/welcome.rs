//! The first steps, above the grid of a song in which nothing can sound yet.

use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::{Clear, Widget};

/// Commands and what they are good for at the start; `""` is the piano.
const STEPS: &[(&str, &str)] = &[
    ("view-instruments", "then Enter adds an instrument: without one nothing sounds"),
    ("", "two rows of letters are a piano that writes at the cursor"),
    ("edit-mode", "only listen to the keys, or write them"),
    ("play-song", "play the song from its start"),
    ("play-pattern", "play the pattern in the grid over and over"),
    ("stop", "stop; once more: silence at once"),
    ("help", "every key that is valid here"),
    ("tour", "ten steps to a first loop"),
    ("palette", "find a command by a few letters"),
    ("menu", "every command by groups, and its keys"),
];

/// Draws the steps, as far as there is room for them.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    if area.height < 4 || scene.song().instruments.iter().any(Option::is_some) {
        return;
    }
    let wanted = STEPS.len() as u16 + 1;
    let skipped = area.height.saturating_sub(wanted) / 2;
    let area = Rect { y: area.y + skipped, height: area.height - skipped, ..area };
    Clear.render(area, buffer);
    buffer.set_style(area, scene.styles.of(Role::Screen).patch(scene.styles.of(Role::Text)));
    let inside = area.inner(Margin { horizontal: 2, vertical: 0 });
    Writer::new(buffer, inside).text("An empty song. The first steps:", scene.styles.of(Role::Title));
    for (index, (command, help)) in STEPS.iter().enumerate() {
        let key = match *command {
            "" => "z s x d c".to_owned(),
            command => Some(scene.key_of(command))
                .filter(|key| !key.is_empty())
                .unwrap_or_else(|| format!(":{command}")),
        };
        let mut writer = Writer::new(buffer, line(inside, index as u16 + 1));
        writer.field(&key, 12, scene.styles.of(Role::Hint)).short(
            help,
            inside.width,
            scene.styles.of(Role::Text),
        );
    }
}
