//! What can be pressed while something waits for an answer: the last line of the screen names the most useful, `F1` or `Alt-?` shows
//! them all.

use super::Prompt;
use crate::studio::Studio;
use crate::studio::commands::{Answer, Command, all};
use crate::studio::key::{Key, KeyCode};
use crate::studio::keymap::spelled;
use crate::studio::seat::Seat;

/// Keys that do something.
#[derive(Clone, Debug)]
pub struct Row {
    /// The keys, as people read them.
    pub keys: String,
    /// Others that do the same.
    pub others: String,
    /// What they do in a word or two; empty: not worth a place in the last line.
    pub word: &'static str,
    /// What they do.
    pub help: &'static str,
}

/// A key that one list alone has.
#[derive(Debug)]
pub struct Own {
    /// The key.
    pub key: Key,
    /// What it does in a word or two.
    pub word: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Does it to the thing that is chosen, by its name; empty if nothing matches. The list stays open.
    pub run: fn(&mut Studio, &mut Seat, &str) -> Answer,
}

type Told = (&'static str, &'static str, &'static str, &'static str);

const LEAVE: Told = ("Escape", "Ctrl-C Ctrl-G", "leave", "leave; everything stays as it is");
const KEYS: Told = ("F1", "Alt-? Alt-H", "keys", "show these keys, or no longer");
const SEARCH: Told = ("letters", "", "", "find: a few letters of a name are enough");
const STEPS: Told = ("Up Down", "Tab", "choose", "the one before, the next one");
const PAGES: Told = ("PageUp PageDown", "", "", "ten at once");
const WALK: Told = ("Left Right", "Ctrl-B Ctrl-F", "", "the cursor moves in what is typed");
const ENDS: Told = ("Home End", "Ctrl-A Ctrl-E", "", "to the first sign, behind the last one");
const ERASE: Told = ("Backspace Delete", "Ctrl-H Ctrl-D", "", "take out the sign before, behind the cursor");
const WORD: Told = ("Ctrl-W", "", "", "take out the word before the cursor");
const EMPTY: Told = ("Ctrl-U", "Ctrl-K", "empty", "take out all before, behind the cursor");
const TAKE: Told = ("Enter", "", "take it", "take it");
const COMPLETE: Told = ("Tab", "", "complete", "write on, or offer what may come");

const LINE: &[Told] = &[
    ("Enter", "", "do it", "do what the line says"),
    COMPLETE,
    ("Up Down", "", "earlier lines", "an earlier line, a later one"),
    LEAVE,
    KEYS,
    WALK,
    ENDS,
    ERASE,
    WORD,
    EMPTY,
];
const PALETTE: &[Told] = &[
    STEPS,
    ("Enter", "", "do it", "do it; where none matches, the line as typed"),
    LEAVE,
    KEYS,
    SEARCH,
    PAGES,
    EMPTY,
];
const LIST: &[Told] = &[STEPS, TAKE, LEAVE, KEYS, SEARCH, PAGES, EMPTY];
const VISITED: &[Told] = &[
    ("Up Down", "Tab", "try", "hear or try the one before, the next one"),
    ("Ctrl-T", "F7", "again", "hear or try the chosen one again"),
    ("Enter", "", "take", TAKE.3),
    LEAVE,
    KEYS,
    SEARCH,
    PAGES,
    EMPTY,
];
const OFFERED: &[Told] = &[
    TAKE,
    ("a letter", "", "replace it", "what is typed takes its place"),
    ("Right", "Left Home End", "change it", "keep it and go on in it"),
    LEAVE,
    KEYS,
];
const OFFERED_FILE: &[Told] = &[OFFERED[0], OFFERED[1], COMPLETE, OFFERED[2], LEAVE, KEYS];
const FILE: &[Told] = &[TAKE, COMPLETE, LEAVE, KEYS, WALK, ENDS, ERASE, WORD, EMPTY];
const VALUE: &[Told] = &[TAKE, EMPTY, LEAVE, KEYS, WALK, ENDS, ERASE, WORD];
const PREVIEW: &[Told] = &[
    TAKE,
    LEAVE,
    ("Right", "Tab n +", "another", "the next variation"),
    ("Left", "p -", "before", "the variation before"),
    ("Space", "", "hear", "play the pattern with it, or stop"),
    ("Up Down", "", "look", "the cursor, and all keys that only look"),
    KEYS,
];
const QUESTION: &[Told] = &[
    ("Up Down", "", "scroll", "a line up, down"),
    ("Escape", "Ctrl-C Ctrl-G", "the last answer", "the last answer"),
    KEYS,
    ("a letter", "", "", "the answer before which it stands"),
    ("PageUp PageDown", "", "", "ten lines up, down"),
];

