//! What takes the keys before the view does: the command line, the palette, a value being typed, a question.

pub mod keys;

use super::Studio;
use super::commands::{self, Answer, Command};
use super::completion::{self, Completed};
use super::key::{Key, KeyCode};
use super::palette::{self, Item};
use super::preview;
use super::seat::Seat;
use super::text_line::TextLine;

/// Things that a page key goes past in a list.
const PAGE: usize = 10;

/// Something that waits for the user's answer.
#[derive(Debug)]
pub enum Prompt {
    /// The `:` line.
    Line(TextLine),
    /// The command palette.
    Palette {
        /// What is searched.
        line: TextLine,
        /// The chosen one of the matches, from 0.
        chosen: usize,
    },
    /// One thing among several.
    Choose {
        /// What is chosen: `Device`.
        title: String,
        /// The things.
        items: Vec<Item>,
        /// What is searched.
        line: TextLine,
        /// The chosen one of the matches, from 0.
        chosen: usize,
        /// What is done with its name.
        accept: Accept,
        /// What is done on the way to it.
        visit: Option<Visit>,
        /// Keys that other lists do not have.
        own: &'static [keys::Own],
    },
    /// A value or a name that is asked for.
    Value {
        /// What is asked for: `Save as`.
        title: String,
        /// The answer so far.
        line: TextLine,
        /// Whether it is the path of a file.
        file: bool,
        /// What is done with it.
        accept: Accept,
    },
    /// A question with a few answers.
    Question(Question),
    /// Something that was made waits to be taken: [`super::preview`] has it.
    Preview,
}

/// A question with a few answers. Escape gives the last one.
#[derive(Debug)]
pub struct Question {
    /// What is asked.
    pub title: String,
    /// What one should know for it.
    pub lines: Vec<String>,
    /// The first of the lines that is shown.
    pub scroll: usize,
    /// The answers.
    pub answers: Vec<Choice>,
}

/// One answer to a question.
#[derive(Debug)]
pub struct Choice {
    /// The key that gives it.
    pub key: char,
    /// The answer in words.
    pub label: &'static str,
    /// What is done then.
    pub run: fn(&mut Studio, &mut Seat) -> Answer,
}

impl Prompt {
    /// The palette, nothing typed yet.
    pub fn palette() -> Prompt {
        Prompt::Palette { line: TextLine::default(), chosen: 0 }
    }

    /// The chosen one of the things, if one matches.
    fn chosen(&self) -> Option<&Item> {
        let Prompt::Choose { items, line, chosen, .. } = self else { return None };
        palette::chosen_among(line.text(), items).into_iter().nth(*chosen)
    }

    /// Whether it is a list in which nothing is searched yet.
    pub(super) fn is_blank_list(&self) -> bool {
        matches!(self, Prompt::Palette { line, .. } | Prompt::Choose { line, .. } if line.text().is_empty())
    }

    /// Text that is pasted goes into the line.
    pub fn paste(&mut self, text: &str) {
        match self {
            Prompt::Line(line)
            | Prompt::Palette { line, .. }
            | Prompt::Choose { line, .. }
            | Prompt::Value { line, .. } => line.insert(text),
            Prompt::Question(_) | Prompt::Preview => {}
        }
    }
}

/// What is done with an answer.
pub type Accept = fn(&mut Studio, &mut Seat, &str) -> Answer;

/// What is done while somebody moves through a list.
pub type Visit = fn(&mut Studio, &mut Seat, Visited);

