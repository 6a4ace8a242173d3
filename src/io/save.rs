//! The atomic save: after it the file holds the new bytes or, if anything failed, still the old ones.

use super::paths::folder_of;
use super::problem::Problem;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Replaces the file at `path` by `bytes`: written to a new file in the same folder, synced, read back and compared, given
/// the old file's permissions, and renamed over it. A link is followed: the file it leads to is replaced.
///
/// # Errors
/// Names the path and the step; the old file is untouched then.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut new = NewFile::begin(path)?;
    new.write_all(bytes).map_err(Problem::during("write", &new.target))?;
    new.sync()?;
    let read_back =
        fs::read(new.file.path()).map_err(Problem::during("read back what was written", &new.target))?;
    if read_back != bytes {
        let reason =
            io::Error::new(io::ErrorKind::InvalidData, "the disk holds other bytes than were written");
        return Err(Problem::new("save", &new.target, reason));
    }
    new.replace()
}

/// A file that is being written beside the one that it will replace. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl NewFile {
    /// Begins a file in the folder of `path`. A link is followed: the file it leads to will be replaced.
    ///
    /// # Errors
    /// If the folder takes no file, or what stands there is no file: a folder, a device, a pipe.
    pub fn begin(path: &Path) -> Result<NewFile, Problem> {
        let target = link_target(path)?;
        if fs::metadata(&target).is_ok_and(|there| !there.is_file()) {
            let reason =
                io::Error::other("it is a folder or a device, and only a file can give way to a file");
            return Err(Problem::new("replace what is there", &target, reason));
        }
        let folder = folder_of(&target);
        let reason = |error: io::Error| match folder.is_dir() {
            true => error,
            false => io::Error::new(io::ErrorKind::NotFound, "there is no such folder"),
        };
        let begun = tempfile::Builder::new().prefix(".segno-").suffix(".tmp").tempfile_in(folder);
        let file = begun.map_err(reason).map_err(Problem::during("make a new file in the folder", folder))?;
        Ok(NewFile { file, target })
    }

    /// Gives it the old file's permissions and writes everything to the disk.
    fn sync(&self) -> Result<(), Problem> {
        let old = fs::metadata(&self.target).map(|old| old.permissions());
        if let Some(permissions) = old.ok().or_else(new_file_permissions) {
            fs::set_permissions(self.file.path(), permissions)
                .map_err(Problem::during("set the permissions", &self.target))?;
        }
        self.file.as_file().sync_all().map_err(Problem::during("write to the disk", &self.target))
    }

    /// Puts it in the place of the old file, whole and on the disk.
    ///
    /// # Errors
    /// Names the path and the step; the old file is untouched then.
    pub fn finish(self) -> Result<(), Problem> {
        self.sync()?;
        self.replace()
    }

    fn replace(self) -> Result<(), Problem> {
        let NewFile { file, target } = self;
        file.persist(&target)
            .map_err(|failed| Problem::new("replace the old file", &target, failed.error))?;
        sync_folder(folder_of(&target))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Where the chain of links at `path` ends, also if nothing is there yet.
fn link_target(path: &Path) -> Result<PathBuf, Problem> {
    /// As many as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut target = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(target),
        }
    }
    let reason = io::Error::other("the links lead in a circle");
    Err(Problem::new("follow the link", path, reason))
}

/// What the system gives to a new file; temporary files are closed to everyone else, which a song should not be.
#[cfg(unix)]
fn new_file_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    // SAFETY: umask cannot fail and touches no memory; it is set back at once.
    let mask = unsafe {
        let mask = libc::umask(0o077);
        libc::umask(mask);
        mask
    };
    #[allow(clippy::unnecessary_cast, reason = "mode_t is not 32 bits wide everywhere")]
    Some(fs::Permissions::from_mode(0o666 & !(mask as u32)))
}

#[cfg(not(unix))]
fn new_file_permissions() -> Option<fs::Permissions> {
    None
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), Problem> {
    let synced = fs::File::open(folder).and_then(|opened| opened.sync_all());
    match synced {
        // Some network file systems cannot sync a folder; the file itself is safe.
        Err(error) if matches!(error.raw_os_error(), Some(libc::EINVAL | libc::EACCES | libc::EBADF)) => {
            Ok(())
        }
        other => other.map_err(Problem::during("sync the folder", folder)),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), Problem> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_save_replaces_the_bytes_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ron");
        save(&path, b"one").expect("saved");
        save(&path, b"two").expect("saved");
        assert_eq!(fs::read(&path).expect("a file"), b"two");
        assert_eq!(names(folder.path()), ["a.ron"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_stay_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file.ron"), folder.path().join("link.ron"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("file.ron", &link).expect("linked");
        save(&link, b"new").expect("saved");
        assert!(fs::symlink_metadata(&link).expect("there").file_type().is_symlink());
        assert_eq!(fs::read(&file).expect("a file"), b"new");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_are_a_problem_not_a_hang() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("a");
        std::os::unix::fs::symlink("a", &link).expect("linked");
        let problem = save(&link, b"x").expect_err("a circle");
        assert!(problem.to_string().contains("circle"), "{problem}");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_never_replaced() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("a");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).expect("bound");
        let problem = save(&socket, b"x").expect_err("no file");
        assert!(problem.to_string().contains("only a file"), "{problem}");
        assert!(fs::metadata(&socket).expect("still there").file_type().is_socket());
        save(folder.path(), b"x").expect_err("a folder");
    }

    #[test]
    fn a_new_file_that_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.wav");
        fs::write(&path, "old").expect("written");
        let mut unfinished = NewFile::begin(&path).expect("begun");
        unfinished.write_all(b"half").expect("written");
        drop(unfinished);
        assert_eq!(
            (names(folder.path()), fs::read(&path).expect("a file")),
            (vec!["a.wav".to_owned()], b"old".to_vec())
        );
        let mut finished = NewFile::begin(&path).expect("begun");
        finished.write_all(b"whole").expect("written");
        finished.finish().expect("finished");
        assert_eq!(fs::read(&path).expect("a file"), b"whole");
    }

    #[test]
    fn a_failure_names_the_folder_and_the_deed() {
        let problem = save(Path::new("/nowhere-at-all/a.ron"), b"x").expect_err("no such folder");
        let message = problem.to_string();
        assert!(message.starts_with("/nowhere-at-all: could not make a new file"), "{message}");
    }
}
