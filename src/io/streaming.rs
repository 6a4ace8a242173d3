//! Recordings that are played from the disk: their files, read page by page, and the thread that reads them ahead of what sounds.

use crate::engine::link::streaming::Fetching;
use crate::formats::flac_frames::finding;
use crate::formats::wav_layout::Layout;
use crate::instruments::streamed::{Source, Streamed};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Sounds of fewer frames lie in memory: 22 seconds at 48 kHz.
pub const SHORTEST: u64 = 1 << 20;
/// How often the thread looks for what is needed, while it has everything.
const LOOK: Duration = Duration::from_millis(10);

/// Why a page cannot be read although there is a file.
const ANOTHER: &str = "the file is another one now";

/// A WAV file. It is opened for every page, so that a song may have more of them than a program may have open.
struct WavFile {
    path: PathBuf,
    layout: Layout,
}

impl Source for WavFile {
    fn read(&self, first: u64, channels: &mut [Vec<f32>]) -> Result<usize, String> {
        let mut file = File::open(&self.path).map_err(|error| error.to_string())?;
        let now = Layout::read(&mut file).map_err(|error| error.to_string())?;
        // A file that has only lost its end still has its beginning.
        if !now.is_some_and(|now| now.is_laid_out_as(&self.layout)) {
            return Err(ANOTHER.to_owned());
        }
        let bytes = self.layout.frame_bytes();
        let wanted = channels.first().map_or(0, Vec::len) * bytes;
        let mut read = Vec::with_capacity(wanted);
        file.seek(SeekFrom::Start(self.layout.data + first * bytes as u64))
            .and_then(|_| file.take(wanted as u64).read_to_end(&mut read))
            .map_err(|error| error.to_string())?;
        self.layout.convert(&read, channels);
        Ok(read.len() / bytes)
    }
}

/// A FLAC file, likewise.
struct FlacFile {
    path: PathBuf,
    layout: finding::Layout,
}

impl Source for FlacFile {
    fn read(&self, first: u64, channels: &mut [Vec<f32>]) -> Result<usize, String> {
        let mut file = File::open(&self.path).map_err(|error| error.to_string())?;
        if !self.layout.is_that_of(&mut file).map_err(|error| error.to_string())? {
            return Err(ANOTHER.to_owned());
        }
        self.layout.decode(&mut file, first, channels).map_err(|error| error.to_string())
    }
}

/// A long recording that can be read from any frame on; `None` if it is short, or no such file.
///
/// # Errors
/// If the file cannot be read.
pub fn open(path: &Path, name: &str) -> io::Result<Option<Streamed>> {
    let mut file = File::open(path)?;
    if let Some(layout) = finding::Layout::read(&mut file)? {
        return Ok((layout.frames >= SHORTEST).then(|| {
            let facts = (layout.info.rate, layout.frames, layout.info.channels.into());
            let source = FlacFile { path: path.to_path_buf(), layout };
            Streamed::new(name, facts, Box::new(source))
        }));
    }
    let layout = Layout::read(&mut file)?.filter(|layout| layout.frames >= SHORTEST);
    Ok(layout.map(|layout| {
        let facts = (layout.rate, layout.frames, layout.channels);
        let source = WavFile { path: path.to_path_buf(), layout };
        Streamed::new(name, facts, Box::new(source))
    }))
}

/// Lets a thread read; it ends with the studio's end.
///
/// # Errors
/// If the system gives none.
pub fn start(mut fetching: Fetching) -> io::Result<()> {
    let read = move || {
        while let Some(busy) = fetching.turn() {
            fetching.rest();
            if !busy {
                std::thread::sleep(LOOK);
            }
        }
    };
    std::thread::Builder::new().name("clips".to_owned()).spawn(read).map(drop)
}
