//! A set list from the disk.

use super::song_file::{SONGS, Unopened};
use super::whole_file;
use crate::formats::set::{ENDING, SetList, read as read_set};
use crate::formats::{album, song};
use std::path::Path;

/// The largest set list in bytes: 16 MiB.
const MOST_BYTES: u64 = 1 << 24;

/// Whether a file is a set list by its name.
pub fn is_set(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().ends_with(ENDING))
}

/// Reads a set list.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<SetList, Unopened> {
    let bytes = whole_file::read("read the set list", path, MOST_BYTES)?;
    let name = path.display().to_string();
    read_set(&name, &bytes).map_err(|fault| {
        let other = |is: &str| Unopened::Other { file: name.clone(), is: is.to_owned() };
        let lists_songs = bytes.windows(SONGS.len()).any(|part| part == SONGS);
        if !lists_songs && song::read("", &bytes).is_ok() {
            other("this is a song, no set list; `segno NAME.ron` or :open opens it")
        } else if lists_songs && album::read("", &bytes).is_ok() {
            other("this is an album, no set list; `segno master` and `segno publish` take it")
        } else {
            fault.into()
        }
    })
}
