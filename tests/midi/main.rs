//! MIDI without ports: clocks that are followed.

mod clocks;
mod following;
