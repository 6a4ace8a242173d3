//! Hearing the song elsewhere: what comes over the line is what a rendering gives, nobody comes in without the address, nobody holds up
//! anybody, and a real browser plays it.

#[cfg(unix)]
#[path = "../installed/mod.rs"]
mod installed;
mod line;
mod doors;
mod sound;
#[cfg(unix)]
mod browser;
