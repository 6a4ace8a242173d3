//! Hidden folders for what is on its way. Each holds a file that its process keeps locked, so that whoever comes next knows those that were
//! left by a process that was killed.

use super::problem::Problem;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What their names begin with.
const BEGIN: &str = ".segno-";
/// What their names may end with: what will be put into its place, and what lies between steps.
const ENDINGS: [&str; 2] = [".part", ".work"];
/// The file that is locked as long as somebody works in the folder.
const LOCK: &str = ".segno-lock";
/// The same until it is locked, so that nobody meets it unlocked.
const NEW_LOCK: &str = ".segno-lock.new";

/// Such a folder. Dropped it is gone.
#[derive(Debug)]
pub struct TemporaryFolder {
    // Let go of first, as some systems remove no file that is open.
    lock: Lock,
    folder: TempDir,
}

/// The lock, if the file system knows any, and where it lies.
#[derive(Debug)]
struct Lock {
    file: Option<File>,
    folder: PathBuf,
}

impl Drop for Lock {
    /// Out of sight before anybody else can have it: what is unlocked and seen belongs to nobody and is removed.
    fn drop(&mut self) {
        // Where this fails the folder itself is gone, or will be seen as left, which it then is.
        let _ = fs::rename(self.folder.join(LOCK), self.folder.join(NEW_LOCK));
        self.file = None;
    }
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
        let lock = locked(folder.path()).map_err(Problem::during("make a new folder in", beside))?;
        Ok(TemporaryFolder { lock, folder })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder without its lock: it holds what was put into it and nothing else.
    ///
    /// # Errors
    /// If the lock cannot be removed.
    pub fn unlocked(self) -> Result<TempDir, Problem> {
        let TemporaryFolder { lock, folder } = self;
        drop(lock);
        for name in [LOCK, NEW_LOCK] {
            match fs::remove_file(folder.path().join(name)) {
                Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
                    return Err(Problem::new("finish the folder", folder.path(), reason));
                }
                _ => {}
            }
        }
        Ok(folder)
    }
}

/// Makes the lock. Where the file system knows no locks it stays out of sight: nobody removes such a folder then.
fn locked(folder: &Path) -> io::Result<Lock> {
    let new = folder.join(NEW_LOCK);
    let file = File::create(&new)?;
    if file.try_lock().is_err() {
        return Ok(Lock { file: None, folder: folder.to_path_buf() });
    }
    fs::rename(new, folder.join(LOCK))?;
    Ok(Lock { file: Some(file), folder: folder.to_path_buf() })
}

/// Removes the folders in `beside` whose processes are gone; which those were. One that cannot be removed stays and is not among them.
pub fn clear(beside: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(beside).into_iter().flatten().flatten();
    let mut gone: Vec<PathBuf> =
        entries.filter(is_ours).map(|entry| entry.path()).filter(|path| is_left(path)).collect();
    gone.retain(|path| fs::remove_dir_all(path).is_ok());
    gone.sort();
    gone
}

fn is_ours(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy().into_owned();
    let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
    is_folder && name.starts_with(BEGIN) && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether its lock is there and nobody has it.
fn is_left(folder: &Path) -> bool {
    let lock = File::options().read(true).write(true).open(folder.join(LOCK));
    lock.is_ok_and(|file| file.try_lock().is_ok())
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
        // As if its process had been killed: the system lets go of the lock, and nothing else happens.
        let TemporaryFolder { mut lock, folder } = left;
        lock.file = None;
        std::mem::forget(lock);
        let left = folder.keep();
        for other in [".segno-other", ".segno-without-lock.part", "mine.part"] {
            fs::create_dir(around.path().join(other)).expect("made");
        }
        assert_eq!(clear(around.path()), [left]);
        assert!(clear(around.path()).is_empty());
        assert!(living.path().is_dir());
        assert_eq!(fs::read_dir(around.path()).expect("a folder").count(), 4);
        let path = living.path().to_path_buf();
        drop(living);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_without_its_lock_holds_what_was_put_into_it() {
        let around = tempfile::tempdir().expect("a folder");
        let part = TemporaryFolder::part(around.path()).expect("begun");
        fs::write(part.path().join("song"), "x").expect("written");
        let folder = part.unlocked().expect("unlocked");
        let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().collect();
        assert_eq!(names.iter().map(fs::DirEntry::file_name).collect::<Vec<_>>(), ["song"]);
        assert!(clear(around.path()).is_empty(), "nobody knows whether it is left");
    }
}
