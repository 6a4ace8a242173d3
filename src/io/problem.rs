//! What went wrong between us and the machine: the deed, the path, the reason.

use std::io;
use std::path::{Path, PathBuf};

/// A deed that failed. Shown as `PATH: could not DEED: REASON`.
#[derive(Debug, thiserror::Error)]
#[error("{}: could not {deed}: {reason}", path.display())]
pub struct Problem {
    /// What was tried: `write the song`.
    pub deed: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the machine answered.
    pub reason: io::Error,
}

impl Problem {
    /// A deed at `path` that failed for `reason`.
    pub fn new(deed: &'static str, path: &Path, reason: io::Error) -> Problem {
        Problem { deed, path: path.to_path_buf(), reason }
    }

    /// For `map_err`: `fs::read(path).map_err(Problem::during("read the song", path))`.
    pub fn during(deed: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Problem {
        let path = path.to_path_buf();
        move |reason| Problem { deed, path, reason }
    }
}
