//! Panning.

use super::super::channel::{LOUDEST, Memory};
use super::volume::{slide, slide_quantity};
use super::{Act, Effect, NOTHING, Quantity};

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'P',
        name: "Panning slide",
        help: "P0x right, Px0 left by x per tick; PFx right, PxF left once. 00 repeats",
        quantity: slide_quantity,
        say: |value| match (value >> 4, value & 15) {
            (0, 0) => "as the last one".to_owned(),
            (left, 15) if left > 0 => format!("left by {left}, once"),
            (15, right) if right > 0 => format!("right by {right}, once"),
            (left, 0) => format!("left by {left} per tick"),
            (0, right) => format!("right by {right} per tick"),
            _ => "both digits: nothing happens".to_owned(),
        },
        row: |act, value| {
            let value = act.channel.remember(Memory::PanSlide, value);
            act.channel.add_pan(-slide(value, true, false));
        },
        tick: |act, value| {
            let value = act.channel.remember(Memory::PanSlide, value);
            act.channel.add_pan(-slide(value, false, false));
        },
        ..NOTHING
    },
    Effect {
        code: b'X',
        name: "Panning",
        help: "Xxx places the channel: 00 left, 80 centre, FF right",
        quantity: |_| Some(Quantity { low: 0, high: 0xFF, neutral: 0x80, step: 1 }),
        say: |value| place(i32::from(value) * LOUDEST / 255),
        row: |act, value| act.channel.pan = (i32::from(value) * LOUDEST + 127) / 255,
        ..NOTHING
    },
    Effect {
        code: b'Y',
        name: "Panbrello",
        help: "Yxy swings the panning with speed x, depth y. Each digit's 0 repeats",
        say: |value| format!("speed {}, depth {}", value >> 4, value & 15),
        row: |act, value| {
            act.channel.panbrello.learn(value);
            panbrello(act);
        },
        tick: |act, _| panbrello(act),
        ..NOTHING
    },
];

/// A place from 0 (left) to 64 (right) in words.
pub(super) fn place(pan: i32) -> String {
    match pan - LOUDEST / 2 {
        0 => "centre".to_owned(),
        way if way < 0 => format!("{} % left", -way * 100 / (LOUDEST / 2)),
        way => format!("{} % right", way * 100 / (LOUDEST / 2)),
    }
}

fn panbrello(act: &mut Act) {
    let wave = &mut act.channel.panbrello;
    let value = match wave.shape {
        super::super::wave::Shape::Random => wave.hold(act.seed ^ u64::from(act.tick)),
        _ => wave.next(act.seed, 1),
    };
    act.channel.sway.pan += value * i32::from(wave.depth) * 2 / 64;
}
