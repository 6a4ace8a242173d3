//! Hearing the song elsewhere: in a browser at the other end of `ssh -L`.

use super::{Command, Context};

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "listen",
        &[],
        "open a page on this machine that plays the song in a browser, and copy its address; `off` closes it",
        |studio, _, argument| match argument {
            "" => studio.listen_at(None),
            "off" => studio.listen_no_more(),
            other => Err(format!("listen takes nothing, or off; found {other}")),
        },
    )
    .taking("[off]"),
    Command::at(
        Context::Everywhere,
        "listeners",
        &[],
        "who listens in a browser, how late the sound comes there, and its drop-outs",
        |studio, _, _| studio.tell_listeners_figures(),
    )
    .looking(),
];
