//! What was made before and would be the same again: sounds and what is known of them, under a sum of all that they were made from. It
//! lies in a folder among the user's caches, which may be emptied at any time; what is taken from there is what would be made.

use super::Unreleased;
use crate::io::paths::make_folder;
use crate::io::sample_files::{hash, hash_of_file};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The most bytes that are kept, unless somebody says otherwise: 4 GiB.
pub const MOST_BYTES: u64 = 4 << 30;
/// The name of the folder inside that of the caches.
pub const FOLDER: &str = "masters";

/// What stands beside a sound, or instead of one.
#[derive(Serialize, Deserialize)]
struct Entry<T> {
    /// SHA-256 of the sound, if there is one.
    sound: Option<String>,
    facts: T,
}

/// The folder, and what had to be made because it was not there.
#[derive(Debug, Default)]
pub struct Kept {
    folder: Option<PathBuf>,
    program: String,
    made: Mutex<BTreeMap<&'static str, u32>>,
    /// What was wanted since it began, by key.
    wanted: Mutex<BTreeSet<String>>,
}

impl Kept {
    /// In that folder, which is made. If it cannot be, nothing is kept.
    pub fn within(folder: PathBuf) -> Kept {
        let folder = make_folder(&folder).ok().map(|()| folder);
        Kept { folder, program: program(), ..Kept::default() }
    }

    /// A sum of what something is made from; another program makes other things.
    pub fn key(&self, parts: &[&str]) -> String {
        hash(format!("{} {parts:?}", self.program).as_bytes())
    }

    /// How often each deed had to be done.
    pub fn made(&self) -> BTreeMap<&'static str, u32> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A deed is done.
    pub fn count(&self, deed: &'static str) {
        *self.made.lock().unwrap_or_else(PoisonError::into_inner).entry(deed).or_default() += 1;
    }

    /// What is known under `key`; otherwise what `make` finds.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn facts<T: Serialize + DeserializeOwned>(
        &self,
        deed: &'static str,
        key: &str,
        make: impl FnOnce() -> Result<T, Unreleased>,
    ) -> Result<T, Unreleased> {
        if let Some(entry) = self.entry::<T>(key).filter(|entry| entry.sound.is_none()) {
            return Ok(entry.facts);
        }
        self.count(deed);
        let facts = make()?;
        self.put(key, &Entry { sound: None, facts: &facts });
        Ok(facts)
    }

    /// The same where a sound belongs to what is known: afterwards it lies at `path`, whether `make` wrote it or it was kept.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn sound<T: Serialize + DeserializeOwned>(
        &self,
        deed: &'static str,
        key: &str,
        path: &Path,
        make: impl FnOnce() -> Result<T, Unreleased>,
    ) -> Result<T, Unreleased> {
        let kept = self.file(key, "wav");
        if let (Some(kept), Some(entry)) = (&kept, self.entry::<T>(key))
            && entry.sound.is_some()
            && entry.sound == hash_of_file(kept).ok()
            && fs::copy(kept, path).is_ok()
        {
            return Ok(entry.facts);
        }
        self.count(deed);
        let facts = make()?;
        // What cannot be kept is made again next time.
        if let Some(kept) = kept
            && let Ok(sum) = hash_of_file(path)
            && placed(&kept, |new| fs::copy(path, new).is_ok())
        {
            self.put(key, &Entry { sound: Some(sum), facts: &facts });
        }
        Ok(facts)
    }

    fn file(&self, key: &str, ending: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{key}.{ending}")))
    }

    fn entry<T: DeserializeOwned>(&self, key: &str) -> Option<Entry<T>> {
        let bytes = fs::read(self.file(key, "json")?).ok()?;
        let entry = serde_json::from_slice(&bytes).ok()?;
        self.mark(key);
        Some(entry)
    }

    fn put<T: Serialize>(&self, key: &str, entry: &Entry<T>) {
        let (Some(file), Ok(bytes)) = (self.file(key, "json"), serde_json::to_vec(entry)) else { return };
        placed(&file, |new| fs::write(new, &bytes).is_ok());
        self.mark(key);
    }

    /// It was wanted now.
    fn mark(&self, key: &str) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        if let Some(file) = self.file(key, "used") {
            // Only its time matters; without it the entry goes first.
            let _ = fs::write(file, ".");
        }
    }

    /// Removes what was not wanted for the longest time until at most so many bytes are kept. What was wanted since this began stays, also
    /// if that is more: a large album is not made anew each time.
    pub fn trim(&self, most: u64) {
        let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else { return };
        let mut found = BTreeMap::<PathBuf, u64>::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            let bytes = fs::metadata(&path).map_or(0, |about| about.len());
            *found.entry(path.with_extension("")).or_default() += bytes;
        }
        let wanted =
            |stem: &PathBuf| fs::metadata(stem.with_extension("used")).and_then(|file| file.modified());
        let mut found: Vec<_> =
            found.into_iter().map(|(stem, bytes)| (wanted(&stem).ok(), stem, bytes)).collect();
        found.sort();
        let mut all: u64 = found.iter().map(|(_, _, bytes)| bytes).sum();
        let present = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_present = |stem: &Path| {
            stem.file_name().is_some_and(|key| present.contains(key.to_string_lossy().as_ref()))
        };
        for (_, stem, bytes) in found.into_iter().filter(|(_, stem, _)| !is_present(stem)) {
            if all <= most {
                break;
            }
            // What is said of a sound goes before it.
            for ending in ["json", "wav", "used", "new"] {
                let _ = fs::remove_file(stem.with_extension(ending));
            }
            all = all.saturating_sub(bytes);
        }
    }
}

