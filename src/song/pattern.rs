//! A pattern: a length and one lane for each track.

use super::lane::Lane;
use super::unknown::Unknown;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// A name, or nothing.
    pub name: String,
    /// The rows that are played, 1 to 512.
    pub length: u16,
    /// The lanes by track; tracks beyond the end have none.
    pub lanes: Vec<LaneSlot>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// The place of a lane in a pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
        Pattern { name: String::new(), length: 64, lanes: Vec::new(), unknown: Unknown::default() }
    }
}
