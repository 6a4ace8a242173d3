//! Whether the row's notes are played at all.

use super::{Act, Effect, NOTHING};

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'?',
        name: "Chance",
        help: "?xx plays the row's notes with a chance of xx in 256; FF always",
        say: |value| match value {
            255 => "always".to_owned(),
            _ => format!("{} % of the time", (u32::from(value) * 100 + 128) / 256),
        },
        before: |act: &mut Act, value| {
            // One throw for the whole row of the track, so that a chord stays together.
            let thrown = super::super::random::throw(act.seed, &[3]) % 256;
            act.channel.plan.skip |= value != 255 && thrown >= u64::from(value);
        },
        ..NOTHING
    },
    Effect {
        code: b'%',
        name: "Pass",
        help: "%xy plays the row's notes on the xth of every y passes of the lane",
        say: |value| format!("on pass {} of {}", (value >> 4).max(1), (value & 15).max(1)),
        before: |act, value| {
            let (which, of) = (u32::from(value >> 4).max(1), u32::from(value & 15).max(1));
            act.channel.plan.skip |= act.pass % of != (which - 1) % of;
        },
        ..NOTHING
    },
];
