//! Segno (𝄋): a music studio in a terminal.
//!
//! The order of the modules below is the law: a layer uses only the layers above it.
//! `tests/layers.rs` enforces it; `docs/ARCHITECTURE.md` explains it.

pub mod dsp;
pub mod midi;
pub mod instruments;
pub mod devices;
pub mod song;
pub mod sequencer;
pub mod engine;
pub mod formats;
pub mod render;
pub mod io;
pub mod release;
pub mod check;
pub mod studio;
pub mod ui;
pub mod session;
pub mod cli;
