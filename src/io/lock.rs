//! One writer per song, or whatever else one process has for itself: an advisory lock beside the file or folder, with the host and process of
//! its holder.
//! The system lets go of it with the process, so a crash leaves nothing locked.

use super::paths::canonical;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A song, or something else, that is ours until this is dropped.
#[derive(Debug)]
pub struct SongLock {
    path: PathBuf,
    file: File,
}

/// What came of trying to lock a song.
#[derive(Debug)]
pub enum Locking {
    /// It is ours.
    Ours(SongLock),
    /// Somebody else has it open: `HOST, process NUMBER`, as far as is known.
    Theirs(String),
    /// The folder takes no lock file (read-only, no room for a name, or a file system without locks). The reason.
    Impossible(String),
}

/// The lock file of a song: hidden, beside the file that its name leads to, so that every way to it has the same one.
pub fn lock_file(song: &Path) -> PathBuf {
    let song = canonical(song);
    let name = song.file_name().unwrap_or_default().to_string_lossy();
    song.with_file_name(format!(".{name}.lock"))
}

/// What came of trying to take a lock file.
enum Taken {
    Ours(File),
    /// Another process holds it, and wrote this.
    Theirs(String),
}

/// Tries to lock a song.
pub fn lock(song: &Path) -> Locking {
    let path = lock_file(song);
    let mut file = match take(&path) {
        Ok(Taken::Ours(file)) => file,
        Ok(Taken::Theirs(holder)) if holder.trim().is_empty() => {
            return Locking::Theirs("another program".into());
        }
        Ok(Taken::Theirs(holder)) => return Locking::Theirs(holder.trim().to_owned()),
        Err(error) => return Locking::Impossible(error.to_string()),
    };
    let holder = format!("{}, process {}\n", host_name(), std::process::id());
    // On a full disk it is ours all the same; others only do not hear whose.
    let _ = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
    Locking::Ours(SongLock { path, file })
}

impl Drop for SongLock {
    fn drop(&mut self) {
        // Removed while still locked, so that nobody takes the old file for the new one.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn take(path: &Path) -> io::Result<Taken> {
    use std::fs::TryLockError;
    use std::io::Read;
    use std::os::unix::fs::MetadataExt;
    let place = |of: fs::Metadata| (of.dev(), of.ino());
    loop {
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                return Ok(Taken::Theirs(
                    file.read_to_string(&mut holder).map(|_| holder).unwrap_or_default(),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The holder before may have removed the file between our opening and our locking it.
        let there = fs::metadata(path).and_then(|named| Ok((place(named), place(file.metadata()?))));
        if there.is_ok_and(|(named, open)| named == open) {
            return Ok(Taken::Ours(file));
        }
    }
}

/// Windows locks keep others from reading who holds them. A file that nobody else may open for writing is as good.
#[cfg(windows)]
fn take(path: &Path) -> io::Result<Taken> {
    use std::os::windows::fs::OpenOptionsExt;
    use windows_sys::Win32::Foundation::ERROR_SHARING_VIOLATION;
    use windows_sys::Win32::Storage::FileSystem::{FILE_SHARE_DELETE, FILE_SHARE_READ};
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).share_mode(FILE_SHARE_READ | FILE_SHARE_DELETE);
    match options.open(path) {
        Ok(file) => Ok(Taken::Ours(file)),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION as i32) => {
            Ok(Taken::Theirs(fs::read_to_string(path).unwrap_or_default()))
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn host_name() -> String {
    let mut name = [0u8; 256];
    // SAFETY: the buffer is ours and one byte longer than what may be written.
    let answer = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) };
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(0);
    if answer == 0 { String::from_utf8_lossy(&name[..end]).into_owned() } else { "this host".to_owned() }
}

#[cfg(not(unix))]
fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_opener_is_told_who_is_first_and_the_lock_ends_with_its_holder() {
        let folder = tempfile::tempdir().expect("a folder");
        let song = folder.path().join("a.ron");
        let Locking::Ours(ours) = lock(&song) else { panic!("the first opener gets it") };
        let Locking::Theirs(holder) = lock(&song) else { panic!("the second does not") };
        assert_eq!(holder, format!("{}, process {}", host_name(), std::process::id()));
        drop(ours);
        assert!(!lock_file(&song).exists());
        assert!(matches!(lock(&song), Locking::Ours(_)));
    }

    #[test]
    fn what_a_crash_left_behind_locks_nobody_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let song = folder.path().join("a.ron");
        fs::write(lock_file(&song), "elsewhere, process 1").expect("written");
        assert!(matches!(lock(&song), Locking::Ours(_)));
    }

    #[test]
    fn a_folder_that_is_not_there_cannot_be_locked() {
        assert!(matches!(lock(Path::new("/nowhere-at-all/a.ron")), Locking::Impossible(_)));
    }
}
