//! Where the user's settings, data, state and caches live: the XDG base directories (Windows: its known folders).

use super::problem::Problem;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The program's own folder inside each base directory.
const NAME: &str = "segno";

/// The program's folders. None of them need exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings, key maps, themes.
    pub config: PathBuf,
    /// The user's instruments and templates.
    pub data: PathBuf,
    /// Journals, recovered songs, logs.
    pub state: PathBuf,
    /// What may be deleted at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// The folders of the user who runs the program; `None` where no home is known. A relative path in an XDG variable is
    /// ignored and an empty one counts as unset, as the XDG specification asks.
    pub fn of_user() -> Option<Folders> {
        let base = etcetera::choose_base_strategy().ok()?;
        let data = base.data_dir().join(NAME);
        let state = base.state_dir().map_or_else(|| data.join("state"), |state| state.join(NAME));
        Some(Folders {
            config: base.config_dir().join(NAME),
            data,
            state,
            cache: base.cache_dir().join(NAME),
        })
    }

    /// Folders below one root, for tests and for machines without a home.
    pub fn below(root: &Path) -> Folders {
        let inside = |name: &str| root.join(name).join(NAME);
        Folders {
            config: inside("config"),
            data: inside("data"),
            state: inside("state"),
            cache: inside("cache"),
        }
    }

    /// The user's folders, or folders below the temporary directory if there is no home.
    pub fn of_user_or_temporary() -> Folders {
        Folders::of_user().unwrap_or_else(Folders::temporary)
    }

    /// Folders below the temporary directory.
    pub fn temporary() -> Folders {
        Folders::below(&std::env::temp_dir().join(NAME))
    }

    /// The folders with their names.
    pub fn named(&self) -> [(&'static str, &Path); 4] {
        [("config", &self.config), ("data", &self.data), ("state", &self.state), ("cache", &self.cache)]
    }
}

/// The folder that a file lies in; what a song names lies there too.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The one name of a file, whichever way leads to it; of one that is not there yet, by its folder.
pub fn canonical(file: &Path) -> PathBuf {
    let named = || Some(fs::canonicalize(folder_of(file)).ok()?.join(file.file_name()?));
    fs::canonicalize(file).ok().or_else(named).unwrap_or_else(|| file.to_path_buf())
}

/// The name by which files in the state folder belong to the song at a path: from its one absolute path.
pub fn name_of_song(song: &Path) -> String {
    let absolute = std::path::absolute(song).unwrap_or_else(|_| song.to_path_buf());
    let absolute = fs::canonicalize(&absolute).unwrap_or(absolute);
    let hash = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a folder and those above it.
///
/// # Errors
/// The folder that could not be made.
pub fn make_folder(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(Problem::during("make the folder", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_is_absolute_and_the_programs_own() {
        let folders = Folders::of_user_or_temporary();
        for (name, folder) in folders.named() {
            assert!(folder.is_absolute(), "{name}: {}", folder.display());
            assert!(folder.components().any(|part| part.as_os_str() == NAME), "{name}");
        }
    }
}
