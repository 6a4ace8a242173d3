//! Bytes to songs and songs to bytes, bytes to audio and audio to bytes. Knows no ports and no screens.

pub mod problem;
pub mod song;
pub mod album;
pub mod set;
pub mod platforms;
pub mod shops;
pub mod outlets;
pub mod picture;
pub mod raster;
pub mod tags;
pub mod encoders;
pub mod xml;
pub mod drums;
pub mod smf;
pub mod musicxml;
pub mod presets;
pub mod csv;
pub mod feedback;
pub mod scala;
pub mod wav;
pub mod audio;
mod opus_sound;
pub mod wav_layout;
pub mod rf64;
pub mod foreign;
pub mod sfz;
pub mod soundfont;
