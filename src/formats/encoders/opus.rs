//! Opus in Ogg (RFC 7845): as long as the sound, to the frame.

use super::{interleaved, other};
use opus_pure::ogg::{OggOpusWriter, OpusHead, OpusTags};
use opus_pure::{Application, OpusEncoder};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

/// The rate that sound must have.
pub const RATE: u32 = 48_000;
/// Frames of one packet, 20 ms.
const PACKET: usize = 960;
/// The largest packet in bytes.
const MOST_BYTES: usize = 4_000;

/// Writes sound of 48 kHz at so many kb/s.
///
/// # Errors
/// If the file cannot be written.
pub fn write(path: &Path, kilobits: u32, channels: [&[f32]; 2]) -> io::Result<()> {
    let mut encoder = OpusEncoder::new(RATE as i32, 2, Application::Audio).map_err(other)?;
    encoder.bitrate_bps = kilobits as i32 * 1_000;
    let head = OpusHead::for_encoder(&encoder, RATE);
    let late = u64::from(head.pre_skip);
    let frames = channels[0].len().min(channels[1].len());
    let last = late + frames as u64;
    let packets = last.div_ceil(PACKET as u64).max(1);
    let sink = BufWriter::new(File::create(path)?);
    let mut file = OggOpusWriter::with_tags(sink, head, OpusTags::new()).map_err(other)?;
    let mut packet = vec![0u8; MOST_BYTES];
    for number in 0..packets as usize {
        let from = (number * PACKET).min(frames);
        let to = (from + PACKET).min(frames);
        let mut block = interleaved(channels.map(|channel| &channel[from..to]));
        block.resize(2 * PACKET, 0.0);
        let bytes = encoder.encode(&block, PACKET, &mut packet).map_err(other)?;
        if number as u64 + 1 == packets {
            // What comes behind the sound is left out by players.
            let duration = last.saturating_sub(file.granule().max(0) as u64);
            file.write_packet_with_duration(&packet[..bytes], duration as u32).map_err(other)?;
        } else {
            file.write_packet(&packet[..bytes]).map_err(other)?;
        }
    }
    file.finish().map_err(other)?.into_inner().map_err(|error| error.into_error())?.sync_all()
}
