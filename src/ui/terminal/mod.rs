//! The bytes, keys and colours of terminals. [`console::Console`] opens that of this process and gives it back on every way out;
//! [`session::Terminal`] tells what is typed at one, shows frames there, and reaches it by a [`line::Line`]. No type of input of
//! another crate leaves this room. What differs between systems has the same names in `unix` and `windows`.

pub mod input;
pub mod colour;
pub mod graphics;
pub mod backend;
pub mod capabilities;
mod pace;
mod tty;
pub mod reader;
pub mod line;
pub mod writer;
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
pub mod console;
pub mod session;
