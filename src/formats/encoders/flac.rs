//! FLAC: every sample as it is.

use super::{Encoder, other};
use crate::formats::wav::{Depth, Quantiser};
use flac_codec::encode::{FlacSampleWriter, Options};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

/// Writes sound that stands on the steps of its depth.
struct Flac {
    file: FlacSampleWriter<BufWriter<File>>,
    round: Quantiser,
    steps: Vec<i32>,
}

/// A file of so many frames of 16 or 24 bits.
///
/// # Errors
/// If it cannot be made.
pub fn create(path: &Path, rate: u32, depth: Depth, frames: u64) -> io::Result<Box<dyn Encoder>> {
    let (bits, total) = (u32::from(depth.bits()), Some(2 * frames));
    let options = Options::best().overwrite();
    let file = FlacSampleWriter::create(path, options, rate, bits, 2, total).map_err(other)?;
    Ok(Box::new(Flac { file, round: Quantiser::without_dither(depth), steps: Vec::new() }))
}

impl Encoder for Flac {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(4_096).zip(block[1].chunks(4_096)) {
            let both = left.iter().zip(right).flat_map(|(left, right)| [*left, *right]);
            self.steps.clear();
            self.steps.extend(both.map(|sample| self.round.step(sample)));
            self.file.write(&self.steps).map_err(other)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.file.finalize().map_err(other)
    }
}
