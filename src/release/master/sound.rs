//! The sound of one song: where it comes from, block by block, and the part of it that is wanted whole.

use crate::dsp::resampling::exact::{Resampler, Stream};
use crate::dsp::units::SampleRate;
use crate::formats::album::Track;
use crate::formats::wav::{Depth, Format, WavWriter};
use crate::io::paths::folder_of;
use crate::io::problem::Problem;
use crate::io::{sample_files, song_file, sound_file};
use crate::release::Unreleased;
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use crate::render::rendering::Rendering;
use std::fs::File;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::Arc;

/// Two channels of one length.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Frames per second.
    pub rate: SampleRate,
    /// Left and right.
    pub channels: [Vec<f32>; 2],
}

/// Hears how much is done, 0 to 1; says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// Gets blocks of left and right.
pub type Take<'a> = &'a mut dyn FnMut([&[f32]; 2]) -> Result<(), Unreleased>;

/// Gets them with their rate.
pub type TakeAt<'a> = &'a mut dyn FnMut(SampleRate, [&[f32]; 2]) -> Result<(), Unreleased>;

impl Sound {
    /// Its channels at another rate.
    pub fn at(&self, rate: u32) -> [Vec<f32>; 2] {
        if self.rate.0 == rate {
            return self.channels.clone();
        }
        let resampler = Resampler::new(self.rate, SampleRate(rate));
        self.channels.each_ref().map(|channel| resampler.whole(channel))
    }

    /// Reads so many frames of a sound file.
    ///
    /// # Errors
    /// As [`each_block`].
    pub fn part(path: &Path, frames: Range<u64>, watch: Watch) -> Result<Sound, Unreleased> {
        let mut sound = Sound { rate: SampleRate::STANDARD, channels: Default::default() };
        let mut at = 0;
        each_block(path, None, watch, &mut |rate, block| {
            let length = block[0].len() as u64;
            let place = |frame: u64| (frame.clamp(at, at + length) - at) as usize;
            for (channel, block) in sound.channels.iter_mut().zip(block) {
                channel.extend_from_slice(&block[place(frames.start)..place(frames.end)]);
            }
            (sound.rate, at) = (rate, at + length);
            Ok(())
        })?;
        Ok(sound)
    }
}

/// How a sound file was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// What was wrong with it although it could be read.
    pub flaw: Option<String>,
    /// Whether it had another rate.
    pub resampled: bool,
}

/// Gives a sound file block by block, at that rate or its own; one channel becomes two alike, of more than two the first two are taken.
///
/// # Errors
/// If it cannot be read, those of `give`, or if `watch` says stop.
pub fn each_block(
    path: &Path,
    rate: Option<SampleRate>,
    watch: Watch,
    give: TakeAt,
) -> Result<Given, Unreleased> {
    let mut streams: Option<[Stream; 2]> = None;
    let (mut out, mut result) = ([Vec::new(), Vec::new()], Ok(()));
    let read = sound_file::read(path, &mut |piece, part| {
        let from = SampleRate(piece.rate);
        let channels = [0, 1].map(|n: usize| &piece.channels[n.min(piece.channels.len() - 1)]);
        result = match rate.filter(|rate| *rate != from) {
            None => give(from, channels.map(Vec::as_slice)),
            Some(rate) => {
                let begin = || {
                    let resampler = Resampler::new(from, rate);
                    [Stream::new(resampler.clone()), Stream::new(resampler)]
                };
                let streams = streams.get_or_insert_with(begin);
                for ((stream, channel), out) in streams.iter_mut().zip(channels).zip(&mut out) {
                    out.clear();
                    stream.hear(channel, out);
                }
                give(rate, out.each_ref().map(Vec::as_slice))
            }
        };
        if result.is_err() { ControlFlow::Break(()) } else { watch(part) }
    });
    result?;
    let given = Given { flaw: read?.flaw, resampled: streams.is_some() };
    if let (Some(streams), Some(rate)) = (streams, rate) {
        out.iter_mut().for_each(Vec::clear);
        streams.into_iter().zip(&mut out).for_each(|(stream, out)| stream.finish(out));
        give(rate, out.each_ref().map(Vec::as_slice))?;
    }
    Ok(given)
}

