//! The chunks of a SoundFont and the records in them, read from the bytes where they lie.

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

/// A number of 16 bits at a place in some bytes.
pub fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A number of 32 bits at a place in some bytes.
pub fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A name of twenty bytes at most, without what is no sign.
pub fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(&bytes[..end]);
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The chunks that stand one after the other: their names and bytes. What is cut short ends with the bytes.
pub fn chunks(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (id, length) = (bytes.get(..4)?, long(bytes, 4)? as usize);
        let rest = &bytes[8..];
        let (chunk, behind) = rest.split_at(length.min(rest.len()));
        // Chunks begin at even places.
        bytes = behind.get(length % 2..).unwrap_or_default();
        Some((id, chunk))
    })
}

/// The chunks of a list of that kind.
pub fn list<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    chunks(bytes).filter(|(id, _)| *id == b"LIST").find_map(|(_, chunk)| chunk.strip_prefix(kind))
}

/// The first chunk of that name.
pub fn chunk<'a>(bytes: &'a [u8], name: &[u8; 4]) -> &'a [u8] {
    chunks(bytes).find(|(id, _)| id == name).map_or(&[], |(_, chunk)| chunk)
}
