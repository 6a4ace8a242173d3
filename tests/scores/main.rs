//! What is written for other programs: MIDI files and scores, judged by readers that are not ours.

mod export;
#[allow(dead_code, reason = "each user takes a part")]
#[path = "../installed/mod.rs"]
mod installed;
mod midi;
mod musescore;
mod musicxml;
mod reading;
#[path = "../song_random/mod.rs"]
mod song_random;
mod stage;
