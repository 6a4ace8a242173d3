//! The whole program on a terminal of its own, as a user sees it.
#![cfg(unix)]

#[path = "../installed/mod.rs"]
mod installed;
mod screen;
mod editing;
mod ending;
mod sessions;
mod doors;
mod together;
mod connect;
mod ssh;
mod hardships;
