//! Opus in single packets, for sound that is listened to while it is made: stereo at 48 kHz, each packet decoded by itself.

use super::other;
use opus_pure::{Application, MAX_PACKET_BYTES, OpusDecoder, OpusEncoder, OpusHead};
use std::io;

/// The rate that sound must have, and has when it is decoded.
pub const RATE: u32 = 48_000;

/// Makes packets.
pub struct PacketEncoder {
    encoder: OpusEncoder,
    packet: Vec<u8>,
    /// Frames that decoded sound lies behind what was encoded.
    delay: u16,
}

impl PacketEncoder {
    /// Packets of so many kb/s.
    ///
    /// # Errors
    /// If the encoder refuses.
    pub fn new(kilobits: u32) -> io::Result<PacketEncoder> {
        let mut encoder = OpusEncoder::new(RATE as i32, 2, Application::Audio).map_err(other)?;
        encoder.bitrate_bps = kilobits as i32 * 1_000;
        let delay = OpusHead::for_encoder(&encoder, RATE).pre_skip;
        Ok(PacketEncoder { encoder, packet: vec![0; MAX_PACKET_BYTES], delay })
    }

    /// Frames that decoded sound lies behind what was encoded.
    pub fn delay(&self) -> u16 {
        self.delay
    }

    /// The packet of 120, 240, 480, 960, 1,920 or 2,880 frames.
    ///
    /// # Errors
    /// If there are other many.
    pub fn encode(&mut self, frames: &[[f32; 2]]) -> io::Result<&[u8]> {
        let samples = frames.as_flattened();
        let length = self.encoder.encode(samples, frames.len(), &mut self.packet).map_err(other)?;
        Ok(&self.packet[..length])
    }
}

/// Makes sound of packets.
pub struct PacketDecoder {
    decoder: OpusDecoder,
}

impl PacketDecoder {
    /// A decoder that has heard nothing yet.
    ///
    /// # Errors
    /// If the decoder refuses.
    pub fn new() -> io::Result<PacketDecoder> {
        Ok(PacketDecoder { decoder: OpusDecoder::new(RATE as i32, 2).map_err(other)? })
    }

    /// The `frames` frames of a packet. An empty one is one that was lost: what stands in its place.
    ///
    /// # Errors
    /// If it is no packet of so many frames.
    pub fn decode(&mut self, packet: &[u8], frames: usize) -> io::Result<Vec<[f32; 2]>> {
        let mut sound = vec![[0.0; 2]; frames];
        let got = self.decoder.decode(packet, frames, sound.as_flattened_mut()).map_err(other)?;
        sound.truncate(got);
        Ok(sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(n: usize) -> [f32; 2] {
        [0.5 * (n as f32 * 440.0 * std::f32::consts::TAU / RATE as f32).sin(); 2]
    }

    /// So many packets of that length: what is heard of them, how late, and their bytes. One of them may be lost.
    fn sent(
        kilobits: u32,
        frames: usize,
        packets: usize,
        lost: Option<usize>,
    ) -> (Vec<[f32; 2]>, usize, Vec<usize>) {
        let mut encoder = PacketEncoder::new(kilobits).expect("an encoder");
        let mut decoder = PacketDecoder::new().expect("a decoder");
        let (mut heard, mut bytes) = (Vec::new(), Vec::new());
        for number in 0..packets {
            let sound: Vec<[f32; 2]> = (number * frames..(number + 1) * frames).map(sine).collect();
            let packet = encoder.encode(&sound).expect("a packet");
            bytes.push(packet.len());
            let came = if lost == Some(number) { &[] } else { packet };
            heard.extend(decoder.decode(came, frames).expect("sound"));
        }
        (heard, usize::from(encoder.delay()), bytes)
    }

    #[test]
    fn a_tone_comes_back_so_many_frames_later_and_a_lost_packet_leaves_no_hole() {
        const BLOCK: usize = 480;
        let (heard, delay, bytes) = sent(128, BLOCK, 50, Some(30));
        assert!(bytes.iter().all(|bytes| *bytes < 400), "{bytes:?}");
        let power = |from: usize, to: usize| {
            let sum: f32 = heard[from..to].iter().map(|frame| frame[0] * frame[0]).sum();
            (sum / (to - from) as f32).sqrt()
        };
        let off = (4_800..9_600).map(|n| (heard[n + delay][0] - sine(n)[0]).abs()).fold(0.0, f32::max);
        assert!(off < 0.05, "the wave stands where it was: {off}");
        assert!(power(30 * BLOCK, 31 * BLOCK) > 0.1, "{}", power(30 * BLOCK, 31 * BLOCK));
    }

    #[test]
    fn little_is_enough_for_a_narrow_line_and_still_the_same_tone() {
        const LONG: usize = 2_880;
        let (heard, delay, bytes) = sent(20, LONG, 20, None);
        assert_eq!(heard.len(), 20 * LONG);
        let mean = bytes.iter().sum::<usize>() / bytes.len();
        assert!(mean <= 170, "20 kbit/s are 150 bytes in 60 ms: {mean}");
        let tone = (LONG * 4..LONG * 19).map(|n| (heard[n + delay][0], sine(n)[0]));
        let [product, ours, meant] = tone.fold([0.0_f32; 3], |[product, ours, meant], (heard, sine)| {
            [product + heard * sine, ours + heard * heard, meant + sine * sine]
        });
        let likeness = product / (ours * meant).sqrt();
        assert!(likeness > 0.9, "as alike as {likeness}");
    }
}
