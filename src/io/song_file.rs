//! A song and its samples, from the disk.

use super::problem::Problem;
use crate::formats::audio::decode;
use crate::formats::problem::Problem as Fault;
use crate::formats::song;
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::song::Song;
use crate::song::sample::SampleReference;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Why a song does not open.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// The machine does not give the file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// The file is at fault.
    #[error(transparent)]
    File(#[from] Fault),
}

/// Reads a song.
///
/// # Errors
/// Names the file, and the place in it where one is known.
pub fn read(path: &Path) -> Result<Song, Unopened> {
    let bytes = fs::read(path).map_err(Problem::during("read the song", path))?;
    Ok(song::read(&path.display().to_string(), &bytes)?)
}

/// Loads the samples of the song that lies at `path`. What cannot be loaded is a hole, and a line that says so.
pub fn samples(path: &Path, song: &Song) -> (SampleBank, Vec<String>) {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut holes = Vec::new();
    let loaded = song.samples.iter().map(|reference| {
        let reference = reference.as_deref()?;
        match sample(folder, reference) {
            Ok((audio, changed)) => {
                if changed {
                    let path = &reference.path;
                    holes.push(format!("{path}: this sample is not the one that the song was saved with"));
                }
                Some(Arc::new(audio))
            }
            Err(hole) => {
                holes.push(format!("{hole}; it plays as silence"));
                None
            }
        }
    });
    let bank = SampleBank::new(loaded.collect());
    (bank, holes)
}

/// Loads one sample; also whether it is another one than the song was saved with.
///
/// # Errors
/// Names the file.
pub fn sample(folder: &Path, reference: &SampleReference) -> Result<(SampleAudio, bool), Unopened> {
    let path = folder.join(&reference.path);
    let bytes = fs::read(&path).map_err(Problem::during("read the sample", &path))?;
    let changed = !reference.hash.is_empty() && hash(&bytes) != reference.hash;
    Ok((decode(&path.display().to_string(), bytes)?, changed))
}

/// The hash by which a song recognises a sample: SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_sample_is_a_hole_with_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let reference = SampleReference { path: "samples/kick.wav".to_owned(), ..SampleReference::default() };
        let song = Song { samples: vec![None, Some(Arc::new(reference))], ..Song::default() };
        let (bank, holes) = samples(&folder.path().join("a.ron"), &song);
        assert!(bank.get(1).is_none());
        assert_eq!(holes.len(), 1, "an empty place is no hole: {holes:?}");
        assert!(holes[0].contains("samples/kick.wav: could not read the sample"), "{holes:?}");
    }
}