/// Where somebody is in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visited<'a> {
    /// The search has led to the thing of that name.
    Found(&'a str),
    /// A step has led to it, or it was asked for once more.
    Reached(&'a str),
    /// Nothing is chosen any more: nothing matches, or the list has closed.
    Left,
}

/// Asks for a value or a name; `text` is offered.
pub fn ask(seat: &mut Seat, title: &str, text: &str, accept: Accept) -> Answer {
    put(seat, title, TextLine::offering(text), false, accept)
}

/// The same where the answer begins with `text`.
pub fn ask_on(seat: &mut Seat, title: &str, text: &str, accept: Accept) -> Answer {
    put(seat, title, TextLine::new(text), false, accept)
}

/// Asks for the path of a file: Tab completes it.
pub fn ask_file(seat: &mut Seat, title: &str, text: &str, accept: Accept) -> Answer {
    put(seat, title, TextLine::offering(text), true, accept)
}

/// Asks for one thing among several; `present` is chosen already if it is one of them.
pub fn choose(seat: &mut Seat, title: &str, items: Vec<Item>, present: &str, accept: Accept) -> Answer {
    put_list(seat, title, items, present, accept, None)
}

/// The same, and `visit` is told of every step: up and down, a page, and `Ctrl-T` or `F7` for the same thing once more.
pub fn visit(
    seat: &mut Seat,
    title: &str,
    items: Vec<Item>,
    present: &str,
    accept: Accept,
    visit: Visit,
) -> Answer {
    put_list(seat, title, items, present, accept, Some(visit))
}

fn put_list(
    seat: &mut Seat,
    title: &str,
    items: Vec<Item>,
    present: &str,
    accept: Accept,
    visit: Option<Visit>,
) -> Answer {
    let chosen = items.iter().position(|item| item.name == present).unwrap_or(0);
    let (title, line) = (title.to_owned(), TextLine::default());
    seat.prompt = Some(Prompt::Choose { title, items, line, chosen, accept, visit, own: &[] });
    Ok(())
}

fn put(seat: &mut Seat, title: &str, line: TextLine, file: bool, accept: Accept) -> Answer {
    seat.prompt = Some(Prompt::Value { title: title.to_owned(), line, file, accept });
    Ok(())
}

/// Gives a key to the seat's prompt, which is there.
pub fn press(studio: &mut Studio, seat: &mut Seat, key: Key) -> Answer {
    let leave = key.code == KeyCode::Escape || (key.control && matches!(key.code, KeyCode::Char('c' | 'g')));
    let asked = keys::is_asked(key);
    let told = std::mem::replace(&mut seat.keys_told, false);
    seat.keys_told = asked && !told;
    if asked || told && leave {
        return Ok(());
    }
    let Some(mut prompt) = seat.prompt.take() else { return Ok(()) };
    seat.offered.clear();
    if let Some((own, name)) = keys::own(&prompt, key) {
        seat.prompt = Some(prompt);
        return (own.run)(studio, seat, &name);
    }
    match &mut prompt {
        Prompt::Question(question) => {
            let scroll = question.lines.len().saturating_sub(1);
            match key.code {
                KeyCode::Down => question.scroll = (question.scroll + 1).min(scroll),
                KeyCode::Up => question.scroll = question.scroll.saturating_sub(1),
                KeyCode::PageDown => question.scroll = (question.scroll + 10).min(scroll),
                KeyCode::PageUp => question.scroll = question.scroll.saturating_sub(10),
                _ => {
                    let typed = key.typed().map(|character| character.to_ascii_lowercase());
                    let chosen = question.answers.iter().find(|choice| Some(choice.key) == typed);
                    let chosen = chosen.or_else(|| question.answers.last().filter(|_| leave));
                    if let Some(choice) = chosen {
                        return (choice.run)(studio, seat);
                    }
                }
            }
        }
        Prompt::Preview if leave => {
            studio.leave_preview();
            return Ok(());
        }
        _ if leave => {
            if let Prompt::Choose { visit: Some(visit), .. } = prompt {
                visit(studio, seat, Visited::Left);
            }
            seat.recall.leave();
            return Ok(());
        }
        Prompt::Preview => match preview::press(studio, seat, key) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(why) => {
                seat.prompt = Some(prompt);
                return Err(why);
            }
        },
        Prompt::Line(line) => match key.code {
            KeyCode::Enter => {
                // A bare name that must be told something is gone on with; once more, it is done as it stands.
                if let Some(command) = commands::named(line.text()).filter(|command| must_be_told(command)) {
                    seat.prompt = Some(Prompt::Line(TextLine::new(&format!("{} ", line.text()))));
                    return Err(format!("{} takes {}", command.name, command.argument));
                }
                seat.recall.keep(line.text());
                return commands::run_line(studio, seat, line.text());
            }
            KeyCode::Backspace if line.text().is_empty() => {
                seat.recall.leave();
                return Ok(());
            }
            KeyCode::Tab => take(completion::of_line(studio, line.text()), seat, line),
            KeyCode::Up => recalled(line, seat.recall.older(line.text())),
            KeyCode::Down => recalled(line, seat.recall.newer()),
            _ => drop(line.press(key)),
        },
        Prompt::Palette { line, chosen } => match key.code {
            KeyCode::Enter => {
                let found = palette::matches(line.text());
                return match found.get(*chosen) {
                    Some(command) => run_or_ask(studio, seat, command, ""),
                    None => commands::run_line(studio, seat, line.text()),
                };
            }
            _ => walk(key, line, chosen, |text| palette::matches(text).len()),
        },
        Prompt::Choose { items, line, chosen, accept, visit, .. } => match key.code {
            KeyCode::Enter => {
                if let Some(visit) = visit {
                    visit(studio, seat, Visited::Left);
                }
                let found = palette::chosen_among(line.text(), items);
                let Some(item) = found.get(*chosen) else {
                    return Err(format!("there is no {}", line.text()));
                };
                return accept(studio, seat, &item.name);
            }
            _ => {
                let before = line.text().to_owned();
                if !is_again(key) {
                    walk(key, line, chosen, |text| palette::chosen_among(text, items).len());
                }
                let stepped = is_again(key) || is_step(key);
                if let Some(visit) = visit.filter(|_| stepped || line.text() != before) {
                    let found = palette::chosen_among(line.text(), items);
                    let visited = match found.get(*chosen) {
                        Some(item) if stepped => Visited::Reached(&item.name),
                        Some(item) => Visited::Found(&item.name),
                        None => Visited::Left,
                    };
                    visit(studio, seat, visited);
                }
            }
        },
        Prompt::Value { line, file, accept, .. } => match key.code {
            KeyCode::Enter => {
                let answer = accept(studio, seat, line.text());
                // A path that was refused is mended, not typed anew.
                if answer.is_err() && *file && seat.prompt.is_none() {
                    *line = TextLine::new(line.text());
                    seat.prompt = Some(prompt);
                }
                return answer;
            }
            KeyCode::Tab if *file => take(completion::of_file(line.text()), seat, line),
            _ => drop(line.press(key)),
        },
    }
    seat.prompt = Some(prompt);
    Ok(())
}

