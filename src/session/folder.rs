//! Where the sockets of sessions lie: in the user's runtime directory, or a folder of his own where there is none. Nobody else can enter
//! either.

use super::peer::own_user;
use crate::io::problem::Problem;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// The ending of a session's socket.
const ENDING: &str = "sock";
/// The longest name of a session: a socket's whole path has about a hundred bytes on every system.
const LONGEST: usize = 40;

/// Every folder in which sockets may lie, the best first. The runtime directory goes with the user's last login, while his sessions
/// stay: then they move to the other one.
pub fn candidates() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    let temporary = std::env::temp_dir().join(format!("segno-{}", own_user()));
    runtime.map(|path| path.join("segno")).into_iter().chain([temporary]).collect()
}

/// Makes a folder into which nobody else can look, or checks that it is one.
///
/// # Errors
/// If it cannot be made, is somebody else's or open to others.
pub fn make_private(folder: &Path) -> Result<(), Problem> {
    let wrong = |reason: io::Error| Problem::new("use the folder for sessions", folder, reason);
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(wrong(error)),
        _ => {}
    }
    let found = fs::symlink_metadata(folder).map_err(wrong)?;
    let fault = if !found.is_dir() {
        "it is no folder".to_owned()
    } else if found.uid() != own_user() {
        format!("it belongs to user {}", found.uid())
    } else if found.mode() & 0o077 != 0 {
        format!("others may enter it; expected mode 0700, found {:04o}", found.mode() & 0o7777)
    } else {
        return Ok(());
    };
    Err(wrong(io::Error::new(io::ErrorKind::PermissionDenied, fault)))
}

/// The first folder that can be used.
///
/// # Errors
/// If none can: what is wrong with the last one.
pub fn usable() -> Result<PathBuf, Problem> {
    let mut answer =
        Err(Problem::new("use the folder for sessions", Path::new(""), io::Error::other("there is none")));
    for folder in candidates() {
        match make_private(&folder) {
            Ok(()) => return Ok(folder),
            Err(problem) => answer = Err(problem),
        }
    }
    answer
}

/// The socket of a session.
pub fn socket(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{ENDING}"))
}

/// Every socket in folders that are the user's own, sorted by name.
pub fn sockets() -> Vec<PathBuf> {
    let folders = candidates().into_iter().filter(|folder| folder.is_dir() && make_private(folder).is_ok());
    let files = folders.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let mut found: Vec<PathBuf> = files.map(|file| file.path()).filter(|path| is_socket(path)).collect();
    found.sort_by_key(|path| path.file_stem().map(OsStr::to_owned));
    found.dedup();
    found
}

fn is_socket(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}

/// The name of a session for a song: its file's, with what is safe in a shell and a path.
pub fn name_for(song: &Path) -> String {
    let stem = song.file_stem().unwrap_or_default().to_string_lossy();
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '-' };
    let name: String = stem.chars().take(LONGEST).map(safe).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "song".to_owned() } else { name.to_owned() }
}

/// What one process at a time does in a folder.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// Looking for a session and starting one, so that two that come together find the same.
    Starting,
    /// Opening a socket, or taking away one that seems dead: between its name and its first listening it seems so too.
    Opening,
}

/// Waits for one's turn. Held until it is dropped.
///
/// # Errors
/// If the folder takes no file.
pub fn hold(folder: &Path, turn: Turn) -> io::Result<File> {
    let name = match turn {
        Turn::Starting => "starting.lock",
        Turn::Opening => "opening.lock",
    };
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(name))?;
    file.lock()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn names_are_safe_and_never_empty() {
        for (song, name) in [
            ("/a/last-bus.ron", "last-bus"),
            ("Mein Lied.ron", "Mein-Lied"),
            ("..ron", "song"),
            ("/", "song"),
            ("né;rm -rf.ron", "n--rm--rf"),
        ] {
            assert_eq!(name_for(Path::new(song)), name, "{song}");
        }
        assert_eq!(name_for(Path::new(&"x".repeat(300))).len(), LONGEST);
    }

    #[test]
    fn a_folder_that_others_may_enter_or_a_way_elsewhere_is_refused() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("segno");
        assert!(make_private(&folder).is_ok() && make_private(&folder).is_ok());
        assert_eq!(fs::metadata(&folder).expect("a folder").mode() & 0o777, 0o700);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("set");
        let said = make_private(&folder).expect_err("refused").to_string();
        assert!(said.contains("expected mode 0700, found 0755"), "{said}");
        let link = root.path().join("link");
        std::os::unix::fs::symlink(root.path(), &link).expect("linked");
        assert!(make_private(&link).is_err());
    }
}
