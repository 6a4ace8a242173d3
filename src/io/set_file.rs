//! A set list from the disk.

use super::song_file::{Unopened, unlisted};
use super::whole_file;
use crate::formats::head::RonKind;
use crate::formats::set::{ENDING, SetList, read as read_set};
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
    read_set(&path.display().to_string(), &bytes).map_err(|fault| unlisted(path, &bytes, RonKind::Set, fault))
}
