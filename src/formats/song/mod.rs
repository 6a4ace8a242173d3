//! The RON song file: `read` and `write`. docs/FORMAT.md describes it for people.

use super::problem::Problem;
use crate::song::Song;

/// Reads a song file. `path` is only for messages.
pub fn read(path: &str, bytes: &[u8]) -> Result<Song, Problem> {
    let _ = bytes;
    Err(Problem {
        path: path.to_owned(),
        line: 0,
        column: 0,
        wrong: "nothing is read yet".to_owned(),
        expected: "expected a song".to_owned(),
    })
}

/// The text of a song file: the same song gives the same bytes, and `read(write(song)) == song`.
pub fn write(song: &Song) -> String {
    let _ = song;
    String::new()
}
