//! Where a track's notes go that an instrument outside of the program plays.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The highest program.
pub const PROGRAMS: u8 = 128;
/// The channels.
pub const CHANNELS: u8 = 16;

/// A MIDI port by its name, a channel and a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// The port's name.
    pub port: String,
    /// The channel, from 1 to 16.
    pub channel: u8,
    /// The program that is chosen first, from 1 to 128.
    pub program: Option<u8>,
}

impl Outlet {
    /// The same with its numbers moved into range.
    pub fn into_range(mut self) -> Outlet {
        self.channel = self.channel.clamp(1, CHANNELS);
        self.program = self.program.map(|program| program.clamp(1, PROGRAMS));
        self
    }
}

impl fmt::Display for Outlet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, channel {}", self.port, self.channel)?;
        match self.program {
            Some(program) => write!(out, ", program {program}"),
            None => Ok(()),
        }
    }
}
