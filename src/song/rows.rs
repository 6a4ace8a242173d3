//! Short forms for the parameter rows of the song's own structs: their ranges are stated once, for edits, files and screens.

use crate::dsp::parameter::{Info, Knobs, row};

/// A fader: −60 (off) to +12 dB.
pub(super) const fn level(name: &'static str, help: &'static str, default: f32) -> Info {
    row::linear("", name, "dB", help, -60.0, 12.0, default)
}

/// Moves every parameter into its range.
pub(super) fn into_range(knobs: &mut dyn Knobs) {
    for index in 0..knobs.count() {
        knobs.set_value(index, knobs.value(index));
    }
}
