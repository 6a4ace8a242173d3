//! How loud songs and sound files are: a song is measured as it is rendered, a file as it is read.

pub mod reference;

use crate::dsp::loudness::meter::{Heard, Meter, What};
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleBank;
use crate::io::paths::folder_of;
use crate::io::{sample_files, song_file, sound_file};
use crate::release::Unreleased;
use crate::release::master::sound::{Watch, is_song};
use crate::render::hearing::heard;
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use crate::sequencer::duration;
use crate::song::Song;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::Arc;

/// A part of a song that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// From and to so many seconds.
    pub seconds: Range<f64>,
}

/// Renders a song and measures it. `watch` hears how much is done, 0 to 1.
///
/// # Errors
/// If it cannot be rendered, or `watch` says stop.
pub fn measure(
    song: &Song,
    samples: &Arc<SampleBank>,
    plan: &Plan,
    what: What,
    watch: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Heard, Unrendered> {
    heard(&plan.part(song).map_err(Unrendered::Refused)?, samples, plan, what, watch)
}

/// The sections of a song in the order in which they begin, the last one to its end at `seconds`. Where they come again is not told.
pub fn sections(song: &Song, seconds: f64) -> Vec<Section> {
    let Some(duration) = duration::measure(song, || true) else { return Vec::new() };
    let entries = song.order.iter().zip(&duration.entries);
    let mut begins: Vec<(f64, &String)> =
        entries.filter_map(|(entry, begin)| Some(((*begin)?, entry.section.as_ref()?))).collect();
    begins.sort_by(|one, other| one.0.total_cmp(&other.0));
    let ends = begins.iter().skip(1).map(|(begin, _)| *begin).chain([seconds]);
    let sections = begins.iter().zip(ends);
    sections
        .map(|((begin, name), end)| Section { name: (*name).clone(), seconds: *begin..end.max(*begin) })
        .collect()
}

/// A file that has been measured.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// What was heard.
    pub heard: Heard,
    /// The sections of a song; a sound file has none.
    pub sections: Vec<Section>,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// Measures a song (`.ron`) or a sound file.
///
/// # Errors
/// If it cannot be read or rendered, or `watch` says stop.
pub fn hear(path: &Path, what: What, watch: Watch) -> Result<Source, Unreleased> {
    if is_song(path) { hear_song(path, what, watch) } else { hear_file(path, what, watch) }
}

fn hear_song(path: &Path, what: What, watch: Watch) -> Result<Source, Unreleased> {
    let song = song_file::read(path)?;
    let loaded = sample_files::load_all(folder_of(path), &song);
    let notices = loaded.sentences().collect();
    let found = measure(&song, &Arc::new(loaded.bank), &Plan::default(), what, watch);
    let heard = found.map_err(|reason| match reason {
        Unrendered::Cancelled => Unreleased::Cancelled,
        reason => Unreleased::Input(format!("{}: {reason}", path.display())),
    })?;
    Ok(Source { sections: sections(&song, heard.seconds), heard, notices })
}

fn hear_file(path: &Path, what: What, watch: Watch) -> Result<Source, Unreleased> {
    let mut meter: Option<Meter> = None;
    let streamed = sound_file::read(path, &mut |piece, part| {
        let new = || Meter::new(SampleRate(piece.rate), piece.channels.len(), what);
        let channels: Vec<&[f32]> = piece.channels.iter().map(Vec::as_slice).collect();
        meter.get_or_insert_with(new).hear(&channels);
        watch(part)
    })?;
    let notices = streamed.flaw.map(|flaw| format!("{} {flaw}", path.display())).into_iter().collect();
    Ok(Source { heard: meter.map(Meter::finish).unwrap_or_default(), sections: Vec::new(), notices })
}
