//! The sheets of fields: order, instruments, samples, mixer, song.

#![allow(clippy::unwrap_used, reason = "a test may")]

#[path = "../foreign/built.rs"]
mod built;
mod by_hand;
mod desk;
mod fields;
mod instruments;
mod presets;
mod shaping;
mod browsing;
mod waves;
mod zones;
mod returns;
#[path = "../song_random/mod.rs"]
mod song_random;
