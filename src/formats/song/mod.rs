//! The RON song file: `read` and `write`. docs/FORMAT.md describes it for people.
//!
//! Reading goes from text to the file model (`fields`, `lanes`: what stands where) and from there to the song
//! (`reader`, `sounds`: what it means). Knows no paths and no files: those are `io`'s.

mod fault;
mod fields;
mod lanes;
mod sounds;
mod reader;
mod migrations;
mod text;
mod writer;

use super::problem::Problem;
use crate::song::Song;

/// Reads a song file. `path` is only for messages.
///
/// # Errors
/// What is wrong, where, and what was expected. Memory stays within a few times the size of `bytes`.
pub fn read(path: &str, bytes: &[u8]) -> Result<Song, Problem> {
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
    let current = migrations::migrated(text, migrations::CURRENT, migrations::MIGRATIONS)
        .map_err(|fault| fault.problem(path, text))?;
    reader::song(&current).map_err(|fault| fault.problem(path, &current))
}

/// The text of a song file: the same song gives the same bytes, and `read(write(song)) == song`.
pub fn write(song: &Song) -> String {
    writer::song(song)
}
