//! Time and order: speed, tempo, jumps.

use super::super::channel::Memory;
use super::{Effect, NOTHING, Quantity};
use crate::song::tempo::Tempo;

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'A',
        name: "Speed",
        help: "Axx sets the ticks of a row and with them its length; 00 does nothing",
        quantity: |_| Some(Quantity::to(1, 0xFF)),
        say: |value| if value == 0 { "nothing".to_owned() } else { format!("{value} ticks a row") },
        once: true,
        before: |act, value| {
            if value > 0 {
                act.flow.speed = Some(value);
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'B',
        name: "Jump",
        help: "Bxx goes on at entry xx of the order list",
        say: |value| format!("on at entry {value}"),
        once: true,
        row: |act, value| act.flow.jump = Some(value.into()),
        ..NOTHING
    },
    Effect {
        code: b'C',
        name: "Break",
        help: "Cxx goes on at row xx of the next order entry",
        say: |value| format!("on at row {value} of the next entry"),
        once: true,
        row: |act, value| act.flow.break_to = Some(value.into()),
        ..NOTHING
    },
    Effect {
        code: b'T',
        name: "Tempo",
        help: "Txx sets the tempo, 20 to FF BPM; T0x slower, T1x faster by x BPM per tick. 00 repeats",
        quantity: |_| Some(Quantity::to(0x20, 0xFF)),
        say: |value| match value {
            0 => "as the last one".to_owned(),
            1..=0x0F => format!("slower by {value} BPM per tick"),
            0x10..=0x1F => format!("faster by {} BPM per tick", value & 15),
            _ => format!("{value} BPM"),
        },
        once: true,
        before: |act, value| {
            let value = act.channel.remember(Memory::Tempo, value);
            if value >= 0x20 {
                act.flow.tempo = Some(Tempo::whole(value.into()));
            }
        },
        tick: |act, value| {
            let value = i64::from(act.channel.remember(Memory::Tempo, value));
            let by = if value >= 0x10 { value - 0x10 } else { -value };
            if value < 0x20 {
                let tempo = act.flow.tempo.unwrap_or(act.song.settings.tempo);
                let (unit, now) = (i64::from(tempo.denominator()), i64::from(tempo.numerator()));
                // The limits stop a slide; they do not pull back a tempo that lies outside.
                let next = (now + by * unit).clamp(now.min(32 * unit), now.max(255 * unit));
                act.flow.tempo = Tempo::fraction(next as u64, unit as u64).or(act.flow.tempo);
            }
        },
        ..NOTHING
    },
];
