//! Writing RON: quoted strings, short numbers, and structs in one line or one field a line.

use crate::dsp::parameter::{Info, Kind, Knobs};
use crate::song::unknown::Unknown;

/// Four spaces for each level.
const INDENT: &str = "    ";

/// A string in quotes. Line ends stay line ends if `lines` is set: a comment of several lines then reads well.
pub(in crate::formats) fn quoted(value: &str, lines: bool) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' if lines => text.push(c),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            _ if c.is_control() => text.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}

/// A parameter's value as the file has it: the shortest text that reads as the same number.
pub(super) fn knob_value(info: &Info, value: f32) -> String {
    let value = info.clamp(value);
    match info.kind {
        Kind::Choice(names) => quoted(names.get(value as usize).copied().unwrap_or_default(), false),
        Kind::Switch => (value > 0.5).to_string(),
        Kind::Whole => (value as i64).to_string(),
        Kind::Linear | Kind::Exponential => format!("{value:?}"),
    }
}

/// The fields of a struct that is being written, each as `name: value`.
#[derive(Default)]
pub(in crate::formats) struct Written(Vec<String>);

impl Written {
    /// Adds a field.
    pub(in crate::formats) fn field(&mut self, name: &str, value: impl std::fmt::Display) {
        self.0.push(format!("{name}: {value}"));
    }

    /// Adds a string, unless it is empty.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(name, quoted(value, false));
        }
    }

    /// Adds every parameter that is not as in `plain`.
    pub(super) fn knobs(&mut self, knobs: &dyn Knobs, plain: &dyn Knobs) {
        for index in 0..knobs.count() {
            let (info, value) = (knobs.info(index), knobs.value(index));
            if info.clamp(value) != plain.value(index) {
                self.field(info.name, knob_value(info, value));
            }
        }
    }

    /// Adds every parameter that is not as in `plain`, those of a group side by side.
    pub(in crate::formats) fn groups_of_knobs(&mut self, knobs: &dyn Knobs, plain: &dyn Knobs) {
        let mut last = None;
        for index in 0..knobs.count() {
            let (info, value) = (knobs.info(index), knobs.value(index));
            if info.clamp(value) == plain.value(index) {
                continue;
            }
            let field = format!("{}: {}", info.name, knob_value(info, value));
            match self.0.last_mut() {
                Some(line) if last == Some(info.group) => *line += &format!(", {field}"),
                _ => self.0.push(field),
            }
            last = Some(info.group);
        }
    }

    /// Adds the unknown fields whose names begin with `prefix` and go no deeper.
    pub(super) fn unknown(&mut self, unknown: &Unknown, prefix: &str) {
        for (name, value) in &unknown.0 {
            match name.strip_prefix(prefix) {
                Some(name) if !name.contains('/') => self.field(&identifier(name), value),
                _ => {}
            }
        }
    }

    /// Whether there are no fields.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `a: 1, b: 2`.
    pub(super) fn in_words(&self) -> String {
        self.0.join(", ")
    }

    /// `(a: 1, b: 2)`.
    pub(super) fn in_one_line(&self) -> String {
        format!("({})", self.in_words())
    }

    /// The fields alone, one a line, at that depth.
    pub(super) fn in_lines(&self, depth: usize) -> String {
        let indent = INDENT.repeat(depth);
        self.0.iter().map(|field| format!("{indent}{field},\n")).collect()
    }

    /// The fields in parentheses, one a line; `depth` is that of the line in which the struct begins.
    pub(in crate::formats) fn in_block(&self, depth: usize) -> String {
        format!("(\n{}{})", self.in_lines(depth + 1), INDENT.repeat(depth))
    }
}

/// Entries between `brackets`, one a line; `depth` is that of the line in which the list begins.
pub(in crate::formats) fn list(brackets: [char; 2], entries: &[String], depth: usize) -> String {
    let [open, close] = brackets;
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    let mut text = format!("{open}\n");
    for entry in entries {
        text.push_str(&INDENT.repeat(depth + 1));
        text.push_str(entry);
        text.push_str(",\n");
    }
    text.push_str(&INDENT.repeat(depth));
    text.push(close);
    text
}

/// A field's name as RON wants it.
fn identifier(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain { name.to_owned() } else { format!("r#{name}") }
}
