//! MP3, with the frame that lets players leave out what the encoder adds at both ends.

use super::{interleaved, other};
use rusty_mp3::{Mp3Encoder, Mp3EncoderConfig};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The rates of MPEG 1 in Hz.
pub const RATES: [u32; 3] = [44_100, 48_000, 32_000];

/// Writes sound of one of the [`RATES`] at so many kb/s.
///
/// # Errors
/// If the rate is another one, or the file cannot be written.
pub fn write(path: &Path, rate: u32, kilobits: u32, channels: [&[f32]; 2]) -> io::Result<()> {
    let mut encoder = Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: kilobits, vbr_quality: None });
    for (left, right) in channels[0].chunks(1 << 16).zip(channels[1].chunks(1 << 16)) {
        encoder.push_pcm_f32(&interleaved([left, right]), 2, rate).map_err(other)?;
    }
    // Only then is the first packet complete.
    encoder.finish();
    let mut file = BufWriter::new(File::create(path)?);
    while let Ok(packet) = encoder.next_packet() {
        file.write_all(&packet)?;
    }
    file.into_inner().map_err(|error| error.into_error())?.sync_all()
}
