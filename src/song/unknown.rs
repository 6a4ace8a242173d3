//! Fields that a file held and this version does not know: kept as they were written, and written back.

use serde::{Deserialize, Serialize};

/// Field names with their text, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unknown(pub Vec<(String, String)>);

impl Unknown {
    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
