//! The stems of each song in a release: a folder for each, all of its files as long as the song.

use super::encoding::Place;
use super::lists::stem;
use super::taken::taken;
use crate::dsp::units::SampleRate;
use crate::formats::wav::Depth;
use crate::io::paths::{folder_of, make_folder};
use crate::io::problem::Problem;
use crate::io::sample_files::hash_of_file;
use crate::io::{sample_files, song_file};
use crate::release::master::sound::{is_song, sum};
use crate::release::{Unreleased, WatchAll};
use crate::render::mixdown::{Gains, Level, Request, Unrendered};
use crate::render::plan::Plan;
use crate::render::stems::{Stem, stems, write_all};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The folder of stems in a release.
const FOLDER: &str = "stems";

/// The stems of a song that have been written or taken.
#[derive(Default)]
pub(super) struct Stems {
    /// What they were made from; empty for a song that has none, as a finished sound file.
    pub key: String,
    /// Names and sums.
    pub files: Vec<(String, String)>,
    /// What was wrong with them although they were made.
    pub notices: Vec<String>,
}

/// Writes the stems of song `number`, 24 bits at the rate of the masters and as the song is before it is mastered, or takes them from the
/// older release.
pub(super) fn song(place: &Place, from: &Path, number: usize, watch: WatchAll) -> Result<Stems, Unreleased> {
    let Place { album, report, before, old, out, kept, .. } = place;
    let source = from.join(&album.songs[number].file);
    if !is_song(&source) {
        return Ok(Stems::default());
    }
    let about = &report.songs[number];
    let song = song_file::read(&source)?;
    let folder = format!("{FOLDER}/{}", stem(&about.file));
    make_folder(&out.join(&folder))?;
    let wanted = stems(&song);
    let names: Vec<String> = wanted.iter().map(|stem| format!("{folder}/{}.wav", stem.name)).collect();
    let made_from = format!("{:?} {} {} {names:?}", sum(&source), about.frames, report.rate);
    let key = kept.key(&[&made_from]);
    let mut notices = Vec::new();
    if !taken(before, (old, out), &key, before.stems.get(number), &names) {
        kept.count("stems");
        let samples = Arc::new(sample_files::load_all(folder_of(&source), &song).bank);
        let plan = Plan { rate: SampleRate(report.rate), ..Plan::default() };
        let request = Request { plan, level: Level::AsItIs, depth: Depth::Int24, is_plain: true };
        let sinks: Result<Vec<(Stem, File)>, Unreleased> = wanted
            .into_iter()
            .zip(&names)
            .map(|(stem, name)| {
                let path = out.join(name);
                Ok((stem, File::create(&path).map_err(Problem::during("write", &path))?))
            })
            .collect();
        let told = |part: f64| watch(&format!("stems of {}", about.title), part);
        let written = write_all(&song, &samples, &request, (about.frames, Gains::default()), sinks?, &told);
        let failed = |(place, reason): (usize, Unrendered)| match reason {
            Unrendered::Refused(reason) => Unreleased::Input(format!("{}: {reason}", source.display())),
            Unrendered::Unwritten(reason) => {
                let name = names.get(place).map_or(folder.as_str(), String::as_str);
                Problem::new("write", &out.join(name), reason).into()
            }
            Unrendered::Cancelled => Unreleased::Cancelled,
        };
        for ((one, file), name) in written.map_err(failed)?.iter().zip(&names) {
            notices.extend(one.complaints(name, Level::AsItIs));
            file.sync_all().map_err(Problem::during("write", &out.join(name)))?;
        }
    }
    let mut files = Vec::new();
    for name in names {
        let path = out.join(&name);
        let sum = hash_of_file(&path).map_err(Problem::during("read back what was written", &path))?;
        files.push((name, sum));
    }
    Ok(Stems { key, files, notices })
}
