//! How a take is stored: as WAV or as FLAC. Either is whole after every piece of it, once its first bytes say what stands behind them.

use crate::formats::flac_frames::writing::Frames;
use crate::formats::wav::{Depth, Format, Quantiser, header};
use std::io;

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// WAV, RF64 beyond 4 GiB, of that depth.
    Wav(Depth),
    /// FLAC of 24 bits.
    Flac,
}

impl Kind {
    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Wav(_) => "wav",
            Kind::Flac => "flac",
        }
    }

    /// Bits of a sample.
    fn depth(self) -> Depth {
        match self {
            Kind::Wav(depth) => depth,
            Kind::Flac => Depth::Int24,
        }
    }
}

/// What the samples become on their way into the file.
enum Coder {
    Wav(Format),
    Flac(Box<Frames>),
}

/// Samples to bytes.
pub(super) struct Store {
    coder: Coder,
    channels: u16,
    /// Bytes of a frame as it comes.
    frame_bytes: u16,
    quantiser: Quantiser,
}

impl Store {
    /// For sound of so many channels.
    pub fn new(kind: Kind, rate: u32, channels: u16) -> Store {
        let depth = kind.depth();
        let format = Format { rate, channels, depth };
        let coder = match kind {
            Kind::Wav(_) => Coder::Wav(format),
            Kind::Flac => {
                Coder::Flac(Box::new(Frames::new(rate, channels.clamp(1, 8) as u8, depth.bits().into())))
            }
        };
        // What comes from a sound card stands on its steps already.
        let quantiser = Quantiser::without_dither(depth);
        Store { coder, channels, frame_bytes: format.frame_bytes(), quantiser }
    }

    /// The bytes of a frame in memory; no file has more.
    pub fn frame_bytes(&self) -> u16 {
        self.frame_bytes
    }

    /// The first bytes of a file with so many frames; there are as many of them at any time.
    pub fn head(&self, frames: u64) -> Vec<u8> {
        match &self.coder {
            Coder::Wav(format) => header(*format, frames),
            Coder::Flac(coder) => coder.head(frames),
        }
    }

    /// Adds interleaved samples to `bytes`; how many frames are in what was added. FLAC keeps some back until there are enough.
    ///
    /// # Errors
    /// If they cannot be stored like that.
    pub fn take(&mut self, samples: &[f32], bytes: &mut Vec<u8>) -> io::Result<u64> {
        match &mut self.coder {
            Coder::Wav(Format { depth: Depth::Float32, .. }) => {
                samples.iter().for_each(|sample| bytes.extend_from_slice(&sample.to_le_bytes()));
            }
            Coder::Wav(format) => {
                for sample in samples {
                    let step = self.quantiser.step(*sample).to_le_bytes();
                    bytes.extend_from_slice(&step[..usize::from(format.depth.bits() / 8)]);
                }
            }
            Coder::Flac(coder) => {
                return coder.take(samples.iter().map(|sample| self.quantiser.step(*sample)), bytes);
            }
        }
        Ok((samples.len() / usize::from(self.channels.max(1))) as u64)
    }

    /// Adds what was kept back of a file that has so many bytes of sound by now, as [`Store::take`] does.
    ///
    /// # Errors
    /// As [`Store::take`].
    pub fn rest(&mut self, so_far: u64, bytes: &mut Vec<u8>) -> io::Result<u64> {
        match &mut self.coder {
            Coder::Wav(_) => {
                // The chunk ends at an even place.
                bytes.extend_from_slice(&[0][..(so_far % 2) as usize]);
                Ok(0)
            }
            Coder::Flac(coder) => coder.rest(bytes),
        }
    }
}