/// As [`each_block`], for a file that was made here and has to be whole.
///
/// # Errors
/// As there, and if the file cannot be read to its end.
pub fn each_own(path: &Path, rate: Option<SampleRate>, watch: Watch, give: TakeAt) -> Result<(), Unreleased> {
    match each_block(path, rate, watch, give)?.flaw {
        None => Ok(()),
        Some(flaw) => {
            Err(Problem::new("read back what was written", path, std::io::Error::other(flaw)).into())
        }
    }
}

/// Whether the path is that of a song.
pub fn is_song(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"))
}

/// The title of an album's song: the album's, that of the song itself, or its file's name.
pub fn title_of(track: &Track, own: &str) -> String {
    let stem = || Path::new(&track.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = [track.title.as_str(), own].into_iter().find(|title| !title.trim().is_empty());
    title.map(str::to_owned).or_else(stem).unwrap_or_default()
}

/// A sum of all that a song or sound file sounds by: of its own bytes, and of the samples that it names. `None` if it cannot be read,
/// which [`load`] tells.
pub fn sum(path: &Path) -> Option<String> {
    if !is_song(path) {
        return path.is_file().then(|| sample_files::hash_of_file(path).ok()).flatten();
    }
    let (song, bytes) = song_file::read_with_bytes(path, &mut |_| ControlFlow::Continue(())).ok()?;
    let mut text = sample_files::hash(&bytes);
    for reference in song.samples.iter().flatten() {
        let file = sample_files::inside(&reference.path).map(|inside| folder_of(path).join(inside));
        let sum = file.ok().filter(|file| file.is_file()).map(|file| sample_files::hash_of_file(&file));
        text += &format!(" {:?}", sum.map(|sum| sum.map_err(|reason| reason.kind())));
    }
    Some(sample_files::hash(text.as_bytes()))
}

/// What a file says of its sound.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Its title, if the file tells one.
    pub title: String,
    /// Whether a sound file was brought to another rate.
    pub resampled: bool,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// Renders a song, or reads a sound file, at a rate; gives its blocks.
///
/// # Errors
/// If it cannot be had, those of `give`, or if `watch` says stop.
pub fn load(path: &Path, rate: SampleRate, watch: Watch, give: Take) -> Result<Loaded, Unreleased> {
    if !is_song(path) {
        let Given { flaw, resampled } = each_block(path, Some(rate), watch, &mut |_, block| give(block))?;
        let notices = flaw.map(|flaw| format!("{} {flaw}", path.display())).into_iter().collect();
        return Ok(Loaded { title: String::new(), resampled, notices });
    }
    let song = song_file::read(path)?;
    let samples = sample_files::load_all(folder_of(path), &song);
    let mut notices: Vec<String> = samples.sentences().collect();
    let plan = Plan { rate, ..Plan::default() };
    let refused = |reason: Unrendered| Unreleased::Input(format!("{}: {reason}", path.display()));
    let part = plan.part(&song).map_err(|reason| refused(Unrendered::Refused(reason)))?;
    let mut rendering = Rendering::new(&part, Arc::new(samples.bank), &plan, None);
    while let Some(block) = rendering.next_block() {
        give(block)?;
        if watch(rendering.done()).is_break() {
            return Err(Unreleased::Cancelled);
        }
    }
    let report = rendering.report;
    let complaints = report.complaints(&path.display().to_string());
    if report.unread + report.starved > 0 {
        return Err(Unreleased::Input(complaints.join("; ")));
    }
    notices.extend(complaints);
    Ok(Loaded { title: song.settings.title.clone(), resampled: false, notices })
}

/// Writes sound for later, block by block.
pub struct Keeper<'a> {
    path: &'a Path,
    writer: WavWriter<File>,
}

impl Keeper<'_> {
    /// Begins a file.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn new(path: &Path, rate: SampleRate) -> Result<Keeper<'_>, Problem> {
        let fault = Problem::during("write", path);
        let format = Format { rate: rate.0, channels: 2, depth: Depth::Float32 };
        let writer = File::create(path).and_then(|file| WavWriter::new(file, format)).map_err(fault)?;
        Ok(Keeper { path, writer })
    }

    /// Writes a block.
    ///
    /// # Errors
    /// If the disk takes no more.
    pub fn write(&mut self, block: [&[f32]; 2]) -> Result<(), Problem> {
        self.writer.write(&block).map_err(Problem::during("write", self.path))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the disk takes no more.
    pub fn finish(self) -> Result<(), Problem> {
        self.writer.finish().map(drop).map_err(Problem::during("write", self.path))
    }
}
