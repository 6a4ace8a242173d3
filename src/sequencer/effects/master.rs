//! Effects on the master: the sign `!`.

use super::super::momentary::Momentary;
use super::{Act, Effect, NOTHING};

/// Turns what the first digit tells, if this is the tick that the second one tells.
fn turn(act: &mut Act, value: u8) {
    if act.tick == u16::from(value & 15) {
        act.flow.momentary.turn(value >> 4);
    }
}

/// The sign.
pub const EFFECTS: &[Effect] = &[Effect {
    code: b'!',
    name: "Effect on the master",
    help: "!xy at tick y of the row: x = 1 to 4 repeats the last 4th, 8th, 16th, 32nd, 5 no more; 6 low pass, 7 off; 8 high pass, 9 off; A tape stop, B off; 0 all off",
    say: |value| format!("{} at tick {}", Momentary::words(value >> 4), value & 15),
    once: true,
    row: turn,
    tick: turn,
    ..NOTHING
}];
