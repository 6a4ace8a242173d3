//! Where the samples of a WAV or RF64 file stand, so that any of its frames can be read without the others.

use std::io::{self, Read, Seek, SeekFrom};

/// How a sample is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    Int16,
    Int24,
    Float32,
}

/// A file whose samples stand as they are: one or two channels of 16 or 24-bit integers or 32-bit floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Frames per second.
    pub rate: u32,
    /// Channels in the file.
    pub channels: usize,
    /// The frames that are there, whatever the header says.
    pub frames: u64,
    /// Whether the header tells of more.
    pub is_cut: bool,
    /// The byte at which the first one stands.
    pub data: u64,
    stored: Stored,
}

/// The tags of plain numbers, of floats, and of the longer `fmt ` chunk that has the tag behind.
const INTEGERS: u16 = 1;
const FLOATS: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;
/// The most chunks before the samples: more has no file that a recorder wrote.
const MOST_CHUNKS: usize = 64;

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

impl Layout {
    /// Reads a file's header; `None` if it is no such file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(file: &mut (impl Read + Seek)) -> io::Result<Option<Layout>> {
        let bytes = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let mut start = [0; 12];
        if !fill(file, &mut start)? || !matches!(&start[..4], b"RIFF" | b"RF64") || &start[8..] != b"WAVE" {
            return Ok(None);
        }
        let (mut format, mut long) = (None, None);
        for _ in 0..MOST_CHUNKS {
            let mut head = [0; 8];
            if !fill(file, &mut head)? {
                return Ok(None);
            }
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            let at = file.stream_position()?;
            match &head[..4] {
                b"data" => {
                    let Some((rate, channels, stored)) = format else { return Ok(None) };
                    let told = if length == u32::MAX { long.unwrap_or(u64::MAX) } else { length.into() };
                    let there = told.min(bytes.saturating_sub(at));
                    let frames = there / frame_bytes(channels, stored) as u64;
                    let is_cut = told != u64::MAX && there < told;
                    return Ok(Some(Layout { rate, channels, frames, is_cut, data: at, stored }));
                }
                b"fmt " | b"ds64" => {
                    let mut chunk = vec![0; (length as usize).min(64)];
                    if !fill(file, &mut chunk)? {
                        return Ok(None);
                    }
                    match &head[..1] {
                        b"f" => format = read_format(&chunk),
                        _ => long = number(&chunk, 8).map(u64::from_le_bytes),
                    }
                    if &head[..1] == b"f" && format.is_none() {
                        return Ok(None);
                    }
                }
                _ => {}
            }
            file.seek(SeekFrom::Start(at + u64::from(length) + u64::from(length % 2)))?;
        }
        Ok(None)
    }

    /// Whether the same frame stands in the same place in both, whatever their lengths.
    pub fn is_laid_out_as(&self, other: &Layout) -> bool {
        *self == Layout { frames: self.frames, is_cut: self.is_cut, ..*other }
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> usize {
        frame_bytes(self.channels, self.stored)
    }

    /// Turns whole frames into floats as they are, into channels that are long enough.
    pub fn convert(&self, bytes: &[u8], channels: &mut [Vec<f32>]) {
        let width = width(self.stored);
        for (place, frame) in bytes.chunks_exact(self.frame_bytes()).enumerate() {
            for (sample, channel) in frame.chunks_exact(width).zip(channels.iter_mut()) {
                channel[place] = value(self.stored, sample);
            }
        }
    }
}

fn width(stored: Stored) -> usize {
    match stored {
        Stored::Int16 => 2,
        Stored::Int24 => 3,
        Stored::Float32 => 4,
    }
}

fn frame_bytes(channels: usize, stored: Stored) -> usize {
    channels * width(stored)
}

