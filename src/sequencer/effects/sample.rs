//! Where a sound begins, and beginning it again.

use super::super::channel::Memory;
use super::super::trigger::strike;
use super::{Act, Effect, NOTHING, Quantity};
use crate::song::phrase::BY_KEY;

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'O',
        name: "Sample offset",
        help: "Oxx skips xx × 256 frames of the sample (SAy adds y × 65,536); nothing if the sample is shorter. 00 repeats",
        quantity: |_| Some(Quantity::to(1, 0xFF)),
        say: |value| format!("skips {} frames", u32::from(value) * 256),
        before: |act, value| {
            let value = act.channel.remember(Memory::Offset, value);
            act.channel.plan.offset = act.channel.offset_high * 65_536 + u32::from(value) * 256;
        },
        ..NOTHING
    },
    Effect {
        code: b'Q',
        name: "Retrigger",
        help: "Qxy strikes the note every y ticks, x changes its volume. 00 repeats",
        say: |value| {
            format!("every {} ticks, volume {}", (value & 15).max(1), CHANGES[usize::from(value >> 4)].0)
        },
        row: retrigger,
        tick: retrigger,
        ..NOTHING
    },
    Effect {
        code: b'/',
        name: "Slice",
        help: "/xx starts the note at slice xx of the sample; one that is not there is silent",
        say: |value| format!("slice {value}"),
        before: |act, value| act.channel.plan.slice = Some(value),
        ..NOTHING
    },
    Effect {
        code: b'@',
        name: "Phrase",
        help: "@xx lets the row's notes strike phrase xx of their instrument, 01 to 7E; @00 none, @7F that of the key",
        say: |value| match value {
            0 => "no phrase, the note itself".to_owned(),
            BY_KEY => "the phrase of the key".to_owned(),
            _ => format!("phrase {value:02X}"),
        },
        before: |act, value| act.channel.plan.phrase = Some(value),
        ..NOTHING
    },
];

/// What the first digit of `Q` does to the volume: in words, and as a multiplier, divisor and summand.
const CHANGES: [(&str, i32, i32, i32); 16] = [
    ("unchanged", 1, 1, 0),
    ("−1", 1, 1, -1),
    ("−2", 1, 1, -2),
    ("−4", 1, 1, -4),
    ("−8", 1, 1, -8),
    ("−16", 1, 1, -16),
    ("× 2/3", 2, 3, 0),
    ("× 1/2", 1, 2, 0),
    ("unchanged", 1, 1, 0),
    ("+1", 1, 1, 1),
    ("+2", 1, 1, 2),
    ("+4", 1, 1, 4),
    ("+8", 1, 1, 8),
    ("+16", 1, 1, 16),
    ("× 3/2", 3, 2, 0),
    ("× 2", 2, 1, 0),
];

/// Counts on over rows that bring no note of their own, as Impulse Tracker does.
fn retrigger(act: &mut Act, value: u8) {
    let value = act.channel.remember(Memory::Retrigger, value);
    let every = (value & 15).max(1);
    if act.channel.retrigger >= every {
        act.channel.retrigger = 0;
        let (_, times, over, plus) = CHANGES[usize::from(value >> 4)];
        let volume = act.channel.volume;
        act.channel.add_volume(volume * times / over + plus - volume);
        let plan = act.channel.plan;
        strike(act.channel, &plan, act.song, act.out, 0, act.seed ^ u64::from(act.tick));
    }
    act.channel.retrigger += 1;
}
