//! A sound file that becomes a sample of a song: it lies beside the song afterwards, and is known to be sound.

use super::problem::Problem;
use super::sample_files::{Hole, load};
use super::save::save;
use crate::song::sample::SampleReference;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder beside a song where its samples lie.
pub const FOLDER: &str = "samples";

/// Why a file does not become a sample.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The machine does not give or take the file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// It is no sound.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

/// Makes a file a sample of the song in `folder`: one that does not lie in that folder is copied into its `samples/`. The
/// reference has the file's name without its ending, its place and its sum.
///
/// # Errors
/// If the file is no sound, cannot be read, or cannot be copied.
pub fn import(folder: &Path, file: &Path) -> Result<SampleReference, Refused> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = fs::canonicalize(file).map_err(Problem::during("read the sample", file))?;
    let named = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |hole: Hole| Refused::File { path: file.display().to_string(), reason: hole.reason };
    let there = SampleReference { name: name.clone(), path: named.clone(), ..SampleReference::default() };
    let hash = load(file.parent().unwrap_or(Path::new("/")), &there).map_err(refused)?.hash;
    let inside = fs::canonicalize(folder).ok().and_then(|folder| file.strip_prefix(folder).ok().map(slashes));
    let path = match inside {
        Some(path) => path,
        None => copy(folder, &file, &named, &hash)?,
    };
    Ok(SampleReference { name, path, hash, ..SampleReference::default() })
}

/// A path with `/` between its folders, as songs write it.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Copies the file beside the song under a name that is free, unless it is there already.
fn copy(folder: &Path, file: &Path, named: &str, hash: &str) -> Result<String, Problem> {
    let into = folder.join(FOLDER);
    fs::create_dir_all(&into).map_err(Problem::during("make the folder", &into))?;
    let (stem, ending) = named.rsplit_once('.').unwrap_or((named, ""));
    let names = (1..).map(|number| match number {
        1 => named.to_owned(),
        _ => format!("{stem}-{number}.{ending}").trim_end_matches('.').to_owned(),
    });
    for name in names {
        let place: PathBuf = into.join(&name);
        match fs::read(&place) {
            Ok(bytes) if super::sample_files::hash(&bytes) == hash => return Ok(format!("{FOLDER}/{name}")),
            Ok(_) => {}
            Err(_) => {
                let bytes = fs::read(file).map_err(Problem::during("read the sample", file))?;
                save(&place, &bytes)?;
                return Ok(format!("{FOLDER}/{name}"));
            }
        }
    }
    Ok(String::new())
}
