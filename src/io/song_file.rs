//! A song from the disk.

use super::problem::Problem;
use crate::formats::problem::Problem as Fault;
use crate::formats::song;
use crate::song::Song;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

/// Bytes between two looks at whether it is still wanted.
const PIECE: u64 = 1 << 18;
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
    /// Whoever watched did not want it any more.
    #[error("cancelled")]
    Cancelled,
}

/// Hears how much is done, 0 to 1, and says whether to go on.
pub type Watch<'a> = dyn FnMut(f64) -> ControlFlow<()> + 'a;

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
    let song = song::read(&path.display().to_string(), &bytes)?;
    Ok((song, bytes))
}

fn read_bytes(path: &Path, watch: &mut Watch) -> Result<Vec<u8>, Unopened> {
    let fault = |reason: io::Error| Problem::new("read the song", path, reason);
    let mut file = File::open(path).map_err(fault)?;
    let length = file.metadata().map_err(fault)?.len();
    let mut bytes = Vec::new();
    loop {
        let part = bytes.len() as f64 / length.max(1) as f64;
        if watch(part.min(1.0) * BYTES_PART).is_break() {
            return Err(Unopened::Cancelled);
        }
        if file.by_ref().take(PIECE).read_to_end(&mut bytes).map_err(fault)? == 0 {
            return Ok(bytes);
        }
    }
}
