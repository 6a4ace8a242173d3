//! The folders that the user goes to often: a path a line in the state folder.

use super::paths::make_folder;
use super::problem::Problem;
use super::save::save;
use super::whole_file;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file in the state folder.
const FILE: &str = "favourite-folders";

/// The largest such file in bytes: 1 MiB.
const MOST_BYTES: u64 = 1 << 20;

/// The folders, in the order in which they came; none if there is no such file yet.
///
/// # Errors
/// If the file cannot be read.
pub fn read(state: &Path) -> Result<Vec<PathBuf>, Problem> {
    match whole_file::read("read the favourite folders", &state.join(FILE), MOST_BYTES) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            Ok(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect())
        }
        Err(problem) if problem.reason.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(problem) => Err(problem),
    }
}

/// Adds a folder, or takes it out if it is there; whether it is there now.
///
/// # Errors
/// If the file cannot be read or written, or the folder's name is no text or has a line end.
pub fn toggle(state: &Path, folder: &Path) -> Result<bool, Problem> {
    let named = folder.to_str().filter(|name| !name.contains('\n'));
    if named.is_none() {
        let wrong =
            std::io::Error::new(ErrorKind::InvalidInput, "its name cannot be written in a line of text");
        return Err(Problem::during("keep", folder)(wrong));
    }
    let mut folders = read(state)?;
    let before = folders.len();
    folders.retain(|other| other != folder);
    let is_new = folders.len() == before;
    if is_new {
        folders.push(folder.to_path_buf());
    }
    let lines: String = folders.iter().map(|folder| format!("{}\n", folder.display())).collect();
    make_folder(state)?;
    save(&state.join(FILE), lines.as_bytes())?;
    Ok(is_new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_comes_and_goes() {
        let state = tempfile::tempdir().expect("a folder");
        let state = state.path().join("state");
        let (kicks, choirs) = (Path::new("/sounds/kicks"), Path::new("/sounds/big choirs"));
        assert!(toggle(&state, kicks).expect("written") && toggle(&state, choirs).expect("written"));
        assert_eq!(read(&state).expect("read"), [kicks, choirs]);
        assert!(!toggle(&state, kicks).expect("written"));
        assert_eq!(read(&state).expect("read"), [choirs]);
        assert!(toggle(&state, Path::new("/a\nb")).is_err());
    }
}
