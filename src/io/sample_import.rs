//! Sound files that come to lie beside a song: one that becomes a sample and is known to be sound, or all samples of a song that
//! is saved elsewhere.

use super::paths::{folder_of, make_folder};
use super::problem::Problem;
use super::sample_files::{Hole, hash, hash_of_file, inside, load, read};
use super::save::save;
use super::whole_file::Watch;
use crate::formats::sample_marks::Marked;
use crate::song::Song;
use crate::song::sample::SampleReference;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The folder beside a song where its samples lie.
pub const FOLDER: &str = "samples";

/// Why a file does not become a sample.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The machine does not give or take the file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// It is no sound.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

/// A file that has become a sample.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The file's name without its ending, its place and its sum.
    pub reference: SampleReference,
    /// Frames per second of its sound.
    pub rate: u32,
    /// What it says of how it is played.
    pub marked: Marked,
}

/// Makes a file a sample of the song in `folder`: one that does not lie in that folder is copied into its `samples/`.
///
/// # Errors
/// If the file is no sound, cannot be read, or cannot be copied.
pub fn import(folder: &Path, file: &Path) -> Result<Taken, Refused> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = fs::canonicalize(file).map_err(Problem::during("read the sample", file))?;
    let named = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |hole: Hole| Refused::File { path: file.display().to_string(), reason: hole.reason };
    let there = SampleReference { name: name.clone(), path: named.clone(), ..SampleReference::default() };
    let loaded = load(file.parent().unwrap_or(Path::new("/")), &there).map_err(refused)?;
    let rate = loaded.audio.rate();
    let inside = fs::canonicalize(folder).ok().and_then(|folder| file.strip_prefix(folder).ok().map(slashes));
    let path = match inside {
        Some(path) => path,
        None => copy(folder, &file, &named)?,
    };
    let reference = SampleReference { name, path, hash: loaded.hash, ..SampleReference::default() };
    Ok(Taken { reference, rate, marked: loaded.marked })
}

/// Makes the bytes of a WAV file a sample of the song in `folder`, under a name that is safe for any file system.
///
/// # Errors
/// If it cannot be written.
pub fn import_wave(folder: &Path, name: &str, bytes: &[u8]) -> Result<SampleReference, Problem> {
    let safe = |c: char| if c.is_alphanumeric() || " -_#+".contains(c) { c } else { '-' };
    let stem: String = name.trim().chars().map(safe).take(40).collect();
    let stem = if stem.trim().is_empty() { "sample".to_owned() } else { stem };
    let named = put(&folder.join(FOLDER), &format!("{stem}.wav"), bytes)?;
    let path = format!("{FOLDER}/{named}");
    Ok(SampleReference { name: name.to_owned(), path, hash: hash(bytes), ..SampleReference::default() })
}

/// A path with `/` between its folders, as songs write it.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Copies the file beside the song.
fn copy(folder: &Path, file: &Path, named: &str) -> Result<String, Problem> {
    let name = put(&folder.join(FOLDER), named, &read(file)?)?;
    Ok(format!("{FOLDER}/{name}"))
}

/// Puts a file into a folder under its name, or with a number behind it where another file has that; the name. A file with the same
/// bytes that is there already is taken.
fn put(into: &Path, named: &str, bytes: &[u8]) -> Result<String, Problem> {
    place(into, named, &hash(bytes), |place| save(place, bytes))
}

/// The same with a file that need not fit into memory.
fn put_file(into: &Path, named: &str, file: &Path) -> Result<String, Problem> {
    let sum = hash_of_file(file).map_err(Problem::during("read the sample", file))?;
    place(into, named, &sum, |place| {
        let part = place.with_file_name(format!(".{named}.part"));
        let copied = fs::copy(file, &part).and_then(|_| fs::File::open(&part)?.sync_all());
        copied.and_then(|()| fs::rename(&part, place)).map_err(|reason| {
            // What there is of it is of no use; that it cannot be removed changes nothing.
            _ = fs::remove_file(&part);
            Problem::new("copy the sample", place, reason)
        })
    })
}

/// Finds the name under which a file with that sum lies in a folder, or puts it there under a free one.
fn place(
    into: &Path,
    named: &str,
    sum: &str,
    write: impl Fn(&Path) -> Result<(), Problem>,
) -> Result<String, Problem> {
    /// Two that look for a free name at once could find the same.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    make_folder(into)?;
    let (stem, ending) = named.rsplit_once('.').unwrap_or((named, ""));
    let mut number = 1;
    loop {
        let name = match number {
            1 => named.to_owned(),
            _ => format!("{stem}-{number}.{ending}").trim_end_matches('.').to_owned(),
        };
        let place = into.join(&name);
        match hash_of_file(&place) {
            Ok(there) if there == sum => return Ok(name),
            Err(reason) if reason.kind() == ErrorKind::NotFound => {
                write(&place)?;
                return Ok(name);
            }
            Ok(_) => number += 1,
            Err(reason) => return Err(Problem::new("read the sample", &place, reason)),
        }
    }
}

/// What came of copying a song's samples.
#[derive(Debug, Default)]
pub struct Copied {
    /// Samples whose names other files had: their numbers and what they are now.
    pub renamed: Vec<(u16, SampleReference)>,
    /// What could not be copied.
    pub problems: Vec<Problem>,
}

/// Copies the files of a song's samples from its folder into the one where it is saved anew. What would not be loaded is not
/// copied. `None` if `watch` breaks.
pub fn copy_all(song: &Song, from: &Path, to: &Path, watch: &mut Watch) -> Option<Copied> {
    let mut copied = Copied::default();
    for (number, reference) in song.samples.iter().enumerate() {
        if watch(number as f64 / song.samples.len() as f64).is_break() {
            return None;
        }
        let Some(reference) = reference else { continue };
        let Ok(path) = inside(&reference.path) else { continue };
        let old = from.join(&path);
        if !old.exists() {
            continue;
        }
        let named = path.file_name().unwrap_or_default().to_string_lossy();
        match put_file(folder_of(&to.join(&path)), &named, &old) {
            Ok(name) if name == named => {}
            Ok(name) => {
                let renamed =
                    SampleReference { path: slashes(&path.with_file_name(name)), ..(**reference).clone() };
                copied.renamed.push((number as u16, renamed));
            }
            Err(problem) => copied.problems.push(problem),
        }
    }
    Some(copied)
}
