//! What of the sound in a Matroska or WebM file belongs to its encoder (RFC 9559: `CodecDelay`, `DiscardPadding`), found by walking through the
//! file's elements.

use super::heard::Heard;
use std::io::{self, BufReader, ErrorKind, Read, Seek};

/// What such a file begins with.
pub const MAGIC: &[u8] = &[0x1A, 0x45, 0xDF, 0xA3];
/// The most elements that are looked at: hours of sound.
const MOST: usize = 1 << 23;
/// The bytes of an element that are looked at.
const LOOKED_AT: usize = 32;

/// Elements by their numbers: those that hold others, and those that say something.
mod id {
    pub const SEGMENT: u64 = 0x1853_8067;
    pub const TRACKS: u64 = 0x1654_AE6B;
    pub const TRACK: u64 = 0xAE;
    pub const NUMBER: u64 = 0xD7;
    pub const CODEC: u64 = 0x86;
    pub const DELAY: u64 = 0x56AA;
    pub const CLUSTER: u64 = 0x1F43_B675;
    pub const GROUP: u64 = 0xA0;
    pub const BLOCK: u64 = 0xA1;
    pub const SIMPLE_BLOCK: u64 = 0xA3;
    pub const PADDING: u64 = 0x75A2;
}

/// What is known of a track; times in nanoseconds.
#[derive(Debug, Default)]
struct Track {
    number: u64,
    delay: u64,
    /// Its head tells the decoder how much it leaves out.
    is_opus: bool,
    packets: u64,
    /// At the end of the last packet so far.
    padding: u64,
}

/// Reads it of every track; the source stands anywhere then.
///
/// # Errors
/// If the source cannot be read.
pub fn read(source: &mut (impl Read + Seek)) -> io::Result<Vec<Heard>> {
    let mut tracks = Vec::new();
    match walk(&mut BufReader::new(source), &mut tracks) {
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(error),
        _ => {}
    }
    let heard = |track: Track| Heard {
        track: track.number as u32,
        ticks: 1_000_000_000,
        start: if track.is_opus { 0 } else { track.delay },
        length: None,
        padded: Some((track.packets, track.padding)),
    };
    Ok(tracks.into_iter().map(heard).collect())
}

/// Walks until the end, which is told as an error, or to what has no known length.
fn walk(source: &mut BufReader<impl Read + Seek>, tracks: &mut Vec<Track>) -> io::Result<()> {
    let mut block = None;
    for _ in 0..MOST {
        let (id, _) = number(source)?;
        let (length, size) = number(source)?;
        if matches!(id, id::SEGMENT | id::TRACKS | id::CLUSTER | id::GROUP | id::TRACK) {
            if id == id::TRACK {
                tracks.push(Track::default());
            }
            continue;
        }
        // The length without its mark; all ones are no length.
        let mark = 1u64 << (7 * size);
        let length = length & (mark - 1);
        if length == mark - 1 {
            return Ok(());
        }
        let mut bytes = [0; LOOKED_AT];
        let bytes = &mut bytes[..length.min(LOOKED_AT as u64) as usize];
        source.read_exact(bytes)?;
        let value = bytes.iter().take(8).fold(0, |value, byte| value << 8 | u64::from(*byte));
        match (id, tracks.last_mut()) {
            (id::NUMBER, Some(track)) => track.number = value,
            (id::DELAY, Some(track)) => track.delay = value,
            (id::CODEC, Some(track)) => track.is_opus = bytes == b"A_OPUS",
            (id::BLOCK | id::SIMPLE_BLOCK, _) => block = take_block(bytes, tracks),
            // Less than nothing is silence that is put in.
            (id::PADDING, _) if value >> (8 * bytes.len().min(8)).saturating_sub(1) == 0 => {
                if let Some(track) = block.and_then(|block: usize| tracks.get_mut(block)) {
                    track.padding = value;
                }
            }
            _ => {}
        }
        source.seek_relative((length - bytes.len() as u64) as i64)?;
    }
    Ok(())
}

/// Counts the packets of a block; the place of its track.
fn take_block(bytes: &[u8], tracks: &mut [Track]) -> Option<usize> {
    let mut rest = bytes;
    let (number, size) = number(&mut rest).ok()?;
    let number = number & ((1 << (7 * size)) - 1);
    let place = tracks.iter().position(|track| track.number == number)?;
    // Two bytes of time, then flags: laces tie several packets together.
    let is_laced = rest.get(2)? & 0x06 != 0;
    tracks[place].packets += if is_laced { u64::from(*rest.get(3)?) + 1 } else { 1 };
    tracks[place].padding = 0;
    Some(place)
}

/// A number with its mark, which says by how many zeros stand before it how long it is; and its bytes.
fn number(source: &mut impl Read) -> io::Result<(u64, u32)> {
    let mut byte = [0];
    source.read_exact(&mut byte)?;
    let size = byte[0].leading_zeros() + 1;
    let mut value = u64::from(byte[0]);
    if size > 8 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    for _ in 1..size {
        source.read_exact(&mut byte)?;
        value = value << 8 | u64::from(byte[0]);
    }
    Ok((value, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn element(id: &[u8], inside: &[u8]) -> Vec<u8> {
        [id, &[0x40 | (inside.len() >> 8) as u8, inside.len() as u8], inside].concat()
    }

    #[test]
    fn the_last_packet_of_a_track_may_be_padded() {
        let track = |number: u8, codec: &[u8]| {
            let delay = element(&[0x56, 0xAA], &6_500_000u32.to_be_bytes());
            element(&[0xAE], &[element(&[0xD7], &[number]), element(&[0x86], codec), delay].concat())
        };
        let tracks = [track(1, b"A_OPUS"), track(2, b"A_AAC")].concat();
        let padding = |nanoseconds: i32| element(&[0x75, 0xA2], &nanoseconds.to_be_bytes());
        let block = |id: u8, head: &[u8]| element(&[id], &[head, &[7; 99]].concat());
        let cluster = [
            block(0xA3, &[0x81, 0, 0, 0x80]),
            // Three packets tied together, of which the last is cut: but another comes.
            element(&[0xA0], &[block(0xA1, &[0x82, 0, 0, 0x04, 2]), padding(1_000)].concat()),
            block(0xA3, &[0x82, 0, 0, 0x80]),
            element(&[0xA0], &[block(0xA1, &[0x81, 0, 9, 0]), padding(13_500_000)].concat()),
            element(&[0xA0], &[block(0xA1, &[0x82, 0, 9, 0]), padding(-5)].concat()),
        ];
        let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &tracks);
        // A cluster and a segment of unknown length, as of what is still being written.
        let file = [
            &element(MAGIC, b"webm")[..],
            &[0x18, 0x53, 0x80, 0x67, 0xFF],
            &tracks,
            &[0x1F, 0x43, 0xB6, 0x75, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &cluster.concat(),
        ];
        let file = file.concat();
        let found = read(&mut Cursor::new(&file)).expect("read");
        let of = |track, start, padded| Heard { track, ticks: 1_000_000_000, start, length: None, padded };
        assert_eq!(found, [of(1, 0, Some((2, 13_500_000))), of(2, 6_500_000, Some((5, 0)))]);
        assert_eq!(found[0].frames(48_000, None).padded, Some((2, 648)));
        for end in 0..file.len() {
            read(&mut Cursor::new(&file[..end])).expect("read");
        }
    }
}
