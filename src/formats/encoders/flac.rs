//! FLAC: every sample as it is.

use super::other;
use crate::formats::wav::{Depth, Quantiser};
use flac_codec::encode::{FlacSampleWriter, Options};
use std::io;
use std::path::Path;

/// Writes sound that stands on the steps of a depth of 16 or 24 bits.
///
/// # Errors
/// If there is no sound, or the file cannot be written.
pub fn write(path: &Path, rate: u32, depth: Depth, channels: [&[f32]; 2]) -> io::Result<()> {
    let bits = u32::from(depth.bits());
    let total = Some(2 * channels[0].len() as u64);
    let mut file =
        FlacSampleWriter::create(path, Options::best().overwrite(), rate, bits, 2, total).map_err(other)?;
    let mut round = Quantiser::without_dither(depth);
    let mut block = Vec::new();
    for (left, right) in channels[0].chunks(4_096).zip(channels[1].chunks(4_096)) {
        block.clear();
        block.extend(
            left.iter().zip(right).flat_map(|(left, right)| [*left, *right]).map(|sample| round.step(sample)),
        );
        file.write(&block).map_err(other)?;
    }
    file.finalize().map_err(other)
}
