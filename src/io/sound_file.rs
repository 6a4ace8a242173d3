//! The sound of a file on the disk, piece by piece: it need not fit into memory.

use super::problem::Problem;
use super::song_file::Unopened;
use crate::formats::audio::{Piece, Streamed, stream_file};
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// What is done with it, for messages.
const DEED: &str = "read the sound";

/// Reads a sound file; `hear` gets its pieces and how much of it is done, 0 to 1, and says whether to go on.
///
/// # Errors
/// Names the file, and what is wrong with it. [`Unopened::Cancelled`] if `hear` breaks.
pub fn read(path: &Path, hear: &mut dyn FnMut(&Piece, f64) -> ControlFlow<()>) -> Result<Streamed, Unopened> {
    let fault = |reason: io::Error| Problem::new(DEED, path, reason);
    // Asked before opening: to open a pipe would wait for ever.
    let about = fs::metadata(path).map_err(fault)?;
    if !about.is_file() {
        let what = if about.is_dir() { "it is a folder" } else { "it is no file" };
        return Err(fault(io::Error::new(io::ErrorKind::IsADirectory, what)).into());
    }
    let file = File::open(path).map_err(fault)?;
    let (mut frames, mut stopped) = (0, false);
    let streamed = stream_file(&path.display().to_string(), path, file, &mut |piece| {
        frames += piece.channels.first().map_or(0, Vec::len) as u64;
        let part = piece.of.map_or(0.0, |of| (frames as f64 / of.max(1) as f64).min(1.0));
        let answer = hear(&piece, part);
        stopped |= answer.is_break();
        answer
    })?;
    if stopped { Err(Unopened::Cancelled) } else { Ok(streamed) }
}
