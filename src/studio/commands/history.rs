//! Undo and redo.

use super::{Command, Context};

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "undo",
        keys: &["ctrl-z", "ctrl-w u"],
        context: Context::Everywhere,
        argument: "",
        help: "take the last step back",
        run: |studio, seat, _| studio.undo(seat),
    },
    Command {
        name: "redo",
        keys: &["ctrl-y", "ctrl-w r"],
        context: Context::Everywhere,
        argument: "",
        help: "do the last undone step again",
        run: |studio, seat, _| studio.redo(seat),
    },
];
