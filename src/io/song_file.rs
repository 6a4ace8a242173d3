//! A song from the disk.

use super::problem::Problem;
use super::set_file;
use super::whole_file::{self, Watch, read_watched};
use crate::formats::head::{self, RonKind};
use crate::formats::problem::Problem as Fault;
use crate::formats::song;
use crate::song::Song;
use std::ops::ControlFlow;
use std::path::Path;

/// What is done with it, for messages.
const DEED: &str = "read the song";
/// The largest song file in bytes: 256 MiB.
const MOST_BYTES: u64 = 1 << 28;
/// The part of the time that reading the bytes takes; understanding them takes the rest.
const BYTES_PART: f64 = 0.5;

/// Why a song does not open.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// The machine does not give the file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// The file is at fault.
    #[error(transparent)]
    File(#[from] Fault),
    /// It is a file of another kind.
    #[error("{file}: {is}")]
    Other {
        /// The file.
        file: String,
        /// What it is, and what takes it.
        is: String,
    },
    /// Whoever watched did not want it any more.
    #[error("cancelled")]
    Cancelled,
}

/// Reads a song.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<Song, Unopened> {
    Ok(read_with_bytes(path, &mut |_| ControlFlow::Continue(()))?.0)
}

/// Reads a song and gives the file's bytes as well.
///
/// # Errors
/// As [`read`]; [`Unopened::Cancelled`] if `watch` breaks.
pub fn read_with_bytes(path: &Path, watch: &mut Watch) -> Result<(Song, Vec<u8>), Unopened> {
    let bytes = read_bytes(path, watch)?;
    let name = path.display().to_string();
    // Fields that nobody knows are kept in songs, so a list of songs would be read as an empty one.
    let named = || set_file::is_set(path).then_some(RonKind::Set);
    if let Some(other) = head::kind(&bytes).or_else(named).filter(|kind| *kind != RonKind::Song) {
        return Err(Unopened::Other { file: name, is: other.instead_of(RonKind::Song) });
    }
    let song = song::read(&name, &bytes)?;
    Ok((song, bytes))
}

/// Why a file is not the list of songs that was `wanted`: it is no list of songs, or else that `fault`.
pub(super) fn unlisted(path: &Path, bytes: &[u8], wanted: RonKind, fault: Fault) -> Unopened {
    match head::surely(bytes).filter(|kind| *kind != wanted) {
        Some(other) => Unopened::Other { file: path.display().to_string(), is: other.instead_of(wanted) },
        None => fault.into(),
    }
}

/// The bytes of a song file.
///
/// # Errors
/// Names the file and the reason.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, Problem> {
    whole_file::read(DEED, path, MOST_BYTES)
}

fn read_bytes(path: &Path, watch: &mut Watch) -> Result<Vec<u8>, Unopened> {
    let bytes = read_watched(DEED, path, MOST_BYTES, &mut |part| watch(part * BYTES_PART))?;
    bytes.ok_or(Unopened::Cancelled)
}
