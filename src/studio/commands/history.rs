//! Undo and redo.

use super::{Command, Context};

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "undo",
        &["ctrl-z", "ctrl-w u"],
        "take the last step back",
        |studio, seat, _| {
            seat.repeating.skip();
            studio.undo(seat)
        },
    ),
    Command::at(
        Context::Everywhere,
        "redo",
        &["ctrl-y", "ctrl-w r"],
        "do the last undone step again",
        |studio, seat, _| {
            seat.repeating.skip();
            studio.redo(seat)
        },
    ),
];
