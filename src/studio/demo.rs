//! The song that opens at the very first start: it lies inside the program and is unpacked once, into a folder of the user's own.

use crate::io::paths::{Folders, make_folder};
use crate::io::problem::Problem;
use crate::io::save::save;
use std::path::PathBuf;

/// A file that lies inside the program: its name below the songs' folder, and its bytes.
macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/songs/", $name)) as &[u8])),*]
    };
}

/// The song first, then its samples.
const FILES: &[(&str, &[u8])] = files! {
    "demo.ron"
    "samples/kick.wav"
    "samples/snare.wav"
    "samples/brush.wav"
    "samples/clap.wav"
    "samples/tom.wav"
    "samples/rim.wav"
    "samples/crash.wav"
    "samples/hat-closed.wav"
    "samples/hat-open.wav"
    "samples/shaker.wav"
    "samples/conga.wav"
    "samples/pluck-c3.wav"
    "samples/pluck-c4.wav"
    "samples/pluck-c5.wav"
    "samples/glass-c5.wav"
    "samples/strings-c3.wav"
};

/// The demo song in the user's data folder. A file that is there already stays as it is: it is the user's.
///
/// # Errors
/// If a file cannot be written.
pub fn unpack(folders: &Folders) -> Result<PathBuf, Problem> {
    let folder = folders.data.join("songs");
    for (name, bytes) in FILES {
        let path = folder.join(name);
        if path.exists() {
            continue;
        }
        if let Some(parent) = path.parent() {
            make_folder(parent)?;
        }
        save(&path, bytes)?;
    }
    Ok(folder.join(FILES[0].0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_of_the_demo_lies_inside_too() {
        let song = crate::formats::song::read(FILES[0].0, FILES[0].1).expect("a song");
        for reference in song.samples.iter().flatten() {
            let inside = FILES.iter().find(|(name, _)| *name == reference.path);
            let (_, bytes) = inside.unwrap_or_else(|| panic!("{} is missing", reference.path));
            assert_eq!(crate::io::sample_files::hash(bytes), reference.hash, "{}", reference.path);
        }
        assert_eq!(song.samples.iter().flatten().count(), FILES.len() - 1);
    }

    #[test]
    fn it_is_unpacked_once_and_then_the_users_own() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = Folders::below(root.path());
        let path = unpack(&folders).expect("unpacked");
        std::fs::write(&path, "mine").expect("written");
        assert_eq!(unpack(&folders).expect("there"), path);
        assert_eq!(std::fs::read(&path).expect("a file"), b"mine");
    }
}
