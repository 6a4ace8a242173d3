//! The instrument's filter, moved from the grid.

use super::{Effect, NOTHING, Quantity};

/// The family's rows.
pub const EFFECTS: &[Effect] = &[Effect {
    code: b'Z',
    name: "Filter",
    help: "Z00 to Z7F moves the cutoff below the instrument's own (Z7F); Z80 to Z8F sets the resonance",
    quantity: |_| Some(Quantity::to(0, 0x7F)),
    say: |value| match value {
        0..=0x7F => format!("cutoff {} semitones below the instrument's", (127 - u32::from(value)) * 3 / 4),
        0x80..=0x8F => format!("resonance {} of 15 more", value & 15),
        _ => "not used".to_owned(),
    },
    row: |act, value| match value {
        0..=0x7F => act.channel.cutoff = value,
        0x80..=0x8F => act.channel.resonance = value & 15,
        _ => {}
    },
    ..NOTHING
}];
