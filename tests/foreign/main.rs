//! Instruments of other programs, made by the tests themselves, brought in and heard.

mod built;
mod sfz;
mod soundfont;
mod stage;