/// Writes a file under another name and gives it its own when it is whole; whether that went well.
fn placed(file: &Path, write: impl FnOnce(&Path) -> bool) -> bool {
    let beside = file.parent().map(|folder| tempfile::Builder::new().suffix(".new").tempfile_in(folder));
    let Some(Ok(new)) = beside else { return false };
    write(new.path()) && new.persist(file).is_ok()
}

/// What tells this program from others, an older build of it too.
fn program() -> String {
    let about = std::env::current_exe().and_then(fs::metadata);
    let about = about.map(|about| (about.len(), format!("{:?}", about.modified())));
    format!("{} {about:?}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(kept: &Kept, key: &str, path: &Path, text: &str) -> u32 {
        let make = || {
            fs::write(path, text).expect("written");
            Ok(7)
        };
        kept.sound("sounding", key, path, make).expect("a sound")
    }

    #[test]
    fn what_is_kept_is_not_made_again_and_what_was_spoilt_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::within(folder.path().join("kept"));
        let (path, key) = (folder.path().join("a.wav"), kept.key(&["a"]));
        assert_ne!(key, kept.key(&["b"]));
        for made in [1, 1] {
            assert_eq!(sound(&kept, &key, &path, "la la"), 7);
            assert_eq!((kept.made()["sounding"], fs::read(&path).expect("there")), (made, b"la la".to_vec()));
            fs::remove_file(&path).expect("removed");
        }
        fs::write(folder.path().join("kept").join(format!("{key}.wav")), "la xx").expect("spoilt");
        sound(&kept, &key, &path, "la la");
        assert_eq!((kept.made()["sounding"], fs::read(&path).expect("there")), (2, b"la la".to_vec()));
        for _ in 0..2 {
            assert_eq!(kept.facts("counting", "c", || Ok(0.1f32)).expect("facts"), 0.1);
        }
        assert_eq!(kept.made()["counting"], 1);
        let count = || fs::read_dir(folder.path().join("kept")).expect("a folder").count();
        let there = count();
        kept.trim(0);
        assert_eq!(count(), there, "what was wanted just now stays");
        Kept::within(folder.path().join("kept")).trim(0);
        assert_eq!(fs::read_dir(folder.path().join("kept")).expect("a folder").count(), 0);
    }

    #[test]
    fn without_a_folder_everything_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::default();
        for made in [1, 2] {
            sound(&kept, "key", &folder.path().join("a.wav"), "la");
            assert_eq!(kept.made()["sounding"], made);
        }
    }
}
