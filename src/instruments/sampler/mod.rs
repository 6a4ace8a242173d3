//! The sampler: zones of keys and velocities, loops, interpolation, a filter and two envelopes.

use super::voice::{self, Context, Liveness, Modulation, NoteStart, Stereo};
use crate::dsp::parameter::{Parameter, Parameters};
use serde::{Deserialize, Serialize};

/// The saved settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Patch {
    /// The zones, first match plays... all that match play together up to the voice's own limit.
    pub zones: Vec<Zone>,
}

/// Which sample plays for which keys and velocities, and how.
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

impl Parameters for Patch {
    const ROWS: &'static [Parameter<Self>] = &[];
}

/// A playing note.
#[derive(Default)]
pub struct Voice {}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, _patch: &Patch, _note: &NoteStart, _context: &Context) {}

    fn release(&mut self) {}

    fn render(&mut self, _: &Patch, _: &Modulation, _: &Context, _out: Stereo) -> Liveness {
        Liveness::Ended
    }
}
