//! The whole program on a terminal of its own, as a user sees it.
#![cfg(unix)]

#[path = "../installed/mod.rs"]
mod installed;
#[path = "../real_ssh/mod.rs"]
mod real_ssh;
mod screen;
mod editing;
mod ending;
mod sessions;
mod doors;
mod together;
mod connect;
mod ssh;
mod tmux;
mod wrapped;
mod hardships;
