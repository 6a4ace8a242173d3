//! What listeners measure of what they hear, as their pages tell it.

use super::hub::Codec;
use serde::{Deserialize, Serialize};

/// What a page measures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Whether it sounds there.
    pub playing: bool,
    /// Milliseconds from leaving the engine to leaving the browser, as far as it tells.
    pub latency_ms: f32,
    /// Milliseconds that wait in its buffer, and as many as it wants there.
    pub buffer_ms: f32,
    /// The buffer's target.
    pub target_ms: f32,
    /// Times that the buffer ran empty.
    pub dropouts: u32,
    /// Packets that never came.
    pub lost: u32,
    /// Times that it was too far behind and went on nearer.
    pub resyncs: u32,
    /// Seconds of sound that have been heard.
    pub heard_s: f32,
    /// The highest sample of the last second, 1 is full scale.
    pub peak: f32,
    /// The row that is shown.
    pub row: Option<u16>,
    /// Rows that have been shown.
    pub rows_shown: u32,
}

/// A listener.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listener {
    /// Each has another.
    pub number: u32,
    /// How the sound goes there.
    pub codec: Codec,
    /// Packets that were left out because they were not taken in time.
    pub dropped: u64,
    /// What the page has told last.
    pub figures: Option<Figures>,
}
