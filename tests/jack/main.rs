//! JACK, as a sound system and as a transport, with a private server that has no hardware. Only where segno is built with it.
#![cfg(all(target_os = "linux", feature = "jack"))]

#[path = "../installed/mod.rs"]
mod installed;
#[allow(dead_code, reason = "each user takes a part")]
#[path = "../program/screen.rs"]
mod screen;

mod server;
mod sound;
mod transport;
