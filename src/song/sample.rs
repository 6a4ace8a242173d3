//! Where a sample's audio is kept.

use super::unknown::Unknown;
use serde::{Deserialize, Serialize};

/// A sample by name and place. The audio itself is loaded by others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleReference {
    /// The name on screen.
    pub name: String,
    /// The file, relative to the song's folder, with `/` between folders.
    pub path: String,
    /// SHA-256 of the file in lower-case hexadecimal; empty if never computed.
    pub hash: String,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}
