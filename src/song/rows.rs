//! Short forms for the parameter rows of the song's own structs: their ranges are stated once, for edits, files and screens.

use crate::dsp::parameter::{Info, Kind, Knobs};

/// A number stepped evenly.
pub(super) const fn number(
    name: &'static str,
    help: &'static str,
    unit: &'static str,
    [low, high, default]: [f32; 3],
) -> Info {
    Info { name, group: "", help, unit, kind: Kind::Linear, low, high, default }
}

/// A whole number.
pub(super) const fn whole(
    name: &'static str,
    help: &'static str,
    unit: &'static str,
    [low, high, default]: [f32; 3],
) -> Info {
    Info { name, group: "", help, unit, kind: Kind::Whole, low, high, default }
}

/// Off or on, off at first.
pub(super) const fn switch(name: &'static str, help: &'static str) -> Info {
    Info { name, group: "", help, unit: "", kind: Kind::Switch, low: 0.0, high: 1.0, default: 0.0 }
}

/// One of some names, the first one at first.
pub(super) const fn choice(name: &'static str, help: &'static str, names: &'static [&'static str]) -> Info {
    let high = names.len() as f32 - 1.0;
    Info { name, group: "", help, unit: "", kind: Kind::Choice(names), low: 0.0, high, default: 0.0 }
}

/// A fader: −60 (off) to +12 dB.
pub(super) const fn level(name: &'static str, help: &'static str, default: f32) -> Info {
    number(name, help, "dB", [-60.0, 12.0, default])
}

/// Moves every parameter into its range.
pub(super) fn into_range(knobs: &mut dyn Knobs) {
    for index in 0..knobs.count() {
        knobs.set_value(index, knobs.value(index));
    }
}
