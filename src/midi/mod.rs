//! MIDI without ports: bytes to messages and back, the note numbers that belong to a held pedal, and the follower of an external
//! clock. Pure arithmetic on what it is given, with no memory asked for after `new`, so that the audio thread may use all of it.
//! Knows no ports and no songs.

pub mod message;
pub mod parser;
pub mod writer;
pub mod clock;
pub mod follower;
pub mod session;
