//! The audio of a song's samples, from the files beside it. A sample that cannot be had is a named hole: the song plays
//! without it.

use super::problem::Problem;
use super::{streaming, whole_file};
use crate::formats::audio;
use crate::formats::sample_marks::{self, Marked};
use crate::instruments::sample::{SampleAudio, SampleBank, Sound};
use crate::instruments::treatment::treated;
use crate::song::sample::SampleReference;
use crate::song::{Song, played};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The largest sample file in bytes: 1 GiB.
pub const MOST_BYTES: u64 = 1 << 30;

/// A sample, loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its sound.
    pub audio: Arc<SampleAudio>,
    /// SHA-256 of its file, as [`SampleReference::hash`] wants it.
    pub hash: String,
    /// What its file says of how it is played.
    pub marked: Marked,
    /// What the user should know although it was loaded, a sentence each.
    pub notices: Vec<String>,
}

/// A sample that could not be loaded and plays as silence. Shown as a sentence with its name, path and reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sample {name} ({path}) plays as silence: {reason}")]
pub struct Hole {
    /// Its name in the song.
    pub name: String,
    /// Its path in the song.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A song's samples, as many as could be loaded.
#[derive(Debug, Default)]
pub struct LoadedSamples {
    /// By the song's numbers.
    pub bank: SampleBank,
    /// Those that are missing.
    pub holes: Vec<Hole>,
    /// What the user should know of those that were loaded.
    pub notices: Vec<String>,
}

impl LoadedSamples {
    /// What the user should know, a sentence each.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.holes.iter().map(Hole::to_string).chain(self.notices.iter().cloned())
    }
}

/// Loads one sample of a song that lies in `folder`, and treats it.
///
/// # Errors
/// If the reference leads out of the folder, or the file is missing, too large, or no audio.
pub fn load(folder: &Path, reference: &SampleReference) -> Result<Loaded, Hole> {
    let (name, path) = (shown(&reference.name), shown(&reference.path));
    let hole = |reason: String| Hole { name: name.clone(), path: path.clone(), reason };
    let inside = inside(&reference.path).map_err(|reason| hole(reason.to_owned()))?;
    let place = folder.join(inside);
    let bytes = read(&place).map_err(|problem| hole(problem.reason.to_string()))?;
    let decoded = audio::decode_file(&path, &place, &bytes);
    let decoded = decoded.map_err(|fault| hole(format!("{}; {}", fault.wrong, fault.expected)))?;
    let hash = hash(&bytes);
    let mut notices = Vec::new();
    if !reference.hash.is_empty() && !reference.hash.eq_ignore_ascii_case(&hash) {
        notices.push(told(reference, "is not the file that the song was saved with"));
    }
    notices.extend(decoded.flaw.map(|flaw| told(reference, &flaw)));
    let marked = sample_marks::read(&bytes, decoded.audio.frames());
    let audio = match &reference.treatments[..] {
        [] => decoded.audio,
        treatments => treated(&decoded.audio, treatments),
    };
    Ok(Loaded { audio: Arc::new(audio), hash, marked, notices })
}

/// Finds one sample of a song that lies in `folder`: loads it, or, if it is `streamable` and long, leaves it on the disk to be read where it
/// is played. Beside it stands what the user should know, a sentence each.
///
/// # Errors
/// As [`load`].
pub fn find(
    folder: &Path,
    reference: &SampleReference,
    streamable: bool,
) -> Result<(Sound, Vec<String>), Hole> {
    if streamable
        && let Ok(inside) = inside(&reference.path)
        && let Ok(Some(sound)) = streaming::open(&folder.join(inside), &shown(&reference.name))
    {
        return Ok((Sound::Streamed(Arc::new(sound)), Vec::new()));
    }
    load(folder, reference).map(|loaded| (Sound::Whole(loaded.audio), loaded.notices))
}

/// Which samples of a song may stay on the disk: those that no instrument and no device plays, as their files hold them.
pub fn streamable(song: &Song) -> BTreeSet<u16> {
    let treated = |number: &u16| {
        let sample = song.samples.get(usize::from(*number)).and_then(Option::as_ref);
        sample.is_some_and(|sample| !sample.treatments.is_empty())
    };
    let others = played::by_instruments_and_devices(song);
    (0..song.samples.len() as u16).filter(|number| !others.contains(number) && !treated(number)).collect()
}

/// The samples that instruments, devices or clips play by numbers that the song does not have.
pub fn absent(song: &Song) -> impl Iterator<Item = Hole> {
    let played = &played::by_instruments_and_devices(song) | &played::by_clips(song);
    let is_there = |number: &u16| song.samples.get(usize::from(*number)).is_some_and(Option::is_some);
    played.into_iter().filter(move |number| !is_there(number)).map(|number| Hole {
        name: number.to_string(),
        path: "no file".to_owned(),
        reason: "it is played, but the song has no sample of that number".to_owned(),
    })
}

/// Loads every sample of a song that lies in `folder`, long recordings excepted, and makes of them what its instruments want.
pub fn load_all(folder: &Path, song: &Song) -> LoadedSamples {
    let mut all = LoadedSamples::default();
    let streamable = streamable(song);
    for (number, reference) in song.samples.iter().enumerate() {
        let Some(reference) = reference else { continue };
        match find(folder, reference, streamable.contains(&(number as u16))) {
            Ok((sound, notices)) => {
                all.bank.put(number, Some(sound));
                all.notices.extend(notices);
            }
            Err(hole) => all.holes.push(hole),
        }
    }
    all.holes.extend(absent(song));
    let patches = song.instruments.iter().flatten().map(|instrument| &instrument.patch);
    for (want, why) in all.bank.derive(patches) {
        let reference = song.samples.get(usize::from(want.sample)).and_then(Option::as_deref);
        all.notices.extend(reference.map(|reference| told(reference, &why)));
    }
    all
}

/// A sentence about a sample: its name, its path, and `what`.
pub fn told(reference: &SampleReference, what: &str) -> String {
    format!("sample {} ({}) {what}", shown(&reference.name), shown(&reference.path))
}

/// SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of a file, which need not fit into memory.
///
/// # Errors
/// If it cannot be read.
pub fn hash_of_file(path: &Path) -> io::Result<String> {
    let mut sum = Sha256::new();
    io::copy(&mut File::open(path)?, &mut sum)?;
    Ok(hexadecimal(&sum.finalize()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The path of a reference, if it stays inside the song's folder. Links are followed wherever they lead: only the user makes them.
///
/// # Errors
/// What is wrong with it, in words.
pub fn inside(path: &str) -> Result<PathBuf, &'static str> {
    if path.is_empty() {
        return Err("it names no file");
    }
    let path = Path::new(path);
    if path.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
        return Err("its path is absolute; expected one relative to the song's folder");
    }
    if path.components().any(|part| part == Component::ParentDir) {
        return Err("its path leads out of the song's folder");
    }
    Ok(path.to_path_buf())
}

/// A name without what could move a terminal's cursor.
fn shown(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '?' } else { character }).collect()
}

/// The whole file, if it is one and not too large.
///
/// # Errors
/// Names the file.
pub fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    whole_file::read("read the sample", path, MOST_BYTES)
}
