//! The keys of OpenMPT as they are out of the box. Its rows of notes are a setting of their own: `:note-keys rows`.

use super::Map;
use crate::studio::commands::Context::{Everywhere, Grid, Sheet};

/// The map.
pub const MAP: Map = Map {
    name: "mpt",
    help: "OpenMPT: F5 to F8 play and stop, Ctrl-Q and Ctrl-A transpose, Alt and a letter for views; :note-keys rows lays the notes",
    modal: false,
    layers: &[
        (
            Everywhere,
            None,
            &[
                ("f5", "play-here"),
                ("f6", "play-song"),
                ("f7", "play-pattern"),
                ("ctrl-f6", "play-here"),
                ("f11", "follow"),
                ("ctrl-n", "new-tab"),
                ("alt-p", "view-pattern"),
                ("alt-s", "view-samples"),
                ("alt-n", "view-instruments"),
                ("alt-g", "view-song"),
                ("alt-m", "metronome"),
            ],
        ),
        (
            Grid,
            None,
            &[
                ("escape", "stop"),
                ("ctrl-space", "edit-mode"),
                ("ctrl-enter", "play-row"),
                ("`", "note-cut"),
                ("+", "note-fade"),
                ("f10", "mute"),
                ("ctrl-f10", "solo"),
                ("ctrl-f", "find"),
                ("ctrl-n", "new-tab"),
                ("ctrl-q", "transpose-up"),
                ("ctrl-a", "transpose-down"),
                ("ctrl-l", "mark-track"),
                ("ctrl-5", "mark-all"),
                ("ctrl-j", "interpolate-volume"),
                ("ctrl-k ctrl-k", "interpolate-effect"),
                ("alt-e", "double"),
                ("alt-d", "halve"),
                ("alt-p", "view-pattern"),
                ("alt-s", "view-samples"),
                ("alt-n", "view-instruments"),
                ("alt-g", "view-song"),
                ("alt-m", "metronome"),
                ("ctrl-insert", "insert-row-everywhere"),
                ("ctrl-backspace", "delete-row-everywhere"),
                ("ctrl-delete", "clear-cell"),
                ("ctrl-home", "top"),
                ("ctrl-end", "bottom"),
            ],
        ),
        (Sheet, None, &[("alt-p", "view-pattern"), ("alt-n", "view-instruments")]),
    ],
};
