//! Chunks that stand one after the other, each behind its name of four signs and its length: RIFF with the lowest byte of numbers first,
//! IFF with the highest.

/// A number of 16 bits at a place in some bytes.
pub fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A number of 32 bits at a place in some bytes.
pub fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The same, highest byte first.
pub fn big_word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// The same, highest byte first.
pub fn big_long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The chunks of RIFF: their names and bytes. What is cut short ends with the bytes.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    with_lengths(bytes, long)
}

/// The chunks of IFF, likewise.
pub fn big_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    with_lengths(bytes, big_long)
}

fn with_lengths(
    mut bytes: &[u8],
    number: fn(&[u8], usize) -> Option<u32>,
) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (id, length) = (bytes.get(..4)?, number(bytes, 4)? as usize);
        let rest = &bytes[8..];
        let (chunk, behind) = rest.split_at(length.min(rest.len()));
        // Chunks begin at even places.
        bytes = behind.get(length % 2..).unwrap_or_default();
        Some((id, chunk))
    })
}
