//! FLAC: every sample as it is.

use super::{Encoder, other};
use crate::formats::wav::{Depth, Quantiser};
use flac_codec::encode::{FlacSampleWriter, Options};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

/// The file, which the encoder takes for itself: what it leaves unwritten at the end, and what comes of writing that, is known here.
#[derive(Clone)]
struct Shared(Rc<RefCell<BufWriter<File>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.borrow_mut().seek(to)
    }
}

/// Writes sound that stands on the steps of its depth.
struct Flac {
    encoder: FlacSampleWriter<Shared>,
    file: Shared,
    round: Quantiser,
    steps: Vec<i32>,
}

/// A file of so many frames of 16 or 24 bits.
///
/// # Errors
/// If it cannot be made.
pub fn create(path: &Path, rate: u32, depth: Depth, frames: u64) -> io::Result<Box<dyn Encoder>> {
    let (bits, total) = (u32::from(depth.bits()), Some(2 * frames));
    let file = Shared(Rc::new(RefCell::new(BufWriter::new(File::create(path)?))));
    let encoder =
        FlacSampleWriter::new(file.clone(), Options::best(), rate, bits, 2, total).map_err(other)?;
    Ok(Box::new(Flac { encoder, file, round: Quantiser::without_dither(depth), steps: Vec::new() }))
}

impl Encoder for Flac {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(4_096).zip(block[1].chunks(4_096)) {
            let both = left.iter().zip(right).flat_map(|(left, right)| [*left, *right]);
            self.steps.clear();
            self.steps.extend(both.map(|sample| self.round.step(sample)));
            self.encoder.write(&self.steps).map_err(other)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.encoder.finalize().map_err(other)?;
        let mut file = self.file.0.borrow_mut();
        file.flush()?;
        file.get_ref().sync_all()
    }
}
