//! A song from the disk.

use super::problem::Problem;
use super::set_file;
use super::whole_file::{self, Watch, read_watched};
use crate::formats::problem::Problem as Fault;
use crate::formats::{album, set, song};
use crate::song::Song;
use std::ops::ControlFlow;
use std::path::Path;

/// What is done with it, for messages.
const DEED: &str = "read the song";
/// The largest song file in bytes: 256 MiB.
const MOST_BYTES: u64 = 1 << 28;
/// The field that only lists of songs have.
pub(super) const SONGS: &[u8] = b"songs:";
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
    if let Some(is) = other_kind(path, &bytes) {
        return Err(Unopened::Other { file: name, is });
    }
    let song = song::read(&name, &bytes)?;
    Ok((song, bytes))
}

/// What a file is that lists songs, and what takes it; `None`: a song, or nothing known.
fn other_kind(path: &Path, bytes: &[u8]) -> Option<String> {
    if set_file::is_set(path) {
        return Some("this is a set list, no song; `segno NAME.set.ron` opens and plays it".to_owned());
    }
    // Songs may be large: no other of them is read twice.
    if !bytes.windows(SONGS.len()).any(|part| part == SONGS) {
        return None;
    }
    let is_set = set::read("", bytes).is_ok();
    let is_album = || album::read("", bytes).is_ok();
    let set = "this is a set list, no song; name it NAME.set.ron, and `segno` opens and plays it";
    let album = "this is an album, no song; `segno master` and `segno publish` take it";
    is_set.then_some(set).or_else(|| is_album().then_some(album)).map(str::to_owned)
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
