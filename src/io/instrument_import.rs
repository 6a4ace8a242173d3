//! Instruments of other programs, from their files into the folder of a song: their samples are copied beside it.

use super::paths::folder_of;
use super::sample_files::MOST_BYTES;
use super::sample_import::{FOLDER, Refused, import, import_wave};
use super::whole_file;
use crate::formats::foreign::{Foreign, Sound};
use crate::formats::{sfz, soundfont};
use crate::instruments::sampler;
use crate::instruments::sampler::zone::Zone;
use crate::song::sample::SampleReference;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The largest text of an instrument in bytes: 16 MiB.
const MOST_TEXT: u64 = 16 << 20;
/// The largest list of a SoundFont's presets, instruments and headers in bytes: 256 MiB.
const MOST_DATA: u32 = 256 << 20;

/// An instrument whose samples lie beside a song.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its name.
    pub name: String,
    /// How it sounds; its zones count [`Imported::samples`].
    pub patch: sampler::Patch,
    /// The samples. One that could not be had names the place where it would be looked for.
    pub samples: Vec<SampleReference>,
    /// What the user should know, a sentence each.
    pub told: Vec<String>,
}

/// Reads an instrument for the song in `folder`: of a SoundFont the preset of that number, else a text in SFZ. `go_on` hears how
/// much is done, 0 to 1; where it says no, nothing is made.
///
/// # Errors
/// If the file cannot be read or holds nothing that could be played, or if it was broken off.
pub fn import_instrument(
    folder: &Path,
    file: &Path,
    preset: usize,
    mut go_on: impl FnMut(f64) -> bool,
) -> Result<Imported, Refused> {
    let shown = file.display().to_string();
    let refused = |fault: crate::formats::problem::Problem| Refused::File {
        path: shown.clone(),
        reason: format!("{}; {}", fault.wrong, fault.expected),
    };
    let mut foreign = if is_soundfont(file) {
        let bytes = whole_file::read("read the SoundFont", file, MOST_BYTES)?;
        soundfont::read(&shown, &bytes, preset).map_err(refused)?
    } else if file.is_file() && file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sf2")) {
        let reason = "it begins as no SoundFont does; expected a RIFF file of the kind sfbk".to_owned();
        return Err(Refused::File { path: shown.clone(), reason });
    } else {
        let text = text(file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let include = &mut |path: &str| {
            let found = beside(folder_of(file), path).ok_or("there is no such file")?;
            self::text(&found).map_err(|problem| problem.reason.to_string())
        };
        sfz::read(&shown, &name, &text, include).map_err(refused)?
    };
    let sounds = std::mem::take(&mut foreign.sounds);
    let (count, mut samples, mut missing) = (sounds.len() as f64, Vec::new(), Vec::new());
    let (mut rates, mut files) = (vec![0; sounds.len()], vec![Zone::default(); sounds.len()]);
    for (done, sound) in sounds.into_iter().enumerate() {
        if !go_on(done as f64 / count) {
            return Err(Refused::File { path: shown, reason: "loading was cancelled".to_owned() });
        }
        samples.push(match sound {
            Sound::Wave { name, bytes } => import_wave(folder, &name, &bytes)?,
            Sound::File(path) => {
                let found = beside(folder_of(file), &path).ok_or_else(|| "it is not there".to_owned());
                let taken = found.and_then(|found| import(folder, &found).map_err(|why| why.to_string()));
                match taken {
                    Ok(taken) => {
                        (rates[done], files[done]) = (taken.rate, taken.marked.zone);
                        taken.reference
                    }
                    Err(why) => {
                        missing.push(format!("{path} ({why})"));
                        hole(folder, &path)
                    }
                }
            }
        });
    }
    foreign.take_loops(&files);
    foreign.fade_loops(&rates);
    let Foreign { name, patch, mut told, .. } = foreign;
    if !missing.is_empty() {
        let first: Vec<_> = missing.iter().take(3).map(String::as_str).collect();
        let more = if missing.len() > first.len() { ", …" } else { "" };
        told.push(format!("{} of its samples are missing: {}{more}", missing.len(), first.join(", ")));
    }
    Ok(Imported { name, patch, samples, told })
}

/// The titles of the presets of a SoundFont, in its order; `None` if the file is none.
///
/// # Errors
/// If the file cannot be read.
pub fn presets(file: &Path) -> Result<Option<Vec<String>>, super::problem::Problem> {
    if !is_soundfont(file) {
        return Ok(None);
    }
    let data = preset_data(file).map_err(super::problem::Problem::during("read the SoundFont", file))?;
    Ok(Some(soundfont::presets(&data).iter().map(soundfont::Preset::title).collect()))
}

fn is_soundfont(file: &Path) -> bool {
    let mut begin = [0; 12];
    let is_file = fs::metadata(file).is_ok_and(|about| about.is_file());
    let read = is_file.then(|| File::open(file).and_then(|mut file| file.read_exact(&mut begin)));
    read.is_some_and(|read| read.is_ok()) && soundfont::is_one(&begin)
}

/// The list of presets, instruments and headers alone: what stands before it may be a gigabyte of sound.
fn preset_data(file: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(file)?;
    let length = file.metadata()?.len();
    let mut at = 12;
    while at + 12 <= length {
        let mut head = [0; 12];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)?;
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        if head.starts_with(b"LIST") && head.ends_with(b"pdta") {
            if size > MOST_DATA {
                return Err(io::Error::other("its list of presets is impossibly long"));
            }
            let mut data = Vec::new();
            file.take(u64::from(size).saturating_sub(4)).read_to_end(&mut data)?;
            return Ok(data);
        }
        at += 8 + u64::from(size) + u64::from(size % 2);
    }
    Err(io::Error::other("it has no list of presets"))
}

fn text(file: &Path) -> Result<String, super::problem::Problem> {
    let bytes = whole_file::read("read the instrument", file, MOST_TEXT)?;
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

/// A file by its path from a folder; where there is none of exactly that name, one that differs only in capitals.
fn beside(folder: &Path, path: &str) -> Option<PathBuf> {
    let exact = folder.join(path);
    if exact.is_file() {
        return Some(exact);
    }
    let mut found = folder.to_path_buf();
    for part in Path::new(path).components() {
        let next = found.join(part);
        if next.exists() {
            found = next;
            continue;
        }
        let wanted = part.as_os_str().to_string_lossy().to_lowercase();
        let entries = fs::read_dir(&found).ok()?.flatten();
        let mut same: Vec<PathBuf> = entries
            .filter(|entry| entry.file_name().to_string_lossy().to_lowercase() == wanted)
            .map(|entry| entry.path())
            .collect();
        same.sort();
        found = same.into_iter().next()?;
    }
    found.is_file().then_some(found)
}

/// The reference of a sample that is not there: where it would be looked for, and nothing else lies.
fn hole(folder: &Path, path: &str) -> SampleReference {
    let named = path.rsplit('/').next().unwrap_or_default();
    let named: String = named.chars().filter(|c| !c.is_control()).collect();
    let name = named.rsplit_once('.').map_or(named.as_str(), |(stem, _)| stem).to_owned();
    let taken = |named: &str| folder.join(FOLDER).join(named).exists();
    let named = if named.is_empty() || taken(&named) { format!("missing-{named}") } else { named };
    SampleReference { name, path: format!("{FOLDER}/{named}"), ..SampleReference::default() }
}
