//! The RON song file: `read` and `write`. docs/FORMAT.md describes it for people.
//!
//! Reading goes from text to the file model (`fields`, `lanes`: what stands where) and from there to the song
//! (`reader`, `sounds`: what it means). Knows no paths and no files: those are `io`'s.

pub(super) mod fault;
pub(super) mod fields;
mod checking;
mod clips;
mod curves;
mod lanes;
pub(super) mod sounds;
mod treatments;
mod tunings;
mod reader;
mod remarks;
mod migrations;
pub(super) mod text;
pub(super) mod writer;

use super::problem::Problem;
use crate::song::Song;

/// Reads a song file. `path` is only for messages.
///
/// # Errors
/// What is wrong, where, and what was expected. Memory stays within a few times the size of `bytes`.
pub fn read(path: &str, bytes: &[u8]) -> Result<Song, Problem> {
    let text = text_of(path, bytes)?;
    let current = migrations::migrated(text, migrations::CURRENT, migrations::MIGRATIONS)
        .map_err(|fault| fault.problem(path, text))?;
    reader::song(&current).map_err(|fault| fault.problem(path, &current))
}

/// The text of a file.
///
/// # Errors
/// If it is no text, or has changes of two sides that nobody has merged yet.
pub(super) fn text_of<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            let valid = std::str::from_utf8(valid).unwrap_or_default();
            let wrong = format!("the byte {:02X} is no UTF-8", rest.first().unwrap_or(&0));
            return Err(Problem::at(path, valid, valid.len(), wrong, "expected text in UTF-8".to_owned()));
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = conflict(text) {
        let wrong = "the file has changes of two sides that were not merged".to_owned();
        let expected = "expected one side of every <<<<<<< … ======= … >>>>>>>".to_owned();
        return Err(Problem::at(path, text, at, wrong, expected));
    }
    Ok(text)
}

/// Where a version control system has left both sides of a change.
fn conflict(text: &str) -> Option<usize> {
    let begins = |mark: &str| {
        if text.starts_with(mark) { Some(0) } else { Some(text.find(&format!("\n{mark}"))? + 1) }
    };
    begins(">>>>>>> ").and(begins("<<<<<<< "))
}

/// Whether the text of a song file holds comments, which are not kept when it is written again.
pub fn has_comments(text: &str) -> bool {
    let (mut in_text, mut last) = (false, ' ');
    for sign in text.chars() {
        match (in_text, last, sign) {
            (true, '\\', _) => {
                last = ' ';
                continue;
            }
            (true, _, '"') => in_text = false,
            (false, _, '"') => in_text = true,
            (false, '/', '/' | '*') => return true,
            _ => {}
        }
        last = sign;
    }
    false
}

/// The text of a song file: the same song gives the same bytes, and `read(write(song)) == song`.
pub fn write(song: &Song) -> String {
    writer::song(song)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_seen_and_texts_are_none() {
        assert!(has_comments("(format: 1, // one\n)") && has_comments("(/* all */)"));
        assert!(!has_comments("(title: \"a // b\", artist: \"c \\\" // d\")"));
    }

    #[test]
    fn unmerged_changes_are_told_as_such() {
        let text = "(\n<<<<<<< HEAD\n    title: \"A\",\n=======\n    title: \"B\",\n>>>>>>> other\n)";
        let problem = read("a.ron", text.as_bytes()).expect_err("unmerged").to_string();
        assert!(problem.starts_with("a.ron:2:1: the file has changes of two sides"), "{problem}");
    }
}
