//! A song from the disk.

use super::problem::Problem;
use crate::formats::problem::Problem as Fault;
use crate::formats::song;
use crate::song::Song;
use std::fs;
use std::path::Path;

/// Why a song does not open.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// The machine does not give the file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// The file is at fault.
    #[error(transparent)]
    File(#[from] Fault),
}

/// Reads a song.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<Song, Unopened> {
    Ok(read_with_bytes(path)?.0)
}

/// Reads a song and gives the file's bytes as well.
///
/// # Errors
/// As [`read`].
pub fn read_with_bytes(path: &Path) -> Result<(Song, Vec<u8>), Unopened> {
    let bytes = fs::read(path).map_err(Problem::during("read the song", path))?;
    Ok((song::read(&path.display().to_string(), &bytes)?, bytes))
}
