//! The file of a take, which is whole at every moment. What was written stands before the header says so, so that a program that is
//! killed leaves a file that plays; several times a second both are brought to the disk.

use super::store::{Kind, Store};
use crate::io::problem::Problem;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Headers are brought up to date so many times a second.
const HEADERS_A_SECOND: u64 = 10;
/// And all of it to the disk so many times.
const SYNCS_A_SECOND: u64 = 2;

/// Where bytes go: a file, or what stands for one in a test.
pub trait Sink: Write + Seek + Send {
    /// Brings what was written to the disk.
    ///
    /// # Errors
    /// If the disk does not take it.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts off what lies beyond so many bytes.
    ///
    /// # Errors
    /// If that cannot be done.
    fn cut(&mut self, bytes: u64) -> io::Result<()>;
}

impl Sink for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }
}

/// A take that is being written.
pub struct TakeFile {
    path: PathBuf,
    sink: Box<dyn Sink>,
    rate: u32,
    store: Store,
    /// The input's channels that it holds, from 0.
    channels: Vec<usize>,
    /// Samples of these channels, and the bytes that they become.
    picked: Vec<f32>,
    bytes: Vec<u8>,
    /// Bytes of header and frames that stand in the file.
    length: u64,
    /// Frames that stand in the file.
    frames: u64,
    /// Frames that the header tells of, and those that are surely on the disk.
    told: u64,
    synced: u64,
    fault: Option<String>,
}

impl TakeFile {
    /// Makes a new file for these channels of the input, one or two, and the folders above it.
    ///
    /// # Errors
    /// Names the file or folder; nothing that is there is written over.
    pub fn make(path: &Path, rate: u32, kind: Kind, channels: &[usize]) -> Result<TakeFile, Problem> {
        if let Some(folder) = path.parent() {
            crate::io::paths::make_folder(folder)?;
        }
        let problem = Problem::during("record into", path);
        let file = OpenOptions::new().write(true).create_new(true).open(path).map_err(problem)?;
        TakeFile::over(Box::new(file), path, rate, kind, channels)
            .map_err(Problem::during("record into", path))
    }

