//! MP3, with the frame that lets players leave out what the encoder adds at both ends.

use super::{Encoder, interleaved, other};
use rusty_mp3::{Mp3Encoder, Mp3EncoderConfig};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// The rates of MPEG 1 in Hz.
pub const RATES: [u32; 3] = [44_100, 48_000, 32_000];

struct Mp3 {
    encoder: Mp3Encoder,
    rate: u32,
    file: BufWriter<File>,
}

/// A file of one of the [`RATES`] at so many kb/s.
///
/// # Errors
/// If it cannot be made.
pub fn create(path: &Path, rate: u32, kilobits: u32) -> io::Result<Box<dyn Encoder>> {
    let encoder = Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: kilobits, vbr_quality: None });
    Ok(Box::new(Mp3 { encoder, rate, file: BufWriter::new(File::create(path)?) }))
}

impl Mp3 {
    /// Writes the packets that are whole.
    fn write(&mut self) -> io::Result<()> {
        while let Ok(packet) = self.encoder.next_packet() {
            self.file.write_all(&packet)?;
        }
        Ok(())
    }
}

impl Encoder for Mp3 {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(1 << 16).zip(block[1].chunks(1 << 16)) {
            self.encoder.push_pcm_f32(&interleaved([left, right]), 2, self.rate).map_err(other)?;
            self.write()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.encoder.finish();
        self.write()?;
        // Only now is it known what the first packet says: how long the sound is.
        if let Some(first) = self.encoder.lame_tag_frame() {
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(first)?;
        }
        self.file.into_inner().map_err(|error| error.into_error())?.sync_all()
    }
}
