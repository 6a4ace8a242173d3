//! Opus in Ogg (RFC 7845), written and read: as long as the sound, to the frame.

use super::{Encoder, interleaved, other};
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

struct Opus {
    encoder: OpusEncoder,
    file: OggOpusWriter<BufWriter<File>>,
    /// Interleaved frames that make no packet yet.
    waiting: Vec<f32>,
    /// Frames that were taken, and those that players leave out before them.
    frames: u64,
    late: u64,
    packet: Vec<u8>,
}

/// A file of 48 kHz at so many kb/s.
///
/// # Errors
/// If it cannot be made.
pub fn create(path: &Path, kilobits: u32) -> io::Result<Box<dyn Encoder>> {
    let mut encoder = OpusEncoder::new(RATE as i32, 2, Application::Audio).map_err(other)?;
    encoder.bitrate_bps = kilobits as i32 * 1_000;
    let head = OpusHead::for_encoder(&encoder, RATE);
    let late = u64::from(head.pre_skip);
    let sink = BufWriter::new(File::create(path)?);
    let file = OggOpusWriter::with_tags(sink, head, OpusTags::new()).map_err(other)?;
    let packet = vec![0u8; MOST_BYTES];
    Ok(Box::new(Opus { encoder, file, waiting: Vec::new(), frames: 0, late, packet }))
}

impl Opus {
    /// Writes the next packet, which ends the file if a duration is given.
    fn write(&mut self, duration: Option<u64>) -> io::Result<()> {
        self.waiting.resize(self.waiting.len().max(2 * PACKET), 0.0);
        let block = &self.waiting[..2 * PACKET];
        let bytes = self.encoder.encode(block, PACKET, &mut self.packet).map_err(other)?;
        match duration {
            // What comes behind the sound is left out by players.
            Some(duration) => self.file.write_packet_with_duration(&self.packet[..bytes], duration as u32),
            None => self.file.write_packet(&self.packet[..bytes]),
        }
        .map_err(other)?;
        self.waiting.drain(..2 * PACKET);
        Ok(())
    }
}

impl Encoder for Opus {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(PACKET).zip(block[1].chunks(PACKET)) {
            self.frames += left.len() as u64;
            self.waiting.extend(interleaved([left, right]));
            // The last packet is another one than the others, and nobody knows yet which it is.
            while self.waiting.len() > 2 * PACKET {
                self.write(None)?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let last = self.late + self.frames;
        let packets = last.div_ceil(PACKET as u64).max(1);
        let written = (self.frames.saturating_sub(1)) / PACKET as u64;
        for number in written..packets {
            let is_last = number + 1 == packets;
            let duration = is_last.then(|| last.saturating_sub(self.file.granule().max(0) as u64));
            self.write(duration)?;
        }
        let sink = self.file.finish().map_err(other)?;
        sink.into_inner().map_err(|error| error.into_error())?.sync_all()
    }
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