fn value(stored: Stored, bytes: &[u8]) -> f32 {
    match (stored, bytes) {
        (Stored::Int16, &[a, b]) => f32::from(i16::from_le_bytes([a, b])) / 32_768.0,
        // The lowest byte is empty, so that the sign is that of the number.
        (Stored::Int24, &[a, b, c]) => (i32::from_le_bytes([0, a, b, c]) >> 8) as f32 / 8_388_608.0,
        (Stored::Float32, &[a, b, c, d]) => super::audio::sane(f32::from_le_bytes([a, b, c, d])),
        _ => 0.0,
    }
}

/// Rate, channels and kind from a `fmt ` chunk.
fn read_format(chunk: &[u8]) -> Option<(u32, usize, Stored)> {
    let short = |at| number(chunk, at).map(u16::from_le_bytes);
    let tag = match short(0)? {
        EXTENSIBLE => short(24)?,
        tag => tag,
    };
    let stored = match (tag, short(14)?) {
        (INTEGERS, 16) => Stored::Int16,
        (INTEGERS, 24) => Stored::Int24,
        (FLOATS, 32) => Stored::Float32,
        _ => return None,
    };
    let (channels, rate) = (usize::from(short(2)?), number(chunk, 4).map(u32::from_le_bytes)?);
    let plain = usize::from(short(12)?) == frame_bytes(channels, stored);
    ((1..=2).contains(&channels) && super::audio::has_possible_rate(rate) && plain)
        .then_some((rate, channels, stored))
}

/// Fills the bytes; whether there were as many.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::audio::decode;
    use crate::formats::wav::{Depth, Format, WavWriter, header};
    use std::io::Cursor;

    #[test]
    fn what_is_read_frame_by_frame_is_what_a_decoder_gives() {
        for (depth, channels) in
            [(Depth::Int16, 1), (Depth::Int24, 2), (Depth::Float32, 2), (Depth::Int24, 1)]
        {
            let sound: Vec<Vec<f32>> = (0..channels)
                .map(|channel| (0..999).map(|n| ((n * (channel + 3)) as f32 * 0.01).sin()).collect())
                .collect();
            let format = Format { rate: 44_100, channels: channels as u16, depth };
            let mut writer = WavWriter::new(Cursor::new(Vec::new()), format).expect("begun");
            writer.write(&sound.iter().map(Vec::as_slice).collect::<Vec<_>>()).expect("written");
            let bytes = writer.finish().expect("whole").into_inner();
            let layout = Layout::read(&mut Cursor::new(&bytes)).expect("read").expect("a layout");
            assert_eq!((layout.rate, layout.channels, layout.frames), (44_100, channels, 999));
            let whole = decode("a.wav", &bytes).expect("decoded").audio;
            let mut read = vec![vec![0.0; 500]; channels];
            let from = layout.data as usize + 300 * layout.frame_bytes();
            layout.convert(&bytes[from..from + 500 * layout.frame_bytes()], &mut read);
            for (channel, read) in read.iter().enumerate() {
                assert!(read[..] == whole.channel(channel)[300..800], "{depth:?}");
            }
        }
    }

    #[test]
    fn beyond_four_gigabytes_the_long_length_holds_and_a_short_file_has_what_it_has() {
        let format = Format { rate: 48_000, channels: 2, depth: Depth::Float32 };
        let long = header(format, 1 << 30);
        assert_eq!(&long[..4], b"RF64");
        let layout = Layout::read(&mut Cursor::new(&long)).expect("read").expect("a layout");
        assert_eq!(layout.frames, 0, "nothing is there yet");
        let short = [header(format, 1_000), vec![0; 8 * 300 + 5]].concat();
        let layout = Layout::read(&mut Cursor::new(&short)).expect("read").expect("a layout");
        assert_eq!(layout.frames, 300);
    }

    #[test]
    fn other_files_are_none() {
        let surround = header(Format { rate: 48_000, channels: 6, depth: Depth::Int24 }, 10);
        for bytes in
            [&b""[..], b"fLaC....", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEdata\x08\0\0\0", &surround]
        {
            assert_eq!(Layout::read(&mut Cursor::new(bytes)).expect("read"), None, "{bytes:?}");
        }
    }
}
