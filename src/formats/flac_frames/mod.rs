//! FLAC files (RFC 9639) frame by frame: written so that they are whole after each, and read from any place on. The frames themselves are
//! made and understood by the crate `flac_codec`.

pub mod finding;
pub mod writing;

use super::riff::big_word;

/// What the first bytes of every file say, the block `STREAMINFO`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info {
    /// Samples of a channel in the shortest and in the longest frame, the last one excepted.
    pub blocks: [u16; 2],
    /// Frames per second.
    pub rate: u32,
    /// Channels, 1 to 8.
    pub channels: u8,
    /// Bits of a sample, 4 to 32.
    pub bits: u32,
    /// Samples of a channel in the whole file; 0 where that is not known.
    pub total: u64,
}

/// The mark with which a file begins.
const MAGIC: &[u8; 4] = b"fLaC";
/// Bytes of the block.
const LENGTH: usize = 34;
/// The most that a total can say.
const MOST_TOTAL: u64 = (1 << 36) - 1;

impl Info {
    /// A file's bytes up to its first frame: the mark, and this block alone. The sum of the sound is left out, as it may be.
    pub fn head(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + LENGTH);
        out.extend_from_slice(MAGIC);
        // The last block before the frames, of kind 0.
        out.extend_from_slice(&[0x80, 0, 0, LENGTH as u8]);
        self.blocks.iter().for_each(|block| out.extend_from_slice(&block.to_be_bytes()));
        // Bytes of the shortest and the longest frame: not known.
        out.extend_from_slice(&[0; 6]);
        let total = if self.total > MOST_TOTAL { 0 } else { self.total };
        let packed = u64::from(self.rate) << 44
            | u64::from(self.channels.saturating_sub(1)) << 41
            | u64::from(self.bits.saturating_sub(1)) << 36
            | total;
        out.extend_from_slice(&packed.to_be_bytes());
        out.extend_from_slice(&[0; 16]);
        out
    }

    /// Reads the block.
    fn parse(block: &[u8]) -> Option<Info> {
        let short = |at: usize| big_word(block, at);
        let packed = u64::from_be_bytes(block.get(10..18)?.try_into().ok()?);
        Some(Info {
            blocks: [short(0)?, short(2)?],
            rate: (packed >> 44) as u32,
            channels: (packed >> 41 & 7) as u8 + 1,
            bits: (packed >> 36 & 31) as u32 + 1,
            total: packed & MOST_TOTAL,
        })
    }
}
