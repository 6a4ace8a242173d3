//! Sound to compressed files: FLAC, MP3, Opus, and by ffmpeg Vorbis and AAC. Each takes sound of two channels block by block and writes
//! one file without tags. ffmpeg makes videos, too.

pub mod codec;
pub mod flac;
pub mod mp3;
pub mod opus;
pub mod video;
pub mod outside;
pub mod packets;

use std::io;

/// What writes a file of sound.
pub trait Encoder {
    /// Takes the next block: left and right of one length.
    ///
    /// # Errors
    /// If the file cannot be written, or the encoder is at fault.
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()>;

    /// Ends the file.
    ///
    /// # Errors
    /// As [`Encoder::take`].
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Writes all of a sound.
///
/// # Errors
/// Those of the encoder.
pub fn whole(mut encoder: Box<dyn Encoder>, channels: [&[f32]; 2]) -> io::Result<()> {
    encoder.take(channels)?;
    encoder.finish()
}

/// An encoder's own fault as one of writing.
fn other(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

/// Left and right in turn.
fn interleaved(channels: [&[f32]; 2]) -> Vec<f32> {
    channels[0].iter().zip(channels[1]).flat_map(|(left, right)| [*left, *right]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::audio::decode;
    use crate::formats::wav::{Depth, Quantiser};
    use rusty_mp3::{Mp3Encoder, Mp3EncoderConfig};

    const FRAMES: usize = 70_000;

    fn sound() -> [Vec<f32>; 2] {
        let mut round = Quantiser::without_dither(Depth::Int16);
        [0.01, 0.013].map(|turn| (0..FRAMES).map(|n| round.level(0.4 * (n as f32 * turn).sin())).collect())
    }

    fn written(encoder: io::Result<Box<dyn Encoder>>, sound: &[Vec<f32>; 2]) -> io::Result<()> {
        let mut encoder = encoder?;
        for (left, right) in sound[0].chunks(999).zip(sound[1].chunks(999)) {
            encoder.take([left, right])?;
        }
        encoder.finish()
    }

    #[test]
    fn an_mp3_file_is_written_as_it_comes_and_its_first_packet_tells_its_length() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, sound) = (folder.path().join("a.mp3"), sound());
        written(mp3::create(&path, 44_100, 320), &sound).expect("written");
        let bytes = std::fs::read(&path).expect("a file");
        // What the encoder gives to those who wait for all of it.
        let mut encoder = Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: 320, vbr_quality: None });
        let both = sound.each_ref().map(Vec::as_slice);
        encoder.push_pcm_f32(&interleaved(both), 2, 44_100).expect("taken");
        encoder.finish();
        let packets: Vec<u8> = std::iter::from_fn(|| encoder.next_packet().ok()).flatten().collect();
        assert!(bytes == packets, "{} and {} bytes", bytes.len(), packets.len());
        assert_eq!(decode("a.mp3", &bytes).expect("decoded").audio.frames(), FRAMES);
    }

    #[test]
    fn flac_is_the_sound_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, sound) = (folder.path().join("a.flac"), sound());
        written(flac::create(&path, 44_100, Depth::Int16, FRAMES as u64), &sound).expect("written");
        let found = decode("a.flac", &std::fs::read(&path).expect("a file")).expect("decoded").audio;
        assert!((0..2).all(|n| found.channel(n) == &sound[n][..]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_takes_no_more_is_told_by_each() {
        let full = std::path::Path::new("/dev/full");
        let silence = [vec![0.0; FRAMES], vec![0.0; FRAMES]];
        for sound in [sound(), silence] {
            let flac = flac::create(full, 44_100, Depth::Int16, FRAMES as u64);
            let all = [flac, mp3::create(full, 44_100, 320), opus::create(full, 160)];
            for (n, encoder) in all.into_iter().enumerate() {
                let told = written(encoder, &sound).expect_err("a full disk").to_string();
                assert!(told.contains("No space left"), "encoder {n}: {told}");
            }
        }
    }
}
