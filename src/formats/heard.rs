//! What of a file's sound is meant to be heard: encoders put frames before it and behind it, and some files say how many.

use super::{matroska_padding, mp4_edits};
use std::io::{self, Read, Seek, SeekFrom};

/// The part of a track that is heard, in ticks of some clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The track's number.
    pub track: u32,
    /// Ticks per second.
    pub ticks: u32,
    /// The first one.
    pub start: u64,
    /// How many at most; `None` is all.
    pub length: Option<u64>,
    /// The number of the last packet, from 1, and how many ticks at its end are not heard.
    pub padded: Option<(u64, u64)>,
}

/// The same in frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Those before what is heard.
    pub skip: u64,
    /// The most that are heard.
    pub most: Option<u64>,
    /// The number of the last packet, from 1, and how many at its end are not heard.
    pub padded: Option<(u64, u64)>,
}

impl Heard {
    /// It in frames at a rate in Hz, of so many in the whole.
    pub fn frames(self, rate: u32, whole: Option<u64>) -> Cut {
        let ticks = u128::from(self.ticks.max(1));
        let frames = |count: u64| ((u128::from(count) * u128::from(rate) + ticks / 2) / ticks) as u64;
        let padded = self.padded.map(|(packet, count)| (packet, frames(count)));
        let (skip, length) = (frames(self.start), self.length.map(frames));
        match whole {
            Some(whole) if skip >= whole => Cut { padded, ..Cut::default() },
            Some(whole) => {
                let rest = whole - skip;
                Cut { skip, most: Some(length.map_or(rest, |length| length.min(rest))), padded }
            }
            None => Cut { skip, most: length, padded },
        }
    }
}

/// Whether an MP4 file begins so.
pub fn is_mp4(start: &[u8]) -> bool {
    start.get(4..8) == Some(b"ftyp")
}

/// Reads it of every track of a file that begins so and says it. The source stands at its start then.
///
/// # Errors
/// If the source cannot be read.
pub fn read(start: &[u8], source: &mut (impl Read + Seek)) -> io::Result<Vec<Heard>> {
    let heard = match start.starts_with(matroska_padding::MAGIC) {
        true => matroska_padding::read(source)?,
        false if is_mp4(start) => mp4_edits::read(source)?,
        false => return Ok(Vec::new()),
    };
    source.seek(SeekFrom::Start(0))?;
    Ok(heard)
}
