//! Moving what is drawn under the fields of an instrument: points of envelopes, zones over the keyboard.

use super::{Command, Context};
use crate::studio::grips;

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Sheet,
        "nudge-left",
        &["ctrl-left", "_ left"],
        "move what is drawn at the cursor to the left: a point of an envelope earlier, a zone a key down",
        |studio, seat, _| grips::aside(studio, seat, false),
    ),
    Command::at(
        Context::Sheet,
        "nudge-right",
        &["ctrl-right", "_ right"],
        "move what is drawn at the cursor to the right: a point of an envelope later, a zone a key up",
        |studio, seat, _| grips::aside(studio, seat, true),
    ),
    Command::at(
        Context::Sheet,
        "nudge-up",
        &["ctrl-up", "_ up"],
        "move what is drawn at the cursor up: the level of a point, the velocities of a zone",
        |studio, seat, _| grips::along(studio, seat, true),
    ),
    Command::at(
        Context::Sheet,
        "nudge-down",
        &["ctrl-down", "_ down"],
        "move what is drawn at the cursor down: the level of a point, the velocities of a zone",
        |studio, seat, _| grips::along(studio, seat, false),
    ),
    Command::at(
        Context::Sheet,
        "next-drawn",
        &["_ tab"],
        "go to the next point of the envelope, or to the next zone",
        |studio, seat, _| grips::next(studio, seat),
    ),
];
