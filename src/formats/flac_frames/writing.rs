//! Sound to frames, one after the other. Nothing is kept back but what does not fill a frame yet.

use super::Info;
use flac_codec::encode::{FlacStreamWriter, Options};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Frames last a tenth of a second at most.
const FRAMES_A_SECOND: u32 = 10;
/// The most and the fewest samples of a channel in a frame.
const BLOCKS: [u32; 2] = [16, 4_096];

/// Bytes that the encoder has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes frames of sound.
pub struct Frames {
    info: Info,
    encoder: FlacStreamWriter<Out>,
    out: Out,
    /// Steps that do not fill a frame, interleaved.
    waiting: Vec<i32>,
}

impl Frames {
    /// For sound of so many channels, 1 to 8, and bits, 16 or 24.
    pub fn new(rate: u32, channels: u8, bits: u32) -> Frames {
        let longest = (rate / FRAMES_A_SECOND + 1).next_power_of_two() / 2;
        let block = longest.clamp(BLOCKS[0], BLOCKS[1]) as u16;
        let out = Out::default();
        let encoder = FlacStreamWriter::new(out.clone(), Options::default().fast_channel_correlation(true));
        let info = Info { blocks: [block; 2], rate, channels, bits, total: 0 };
        Frames { info, encoder, out, waiting: Vec::new() }
    }

    /// The bytes before the first frame of a file that holds so many samples of each channel. There are as many of them at any time.
    pub fn head(&self, total: u64) -> Vec<u8> {
        Info { total, ..self.info }.head()
    }

    /// Takes interleaved steps and adds the frames that are full to `bytes`; how many samples of a channel these hold.
    ///
    /// # Errors
    /// If the encoder is at fault: the rate has no place in a frame.
    pub fn take(&mut self, steps: impl Iterator<Item = i32>, bytes: &mut Vec<u8>) -> io::Result<u64> {
        self.waiting.extend(steps);
        let whole = usize::from(self.info.blocks[0]) * usize::from(self.info.channels);
        let count = self.waiting.len() / whole;
        let waiting = std::mem::take(&mut self.waiting);
        for frame in waiting.chunks_exact(whole) {
            self.encode(frame)?;
        }
        self.waiting.extend_from_slice(&waiting[count * whole..]);
        self.hand_over(bytes);
        Ok(count as u64 * u64::from(self.info.blocks[0]))
    }

    /// Adds what is left as a last, shorter frame; how many samples of a channel that holds.
    ///
    /// # Errors
    /// As [`Frames::take`].
    pub fn rest(&mut self, bytes: &mut Vec<u8>) -> io::Result<u64> {
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            self.encode(&waiting)?;
        }
        self.hand_over(bytes);
        Ok((waiting.len() / usize::from(self.info.channels)) as u64)
    }

    fn encode(&mut self, frame: &[i32]) -> io::Result<()> {
        let Info { rate, channels, bits, .. } = self.info;
        self.encoder.write(rate, channels, bits, frame).map_err(|error| io::Error::other(error.to_string()))
    }

    fn hand_over(&self, bytes: &mut Vec<u8>) {
        bytes.append(&mut self.out.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
