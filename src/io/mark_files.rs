//! The marks of a song: a small file in the state folder for each song, by its path. What its lines mean is known elsewhere.

use super::paths::{make_folder, name_of_song};
use super::problem::Problem;
use super::save::save;
use super::whole_file;
use std::path::{Path, PathBuf};

/// The largest file in bytes: 64 KiB.
const MOST_BYTES: u64 = 1 << 16;

fn file(state: &Path, song: &Path) -> PathBuf {
    state.join("marks").join(name_of_song(song) + ".lines")
}

/// Reads the marks of the song at `song`; empty where there are none or they cannot be read: they are no part of the song.
pub fn read(state: &Path, song: &Path) -> String {
    let bytes = whole_file::read("read the marks", &file(state, song), MOST_BYTES).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes them, making the folder if need be.
///
/// # Errors
/// Names the path and the deed.
pub fn write(state: &Path, song: &Path, text: &str) -> Result<(), Problem> {
    let file = file(state, song);
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    save(&file, text.as_bytes())
}