/// What can be pressed at a seat while this waits, the most useful first; then the commands that are valid whatever waits.
pub fn rows(seat: &Seat, prompt: &Prompt) -> Vec<Row> {
    let (told, own): (&[Told], &[Own]) = match prompt {
        Prompt::Line(_) => (LINE, &[]),
        Prompt::Palette { .. } => (PALETTE, &[]),
        Prompt::Choose { visit: Some(_), own, .. } => (VISITED, own),
        Prompt::Choose { own, .. } => (LIST, own),
        Prompt::Value { line, file: true, .. } if line.is_offered() => (OFFERED_FILE, &[]),
        Prompt::Value { line, .. } if line.is_offered() => (OFFERED, &[]),
        Prompt::Value { file: true, .. } => (FILE, &[]),
        Prompt::Value { .. } => (VALUE, &[]),
        Prompt::Preview => (PREVIEW, &[]),
        Prompt::Question(_) => (QUESTION, &[]),
    };
    let row = |(keys, others, word, help): &Told| Row {
        keys: (*keys).to_owned(),
        others: (*others).to_owned(),
        word,
        help,
    };
    let mut rows: Vec<Row> = told.iter().map(row).collect();
    let behind = told.iter().position(|told| told.0 == LEAVE.0).map_or(0, |at| at + 1);
    let own = own.iter().map(|own| Row {
        keys: own.key.to_string(),
        others: String::new(),
        word: own.word,
        help: own.help,
    });
    rows.splice(behind..behind, own);
    rows.extend(all().filter_map(|command| beside(seat, prompt, command)));
    rows
}

/// The row of a command that is valid while this waits, if keys of the seat's map lead to it.
fn beside(seat: &Seat, prompt: &Prompt, command: &Command) -> Option<Row> {
    let leads = |keys: &[Key]| keys.len() == 1 || prompt.is_blank_list() && keys[0].control;
    let keys = match command.terms.beside_prompts {
        true => seat.keymap.ranked_in(command, seat.layer()),
        false => Vec::new(),
    };
    let keys = keys.into_iter().filter(|(_, keys)| are_no_text(keys) && leads(keys));
    let mut keys = keys.map(|(_, keys)| spelled(keys));
    let help = command.help.split(';').next().unwrap_or_default();
    Some(Row { keys: keys.next()?, others: keys.collect::<Vec<_>>().join("  "), word: "", help })
}

/// Whether keys that are pressed while something waits can mean a command: they are no text.
pub(in crate::studio) fn are_no_text(keys: &[Key]) -> bool {
    !matches!(keys, [key] if !key.control && !matches!(key.code, KeyCode::Function(_)))
}

/// Gives a key to a list's own keys: what is to be done, and the name of the chosen thing.
pub(super) fn own(prompt: &Prompt, key: Key) -> Option<(&'static Own, String)> {
    let Prompt::Choose { own, .. } = prompt else { return None };
    let own: &'static [Own] = own;
    let found = own.iter().find(|own| own.key == key)?;
    Some((found, prompt.chosen().map_or(String::new(), |item| item.name.clone())))
}

/// Whether a key asks what can be pressed.
pub(super) fn is_asked(key: Key) -> bool {
    match key.code {
        KeyCode::Function(1) => !key.control && !key.shift,
        KeyCode::Char('?' | 'h') => key.alt && !key.control,
        _ => false,
    }
}

/// The list that is open has these keys besides those of all lists.
pub fn add(seat: &mut Seat, keys: &'static [Own]) {
    if let Some(Prompt::Choose { own, .. }) = &mut seat.prompt {
        *own = keys;
    }
}
