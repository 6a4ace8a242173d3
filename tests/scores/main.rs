//! What is written for other programs: MIDI files and scores, judged by readers that are not ours.

mod export;
mod midi;
mod musescore;
mod musicxml;
mod reading;
#[path = "../song_random/mod.rs"]
mod song_random;
mod stage;
