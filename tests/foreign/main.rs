//! Instruments of other programs, made by the tests themselves, brought in and heard.

mod bounds;
mod built;
#[path = "../memory/mod.rs"]
mod memory;
mod sfz;
mod soundfont;
mod stage;
