//! Scala's files from the disk: scales and mappings of keys.

use super::problem::Problem;
use super::whole_file;
use crate::formats::problem::Problem as Fault;
use crate::formats::scala;
use crate::song::tuning::{Mapping, Scale};
use std::path::Path;

/// The largest file in bytes: 1 MiB.
const MOST_BYTES: u64 = 1 << 20;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The machine does not give it.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// The file is at fault.
    #[error(transparent)]
    File(#[from] Fault),
    /// It is another kind of file.
    #[error("{0}: expected a file that ends with .scl or .kbm")]
    Kind(String),
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A scale, named as the file says, or else as the file is.
    Scale(Scale),
    /// The keys on which a scale lies.
    Mapping(Mapping),
}

/// Reads a file by its ending.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<Part, Refused> {
    let (shown, ending) =
        (path.display().to_string(), path.extension().unwrap_or_default().to_ascii_lowercase());
    let bytes = || whole_file::read("read the tuning", path, MOST_BYTES);
    match ending.to_str() {
        Some("scl") => {
            let mut scale = scala::scale(&shown, &bytes()?)?;
            if scale.name.is_empty() {
                scale.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            }
            Ok(Part::Scale(scale))
        }
        Some("kbm") => Ok(Part::Mapping(scala::mapping(&shown, &bytes()?)?)),
        _ => Err(Refused::Kind(shown)),
    }
}
