//! What went wrong between us and the machine: the deed, the path, the reason.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A deed that failed. Shown as `PATH: could not DEED: REASON`.
#[derive(Debug, thiserror::Error)]
#[error("{}: could not {deed}: {}{}", path.display(), machines(reason), advice(reason))]
pub struct Problem {
    /// What was tried: `write the song`.
    pub deed: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the machine answered.
    pub reason: io::Error,
}

/// Before the name of a hidden file in what the package of temporary files says.
const BETWEEN: &str = " at path \"";

/// What the machine said, without the names of files that only lie between.
fn machines(reason: &io::Error) -> String {
    let said = reason.to_string();
    match said.split_once(BETWEEN) {
        Some((machines, _)) if reason.get_ref().is_some() => machines.to_owned(),
        _ => said,
    }
}

/// What helps, where that is always the same.
fn advice(reason: &io::Error) -> &'static str {
    match reason.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room there, or write elsewhere",
        ErrorKind::ReadOnlyFilesystem => "; write elsewhere",
        _ => "",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_with_what_helps_and_without_what_lies_between() {
        let between = io::Error::other("x");
        assert!(
            Problem::new("write", Path::new("a.ron"), between).to_string().ends_with("could not write: x")
        );
        let folder = tempfile::tempdir().expect("a folder");
        // The package's own errors name the hidden file.
        let missing = folder.path().join("none");
        let failed = tempfile::Builder::new().prefix(".segno-").tempfile_in(&missing).expect_err("no folder");
        assert!(failed.to_string().contains(".segno-"), "{failed}");
        let told = Problem::new("write", Path::new("a.ron"), failed).to_string();
        assert!(told.starts_with("a.ron: could not write: ") && !told.contains(".segno-"), "{told}");
        let full = Problem::new("write", Path::new("a.ron"), ErrorKind::StorageFull.into()).to_string();
        assert!(full.ends_with("; make room there, or write elsewhere"), "{full}");
    }
}
