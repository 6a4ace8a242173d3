//! A pattern: a length and one lane for each track.

use super::lane::{Lane, MAX_ROWS};
use super::pieces::Pieces;
use super::unknown::Unknown;
use crate::dsp::parameter::{Parameter, Parameters, row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// A name, or nothing.
    pub name: String,
    /// The rows that are played, 1 to 512.
    pub length: u16,
    /// The lanes by track; tracks beyond the end have none.
    pub lanes: Pieces<LaneSlot>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// The place of a lane in a pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneSlot {
    /// Nothing was written.
    #[default]
    Empty,
    /// A lane of this pattern alone.
    Own(Arc<Lane>),
    /// The song's shared lane of that number.
    Shared(u16),
}

impl Default for Pattern {
    fn default() -> Self {
        Pattern { name: String::new(), length: 64, lanes: Pieces::default(), unknown: Unknown::default() }
    }
}

impl Parameters for Pattern {
    const ROWS: &'static [Parameter<Self>] = &[Parameter {
        info: row::whole("", "length", "rows", "the rows that are played", 1.0, MAX_ROWS as f32, 64.0),
        get: |pattern| f32::from(pattern.length),
        set: |pattern, value| pattern.length = value as u16,
    }];
}

impl LaneSlot {
    /// A slot for a lane of this pattern alone; an empty lane is no lane.
    pub fn of(lane: Lane) -> LaneSlot {
        if lane.is_empty() { LaneSlot::Empty } else { LaneSlot::Own(Arc::new(lane)) }
    }
}

impl Pattern {
    /// The slot of a track, to be changed; the list grows as far as needed.
    pub fn slot_mut(&mut self, track: usize) -> &mut LaneSlot {
        if self.lanes.len() <= track {
            self.lanes.resize(track + 1);
        }
        &mut self.lanes[track]
    }

    /// Takes empty slots off the end, so that equal patterns compare equal.
    pub fn trim(&mut self) {
        let empty = self.lanes.iter().rev().take_while(|slot| **slot == LaneSlot::Empty).count();
        self.lanes.truncate(self.lanes.len() - empty);
    }
}
