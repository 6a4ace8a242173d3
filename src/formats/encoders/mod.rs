//! Sound to compressed files: FLAC, MP3, Opus, and by ffmpeg Vorbis and AAC. Each takes sound of two channels block by block and writes
//! one file without tags.

pub mod flac;
pub mod mp3;
pub mod opus;
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
