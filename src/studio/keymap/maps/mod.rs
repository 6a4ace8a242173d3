//! The maps for hands that know another program: only where its keys differ from segno's own. What `Ctrl-W` and
//! `Ctrl-K` begin is the same in all of them.

mod ft2;
mod it;
mod mpt;
mod renoise;
mod vim;

use super::Mode;
use crate::studio::commands::Context;

/// Rows of keys and what they do: a command's name, and what it is told.
pub type Rows = &'static [(&'static str, &'static str)];

/// A map.
#[derive(Debug)]
pub struct Map {
    /// The name by which settings know it.
    pub name: &'static str,
    /// Whose keys these are, in a sentence.
    pub help: &'static str,
    /// Whether it has modes: letters are commands until somebody says that they write.
    pub modal: bool,
    /// Its rows, by where they are valid.
    pub layers: &'static [(Context, Option<Mode>, Rows)],
}

/// What the function keys of Fasttracker II do in the grid, and those of Renoise too.
const FUNCTION_KEYS: Rows = &[
    ("f9", "quarter-0"),
    ("f10", "quarter-1"),
    ("f11", "quarter-2"),
    ("f12", "quarter-3"),
    ("alt-f3", "cut"),
    ("alt-f4", "copy"),
    ("alt-f5", "paste"),
    ("shift-f3", "cut-track"),
    ("shift-f4", "copy-track"),
    ("shift-f5", "paste-track"),
    ("ctrl-f3", "cut-pattern"),
    ("ctrl-f4", "copy-pattern"),
    ("ctrl-f5", "paste-pattern"),
];

/// Every map but the program's own.
pub const MAPS: &[Map] = &[it::MAP, ft2::MAP, mpt::MAP, renoise::MAP, vim::MAP];
