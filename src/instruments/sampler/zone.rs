//! A zone: which sample plays for which keys and velocities, and how.

use crate::dsp::parameter::{Info, Kind, Parameter, Parameters};
use serde::{Deserialize, Serialize};

/// A zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Zone {
    /// The index in the song's sample list.
    pub sample: u16,
    /// The lowest key, 0 to 127 (60 is C-4).
    pub low_key: u8,
    /// The highest key, inclusive.
    pub high_key: u8,
    /// The lowest velocity, 0 to 127.
    pub low_velocity: u8,
    /// The highest velocity, inclusive.
    pub high_velocity: u8,
    /// The key at which the sample sounds as recorded.
    pub root: u8,
    /// Fine tuning in cents, −100 to 100.
    pub tune: f32,
    /// Level in dB, −60 to 12.
    pub volume: f32,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// How the sample loops.
    pub loop_mode: LoopMode,
    /// First frame of the loop.
    pub loop_start: u32,
    /// The frame after the loop's last; 0 means the sample's end.
    pub loop_end: u32,
    /// Frames where slices begin, ascending.
    pub slices: Vec<u32>,
}

impl Default for Zone {
    fn default() -> Self {
        Zone {
            sample: 0,
            low_key: 0,
            high_key: 127,
            low_velocity: 0,
            high_velocity: 127,
            root: 60,
            tune: 0.0,
            volume: 0.0,
            pan: 0.0,
            loop_mode: LoopMode::Off,
            loop_start: 0,
            loop_end: 0,
            slices: Vec::new(),
        }
    }
}

/// How a sample loops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoopMode {
    /// Plays once to its end.
    #[default]
    Off,
    /// From the loop's end back to its start.
    Forward,
    /// To and fro.
    PingPong,
    /// Forward while the key is held, then on to the sample's end.
    Sustain,
}

impl LoopMode {
    /// All modes, in the order of their names.
    pub const ALL: [LoopMode; 4] = [LoopMode::Off, LoopMode::Forward, LoopMode::PingPong, LoopMode::Sustain];
    /// The names.
    pub const NAMES: &'static [&'static str] = &["off", "forward", "ping-pong", "sustain"];
}

const fn number(
    name: &'static str,
    help: &'static str,
    unit: &'static str,
    kind: Kind,
    [low, high, default]: [f32; 3],
) -> Info {
    Info { name, group: "zone", help, unit, kind, low, high, default }
}

impl Parameters for Zone {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: number("sample", "the number of the sample", "", Kind::Whole, [0.0, 4_095.0, 0.0]),
            get: |zone| zone.sample.into(),
            set: |zone, value| zone.sample = value as u16,
        },
        Parameter {
            info: number("low_key", "the lowest key", "key", Kind::Whole, [0.0, 127.0, 0.0]),
            get: |zone| zone.low_key.into(),
            set: |zone, value| zone.low_key = value as u8,
        },
        Parameter {
            info: number("high_key", "the highest key", "key", Kind::Whole, [0.0, 127.0, 127.0]),
            get: |zone| zone.high_key.into(),
            set: |zone, value| zone.high_key = value as u8,
        },
        Parameter {
            info: number("low_velocity", "the softest key", "", Kind::Whole, [0.0, 127.0, 0.0]),
            get: |zone| zone.low_velocity.into(),
            set: |zone, value| zone.low_velocity = value as u8,
        },
        Parameter {
            info: number("high_velocity", "the hardest key", "", Kind::Whole, [0.0, 127.0, 127.0]),
            get: |zone| zone.high_velocity.into(),
            set: |zone, value| zone.high_velocity = value as u8,
        },
        Parameter {
            info: number(
                "root",
                "the key at which it sounds as recorded",
                "key",
                Kind::Whole,
                [0.0, 127.0, 60.0],
            ),
            get: |zone| zone.root.into(),
            set: |zone, value| zone.root = value as u8,
        },
        Parameter {
            info: number("tune", "fine tuning", "cents", Kind::Linear, [-100.0, 100.0, 0.0]),
            get: |zone| zone.tune,
            set: |zone, value| zone.tune = value,
        },
        Parameter {
            info: number("volume", "the zone's level", "dB", Kind::Linear, [-60.0, 12.0, 0.0]),
            get: |zone| zone.volume,
            set: |zone, value| zone.volume = value,
        },
        Parameter {
            info: number("pan", "from −1 (left) to 1 (right)", "", Kind::Linear, [-1.0, 1.0, 0.0]),
            get: |zone| zone.pan,
            set: |zone, value| zone.pan = value,
        },
        Parameter {
            info: number(
                "loop_mode",
                "how the sample loops",
                "",
                Kind::Choice(LoopMode::NAMES),
                [0.0, 3.0, 0.0],
            ),
            get: |zone| zone.loop_mode as u8 as f32,
            set: |zone, value| zone.loop_mode = LoopMode::ALL[(value as usize).min(3)],
        },
        Parameter {
            info: number(
                "loop_start",
                "the loop's first frame",
                "frames",
                Kind::Whole,
                [0.0, 16_777_216.0, 0.0],
            ),
            get: |zone| zone.loop_start as f32,
            set: |zone, value| zone.loop_start = value as u32,
        },
        Parameter {
            info: number(
                "loop_end",
                "the frame after the loop's last; 0 is the end",
                "frames",
                Kind::Whole,
                [0.0, 16_777_216.0, 0.0],
            ),
            get: |zone| zone.loop_end as f32,
            set: |zone, value| zone.loop_end = value as u32,
        },
    ];
}
