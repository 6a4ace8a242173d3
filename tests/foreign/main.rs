//! Instruments of other programs, made by the tests themselves, brought in and heard.

mod sfz;
mod soundfont;
mod stage;
