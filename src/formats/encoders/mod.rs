//! Sound to compressed files: FLAC, MP3, Opus, and by ffmpeg Vorbis and AAC. Each takes whole steps or floats of two channels and writes one file without tags.

pub mod flac;
pub mod mp3;
pub mod opus;
pub mod outside;
pub mod packets;

use std::io;

/// An encoder's own fault as one of writing.
fn other(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

/// Left and right in turn.
fn interleaved(channels: [&[f32]; 2]) -> Vec<f32> {
    channels[0].iter().zip(channels[1]).flat_map(|(left, right)| [*left, *right]).collect()
}
