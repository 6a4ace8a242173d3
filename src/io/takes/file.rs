//! The file of a take: a WAV that is whole at every moment. What was written stands before the header says so, so that a program that is
//! killed leaves a file that plays; several times a second both are brought to the disk.

use crate::formats::wav::{Depth, Format, Quantiser, header};
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
    format: Format,
    /// The input's channels that it holds, from 0.
    channels: Vec<usize>,
    quantiser: Quantiser,
    bytes: Vec<u8>,
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
    pub fn make(path: &Path, rate: u32, depth: Depth, channels: &[usize]) -> Result<TakeFile, Problem> {
        if let Some(folder) = path.parent() {
            crate::io::paths::make_folder(folder)?;
        }
        let problem = Problem::during("record into", path);
        let file = OpenOptions::new().write(true).create_new(true).open(path).map_err(problem)?;
        TakeFile::over(Box::new(file), path, rate, depth, channels)
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
        depth: Depth,
        channels: &[usize],
    ) -> io::Result<TakeFile> {
        let channels: Vec<usize> = channels.iter().copied().take(2).collect();
        let format = Format { rate, channels: channels.len().max(1) as u16, depth };
        sink.write_all(&header(format, 0))?;
        Ok(TakeFile {
            path: path.to_path_buf(),
            sink,
            format,
            channels,
            // What comes from a sound card stands on its steps already.
            quantiser: Quantiser::without_dither(depth),
            bytes: Vec::new(),
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

    /// Bytes of a second.
    pub fn bytes_a_second(&self) -> u64 {
        u64::from(self.format.rate) * u64::from(self.format.frame_bytes())
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
        self.bytes.clear();
        for frame in frames.chunks_exact(of.max(1)) {
            for channel in &self.channels {
                let sample = frame.get(*channel).copied().unwrap_or(0.0);
                match self.format.depth {
                    Depth::Float32 => self.bytes.extend_from_slice(&sample.to_le_bytes()),
                    Depth::Int16 | Depth::Int24 => {
                        let step = self.quantiser.step(sample).to_le_bytes();
                        self.bytes.extend_from_slice(&step[..usize::from(self.format.depth.bits() / 8)]);
                    }
                }
            }
        }
        let written = self.sink.write_all(&self.bytes);
        self.frames += if written.is_ok() { (frames.len() / of.max(1)) as u64 } else { 0 };
        let rate = u64::from(self.format.rate);
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

    /// Lets the header say what the file holds.
    fn settle(&mut self, sync: bool) -> io::Result<()> {
        self.sink.flush()?;
        self.sink.seek(SeekFrom::Start(0))?;
        self.sink.write_all(&header(self.format, self.frames))?;
        self.sink.seek(SeekFrom::Start(self.length()))?;
        self.told = self.frames;
        if sync {
            self.sink.sync()?;
            self.synced = self.frames;
        }
        Ok(())
    }

    /// Bytes of header and frames.
    fn length(&self) -> u64 {
        header(self.format, 0).len() as u64 + self.frames * u64::from(self.format.frame_bytes())
    }

    /// Nothing more can be written: what is there is made whole.
    fn give_up(&mut self, error: &io::Error) {
        self.fault = Some(error.to_string());
        // On a full disk the header has its place already. What fails now was told above.
        _ = self.sink.cut(self.length());
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
        let odd = self.frames * u64::from(self.format.frame_bytes()) % 2 == 1;
        let padded = if odd { self.sink.write_all(&[0]) } else { Ok(()) };
        padded.and_then(|()| self.settle(true)).map_err(Problem::during("record into", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::audio;
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
        let disk = Arc::new(Mutex::new(Cursor::new(Vec::new())));
        let sink = Box::new(Small(disk.clone(), usize::MAX));
        let path = Path::new("take.wav");
        let mut take = TakeFile::over(sink, path, 1_000, Depth::Float32, &[1]).expect("begun");
        for block in 0..40 {
            take.write(&ramp(block * 64..(block + 1) * 64), 2);
            let bytes = disk.lock().expect("a disk").get_ref().clone();
            let whole = audio::decode("take.wav", &bytes);
            let kept = whole.map_or(0, |whole| whole.audio.frames());
            assert!(kept + 500 > (block + 1) * 64, "{kept} of {}", (block + 1) * 64);
        }
        take.finish().expect("ended");
        let bytes = disk.lock().expect("a disk").get_ref().clone();
        let whole = audio::decode("take.wav", &bytes).expect("a sound").audio;
        assert_eq!((whole.channels(), whole.frames()), (1, 40 * 64));
        assert_eq!(whole.channel(0)[100], -100.0 / 65_536.0, "the second channel of the input");
    }

    #[test]
    fn a_full_disk_keeps_what_it_has() {
        for depth in [Depth::Int24, Depth::Float32] {
            let disk = Arc::new(Mutex::new(Cursor::new(Vec::new())));
            let sink = Box::new(Small(disk.clone(), 5_001));
            let mut take = TakeFile::over(sink, Path::new("take.wav"), 1_000, depth, &[0, 1]).expect("begun");
            for block in 0..40 {
                take.write(&ramp(block * 64..(block + 1) * 64), 2);
            }
            assert!(take.fault().is_some(), "the fault is told");
            take.finish().expect("there is nothing left to do");
            let bytes = disk.lock().expect("a disk").get_ref().clone();
            let whole = audio::decode("take.wav", &bytes).expect("a sound").audio;
            assert_eq!(whole.frames() as u64, take.frames());
            assert!(take.frames() > 400, "{depth:?}: {}", take.frames());
            assert_eq!(whole.channel(0)[300], 300.0 / 65_536.0);
        }
    }
}
