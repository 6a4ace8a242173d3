//! Compressed files by their endings: what each is made with.

use super::outside::{self, HIGHEST_RATE};
use super::{Encoder, flac, mp3, opus};
use crate::formats::wav::Depth;
use std::io;
use std::path::Path;

/// MP3 and Opus as releases and rendered files have them.
pub const MP3: Codec = Codec::Mp3(320);
/// The same.
pub const OPUS: Codec = Codec::Opus(160);

/// A kind of compressed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Every sample as it is.
    Flac,
    /// At so many kb/s.
    Mp3(u32),
    /// At so many kb/s.
    Opus(u32),
    /// By ffmpeg.
    Outside(outside::Kind),
}

/// What goes into a file.
#[derive(Clone, Copy, Debug)]
pub struct Sound {
    /// Frames per second.
    pub rate: u32,
    /// 16 or 24 bits, where every sample is kept.
    pub depth: Depth,
    /// Its length.
    pub frames: u64,
}

/// All of them, at these rates.
pub const CODECS: [Codec; 5] =
    [Codec::Flac, MP3, OPUS, Codec::Outside(outside::Kind::Vorbis), Codec::Outside(outside::Kind::Aac)];

impl Codec {
    /// The ending of its files, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Codec::Flac => ".flac",
            Codec::Mp3(_) => ".mp3",
            Codec::Opus(_) => ".opus",
            Codec::Outside(kind) => kind.ending(),
        }
    }

    /// The codec of a file by its ending, in capitals or not; `None` for others.
    pub fn of(path: &Path) -> Option<Codec> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        CODECS.into_iter().find(|codec| codec.ending()[1..] == ending)
    }

    /// The rate that its files have for sound of that rate, in Hz.
    pub fn rate(self, rate: u32) -> u32 {
        match self {
            Codec::Flac => rate,
            Codec::Mp3(_) if mp3::RATES.contains(&rate) => rate,
            Codec::Mp3(_) => mp3::RATES[0],
            Codec::Opus(_) => opus::RATE,
            Codec::Outside(_) => rate.min(HIGHEST_RATE),
        }
    }

    /// What a sample of its files is, in words.
    pub fn quality(self, bits: &str) -> String {
        match self {
            Codec::Flac => format!("{bits} bit"),
            Codec::Mp3(kilobits) | Codec::Opus(kilobits) => format!("{kilobits} kb/s"),
            Codec::Outside(kind) => kind.name().to_owned(),
        }
    }

    /// Begins a file; the sound has the rate that [`Codec::rate`] names.
    ///
    /// # Errors
    /// If it cannot be made, or its encoder is not installed.
    pub fn create(self, path: &Path, Sound { rate, depth, frames }: Sound) -> io::Result<Box<dyn Encoder>> {
        match self {
            Codec::Flac => flac::create(path, rate, depth, frames),
            Codec::Mp3(kilobits) => mp3::create(path, rate, kilobits),
            Codec::Opus(kilobits) => opus::create(path, kilobits),
            Codec::Outside(kind) => outside::create(path, kind, rate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_codec_that_its_ending_names_and_a_rate_that_it_can_have() {
        assert_eq!(Codec::of(Path::new("a.b/C.FLAC")), Some(Codec::Flac));
        for name in ["a.wav", "a", "flac", "a.mp33"] {
            assert_eq!(Codec::of(Path::new(name)), None, "{name}");
        }
        let rates = CODECS.map(|codec| [22_050, 44_100, 96_000].map(|rate| codec.rate(rate)));
        assert_eq!(rates[0], [22_050, 44_100, 96_000]);
        assert_eq!(rates[1], [44_100; 3]);
        assert_eq!(rates[2], [48_000; 3]);
        assert_eq!((rates[3], rates[4]), ([22_050, 44_100, 48_000], [22_050, 44_100, 48_000]));
        assert_eq!(CODECS.map(Codec::ending), [".flac", ".mp3", ".opus", ".ogg", ".m4a"]);
    }
}
