//! Short forms for the parameter rows of the song's own structs: their ranges are stated once, for edits, files and screens.

use super::mixer::MAX_RETURNS;
use crate::dsp::parameter::{Info, Parameter, row};
use crate::dsp::units::Decibels;

/// A fader: −60 (off) to +12 dB.
pub(super) const fn level(name: &'static str, help: &'static str, default: f32) -> Info {
    row::linear("", name, "dB", help, -60.0, 12.0, default)
}

/// The number of a track, from 1, or 0 for something else.
pub(super) const fn to_track(group: &'static str, name: &'static str, help: &'static str) -> Info {
    row::whole(group, name, "", help, 0.0, super::MAX_TRACKS as f32, 0.0)
}

/// The index of the track that such a number means.
pub(super) fn at_track(value: f32) -> Option<u16> {
    (value as u16).checked_sub(1)
}

/// The number of a track of that index.
pub(super) fn from_track(track: Option<u16>) -> f32 {
    track.map_or(0.0, |track| f32::from(track) + 1.0)
}

/// Panning.
pub(super) const PAN: Info = row::linear("", "pan", "", "from −1 (left) to 1 (right)", -1.0, 1.0, 0.0);

/// Silence.
pub(super) const MUTE: Info = row::switch("", "mute", "", "silent until unmuted", 0.0);

/// How far both sides are apart.
pub(super) const fn width(group: &'static str) -> Info {
    let help = "how wide it sounds: 0 the middle alone, 1 as it is, 2 twice as wide";
    row::linear(group, "width", "", help, 0.0, 2.0, 1.0)
}

/// The names of the rows of sends.
const SENDS: [&str; MAX_RETURNS] =
    ["send_1", "send_2", "send_3", "send_4", "send_5", "send_6", "send_7", "send_8"];
/// The names of the rows that say where sends are taken.
const PRE: [&str; MAX_RETURNS] = ["pre_1", "pre_2", "pre_3", "pre_4", "pre_5", "pre_6", "pre_7", "pre_8"];

/// A strip that sends into returns.
pub(super) trait Sends {
    /// How much goes into each.
    fn sends(&self) -> &[Decibels; MAX_RETURNS];

    /// The same, to be changed.
    fn sends_mut(&mut self) -> &mut [Decibels; MAX_RETURNS];
}

/// The row of how much goes into the return of that index.
const fn send<T: Sends, const N: usize>() -> Parameter<T> {
    Parameter {
        info: level(SENDS[N], "how much goes into the return of that number; −60 is nothing", -60.0),
        get: |strip| strip.sends()[N].0,
        set: |strip, value| strip.sends_mut()[N] = Decibels(value),
    }
}

/// The rows of how much goes into each return.
pub(super) const fn sends<T: Sends>() -> [Parameter<T>; MAX_RETURNS] {
    [
        send::<T, 0>(),
        send::<T, 1>(),
        send::<T, 2>(),
        send::<T, 3>(),
        send::<T, 4>(),
        send::<T, 5>(),
        send::<T, 6>(),
        send::<T, 7>(),
    ]
}

/// Rows one after the other; `N` is how many they are in all, and the first part has one.
pub(super) const fn joined<T: 'static, const N: usize>(parts: &[&[Parameter<T>]]) -> [Parameter<T>; N] {
    let mut rows = [parts[0][0]; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            rows[at] = parts[part][row];
            (row, at) = (row + 1, at + 1);
        }
        part += 1;
    }
    assert!(at == N, "the rows are as many as is said");
    rows
}

/// Where the send into the return of that index is taken.
pub(super) const fn pre(index: usize) -> Info {
    row::switch("routing", PRE[index], "", "whether the send of that number is taken before the fader", 0.0)
}

/// The name of the row of the send into the return of that index.
pub fn send_name(index: usize) -> Option<&'static str> {
    SENDS.get(index).copied()
}

/// The index of the return that a row sends into: of `send_3` 2.
pub fn send_of(row: &str) -> Option<usize> {
    SENDS.iter().position(|name| *name == row)
}

/// The index of the return that a row is about, also one that says where the send is taken.
pub fn return_of(row: &str) -> Option<usize> {
    send_of(row).or_else(|| PRE.iter().position(|name| *name == row))
}
