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
    Command::at(Context::Everywhere, "play-song", &["f5"], "play the song from its start", |studio, _, _| {
        play(studio, Playing::Song { order: 0, row: 0, repeat: false })
    })
    .beside_previews()
    .beside_prompts(),
    Command::at(
        Context::Everywhere,
        "play-pattern",
        &["f6"],
        "play the pattern in the grid over and over",
        |studio, seat, _| play(studio, Playing::Pattern { pattern: seat.pattern, row: 0 }),
    )
    .beside_previews()
    .beside_prompts(),
    Command::at(
        Context::Everywhere,
        "play-section",
        &["shift-f6", "ctrl-w enter"],
        "play the song from this entry of the order list",
        |studio, seat, _| play(studio, from_here(studio, seat, 0)),
    )
    .beside_previews(),
    Command::at(
        Context::Everywhere,
        "play-here",
        &["f7"],
        "play the song from the cursor's row",
        |studio, seat, _| play(studio, from_here(studio, seat, seat.place.row)),
    )
    .beside_previews(),
    Command::at(Context::Everywhere, "stop", &["f8"], "stop; once more: silence at once", |studio, _, _| {
        studio.stop();
        Ok(())
    })
    .beside_previews()
    .beside_prompts(),
    Command::at(
        Context::Everywhere,
        "panic",
        &["!", "ctrl-w x"],
        "silence at once: every voice, echo and reverberation",
        |studio, _, _| {
            studio.stop();
            studio.send(ToEngine::Panic);
            Ok(())
        },
    )
    .beside_previews(),
    Command::at(
        Context::Everywhere,
        "follow",
        &["ctrl-f", "ctrl-w f"],
        "let the grid follow playback, or stay where it is",
        |studio, seat, _| {
            seat.follow = !seat.follow;
            studio.say(if seat.follow { "the grid follows playback" } else { "the grid stays" });
            Ok(())
        },
    )
    .looking()
    .beside_previews(),
    Command::at(
        Context::Everywhere,
        "fill",
        &["_ f"],
        "play the notes whose condition is fill (S28) in place of those that wait for it to end (S29), or stop that",
        |studio, _, _| {
            let on = !studio.transport.fill;
            studio.transport.fill = on;
            studio.send(ToEngine::Fill(on));
            studio.say(if on { "fill is on" } else { "fill is off" });
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "forget-locks",
        &[],
        "let everything that & has set follow the song again",
        |studio, _, _| {
            studio.send(ToEngine::ClearLocks);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "clear-peaks",
        &["ctrl-w c"],
        "forget the highest level that was heard",
        |studio, _, _| {
            studio.transport.highest = 0.0;
            Ok(())
        },
    ),
];
