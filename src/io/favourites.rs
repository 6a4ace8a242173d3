//! The folders that the user goes to often: a path a line in the state folder.

use super::paths::make_folder;
use super::problem::Problem;
use super::save::save;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file in the state folder.
const FILE: &str = "favourite-folders";

/// The folders, in the order in which they came, and what is wrong with the file if it cannot be read.
pub fn read(state: &Path) -> (Vec<PathBuf>, Option<Problem>) {
    let file = state.join(FILE);
    match fs::read_to_string(&file) {
        Ok(text) => (text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect(), None),
        Err(error) if error.kind() == ErrorKind::NotFound => (Vec::new(), None),
        Err(error) => (Vec::new(), Some(Problem::during("read", &file)(error))),
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
    let (mut folders, problem) = read(state);
    if let Some(problem) = problem {
        return Err(problem);
    }
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
        assert_eq!(read(&state).0, [kicks, choirs]);
        assert!(!toggle(&state, kicks).expect("written"));
        assert_eq!(read(&state).0, [choirs]);
        assert!(toggle(&state, Path::new("/a\nb")).is_err());
    }
}
