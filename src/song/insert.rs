//! A device in a chain, and whose chains there are.

use super::Song;
use super::rows::{at_track, from_track, to_track};
use super::unknown::Unknown;
use crate::devices::{Device, KINDS};
use crate::dsp::parameter::{Knobs, Parameter, Parameters, row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most devices of a chain.
pub const MAX_INSERTS: usize = 8;

/// The name of the row that says how much of a device is heard.
pub const MIX: &str = "mix";

/// The name of the row that says whom a device listens to.
pub const SIDE: &str = "side_chain";

/// Whose chain it is: a strip of the mixer. Numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// That track.
    Track(usize),
    /// That return.
    Return(usize),
    /// The master.
    Master,
}

impl Owner {
    /// The chain; `None` if there is no such track or return.
    pub fn chain(self, song: &Song) -> Option<&[Insert]> {
        Some(match self {
            Owner::Track(track) => &song.tracks.get(track)?.inserts,
            Owner::Return(index) => &song.mixer.returns.get(index)?.inserts,
            Owner::Master => &song.mixer.inserts,
        })
    }

    /// A new device as it is usual in this chain.
    pub fn insert(self, device: Device) -> Insert {
        match self {
            Owner::Return(_) => Insert::wet(device),
            Owner::Track(_) | Owner::Master => Insert::new(device),
        }
    }

    /// The chain to be changed.
    pub(super) fn chain_mut(self, song: &mut Song) -> Option<&mut Vec<Insert>> {
        Some(match self {
            Owner::Track(track) => &mut Arc::make_mut(song.tracks.get_mut(track)?).inserts,
            Owner::Return(index) => &mut Arc::make_mut(&mut song.mixer).returns.get_mut(index)?.inserts,
            Owner::Master => &mut Arc::make_mut(&mut song.mixer).inserts,
        })
    }
}

/// A device that changes the sound of a chain in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insert {
    /// The device.
    pub device: Device,
    /// Whether it works; otherwise the sound goes past it.
    pub on: bool,
    /// How much of its sound is heard, 0 to 1; the rest is the sound that came in.
    pub mix: f32,
    /// The track that it listens to instead of its own sound, from 0, if its kind listens to anything.
    #[serde(default)]
    pub side: Option<u16>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Insert {
    /// A device at work, mixed as its kind usually is.
    pub fn new(device: Device) -> Insert {
        let kind = KINDS.iter().find(|kind| kind.name == device.kind());
        Insert {
            mix: kind.map_or(1.0, |kind| kind.mix),
            device,
            on: true,
            side: None,
            unknown: Unknown::default(),
        }
    }

    /// The same with nothing of the sound that came in, as returns have devices.
    pub fn wet(device: Device) -> Insert {
        Insert { mix: 1.0, ..Insert::new(device) }
    }
}

/// Keeps as many devices as a chain holds, each number in its range.
pub(super) fn chain_into_range(chain: &mut Vec<Insert>) {
    chain.truncate(MAX_INSERTS);
    for insert in chain {
        insert.move_into_range();
        insert.device.knobs_mut().move_into_range();
    }
}

impl Parameters for Insert {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: row::switch(
                "",
                "on",
                "",
                "whether the device works; otherwise the sound goes past it",
                1.0,
            ),
            get: |insert| f32::from(u8::from(insert.on)),
            set: |insert, value| insert.on = value > 0.5,
        },
        Parameter {
            info: row::linear(
                "",
                MIX,
                "",
                "how much of the device's sound is heard, the rest is what came in",
                0.0,
                1.0,
                1.0,
            ),
            get: |insert| insert.mix,
            set: |insert, value| insert.mix = value,
        },
        Parameter {
            info: to_track(
                "",
                SIDE,
                "whose level it follows: its own sound's, or another track's (side chain)",
            ),
            get: |insert| from_track(insert.side),
            set: |insert, value| insert.side = at_track(value),
        },
    ];
}
