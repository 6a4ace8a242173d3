//! How the notes of an instrument share its voices, in the engine's own sound: play modes and glide.

#[path = "../clicks/mod.rs"]
mod clicks;
mod solo;
mod stage;
