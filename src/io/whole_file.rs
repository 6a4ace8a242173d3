//! A whole file from the disk, if it is one and not too large: never a device or a pipe, which might not end.

use super::problem::Problem;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

/// Bytes between two looks at whether it is still wanted.
const PIECE: u64 = 1 << 18;

/// Hears how much is done, 0 to 1, and says whether to go on.
pub type Watch<'a> = dyn FnMut(f64) -> ControlFlow<()> + 'a;

/// The bytes of a file of at most `most` bytes; `None` if `watch` breaks. `deed` says what for: `read the song`.
///
/// # Errors
/// Names the file and the reason.
pub fn read_watched(
    deed: &'static str,
    path: &Path,
    most: u64,
    watch: &mut Watch,
) -> Result<Option<Vec<u8>>, Problem> {
    let fault = |reason: io::Error| Problem::new(deed, path, reason);
    // Asked before opening: to open a pipe would wait for ever.
    let about = fs::metadata(path).map_err(fault)?;
    if !about.is_file() {
        let what = if about.is_dir() { "it is a folder" } else { "it is no file" };
        return Err(fault(io::Error::other(what)));
    }
    let large = || fault(io::Error::other(format!("it is larger than {} MiB", most >> 20)));
    if about.len() > most {
        return Err(large());
    }
    // It may grow.
    let mut file = File::open(path).map_err(fault)?.take(most + 1);
    let mut bytes = Vec::new();
    loop {
        let part = bytes.len() as f64 / about.len().max(1) as f64;
        if watch(part.min(1.0)).is_break() {
            return Ok(None);
        }
        if file.by_ref().take(PIECE).read_to_end(&mut bytes).map_err(fault)? == 0 {
            break;
        }
    }
    if bytes.len() as u64 > most {
        return Err(large());
    }
    Ok(Some(bytes))
}

/// The same without anybody who watches.
///
/// # Errors
/// As [`read_watched`].
pub fn read(deed: &'static str, path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    Ok(read_watched(deed, path, most, &mut |_| ControlFlow::Continue(()))?.unwrap_or_default())
}

/// The first bytes of a file, at most `most`; nothing of what is no file or cannot be read.
pub fn beginning(path: &Path, most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Asked before opening: to open a pipe would wait for ever.
    if fs::metadata(path).is_ok_and(|about| about.is_file())
        && let Ok(file) = File::open(path)
        && file.take(most as u64).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_or_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, vec![7; (1 << 20) + 1]).expect("a file");
        assert_eq!(read("read it", &path, 2 << 20).expect("bytes").len(), (1 << 20) + 1);
        let told = |path: &Path, most| read("read it", path, most).expect_err("a refusal").reason.to_string();
        assert_eq!(told(&path, 1 << 20), "it is larger than 1 MiB");
        assert_eq!(told(folder.path(), 1 << 20), "it is a folder");
        let mut looks = 0;
        let watch = &mut |_| {
            looks += 1;
            if looks > 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        assert_eq!(read_watched("read it", &path, 2 << 20, watch).expect("no fault"), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_not_read() {
        let problem = read("read it", Path::new("/dev/zero"), 1 << 20).expect_err("a refusal");
        assert_eq!(problem.reason.to_string(), "it is no file");
    }
}
