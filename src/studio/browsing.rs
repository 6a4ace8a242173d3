//! The file browser: what a folder holds that can be used here, folders that are gone to often, and how a sound file sounds before it
//! is taken.

use super::Studio;
use super::jobs::Deed;
use super::palette::Item;
use crate::formats::head::{self, RonKind};
use crate::formats::outside_sound::KINDS;
use crate::instruments::Patch;
use crate::instruments::sampler::{self, zone::Zone};
use crate::io::paths::folder_of;
use crate::io::sample_files::{load, load_all};
use crate::io::set_file::is_set;
use crate::io::song_file;
use crate::io::whole_file::beginning;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most names of a folder that are looked at.
const MOST: usize = 10_000;
/// The item that leads out of a folder.
pub const OUT: &str = "../";

/// What can be done with a file, by its ending, and of RON files by how they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is a song, a set list, an album, or it holds presets.
    Ron(RonKind),
    /// It is a sound.
    Sound,
    /// It is an instrument of another program.
    Instrument,
    /// It is a tuning.
    Tuning,
}

const USES: &[(&str, Use, &str)] = &[
    ("wav", Use::Sound, "sound"),
    ("wave", Use::Sound, "sound"),
    ("rf64", Use::Sound, "sound"),
    ("aif", Use::Sound, "sound"),
    ("aiff", Use::Sound, "sound"),
    ("flac", Use::Sound, "sound"),
    ("mp3", Use::Sound, "sound"),
    ("ogg", Use::Sound, "sound"),
    ("oga", Use::Sound, "sound"),
    ("opus", Use::Sound, "sound"),
    ("m4a", Use::Sound, "sound"),
    ("mp4", Use::Sound, "sound"),
    ("aac", Use::Sound, "sound"),
    ("caf", Use::Sound, "sound"),
    ("aifc", Use::Sound, "sound"),
    ("mp2", Use::Sound, "sound"),
    ("mp1", Use::Sound, "sound"),
    ("mka", Use::Sound, "sound"),
    ("mkv", Use::Sound, "sound"),
    ("mov", Use::Sound, "sound"),
    ("webm", Use::Sound, "sound"),
    ("sfz", Use::Instrument, "instrument"),
    ("sf2", Use::Instrument, "SoundFont"),
    ("scl", Use::Tuning, "tuning"),
    ("kbm", Use::Tuning, "keys of a tuning"),
];

/// What can be done with a file, and what it is called.
pub fn use_of(file: &Path) -> Option<(Use, &'static str)> {
    let ending = file.extension()?.to_str()?.to_lowercase();
    if ending == "ron" {
        return use_of_ron(file);
    }
    let known = USES.iter().find(|(known, ..)| *known == ending).map(|(_, what, name)| (*what, *name));
    let of_ffmpeg = || KINDS.iter().any(|kind| kind.endings.contains(&ending.as_str()));
    known.or_else(|| of_ffmpeg().then_some((Use::Sound, "sound")))
}

fn use_of_ron(file: &Path) -> Option<(Use, &'static str)> {
    let kind = || head::kind(&beginning(file, head::BYTES));
    let kind = if is_set(file) { RonKind::Set } else { kind()? };
    Some((Use::Ron(kind), kind.name()))
}

/// The folders and the files of use in a folder, by name, folders first; at the end the folders that are gone to `often`. Names that
/// begin with a point are left out.
///
/// # Errors
/// If the folder cannot be read.
pub fn items(folder: &Path, often: Vec<PathBuf>) -> Result<Vec<Item>, String> {
    let read =
        fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let mut found: Vec<(bool, String, Item)> = Vec::new();
    for entry in read.take(MOST).flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        // Links are followed.
        let Ok(told) = fs::metadata(entry.path()) else { continue };
        let item = match (told.is_dir(), use_of(&entry.path())) {
            (true, _) => Item { name: format!("{name}/"), help: "folder".to_owned() },
            (false, Some((_, what))) => {
                Item { name: name.clone(), help: format!("{what}, {}", size(told.len())) }
            }
            (false, None) => continue,
        };
        found.push((!told.is_dir(), name.to_lowercase(), item));
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let out = Item { name: OUT.to_owned(), help: format!("out of {}", folder.display()) };
    let often = often.into_iter().filter(|other| *other != folder).map(|other| Item {
        name: format!("{}/", other.display().to_string().trim_end_matches('/')),
        help: "a folder you go to often".to_owned(),
    });
    Ok(std::iter::once(out).chain(found.into_iter().map(|(.., item)| item)).chain(often).collect())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

impl Studio {
    /// Reads a sound file in the background and sounds it, if nothing else was asked for meanwhile.
    pub fn audition_file(&mut self, track: u16, file: PathBuf) {
        self.hearing.file = Some(file.clone());
        let started = self.jobs.start_for_all("listening", move |_, found| {
            let named = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let reference =
                SampleReference { name: named.clone(), path: named, ..SampleReference::default() };
            let loaded = load(file.parent().unwrap_or(Path::new("/")), &reference);
            let deed: Deed = Box::new(move |studio| {
                if studio.hearing.file.as_ref() != Some(&file) {
                    return;
                }
                let heard = match loaded {
                    Ok(loaded) => {
                        let seconds = loaded.audio.frames() as f64 / f64::from(loaded.audio.rate().max(1));
                        let zone = Zone { sample: studio.hear_sound(loaded.audio), ..Zone::default() };
                        let (root, zones) = (zone.root, Arc::new(vec![zone]));
                        let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
                        studio.listen(Instrument::new("", patch), (track, root), seconds)
                    }
                    Err(hole) => Err(hole.reason),
                };
                heard.unwrap_or_else(|why| studio.warn(why));
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        if let Err(error) = started {
            self.warn(format!("the file cannot be listened to: {error}"));
        }
    }

    /// Reads a song in the background and plays it from its start, if nothing plays and nothing else was asked for meanwhile.
    pub fn audition_song(&mut self, file: PathBuf) {
        let plays = |studio: &Studio| studio.transport.playing.is_some() && !studio.hearing.is_example();
        let is_free = !plays(self);
        self.audition_no_more();
        if !is_free {
            return;
        }
        self.hearing.file = Some(file.clone());
        let started = self.jobs.start_for_all("listening", move |_, found| {
            let loaded = song_file::read(&file).map(|song| {
                let bank = load_all(folder_of(&file), &song).bank;
                (Arc::new(song), Arc::new(bank))
            });
            let deed: Deed = Box::new(move |studio| match loaded {
                _ if studio.hearing.file.as_ref() != Some(&file) || plays(studio) => {}
                Ok((song, bank)) => studio.hear_song(song, bank),
                Err(why) => studio.warn(why.to_string()),
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        if let Err(error) = started {
            self.warn(format!("the song cannot be listened to: {error}"));
        }
    }

    /// What is being listened to ends.
    pub fn audition_no_more(&mut self) {
        if self.hearing.is_example() {
            self.stop();
        }
        self.hearing.file = None;
        self.lift_heard();
    }
}
