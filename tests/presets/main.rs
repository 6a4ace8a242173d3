//! The presets of the factory, heard and measured.

mod sound;
mod factory;
mod character;
