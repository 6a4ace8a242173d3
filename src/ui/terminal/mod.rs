//! The bytes, keys and colours of this terminal. [`session::Terminal`] opens it, tells what is typed, shows frames and gives
//! it back on every way out. No type of input of another crate leaves this room.

pub mod input;
pub mod colour;
pub mod backend;
pub mod capabilities;
mod pace;
#[cfg(unix)]
mod tty;
#[cfg(unix)]
mod reader;
#[cfg(unix)]
pub mod session;
