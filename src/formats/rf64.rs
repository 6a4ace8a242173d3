//! Sound files of more than 4 GiB (RF64, EBU Tech 3306), which the decoders of others do not know, read piece by piece.

use super::audio::{Piece, Streamed, problem};
use super::problem::Problem;
use super::wav_layout::Layout;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// What such a file begins with.
pub const MAGIC: &[u8] = b"RF64";
/// Frames of a piece.
const PIECE: usize = 1 << 14;

/// Reads one until its end or until `hear` says stop. `path` is only for the message.
///
/// # Errors
/// If nothing of it can be read.
pub fn stream(
    path: &str,
    mut source: impl Read + Seek,
    hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<Streamed, Problem> {
    let fault = |error: io::Error| problem(path, format!("it cannot be read ({error})"));
    let layout = Layout::read(&mut source).map_err(fault)?.ok_or_else(|| {
        let wrong =
            "of RF64 files only those of one or two channels of 16 or 24 bits or floats of 32 are read";
        problem(path, wrong.to_owned())
    })?;
    source.seek(SeekFrom::Start(layout.data)).map_err(fault)?;
    let mut channels = vec![Vec::new(); layout.channels];
    let mut bytes = Vec::with_capacity(PIECE * layout.frame_bytes());
    let (mut frames, mut ended) = (0, layout.is_cut.then(|| "the file is cut short".to_owned()));
    while frames < layout.frames {
        let wanted = (layout.frames - frames).min(PIECE as u64) as usize;
        bytes.clear();
        let read = source.by_ref().take((wanted * layout.frame_bytes()) as u64).read_to_end(&mut bytes);
        let count = bytes.len() / layout.frame_bytes();
        channels.iter_mut().for_each(|channel| channel.resize(count, 0.0));
        layout.convert(&bytes, &mut channels);
        frames += count as u64;
        let piece = Piece { rate: layout.rate, channels: &channels, of: Some(layout.frames) };
        if count > 0 && hear(piece).is_break() {
            return Ok(Streamed { frames, flaw: None });
        }
        if count < wanted {
            ended = Some(
                read.err().map_or_else(|| "the file is cut short".to_owned(), |error| error.to_string()),
            );
            break;
        }
    }
    if frames == 0 {
        return Err(problem(path, "no frame of it can be decoded (it is empty)".to_owned()));
    }
    Ok(Streamed { frames, flaw: ended.map(|reason| format!("ends before its time ({reason})")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::audio::decode;
    use crate::formats::wav::{Depth, Format, WavWriter, header};
    use std::io::Cursor;

    const STEREO: Format = Format { rate: 44_100, channels: 2, depth: Depth::Float32 };

    /// A file as it is written up to 4 GiB, and the same as it is written beyond.
    fn both(format: Format, frames: usize) -> (Vec<u8>, Vec<u8>) {
        let mut writer = WavWriter::new(Cursor::new(Vec::new()), format).expect("begun");
        let sound: Vec<f32> = (0..frames).map(|n| (n as f32 * 0.01).sin()).collect();
        let other: Vec<f32> = sound.iter().map(|sample| sample * 0.5).collect();
        writer.write(&[&sound[..], &other[..]][..format.channels.into()]).expect("written");
        let short = writer.finish().expect("whole").into_inner();
        let mut long = short.clone();
        // A header beyond 4 GiB, with the lengths of this one.
        let begin = header(format, 1 << 32);
        long[..begin.len()].copy_from_slice(&begin);
        let data = (frames * usize::from(format.frame_bytes())) as u64;
        for (at, number) in [(20, short.len() as u64 - 8), (28, data), (36, frames as u64)] {
            long[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
        (short, long)
    }

    #[test]
    fn it_is_the_sound_of_the_same_file_below_four_gigabytes() {
        for depth in [Depth::Int16, Depth::Int24, Depth::Float32] {
            for channels in [1, 2] {
                let (short, long) = both(Format { depth, channels, ..STEREO }, 3 * PIECE / 2);
                assert_eq!((&short[..4], &long[..4]), (&b"RIFF"[..], MAGIC));
                let (short, long) = (decode("a", &short).expect("short"), decode("a", &long).expect("long"));
                assert_eq!((long.audio.rate(), long.flaw), (44_100, None));
                assert_eq!(long.audio.channels(), short.audio.channels());
                for n in 0..usize::from(channels) {
                    assert!(long.audio.channel(n) == short.audio.channel(n), "{depth:?}, channel {n}");
                }
            }
        }
    }

    #[test]
    fn one_that_is_cut_short_says_so_and_gives_what_there_is() {
        let (_, mut long) = both(STEREO, 1_000);
        long.truncate(long.len() - 8 * 100 - 3);
        let decoded = decode("a", &long).expect("a part");
        assert_eq!(decoded.audio.frames(), 899);
        assert_eq!(decoded.flaw.as_deref(), Some("ends before its time (the file is cut short)"));
        let told = decode("a.wav", &header(STEREO, 1 << 30)).expect_err("nothing is there").to_string();
        assert!(told.contains("no frame of it can be decoded"), "{told}");
        let surround = header(Format { channels: 6, depth: Depth::Int24, ..STEREO }, 1 << 30);
        let told = decode("a.wav", &surround).expect_err("six channels").to_string();
        assert!(told.contains("only those of one or two channels"), "{told}");
    }

    /// A file of that length that nobody has written: its header, and silence.
    struct Long(Vec<u8>, u64, u64);

    impl Read for Long {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = (out.len() as u64).min(self.1.saturating_sub(self.2)) as usize;
            for (n, byte) in out[..count].iter_mut().enumerate() {
                *byte = self.0.get(self.2 as usize + n).copied().unwrap_or(0);
            }
            self.2 += count as u64;
            Ok(count)
        }
    }

    impl Seek for Long {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.2 = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::End(by) => self.1.saturating_add_signed(by),
                SeekFrom::Current(by) => self.2.saturating_add_signed(by),
            };
            Ok(self.2)
        }
    }

    #[test]
    fn beyond_four_gigabytes_every_frame_is_counted() {
        let frames = (1 << 29) + 77;
        let header = header(STEREO, frames);
        let length = header.len() as u64 + 8 * frames;
        let mut told = None;
        let streamed = stream("a.wav", Long(header, length, 0), &mut |piece| {
            told = piece.of;
            ControlFlow::Break(())
        });
        assert_eq!((told, streamed.expect("read").frames), (Some(frames), PIECE as u64));
    }
}
