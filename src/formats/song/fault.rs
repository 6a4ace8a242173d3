//! A fault while it is on its way up: it knows its place by address in the text, the line is counted once at the end.

use crate::formats::problem::{self, Problem};
use ron::error::{Error, Position, SpannedError};
use serde::de;

/// Sets the parts of a fault apart inside an error message of `ron`; no text of a fault holds it.
const MARK: char = '\u{1}';
/// The most characters of the file that a message repeats.
const SHOWN: usize = 24;

/// What is wrong where nothing more comes.
const ENDS: &str = "the file ends here";

/// What is wrong, what was expected, and where.
#[derive(Debug, PartialEq)]
pub(in crate::formats) struct Fault {
    place: Place,
    wrong: String,
    expected: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Where a part of the text begins in memory.
    Address(usize),
    /// The map key before the value that begins there.
    KeyOf(usize),
    /// Where the parser stands.
    Parser,
}

impl Fault {
    /// A fault at the beginning of `part`, which lies inside the file's text.
    pub(in crate::formats) fn at(part: &str, wrong: impl Into<String>, expected: &str) -> Fault {
        Fault::new(Place::Address(part.as_ptr() as usize), wrong, expected)
    }

    /// A fault in the key of the map's value that begins with `part`.
    pub(super) fn in_key_of(part: Option<&str>, wrong: impl Into<String>, expected: &str) -> Fault {
        let place = part.map_or(Place::Parser, |part| Place::KeyOf(part.as_ptr() as usize));
        Fault::new(place, wrong, expected)
    }

    /// A fault where the parser stands.
    pub(super) fn here(wrong: impl Into<String>, expected: &str) -> Fault {
        Fault::new(Place::Parser, wrong, expected)
    }

    /// The same where a number was taken all the same, moved into its range.
    pub(super) fn taken_as(mut self, value: f32) -> Fault {
        self.wrong += &format!(", which is taken as {value}");
        self
    }

    fn new(place: Place, wrong: impl Into<String>, expected: &str) -> Fault {
        Fault { place, wrong: wrong.into(), expected: format!("expected {expected}") }
    }

    /// The fault as an error of the parser; [`Fault::from_ron`] unpacks it.
    pub(super) fn raise<E: de::Error>(self) -> E {
        let (kind, address) = match self.place {
            Place::Address(address) => ('a', address),
            Place::KeyOf(address) => ('k', address),
            Place::Parser => ('p', 0),
        };
        E::custom(format_args!("{kind}{address}{MARK}{}{MARK}{}", self.wrong, self.expected))
    }

    fn unpack(message: &str) -> Option<Fault> {
        let mut parts = message.splitn(3, MARK);
        let (place, wrong, expected) = (parts.next()?, parts.next()?, parts.next()?);
        let address = place.get(1..)?.parse().ok()?;
        let place = match place.chars().next()? {
            'a' => Place::Address(address),
            'k' => Place::KeyOf(address),
            _ => Place::Parser,
        };
        Some(Fault { place, wrong: wrong.to_owned(), expected: expected.to_owned() })
    }

    /// The fault behind an error of the parser, which read `text`.
    pub(super) fn from_ron(text: &str, error: &SpannedError) -> Fault {
        let stands = offset(text, &error.span.end);
        if let Error::Message(message) = &error.code
            && let Some(mut fault) = Fault::unpack(message)
        {
            if fault.place == Place::Parser {
                fault.place = Place::Address(text.as_ptr() as usize + token_start(text, stands));
            }
            return fault;
        }
        let behind = matches!(
            error.code,
            Error::IntegerOutOfBounds | Error::InvalidIntegerDigit { .. } | Error::NoSuchExtension(_)
        );
        let stands = match error.code {
            _ if behind => token_start(text, stands),
            Error::InvalidEscape(_) => text[..stands].rfind('\\').unwrap_or(stands),
            Error::ExpectedStringEnd => text[..stands].strip_suffix('"').map_or(stands, str::len),
            _ => stands,
        };
        let rest = after_blanks(&text[stands..]);
        let (wrong, expected) = match &error.code {
            Error::ExceededRecursionLimit => (
                "brackets are nested too deeply".to_owned(),
                "at most 60 brackets inside each other".to_owned(),
            ),
            Error::ExpectedStringEnd => ("a string has no end".to_owned(), "a closing `\"`".to_owned()),
            Error::InvalidEscape(_) => {
                (found(rest), "one of the escapes of RON, such as \\n, \\\" or \\\\".to_owned())
            }
            code => (found(rest), words(code).map_or_else(|| ron_words(code, rest), str::to_owned)),
        };
        let expected = format!("expected {expected}");
        Fault { place: Place::Address(rest.as_ptr() as usize), wrong, expected }
    }

