//! The keys of Fasttracker II, with those of MilkyTracker where a terminal delivers no others. Keys of the mouse's side of the
//! keyboard alone (right Control, right Alt, Caps Lock) come through no terminal; Enter stands for them.

use super::{FUNCTION_KEYS, Map};
use crate::studio::commands::Context::{Curves, Grid, Sheet};

/// The map.
pub const MAP: Map = Map {
    name: "ft2",
    help: "Fasttracker II, MilkyTracker: F1 to F7 are octaves, Space stops or edits, Shift, Ctrl, Alt and F3 to F5 cut, copy, paste",
    modal: false,
    layers: &[
        (
            Grid,
            None,
            &[
                ("space", "stop-or-edit"),
                ("enter", "play-section"),
                ("alt-enter", "play-pattern"),
                ("shift-enter", "play-here"),
                ("ctrl-enter", "play-pattern"),
                ("f1", "octave 0"),
                ("f2", "octave 1"),
                ("f3", "octave 2"),
                ("f4", "octave 3"),
                ("f5", "octave 4"),
                ("f6", "octave 5"),
                ("f7", "octave 6"),
                ("alt-f7", "transpose-down"),
                ("alt-f8", "transpose-up"),
                ("shift-f7", "transpose-track-down"),
                ("shift-f8", "transpose-track-up"),
                ("ctrl-f7", "transpose-pattern-down"),
                ("ctrl-f8", "transpose-pattern-up"),
                ("alt-up", "mark-up"),
                ("alt-down", "mark-down"),
                ("alt-left", "mark-left"),
                ("alt-right", "mark-right"),
                ("alt-c", "mark-track"),
                ("shift-left", "previous-order"),
                ("shift-right", "next-order"),
                ("shift-up", "previous-instrument"),
                ("shift-down", "next-instrument"),
                ("ctrl-left", "previous-pattern"),
                ("ctrl-right", "next-pattern"),
                ("shift-insert", "insert-row-everywhere"),
                ("shift-backspace", "delete-row-everywhere"),
                ("1", "note-off"),
                ("`", "step-up"),
            ],
        ),
        (Grid, None, FUNCTION_KEYS),
        (Sheet, None, &[("space", "stop-or-edit")]),
        (Curves, None, &[("space", "stop-or-edit")]),
    ],
};
