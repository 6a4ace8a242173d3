//! What listeners say to moments of songs, in the files in which it comes: the site's JSON, tables, subtitles, plain lines. Each form is
//! read and written. Every line that cannot be read is told.

mod json;
mod lines;
mod subtitles;
mod table;
pub mod time;

use super::problem::Problem;
use super::song::text_of;
use std::path::Path;

/// The most comments of a file.
const MOST: usize = 10_000;

/// What somebody said to a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    /// The song that it names; empty: none.
    pub track: String,
    /// When, in milliseconds.
    pub time: u32,
    /// Who; may be empty.
    pub author: String,
    /// What.
    pub text: String,
    /// When it was written; may be empty.
    pub written: String,
    /// What has become of it, as it is told; may be empty.
    pub state: String,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comments {
    /// What could be read.
    pub list: Vec<Comment>,
    /// What could not, each with its place.
    pub faults: Vec<Fault>,
}

/// A place that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub expected: &'static str,
}

impl Fault {
    fn new(line: usize, wrong: impl Into<String>, expected: &'static str) -> Fault {
        Fault { line, wrong: wrong.into(), expected }
    }

    /// As it is told: `notes.txt:3: what is wrong; expected …`.
    pub fn told(&self, path: &str) -> String {
        format!("{path}:{}: {}; expected {}", self.line, self.wrong, self.expected)
    }
}

impl Comments {
    /// Takes a comment, or what is wrong with it.
    fn take(&mut self, read: Result<Comment, Fault>) {
        match read {
            Ok(comment) if comment.text.trim().is_empty() => {}
            Ok(comment) => self.list.push(comment),
            Err(fault) => self.faults.push(fault),
        }
    }
}

/// A form of such files.
pub struct Form {
    /// The ending of the files.
    pub ending: &'static str,
    /// What it is called.
    pub name: &'static str,
    read: fn(&str) -> Comments,
    write: fn(&[Comment]) -> String,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form { ending: "json", name: "JSON", read: json::read, write: json::write },
    Form { ending: "csv", name: "a table (CSV)", read: table::read, write: table::write },
    Form { ending: "vtt", name: "WebVTT", read: subtitles::read, write: subtitles::write_vtt },
    Form { ending: "srt", name: "SubRip", read: subtitles::read, write: subtitles::write_srt },
    Form { ending: "txt", name: "lines such as `1:23 text`", read: lines::read, write: lines::write },
];

/// The form of a file by its ending, any case.
fn by_ending(path: &Path) -> Option<&'static Form> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    FORMS.iter().find(|form| form.ending == ending)
}

/// Whether a text begins as JSON does; lines may begin with a time in brackets.
fn is_json(begin: &str) -> bool {
    let in_list = begin.strip_prefix('[').map(str::trim_start);
    begin.starts_with('{') || in_list.is_some_and(|inside| inside.starts_with(['{', ']']))
}

/// The form of a text: by the file's ending, or by how it begins.
fn form(path: &Path, text: &str) -> &'static Form {
    by_ending(path).unwrap_or_else(|| match text.trim_start() {
        begin if is_json(begin) => &FORMS[0],
        begin if begin.starts_with("WEBVTT") => &FORMS[2],
        _ => &FORMS[4],
    })
}

/// Reads a file. `path` says its form and stands in messages.
///
/// # Errors
/// If it is no text. What is wrong inside is among its faults.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Comments, Problem> {
    let text = text_of(&path.display().to_string(), bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut comments = (form(path, text).read)(text);
    if comments.list.len() > MOST {
        comments.list.truncate(MOST);
        comments.faults.push(Fault::new(1, "there are too many comments", "at most 10000 of them"));
    }
    Ok(comments)
}

/// The text of a file with these comments, in the form of its ending.
///
/// # Errors
/// If the ending is that of no form.
pub fn write(path: &Path, comments: &[Comment]) -> Result<String, String> {
    let form = by_ending(path).ok_or_else(|| {
        let endings: Vec<String> = FORMS.iter().map(|form| format!(".{}", form.ending)).collect();
        format!(
            "{}: its ending is that of no kind of remarks; expected {}",
            path.display(),
            endings.join(", ")
        )
    })?;
    Ok((form.write)(comments))
}

#[cfg(test)]
mod tests;
