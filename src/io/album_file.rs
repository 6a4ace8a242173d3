//! An album from the disk.

use super::song_file::{Unopened, unlisted};
use super::whole_file;
use crate::formats::album::{Album, read as read_album};
use crate::formats::head::RonKind;
use std::path::Path;

/// The largest album file in bytes: 16 MiB.
const MOST_BYTES: u64 = 1 << 24;

/// Reads an album.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<Album, Unopened> {
    let bytes = whole_file::read("read the album", path, MOST_BYTES)?;
    let read = read_album(&path.display().to_string(), &bytes);
    read.map_err(|fault| unlisted(path, &bytes, RonKind::Album, fault))
}