    /// The problem with its line and column in `text`, the whole of the file.
    pub(in crate::formats) fn problem(self, path: &str, text: &str) -> Problem {
        let inside = |address: usize| {
            let mut offset = address.saturating_sub(text.as_ptr() as usize).min(text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let offset = match self.place {
            Place::Address(address) => inside(address),
            Place::KeyOf(address) => {
                let before = &text[..inside(address)];
                token_start(before, before.rfind(':').unwrap_or(before.len()))
            }
            Place::Parser => text.len(),
        };
        let open = if self.wrong == ENDS { still_open(text) } else { None };
        let wrong = match open {
            Some((what, line)) => format!("{ENDS}, and {what} of line {line} is still open"),
            None => self.wrong,
        };
        Problem::at(path, text, offset, wrong, self.expected)
    }
}

/// What the parser wanted, in the words of docs/FORMAT.md.
fn words(code: &Error) -> Option<&'static str> {
    Some(match code {
        Error::ExpectedComma => "a comma, or the bracket that closes",
        Error::ExpectedIdentifier => "a name",
        Error::ExpectedMap => "`{` and numbered entries",
        Error::ExpectedMapColon => "a colon",
        Error::ExpectedArray => "`[` and a list",
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => "`(` and named fields",
        Error::ExpectedString => "text in quotes",
        Error::ExpectedInteger => "a whole number",
        Error::ExpectedRawValue => "a value",
        Error::IntegerOutOfBounds => "a smaller number",
        Error::TrailingCharacters => "nothing behind the last bracket",
        _ => return None,
    })
}

/// The parser's own words.
fn ron_words(code: &Error, rest: &str) -> String {
    let message = code.to_string();
    match message.strip_prefix("Expected ") {
        Some(expected) => expected.to_owned(),
        None if rest.is_empty() => "the rest of the file".to_owned(),
        None => format!("RON ({})", message.to_lowercase()),
    }
}

/// `found ` and the beginning of that text, or that the file ends.
pub(super) fn found(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end();
    if text.is_empty() {
        return ENDS.to_owned();
    }
    let mut shown: String = line.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() > SHOWN {
        shown.push('…');
    }
    format!("found `{shown}`")
}

/// The text without the spaces and comments at its beginning.
pub(super) fn after_blanks(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let comment = if let Some(line) = rest.strip_prefix("//") {
            line.find('\n').map(|end| &line[end..])
        } else if rest.starts_with("/*") {
            block_comment_end(rest).map(|end| &rest[end..])
        } else {
            return rest;
        };
        rest = comment.unwrap_or(&rest[rest.len()..]).trim_start();
    }
}

/// The innermost bracket, or the comment, that is open where the text ends, and the line in which it was opened.
fn still_open(text: &str) -> Option<(String, usize)> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut at = 0;
    let line = |at: usize| problem::Place::of("", text, at).line;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            '/' if rest.starts_with("/*") && block_comment_end(rest).is_none() => {
                return Some(("the comment".to_owned(), line(at)));
            }
            '/' => (rest.len() - after_blanks(rest).len()).max(1),
            '"' | '\'' => quoted(rest, first),
            'r' => raw(rest).unwrap_or(1),
            other => other.len_utf8(),
        };
        match first {
            '(' | '[' | '{' => open.push((first, at)),
            ')' | ']' | '}' => _ = open.pop(),
            _ => {}
        }
        at += length;
    }
    open.pop().map(|(bracket, at)| (format!("the `{bracket}`"), line(at)))
}

/// The length of the quoted text at the beginning, with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text[1..].find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

/// The length of the raw text (`r#"…"#`) at the beginning.
fn raw(text: &str) -> Option<usize> {
    let inside = text[1..].trim_start_matches('#');
    let signs = text.len() - 1 - inside.len();
    let quoted = inside.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(signs));
    let length = quoted.find(&end).map_or(inside.len(), |at| at + 1 + end.len());
    Some(1 + signs + length)
}

/// Where a block comment at the beginning ends; comments nest.
fn block_comment_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return Some(at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    None
}

/// The beginning of the number or name that ends at `end`, spaces between not counted.
fn token_start(text: &str, end: usize) -> usize {
    let before = text[..end].trim_end();
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-');
    let start = before.trim_end_matches(part).len();
    if start < before.len() { start } else { end }
}

fn offset(text: &str, position: &Position) -> usize {
    let line = text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(str::len).sum::<usize>();
    let column = text[line..].char_indices().nth(position.col.saturating_sub(1));
    column.map_or(text.len(), |(at, _)| line + at)
}
