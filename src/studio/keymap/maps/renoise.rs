//! The keys of Renoise. Right Control and right Alt alone come through no terminal; Space plays and stops as it does there.

use super::{FUNCTION_KEYS, Map};
use crate::studio::commands::Context::{Curves, Everywhere, Grid, Sheet};

/// The map.
pub const MAP: Map = Map {
    name: "renoise",
    help: "Renoise: Space plays and stops, Escape lets keys write, A lets a note go, F1 to F4 are views, F9 to F12 quarters",
    modal: false,
    layers: &[
        (
            Everywhere,
            None,
            &[
                ("f1", "view-pattern"),
                ("f2", "view-mixer"),
                ("f3", "view-samples"),
                ("f4", "view-instruments"),
            ],
        ),
        (
            Grid,
            None,
            &[
                ("space", "play-or-stop-song"),
                ("escape", "edit-mode"),
                ("enter", "play-row"),
                ("a", "note-off"),
                ("alt-f1", "transpose-down"),
                ("alt-f2", "transpose-up"),
                ("alt-f11", "octave-block-down"),
                ("alt-f12", "octave-block-up"),
                ("ctrl-k ctrl-k", "duplicate-pattern"),
                ("alt-up", "previous-instrument"),
                ("alt-down", "next-instrument"),
                ("ctrl-up", "previous-order"),
                ("ctrl-down", "next-order"),
                ("ctrl-0", "step-0"),
                ("ctrl-1", "step-1"),
                ("ctrl-2", "step-2"),
                ("ctrl-3", "step-3"),
                ("ctrl-4", "step-4"),
                ("ctrl-5", "step-5"),
                ("ctrl-6", "step-6"),
                ("ctrl-7", "step-7"),
                ("ctrl-8", "step-8"),
                ("ctrl-9", "step-9"),
            ],
        ),
        (Grid, None, FUNCTION_KEYS),
        (Sheet, None, &[("space", "play-or-stop-song")]),
        (Curves, None, &[("space", "play-or-stop-song")]),
    ],
};
