//! What comes from outside: sound files and instruments of other programs become instruments of the song. They are read and copied
//! in the background.

use super::instruments::set;
use super::{Answer, Command, Context, files};
use crate::formats::audio::KINDS;
use crate::formats::foreign::renumber;
use crate::formats::sample_marks::Marked;
use crate::instruments::Patch;
use crate::instruments::sampler;
use crate::io::instrument_import::{Imported, import_instrument, presets};
use crate::io::sample_import::import;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::jobs::Deed;
use crate::studio::palette::Item;
use crate::studio::prompt::{ask_file, choose};
use crate::studio::seat::Seat;
use crate::studio::sheets::instruments::free_slot;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// The ending of a file that holds many instruments.
const MANY: &str = ".sf2";

/// What is done in the background.
pub(super) struct Work {
    /// What the job is called: `loading a.wav`.
    pub name: String,
    /// The step of undo, before the instrument's name: `load`.
    pub step: &'static str,
    /// What cannot be done where there is no job: `loaded`.
    pub doing: &'static str,
    /// The slot of the sampler that gets its sample as a zone; `None`: it becomes an instrument.
    pub into: Option<usize>,
}

impl Work {
    fn of_file(file: &Path) -> Work {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        Work { name: format!("loading {name}"), step: "load", doing: "loaded", into: None }
    }
}

