//! The keys of Impulse Tracker and Schism Tracker, as their manuals list them.

use super::Map;
use crate::studio::commands::Context::{Everywhere, Grid};

/// The map.
pub const MAP: Map = Map {
    name: "it",
    help: "Impulse Tracker, Schism: F9 and F10 load and save, Insert and Delete move rows, Space writes the last value, Alt and a letter for blocks",
    modal: false,
    layers: &[
        (
            Everywhere,
            None,
            &[
                ("ctrl-f5", "play-song"),
                ("ctrl-f6", "play-here"),
                ("shift-f8", "panic"),
                ("f9", "open"),
                ("f10", "save"),
                ("shift-f10", "render"),
                ("shift-f12", "view-mixer"),
                ("ctrl-backspace", "undo"),
            ],
        ),
        (
            Grid,
            None,
            &[
                ("f9", "open"),
                ("ctrl-l", "open"),
                ("ctrl-n", "new-tab"),
                ("space", "write-last"),
                ("home", "home-in-steps"),
                ("end", "end-in-steps"),
                ("delete", "delete-row"),
                ("alt-delete", "delete-row-everywhere"),
                ("ctrl-pageup", "top"),
                ("' home", "top"),
                ("ctrl-pagedown", "bottom"),
                ("' end", "bottom"),
                ("ctrl-+", "next-order"),
                ("ctrl--", "previous-order"),
                ("alt-d", "mark-bar-down"),
                ("alt-u", "unmark"),
                ("ctrl-f2", "pattern-length"),
                ("ctrl-f7", "play-here"),
            ],
        ),
    ],
};
