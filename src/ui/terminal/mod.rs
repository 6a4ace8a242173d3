//! The bytes, keys and colours of this terminal. [`session::Terminal`] opens it, tells what is typed, shows frames and gives
//! it back on every way out. No type of input of another crate leaves this room. What differs between systems has the same
//! names in `unix` and `windows`.

pub mod input;
pub mod colour;
pub mod backend;
pub mod capabilities;
mod pace;
mod tty;
mod reader;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as system;
#[cfg(any(windows, test))]
mod utf16;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;
pub mod session;
