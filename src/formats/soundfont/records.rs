//! The records in the chunks of a SoundFont, read from the bytes where they lie.

use crate::formats::riff::{chunks, word};

/// The bytes of one kind of record.
#[derive(Clone, Copy, Default)]
pub struct Records<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Records<'a> {
    /// Records of so many bytes each.
    pub fn new(bytes: &'a [u8], size: usize) -> Records<'a> {
        Records { bytes, size }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.bytes.len() / self.size.max(1)
    }

    /// The bytes of one.
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        let from = index.checked_mul(self.size)?;
        self.bytes.get(from..from.checked_add(self.size)?).filter(|record| !record.is_empty())
    }

    /// A number of 16 bits at a place in a record.
    pub fn word(&self, index: usize, at: usize) -> Option<u16> {
        word(self.get(index)?, at)
    }
}

/// A name of twenty bytes at most, without what is no sign.
pub fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(&bytes[..end]);
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The chunks of a list of that kind.
pub fn list<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    chunks(bytes).filter(|(id, _)| *id == b"LIST").find_map(|(_, chunk)| chunk.strip_prefix(kind))
}

/// The first chunk of that name.
pub fn chunk<'a>(bytes: &'a [u8], name: &[u8; 4]) -> &'a [u8] {
    chunks(bytes).find(|(id, _)| id == name).map_or(&[], |(_, chunk)| chunk)
}
