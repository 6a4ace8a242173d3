//! Which fields commands on blocks touch.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::operation::{KINDS, OperationMask};
use crate::studio::seat::Seat;

/// Leaves the fields of a kind alone from now on, or touches them again.
fn toggle(studio: &mut Studio, seat: &mut Seat, kind: usize) -> Answer {
    let how = if seat.operation.toggle(kind) { "changes" } else { "leaves alone" };
    let (name, _) = KINDS[kind];
    studio.say(format!("operation mask {}: what is done to blocks {how} {name}", seat.operation.signs()));
    Ok(())
}

fn set_mask(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    seat.operation = if text.is_empty() { OperationMask::default() } else { OperationMask::parse(text)? };
    studio.say(format!("operation mask {}", seat.operation.signs()));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "touch-notes",
        &["\\ 1"],
        "whether commands on blocks touch notes",
        |studio, seat, _| toggle(studio, seat, 0),
    ),
    Command::in_grid(
        "touch-instruments",
        &["\\ 2"],
        "whether commands on blocks touch instruments",
        |studio, seat, _| toggle(studio, seat, 1),
    ),
    Command::in_grid(
        "touch-volumes",
        &["\\ 3"],
        "whether commands on blocks touch volumes",
        |studio, seat, _| toggle(studio, seat, 2),
    ),
    Command::in_grid(
        "touch-delays",
        &["\\ 4"],
        "whether commands on blocks touch delays",
        |studio, seat, _| toggle(studio, seat, 3),
    ),
    Command::in_grid(
        "touch-effects",
        &["\\ 5"],
        "whether commands on blocks touch effects",
        |studio, seat, _| toggle(studio, seat, 4),
    ),
    Command::in_grid(
        "operation-mask",
        &["\\ 0"],
        "let commands on blocks touch every field again; with signs of NIVDE behind it (on the : line) only those",
        set_mask,
    )
    .taking("[SIGNS]"),
];
