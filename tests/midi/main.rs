//! MIDI without ports: clocks that are followed, keys that sound.

mod clocks;
mod following;
mod live;
mod outlets;
mod starting;
