//! When and how a note of the row is struck: gate, ratchet, humanise, parameter lock.

use super::super::command::Action;
use super::super::lock;
use super::{Effect, NOTHING, Quantity};

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'*',
        name: "Ratchet",
        help: "*xy strikes the note x times within the row; y 1 to 7 fades them out, 9 to F fades them in",
        say: |value| match value & 15 {
            0 | 8 => format!("{} hits, equally loud", (value >> 4).max(1)),
            y if y < 8 => format!("{} hits, each {} % softer", (value >> 4).max(1), u32::from(y) * 10),
            y => format!(
                "{} hits, each softer than the next by {} %",
                (value >> 4).max(1),
                u32::from(y - 8) * 10
            ),
        },
        before: |act, value| {
            (act.channel.plan.hits, act.channel.plan.slope) = (value >> 4, value & 15);
        },
        ..NOTHING
    },
    Effect {
        code: b'=',
        name: "Gate",
        help: "=xy lets the key go after x rows and y sixteenths of a row",
        say: |value| format!("key off after {} and {}/16 rows", value >> 4, value & 15),
        before: |act, value| act.channel.plan.gate = value.into(),
        ..NOTHING
    },
    Effect {
        code: b'^',
        name: "Humanise",
        help: "^xx delays the note by up to xx/512 of the row and softens it by up to xx/512, by chance",
        quantity: |_| Some(Quantity::to(0, 0xFF)),
        say: |value| {
            format!(
                "up to {} % of a row late, up to {} % softer",
                u32::from(value) * 100 / 512,
                u32::from(value) * 100 / 512
            )
        },
        before: |act, value| {
            let most = u64::from(value) + 1;
            let (late, softer) = (act.chance(most * 64, 1), act.chance(most, 2));
            act.channel.plan.delay_row += late * 2;
            act.channel.plan.loudness = act.channel.plan.loudness.saturating_sub((softer / 2) as u16);
        },
        ..NOTHING
    },
    Effect {
        code: b'&',
        name: "Parameter lock",
        help: "&xx sets the parameter that the track's settings give this column, 00 lowest, FF highest",
        quantity: |_| Some(Quantity::to(0, 0xFF)),
        say: |value| format!("{} % of the parameter's range", u32::from(value) * 100 / 255),
        once: true,
        row: |act, value| {
            let name = act.song.tracks.get(act.track).map_or("", |track| track.locks[act.column].as_str());
            if let Some(target) = lock::resolve(act.song, act.track, act.instrument, name) {
                act.send(Action::Lock(target, f32::from(value) / 255.0));
            }
        },
        ..NOTHING
    },
];
