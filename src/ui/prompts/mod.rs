//! What takes the keys before the view does, drawn over it: lines, palette, questions, and what may follow a first key.

mod line;
mod palette;
mod question;
mod leader;
mod keys;
mod preview;

use super::scene::Scene;
use crate::studio::prompt::Prompt;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the seat's prompt, if there is one, and its keys where they are asked for; the cell of its cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) -> Option<Position> {
    let cursor = waiting(scene, buffer, screen);
    if let Some(prompt) = scene.seat.prompt.as_ref().filter(|_| scene.seat.keys_told) {
        keys::draw(scene, buffer, screen, prompt);
    }
    cursor
}

fn waiting(scene: &Scene, buffer: &mut Buffer, screen: Rect) -> Option<Position> {
    match &scene.seat.prompt {
        Some(Prompt::Line(text)) => Some(line::draw(scene, buffer, screen, ":", text)),
        Some(Prompt::Value { title, line: text, .. }) => {
            Some(line::draw(scene, buffer, screen, &format!("{title}: "), text))
        }
        Some(Prompt::Palette { line, chosen }) => Some(palette::draw(scene, buffer, screen, line, *chosen)),
        Some(Prompt::Choose { title, items, line, chosen, .. }) => {
            Some(palette::draw_choice(scene, buffer, screen, title, items, (line, *chosen)))
        }
        Some(Prompt::Question(question)) => Some(question::draw(scene, buffer, screen, question)),
        Some(Prompt::Preview) => {
            preview::draw(scene, buffer, screen);
            None
        }
        None => {
            leader::draw(scene, buffer, screen);
            None
        }
    }
}
