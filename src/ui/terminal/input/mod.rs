//! What the terminal tells us, as our own types: keys, pastes, answers. Bytes become these in [`parser`].

pub mod parser;
mod answers;
mod keyboard;
mod sequence;
mod tables;

use crate::studio::key::{Key, Stroke};
use crate::studio::pointer::Mouse;

/// One thing that the terminal or the system told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key. Most terminals tell of presses only.
    Key {
        /// The key as typed. A release names the key as it was when it went down, whatever shift has done since.
        key: Key,
        /// Down, held, up.
        stroke: Stroke,
        /// The place of the key: the small letter or sign it has on the US layout. Only some terminals tell, and only where that
        /// is another one than the key has.
        base: Option<char>,
    },
    /// Text that was pasted: never played as notes. Lines end with `\n`; no other control characters but tabs.
    Paste(String),
    /// The window has the focus, or lost it. With the focus go the keys: whatever is held must end.
    Focus(bool),
    /// The terminal has this many columns and rows now; everything is drawn anew.
    Resize {
        /// Columns, at least 1.
        columns: u16,
        /// Rows, at least 1.
        rows: u16,
    },
    /// An answer to a question of ours.
    Answer(Answer),
    /// The mouse, if it was asked for.
    Mouse(Mouse),
    /// A sequence that nobody knows, spelled readably, for the page that helps with keys.
    Unknown(String),
    /// Someone asks the program to end: SIGTERM, SIGINT or SIGQUIT.
    Stop,
    /// The terminal is gone: nothing can be read from it or drawn on it any more.
    Gone,
}

/// What the terminal answered. Answers are never taken for keys, however late they come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The device attributes, which every terminal answers: the fence behind a batch of questions.
    Attributes {
        /// It draws sixels.
        sixels: bool,
    },
    /// kitty's protocol for pictures is known.
    Graphics,
    /// The size of a cell in pixels.
    Cell {
        /// Columns of pixels.
        width: u16,
        /// Rows of pixels.
        height: u16,
    },
    /// `CSI 0n`: the terminal has come to this place in our bytes.
    Reached,
    /// The flags of the kitty keyboard protocol that are in force.
    KeyboardFlags(u8),
    /// Whether a private mode is known: 0 unknown, 1 set, 2 reset, 3 always set, 4 never.
    Mode {
        /// The mode's number.
        mode: u16,
        /// What the terminal says about it.
        state: u8,
    },
    /// The terminal's name and version.
    Name(String),
    /// The setting that was read back: `48:2:1:2:3m`.
    Setting(String),
    /// The background's colour: red, green, blue.
    Background(u8, u8, u8),
    /// What kind of terminal it takes itself for, and its version: the second device attributes.
    Device {
        /// Some kinds have one of their own.
        kind: u16,
        /// What it calls its version.
        version: u16,
    },
    /// Something that nobody asked for.
    Other,
}
