//! Playing and stopping.

use super::{Answer, Command, Context};
use crate::engine::message::ToEngine;
use crate::sequencer::player::Playing;
use crate::studio::Studio;
use crate::studio::seat::Seat;

fn play(studio: &mut Studio, playing: Playing) -> Answer {
    studio.play(playing);
    Ok(())
}

/// From the seat's entry on; a phrase that is in the grid plays by itself.
fn from_here(studio: &Studio, seat: &Seat, row: u16) -> Playing {
    if studio.board.is_some() {
        return Playing::Pattern { pattern: seat.pattern, row };
    }
    Playing::Song { order: seat.order, row, repeat: false }
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "play-song",
        keys: &["f5"],
        context: Context::Everywhere,
        argument: "",
        help: "play the song from its start",
        run: |studio, _, _| play(studio, Playing::Song { order: 0, row: 0, repeat: false }),
    },
    Command {
        name: "play-pattern",
        keys: &["f6"],
        context: Context::Everywhere,
        argument: "",
        help: "play the pattern in the grid over and over",
        run: |studio, seat, _| play(studio, Playing::Pattern { pattern: seat.pattern, row: 0 }),
    },
    Command {
        name: "play-section",
        keys: &["shift-f6", "ctrl-w enter"],
        context: Context::Everywhere,
        argument: "",
        help: "play the song from this entry of the order list",
        run: |studio, seat, _| play(studio, from_here(studio, seat, 0)),
    },
    Command {
        name: "play-here",
        keys: &["f7"],
        context: Context::Everywhere,
        argument: "",
        help: "play the song from the cursor's row",
        run: |studio, seat, _| play(studio, from_here(studio, seat, seat.place.row)),
    },
    Command {
        name: "stop",
        keys: &["f8"],
        context: Context::Everywhere,
        argument: "",
        help: "stop; once more: silence at once",
        run: |studio, _, _| {
            studio.stop();
            Ok(())
        },
    },
    Command {
        name: "panic",
        keys: &["!", "ctrl-w x"],
        context: Context::Everywhere,
        argument: "",
        help: "silence at once: every voice, echo and reverberation",
        run: |studio, _, _| {
            studio.stop();
            studio.send(ToEngine::Panic);
            Ok(())
        },
    },
    Command {
        name: "follow",
        keys: &["ctrl-f", "ctrl-w f"],
        context: Context::Everywhere,
        argument: "",
        help: "let the grid follow playback, or stay where it is",
        run: |studio, seat, _| {
            seat.follow = !seat.follow;
            studio.say(if seat.follow { "the grid follows playback" } else { "the grid stays" });
            Ok(())
        },
    },
    Command {
        name: "fill",
        keys: &["_ f"],
        context: Context::Everywhere,
        argument: "",
        help: "play the notes whose condition is fill (S28) in place of those that wait for it to end (S29), or stop that",
        run: |studio, _, _| {
            let on = !studio.transport.fill;
            studio.transport.fill = on;
            studio.send(ToEngine::Fill(on));
            studio.say(if on { "fill is on" } else { "fill is off" });
            Ok(())
        },
    },
    Command {
        name: "forget-locks",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "let everything that & has set follow the song again",
        run: |studio, _, _| {
            studio.send(ToEngine::ClearLocks);
            Ok(())
        },
    },
    Command {
        name: "clear-peaks",
        keys: &["ctrl-w c"],
        context: Context::Everywhere,
        argument: "",
        help: "forget the highest level that was heard",
        run: |studio, _, _| {
            studio.transport.highest = 0.0;
            Ok(())
        },
    },
];
