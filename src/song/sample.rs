//! Where a sample's audio is kept.

use super::unknown::Unknown;
use crate::instruments::treatment::{MOST, Treatment};
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
    /// What is done to the file's sound where it is loaded, one after the other.
    #[serde(default)]
    pub treatments: Vec<Treatment>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl SampleReference {
    /// This reference with the numbers of its treatments moved into range; unknown treatments are left out.
    pub(super) fn into_range(self) -> SampleReference {
        let treatments = self.treatments.into_iter().filter_map(Treatment::into_range).take(MOST).collect();
        SampleReference { treatments, ..self }
    }
}
