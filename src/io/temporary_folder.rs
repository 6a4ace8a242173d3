//! Hidden folders for what is on its way. Each has a lock beside it as long as its process works in it, so that whoever comes next knows those
//! that were left by a process that was killed.

use super::lock::{Locking, SongLock, lock, lock_file};
use super::problem::Problem;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What their names begin with.
const BEGIN: &str = ".segno-";
/// What their names may end with: what will be put into its place, and what lies between steps.
const ENDINGS: [&str; 2] = [".part", ".work"];

/// Such a folder. Dropped it is gone.
#[derive(Debug)]
pub struct TemporaryFolder {
    // It goes while it is still locked.
    folder: TempDir,
    /// `None` where the file system knows no locks: nobody removes such a folder then.
    lock: Option<SongLock>,
}

impl TemporaryFolder {
    /// A new one in `beside`, for what will be put into its place.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn part(beside: &Path) -> Result<TemporaryFolder, Problem> {
        TemporaryFolder::begin(beside, ENDINGS[0])
    }

    /// A new one in `beside`, for what lies between steps.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn work(beside: &Path) -> Result<TemporaryFolder, Problem> {
        TemporaryFolder::begin(beside, ENDINGS[1])
    }

    fn begin(beside: &Path, ending: &str) -> Result<TemporaryFolder, Problem> {
        let begun = tempfile::Builder::new().prefix(BEGIN).suffix(ending).tempdir_in(beside);
        let folder = begun.map_err(Problem::during("make a new folder in", beside))?;
        match lock(folder.path()) {
            Locking::Ours(lock) => Ok(TemporaryFolder { folder, lock: Some(lock) }),
            Locking::Impossible(_) => Ok(TemporaryFolder { folder, lock: None }),
            // Somebody who clears up has met its lock before it was ours, and has taken the folder away.
            Locking::Theirs(_) => TemporaryFolder::begin(beside, ending),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder, which is put elsewhere or dropped, and its lock, which is kept until that is done.
    pub fn into_parts(self) -> (TempDir, Option<SongLock>) {
        (self.folder, self.lock)
    }
}

/// Removes the folders in `beside` whose processes are gone; which those were. One that cannot be removed stays and is not among them. Locks
/// without a folder go too.
pub fn clear(beside: &Path) -> Vec<PathBuf> {
    let entries = || fs::read_dir(beside).into_iter().flatten().flatten();
    for folder in entries().filter_map(|entry| locked(&entry.file_name().to_string_lossy())) {
        let folder = beside.join(folder);
        if !folder.exists() {
            // Taken if it is nobody's, and gone with that.
            drop(lock(&folder));
        }
    }
    let entries = entries();
    let ours: Vec<PathBuf> = entries.filter(is_ours).map(|entry| entry.path()).collect();
    let mut gone: Vec<PathBuf> = ours.into_iter().filter(|path| is_removed(path)).collect();
    gone.sort();
    gone
}

fn is_ours(entry: &fs::DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_name(&entry.file_name().to_string_lossy())
}

fn is_name(name: &str) -> bool {
    name.starts_with(BEGIN) && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The folder to which a lock of that name belongs, if it is one of ours.
fn locked(name: &str) -> Option<String> {
    let folder = name.strip_prefix('.')?.strip_suffix(".lock")?;
    is_name(folder).then(|| folder.to_owned())
}

/// Removes it if its lock is there and nobody has it; whether it is gone by that. It is locked meanwhile.
fn is_removed(folder: &Path) -> bool {
    lock_file(folder).exists()
        && matches!(lock(folder), Locking::Ours(_lock) if fs::remove_dir_all(folder).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_living_process_works_in_stays_and_what_was_left_goes() {
        let around = tempfile::tempdir().expect("a folder");
        let living = TemporaryFolder::part(around.path()).expect("begun");
        let left = TemporaryFolder::work(around.path()).expect("begun");
        fs::write(left.path().join("sound"), "x").expect("written");
        // As if its process had been killed: the lock's file stays, and nobody has it.
        let (folder, lock) = left.into_parts();
        let left = folder.keep();
        drop(lock);
        fs::write(lock_file(&left), "elsewhere, process 1").expect("written");
        let alone = lock_file(&around.path().join(".segno-alone.work"));
        fs::write(&alone, "elsewhere, process 2").expect("written");
        for other in [".segno-other", ".segno-without-lock.part", "mine.part"] {
            fs::create_dir(around.path().join(other)).expect("made");
        }
        assert_eq!(clear(around.path()), [left]);
        assert!(clear(around.path()).is_empty());
        assert!(living.path().is_dir() && !alone.exists());
        assert_eq!(
            fs::read_dir(around.path()).expect("a folder").count(),
            5,
            "the living, its lock, the others"
        );
        let path = living.path().to_path_buf();
        drop(living);
        assert!(!path.exists() && !lock_file(&path).exists());
    }

    #[test]
    fn what_is_put_elsewhere_holds_what_was_put_into_it_and_nothing_of_it_is_left() {
        let around = tempfile::tempdir().expect("a folder");
        let (folder, lock) = TemporaryFolder::part(around.path()).expect("begun").into_parts();
        fs::write(folder.path().join("song"), "x").expect("written");
        assert!(clear(around.path()).is_empty(), "it is still locked");
        fs::rename(folder.path(), around.path().join("out")).expect("put there");
        (_, _) = (folder.keep(), lock.map(drop));
        let names = |folder: &Path| -> Vec<_> {
            fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name()).collect()
        };
        assert_eq!(names(around.path()), ["out"]);
        assert_eq!(names(&around.path().join("out")), ["song"]);
    }
}
