//! Where the bytes for a terminal go, and what is known of it: this process's own, or one at the other end of a socket.

use super::capabilities::Capabilities;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::time::Duration;

/// Why a terminal is shown nothing more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Farewell {
    /// The exit code of whoever holds the terminal.
    pub code: u8,
    /// What is said when the shell has it back; may be empty.
    pub text: String,
}

/// The way to a terminal. Each `write` is a piece that may go out by itself; none waits for a slow terminal.
pub trait Line: Write + Send {
    /// Whether what was written before is still on its way here, so that more would only pile up.
    fn is_busy(&self) -> bool {
        false
    }

    /// Gives the terminal to its shell until that lets us go on. Whether it has done so already; else [`super::reader::Event::Continue`]
    /// tells.
    ///
    /// # Errors
    /// If the terminal is gone.
    fn suspend(&mut self) -> io::Result<bool>;

    /// Takes the terminal again when its process goes on after a stop.
    ///
    /// # Errors
    /// If the terminal is gone.
    fn resume(&mut self) -> io::Result<()>;

    /// Nothing more will be shown there.
    fn dismiss(&mut self, _farewell: &Farewell) {}
}

/// What is known of a terminal when it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Columns and rows.
    pub size: (u16, u16),
    /// `TERM`.
    pub term: String,
    /// What it can do.
    pub capabilities: Capabilities,
    /// How long it took to answer the first questions, if it did.
    pub answered_in: Option<Duration>,
    /// What it sent while it was asked: answers, and keys typed meanwhile.
    pub early: Vec<u8>,
}
