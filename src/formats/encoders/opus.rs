//! Opus in Ogg (RFC 7845), written and read: as long as the sound, to the frame.

use super::{interleaved, other};
use opus_pure::{
    Application, MAX_PACKET_SAMPLES, OggOpusReader, OggOpusWriter, OpusEncoder, OpusHead, OpusTags, Trim,
};
use std::fs::File;
use std::io::{self, BufReader, BufWriter};
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

/// Decodes a file of two channels, at 48 kHz.
///
/// # Errors
/// If it cannot be read, or is another kind of file.
pub fn read(path: &Path) -> io::Result<[Vec<f32>; 2]> {
    let mut reader = OggOpusReader::new(BufReader::new(File::open(path)?)).map_err(other)?;
    let head = reader.head().clone();
    if head.channel_count != 2 {
        return Err(other("it has not two channels"));
    }
    let mut decoder = head.decoder(RATE as i32).map_err(other)?;
    let mut trim = Trim::new(&head, RATE as i32, 2).map_err(other)?;
    let mut block = vec![0.0f32; MAX_PACKET_SAMPLES * 2];
    let mut channels = [Vec::new(), Vec::new()];
    for packet in reader.packets() {
        let packet = packet.map_err(other)?;
        let frames = decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut block).map_err(other)?;
        for [left, right] in trim.keep(&packet, &block[..frames * 2]).as_chunks::<2>().0 {
            channels[0].push(*left);
            channels[1].push(*right);
        }
    }
    Ok(channels)
}