/// Works in the background; what comes of it is an instrument in the chosen slot, or the first free one. What works is told the
/// folder of the song.
pub(super) fn begin(
    studio: &mut Studio,
    seat: &Seat,
    Work { name, step, doing, into }: Work,
    read: impl FnOnce(&Path, &dyn Fn(f64) -> bool) -> Result<Imported, String> + Send + 'static,
) -> Answer {
    let slot = into.map_or_else(|| free_slot(studio.song(), seat.instrument), Ok)?;
    let folder = studio.document.folder();
    let song = studio.document.path().map(Path::to_path_buf);
    let told = name.clone();
    let started = studio.jobs.start(&name, move |progress, found| {
        let result = read(&folder, &|part| {
            progress.set(part);
            !progress.is_cancelled()
        });
        let deed: Deed = Box::new(move |studio| {
            if studio.document.path() != song.as_deref() {
                return studio.warn(format!("{told}: given up, for another song is open now"));
            }
            let taken = |imported| match into {
                Some(slot) => take_zone(studio, slot, step, imported),
                None => take(studio, slot, step, imported),
            };
            if let Err(why) = result.and_then(taken) {
                studio.warn(why);
            }
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("it cannot be {doing}: {error}"))
}

/// Samples lie beside their song: it has to lie somewhere.
pub fn need_a_folder(studio: &Studio) -> Answer {
    match studio.document.path() {
        Some(_) => Ok(()),
        None => Err("save the song first (Ctrl-S): its samples lie beside it".to_owned()),
    }
}

pub(super) fn load_sample(studio: &mut Studio, seat: &mut Seat, file: &str) -> Answer {
    if file.is_empty() {
        return ask_file(seat, &format!("Sound file: {KINDS}"), "", load_sample);
    }
    if studio.document.path().is_none() {
        return files::save_first(studio, seat, &format!("load-sample {file}"));
    }
    let file = files::path(file);
    begin(studio, seat, Work::of_file(&file), move |folder, _| {
        let taken = import(folder, &file).map_err(|refused| refused.to_string())?;
        let Marked { zone, told } = taken.marked;
        let patch = sampler::Patch { zones: Arc::new(vec![zone]), ..sampler::Patch::default() };
        Ok(Imported { name: taken.reference.name.clone(), patch, samples: vec![taken.reference], told })
    })
}

/// A file and, behind it, the title of a preset.
fn named(text: &str) -> (&str, &str) {
    let lower = text.to_ascii_lowercase();
    let ends = lower.match_indices(MANY).map(|(at, _)| at + MANY.len());
    let split = ends.filter(|end| text[*end..].starts_with(' ')).last();
    split.map_or((text, ""), |end| (&text[..end], text[end..].trim()))
}

pub(super) fn load_instrument(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask_file(seat, "Instrument: SFZ, SoundFont 2 (sf2)", "", load_instrument);
    }
    if studio.document.path().is_none() {
        return files::save_first(studio, seat, &format!("load-instrument {text}"));
    }
    let (file, preset) = if files::path(text).exists() { (text, "") } else { named(text) };
    let path = files::path(file);
    let Some(titles) = presets(&path).map_err(|problem| problem.to_string())? else {
        return begin(studio, seat, Work::of_file(&path), move |folder, go_on| {
            import_instrument(folder, &path, 0, go_on).map_err(|refused| refused.to_string())
        });
    };
    if preset.is_empty() && titles.len() != 1 {
        let item = |title: &String| Item { name: title.clone(), help: String::new() };
        let items = titles.iter().map(item).collect();
        studio.pending_path = Some(path);
        return choose(seat, "Preset of the SoundFont", items, "", |studio, seat, title| {
            let path = studio.pending_path.take().ok_or("no SoundFont was named")?;
            load_preset(studio, seat, &path, title)
        });
    }
    load_preset(studio, seat, &path, preset)
}

/// A preset by its title, its bank and program, or its name.
fn load_preset(studio: &mut Studio, seat: &mut Seat, file: &Path, title: &str) -> Answer {
    let titles = presets(file).map_err(|problem| problem.to_string())?.unwrap_or_default();
    let lower = title.to_lowercase();
    let fits = |known: &&String| {
        let (numbers, name) = known.split_once(' ').unwrap_or((known, ""));
        [known.to_lowercase(), numbers.to_owned(), name.to_lowercase()].contains(&lower)
    };
    let place = match title {
        "" => Some(0),
        _ => titles.iter().position(|known| fits(&known)),
    };
    let place = place.ok_or_else(|| format!("{} has no preset {title}", file.display()))?;
    let path = file.to_path_buf();
    begin(studio, seat, Work::of_file(file), move |folder, go_on| {
        import_instrument(folder, &path, place, go_on).map_err(|refused| refused.to_string())
    })
}

/// The places of samples in the song, where they are already or the first free ones, and the edits that put them there.
pub fn places(song: &Song, samples: Vec<SampleReference>) -> (Vec<u16>, Vec<Edit>) {
    let (mut numbers, mut edits, mut taken) = (Vec::new(), Vec::new(), HashSet::new());
    let mut new: Vec<(SampleReference, u16)> = Vec::new();
    for reference in samples {
        let same = |other: &SampleReference| {
            (&other.path, &other.hash, &other.treatments)
                == (&reference.path, &reference.hash, &reference.treatments)
        };
        let there = song.samples.iter().position(|place| place.as_deref().is_some_and(same));
        let there = there.map(|place| place as u16).or_else(|| Some(new.iter().find(|(it, _)| same(it))?.1));
        let number = there.unwrap_or_else(|| {
            let is_free = |place: &usize| {
                song.samples.get(*place).is_none_or(Option::is_none) && !taken.contains(place)
            };
            let free = (0..).find(is_free).unwrap_or(0);
            taken.insert(free);
            new.push((reference.clone(), free as u16));
            edits.push(Edit::SetSample { index: free as u16, sample: Some(reference) });
            free as u16
        });
        numbers.push(number);
    }
    (numbers, edits)
}

/// The edits that bring what was read into a slot of the song.
pub fn taken(
    song: &Song,
    slot: usize,
    imported: Imported,
    change: impl FnOnce(&mut Instrument),
) -> Vec<Edit> {
    let Imported { name, mut patch, samples, .. } = imported;
    let (numbers, mut edits) = places(song, samples);
    renumber(&mut patch, &numbers);
    let mut instrument = Instrument::new(&name, Patch::Sampler(patch));
    change(&mut instrument);
    edits.insert(0, set(slot, Some(instrument)));
    edits
}

/// What was read comes into the song, as one step.
fn take(studio: &mut Studio, slot: usize, step: &str, imported: Imported) -> Answer {
    let (name, told) = (imported.name.clone(), imported.told.clone());
    let song = studio.song().clone();
    let slot = free_slot(&song, slot as u8)?;
    let edits = taken(&song, slot, imported, |_| {});
    studio.edit(&format!("{step} {name}"), Edit::Several { edits })?;
    studio.new_instrument = Some(slot as u8);
    studio.say(format!("instrument {:02X} plays {name}", slot + 1));
    told.into_iter().for_each(|sentence| studio.warn(format!("{name}: {sentence}")));
    Ok(())
}

/// What was read comes into a sampler as a zone.
fn take_zone(studio: &mut Studio, slot: usize, step: &str, imported: Imported) -> Answer {
    let Imported { name, samples, told, .. } = imported;
    for sample in samples {
        let said = studio.put_zone(slot, &format!("{step} {name}"), sample)?;
        studio.say(format!("{name}: {said}"));
    }
    told.into_iter().for_each(|sentence| studio.warn(format!("{name}: {sentence}")));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Sheet, "load-sample", &["alt-l", "ctrl-l"], "a sound file becomes an instrument; it is copied beside the song", load_sample).taking("[FILE]").destroying(),
    Command::at(Context::Sheet, "load-instrument", &[], "an SFZ instrument or a preset of a SoundFont (sf2) becomes an instrument; its samples are copied beside the song", load_instrument).taking("[FILE PRESET]").everywhere().destroying(),
    Command::at(Context::Everywhere, "reload-samples", &[], "look once more for the samples that are missing", |studio, _, _| {
            studio.look_for_missing_samples();
            Ok(())
        }).destroying(),
];