    /// A take that is written into `sink`, which is empty.
    ///
    /// # Errors
    /// If it does not take the header.
    pub fn over(
        mut sink: Box<dyn Sink>,
        path: &Path,
        rate: u32,
        kind: Kind,
        channels: &[usize],
    ) -> io::Result<TakeFile> {
        let channels: Vec<usize> = channels.iter().copied().take(2).collect();
        let store = Store::new(kind, rate, channels.len().max(1) as u16);
        let head = store.head(0);
        sink.write_all(&head)?;
        Ok(TakeFile {
            path: path.to_path_buf(),
            sink,
            rate,
            store,
            channels,
            picked: Vec::new(),
            bytes: Vec::new(),
            length: head.len() as u64,
            frames: 0,
            told: 0,
            synced: 0,
            fault: None,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Frames that it holds.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Bytes of a second at most.
    pub fn bytes_a_second(&self) -> u64 {
        u64::from(self.rate) * u64::from(self.store.frame_bytes())
    }

    /// Why nothing more is written, if that is so.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Adds frames of an input of so many channels. What the disk does not take ends the file; it keeps what it has.
    pub fn write(&mut self, frames: &[f32], of: usize) {
        if self.fault.is_some() {
            return;
        }
        self.picked.clear();
        for frame in frames.chunks_exact(of.max(1)) {
            let picked = self.channels.iter().map(|channel| frame.get(*channel).copied().unwrap_or(0.0));
            self.picked.extend(picked);
        }
        self.bytes.clear();
        let written = self.store.take(&self.picked, &mut self.bytes).and_then(|frames| self.put(frames));
        let rate = u64::from(self.rate);
        let due = |since: u64, times: u64| self.frames - since >= rate / times;
        let due = [due(self.synced, SYNCS_A_SECOND), due(self.told, HEADERS_A_SECOND)];
        let settled = written.and_then(|()| match due {
            [true, _] => self.settle(true),
            [false, true] => self.settle(false),
            [false, false] => Ok(()),
        });
        if let Err(error) = settled {
            self.give_up(&error);
        }
    }

    /// Writes bytes in which there are so many frames.
    fn put(&mut self, frames: u64) -> io::Result<()> {
        self.sink.write_all(&self.bytes)?;
        self.frames += frames;
        self.length += self.bytes.len() as u64;
        Ok(())
    }

    /// Lets the header say what the file holds.
    fn settle(&mut self, sync: bool) -> io::Result<()> {
        self.sink.flush()?;
        self.sink.seek(SeekFrom::Start(0))?;
        self.sink.write_all(&self.store.head(self.frames))?;
        self.sink.seek(SeekFrom::Start(self.length))?;
        self.told = self.frames;
        if sync {
            self.sink.sync()?;
            self.synced = self.frames;
        }
        Ok(())
    }

    /// Nothing more can be written: what is there is made whole.
    fn give_up(&mut self, error: &io::Error) {
        self.fault = Some(error.to_string());
        // On a full disk the header has its place already. What fails now was told above.
        _ = self.sink.cut(self.length);
        _ = self.settle(true);
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If its last part did not reach the disk.
    pub fn finish(&mut self) -> Result<(), Problem> {
        if self.fault.is_some() {
            return Ok(());
        }
        self.bytes.clear();
        let sound = self.length - self.store.head(0).len() as u64;
        let put = self.store.rest(sound, &mut self.bytes).and_then(|frames| self.put(frames));
        let ended = put.inspect_err(|error| self.give_up(error)).and_then(|()| self.settle(true));
        ended.map_err(Problem::during("record into", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::audio;
    use crate::formats::wav::Depth;
    use std::io::Cursor;
    use std::sync::{Arc, Mutex};

    /// A disk with room for so many bytes, that others can look at.
    struct Small(Arc<Mutex<Cursor<Vec<u8>>>>, usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().expect("a disk");
            let room = self.1.saturating_sub(disk.position() as usize).min(bytes.len());
            match room {
                0 => Err(io::Error::from(io::ErrorKind::StorageFull)),
                room => disk.write(&bytes[..room]),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Small {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.lock().expect("a disk").seek(to)
        }
    }

    impl Sink for Small {
        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn cut(&mut self, bytes: u64) -> io::Result<()> {
            self.0.lock().expect("a disk").get_mut().truncate(bytes as usize);
            Ok(())
        }
    }

    fn ramp(frames: std::ops::Range<usize>) -> Vec<f32> {
        frames.flat_map(|frame| [frame as f32 / 65_536.0, -(frame as f32) / 65_536.0]).collect()
    }

    #[test]
    fn the_file_plays_at_every_moment_and_lacks_less_than_half_a_second() {
        for kind in [Kind::Wav(Depth::Float32), Kind::Flac] {
            let disk = Arc::new(Mutex::new(Cursor::new(Vec::new())));
            let sink = Box::new(Small(disk.clone(), usize::MAX));
            let path = Path::new("take");
            let mut take = TakeFile::over(sink, path, 1_000, kind, &[1]).expect("begun");
            for block in 0..40 {
                take.write(&ramp(block * 65..(block + 1) * 65), 2);
                let bytes = disk.lock().expect("a disk").get_ref().clone();
                let whole = audio::decode("take", &bytes);
                let kept = whole.map_or(0, |whole| whole.audio.frames());
                assert!(kept + 500 > (block + 1) * 65, "{kind:?}: {kept} of {}", (block + 1) * 65);
            }
            take.finish().expect("ended");
            let bytes = disk.lock().expect("a disk").get_ref().clone();
            let whole = audio::decode("take", &bytes).expect("a sound").audio;
            assert_eq!((whole.channels(), whole.frames() as u64), (1, take.frames()));
            assert_eq!(take.frames(), 40 * 65, "what did not fill a frame is there in the end");
            assert_eq!(whole.channel(0)[100], -100.0 / 65_536.0, "the second channel of the input");
        }
    }

    #[test]
    fn a_full_disk_keeps_what_it_has() {
        for kind in [Kind::Wav(Depth::Int24), Kind::Wav(Depth::Float32), Kind::Flac] {
            let disk = Arc::new(Mutex::new(Cursor::new(Vec::new())));
            let sink = Box::new(Small(disk.clone(), 5_001));
            let mut take = TakeFile::over(sink, Path::new("take"), 1_000, kind, &[0, 1]).expect("begun");
            for block in 0..1_000 {
                take.write(&ramp(block * 64..(block + 1) * 64), 2);
            }
            assert!(take.fault().is_some(), "the fault is told");
            take.finish().expect("there is nothing left to do");
            let bytes = disk.lock().expect("a disk").get_ref().clone();
            let whole = audio::decode("take", &bytes).expect("a sound").audio;
            assert_eq!(whole.frames() as u64, take.frames());
            assert!(take.frames() > 400, "{kind:?}: {}", take.frames());
            assert_eq!(whole.channel(0)[300], 300.0 / 65_536.0);
        }
    }
}
