//! What waits for an answer, in words: lists item by item.

use crate::studio::Studio;
use crate::studio::palette;
use crate::studio::prompt::keys::{Row, rows};
use crate::studio::prompt::{Prompt, Question};
use crate::studio::seat::Seat;
use crate::studio::text_line::TextLine;

/// What waits, a sentence to a line. What is being typed is not part of it: [`typed`] has that.
pub fn told(studio: &Studio, seat: &Seat, prompt: &Prompt) -> Vec<String> {
    let item = |chosen: usize, count: usize, title: &str, text: Option<String>| match text {
        Some(text) => vec![format!("{} of {count}: {text}", chosen + 1)],
        None => vec![format!("{title}: nothing matches")],
    };
    if seat.keys_told {
        let told = |row: Row| format!("{} {}", row.keys, row.others).trim_end().to_owned() + ": " + row.help;
        return rows(seat, prompt).into_iter().map(told).collect();
    }
    match prompt {
        Prompt::Line(_) => offered(seat, "command line".to_owned()),
        Prompt::Value { title, .. } => offered(seat, title.clone()),
        Prompt::Palette { line, chosen } => {
            let found = palette::matches(line.text());
            let text = found.get(*chosen).map(|command| {
                let keys = seat.keymap.keys_of(command).into_iter().next();
                let keys = keys.map_or(String::new(), |keys| format!(", {keys}"));
                format!("{}{keys}, {}", command.name, command.help)
            });
            item(*chosen, found.len(), "commands", text)
        }
        Prompt::Choose { title, items, line, chosen, .. } => {
            let found = palette::chosen_among(line.text(), items);
            let text =
                found.get(*chosen).map(|item| format!("{} {}", item.name, item.help).trim().to_owned());
            item(*chosen, found.len(), title, text)
        }
        Prompt::Question(question) => asked(question),
        Prompt::Preview => {
            let preview = studio.preview.as_ref();
            preview.map_or(Vec::new(), |preview| {
                let number = preview.variation + 1;
                vec![format!("{}, variation {number}: {}; Enter takes it", preview.name, preview.made.told)]
            })
        }
    }
}

/// What a prompt is about when it opens, before its first item.
pub fn title(prompt: &Prompt) -> Option<&str> {
    match prompt {
        Prompt::Palette { .. } => Some("commands, type to search"),
        Prompt::Choose { title, .. } => Some(title),
        _ => None,
    }
}

fn offered(seat: &Seat, title: String) -> Vec<String> {
    let words = seat.offered.join(", ");
    if words.is_empty() { vec![title] } else { vec![title, format!("{}: {words}", seat.offered.len())] }
}

fn asked(question: &Question) -> Vec<String> {
    let answers: Vec<String> =
        question.answers.iter().map(|choice| format!("{} {}", choice.key, choice.label)).collect();
    let lines = question.lines.iter().map(|line| line.trim().to_owned());
    std::iter::once(question.title.clone()).chain(lines).chain([answers.join(", ")]).collect()
}

/// What is being typed, with what stands before it.
pub fn typed(prompt: &Prompt) -> Option<(String, &TextLine)> {
    match prompt {
        Prompt::Line(line) => Some((":".to_owned(), line)),
        Prompt::Value { title, line, .. } => Some((format!("{title}: "), line)),
        Prompt::Palette { line, .. } | Prompt::Choose { line, .. } => Some(("? ".to_owned(), line)),
        Prompt::Question(_) | Prompt::Preview => None,
    }
}