/// Whether a command can do nothing without being told something.
fn must_be_told(command: &Command) -> bool {
    !command.argument.is_empty() && !command.argument.starts_with('[')
}

/// Runs a command that a key or the palette means; one that must be told something, or asks for it, and is not gets a line with its
/// name.
pub fn run_or_ask(studio: &mut Studio, seat: &mut Seat, command: &Command, argument: &str) -> Answer {
    if !(must_be_told(command) || command.terms.asks) || !argument.is_empty() {
        return command.perform(studio, seat, argument);
    }
    seat.prompt = Some(Prompt::Line(TextLine::new(&format!("{} ", command.name))));
    Ok(())
}

/// The things of the list that is open are others now; what was chosen stays chosen.
pub fn offer(seat: &mut Seat, offered: Vec<Item>) {
    let name = seat.prompt.as_ref().and_then(Prompt::chosen).map(|item| item.name.clone());
    if let Some(Prompt::Choose { items, line, chosen, .. }) = &mut seat.prompt {
        *items = offered;
        let found = palette::chosen_among(line.text(), items);
        let at = found.iter().position(|item| Some(&item.name) == name.as_ref());
        *chosen = at.unwrap_or(*chosen).min(found.len().saturating_sub(1));
    }
}

/// Goes to one of the things that match in the prompt's list, as steps would.
pub fn choose_thing(studio: &mut Studio, seat: &mut Seat, index: usize) -> Answer {
    seat.keys_told = false;
    let visited = match &mut seat.prompt {
        Some(Prompt::Palette { chosen, .. }) => {
            *chosen = index;
            None
        }
        Some(Prompt::Choose { items, line, chosen, visit, .. }) => {
            *chosen = index;
            let found = palette::chosen_among(line.text(), items).get(index).map(|item| item.name.clone());
            visit.zip(found)
        }
        _ => None,
    };
    if let Some((visit, name)) = visited {
        visit(studio, seat, Visited::Reached(&name));
    }
    Ok(())
}

/// Whether a key asks for the same thing of a list once more.
fn is_again(key: Key) -> bool {
    key.code == KeyCode::Function(7) || key.control && key.code == KeyCode::Char('t')
}

/// Whether a key goes on in a list.
fn is_step(key: Key) -> bool {
    matches!(key.code, KeyCode::Down | KeyCode::Up | KeyCode::Tab | KeyCode::PageDown | KeyCode::PageUp)
}

/// A key in a list that is searched: up, down, or the search goes on.
fn walk(key: Key, line: &mut TextLine, chosen: &mut usize, count: impl Fn(&str) -> usize) {
    match key.code {
        KeyCode::Down | KeyCode::Tab => *chosen = (*chosen + 1).min(count(line.text()).saturating_sub(1)),
        KeyCode::Up => *chosen = chosen.saturating_sub(1),
        KeyCode::PageDown => *chosen = (*chosen + PAGE).min(count(line.text()).saturating_sub(1)),
        KeyCode::PageUp => *chosen = chosen.saturating_sub(PAGE),
        _ => {
            let before = line.text().to_owned();
            line.press(key);
            *chosen = if line.text() == before { *chosen } else { 0 };
        }
    }
}

fn take(completed: Completed, seat: &mut Seat, line: &mut TextLine) {
    (seat.offered, *line) = (completed.offered, TextLine::new(&completed.text));
}

fn recalled(line: &mut TextLine, text: Option<&str>) {
    if let Some(text) = text {
        *line = TextLine::new(text);
    }
}
