//! The sound of one song, whole, and how it comes into memory.

use crate::dsp::resampling::exact::Resampler;
use crate::dsp::units::SampleRate;
use crate::formats::album::Track;
use crate::formats::wav::{Depth, Format, WavWriter};
use crate::io::paths::folder_of;
use crate::io::problem::Problem;
use crate::io::song_file::Unopened;
use crate::io::{sample_files, song_file, sound_file};
use crate::release::Unreleased;
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use crate::render::rendering::Rendering;
use std::fs::File;
use std::ops::ControlFlow;
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

/// The sound of a song, and what its file says of it.
pub struct Loaded {
    /// The sound.
    pub sound: Sound,
    /// Its title, if the file tells one.
    pub title: String,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// Hears how much is done, 0 to 1; says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

impl Sound {
    /// Its length in frames.
    pub fn frames(&self) -> usize {
        self.channels[0].len()
    }

    /// Its channels at another rate.
    pub fn at(&self, rate: u32) -> [Vec<f32>; 2] {
        if self.rate.0 == rate {
            return self.channels.clone();
        }
        let resampler = Resampler::new(self.rate, SampleRate(rate));
        self.channels.each_ref().map(|channel| resampler.whole(channel))
    }

    /// Fades in and out as the track says.
    pub fn fade(&mut self, track: &Track) {
        let frames = self.frames();
        let [first, last] = [track.placing.fade_in, track.placing.fade_out]
            .map(|seconds| (self.rate.frames(f64::from(seconds)).0 as usize).min(frames));
        for channel in &mut self.channels {
            // Half a turn of a cosine: no corner at either end.
            let gain = |n: usize, of: usize| 0.5 - 0.5 * (std::f64::consts::PI * n as f64 / of as f64).cos();
            for (n, sample) in channel.iter_mut().take(first).enumerate() {
                *sample = (f64::from(*sample) * gain(n, first)) as f32;
            }
            for (n, sample) in channel.iter_mut().rev().take(last).enumerate() {
                *sample = (f64::from(*sample) * gain(n, last)) as f32;
            }
        }
    }

    /// Writes it for later.
    ///
    /// # Errors
    /// If the disk takes no more.
    pub fn put(&self, path: &Path) -> Result<(), Problem> {
        let fault = |reason| Problem::new("write", path, reason);
        let format = Format { rate: self.rate.0, channels: 2, depth: Depth::Float32 };
        let file = File::create(path).map_err(fault)?;
        let mut writer = WavWriter::new(file, format).map_err(fault)?;
        writer.write(&self.channels.each_ref().map(Vec::as_slice)).map_err(fault)?;
        writer.finish().map(drop).map_err(fault)
    }

    /// Reads a sound file, at that rate or its own; one channel becomes two alike, of more than two the first two are taken.
    ///
    /// # Errors
    /// If it cannot be read, or `watch` says stop.
    pub fn read(
        path: &Path,
        rate: Option<SampleRate>,
        watch: Watch,
    ) -> Result<(Sound, Option<String>), Unopened> {
        let (mut found, mut channels) = (0, [Vec::new(), Vec::new()]);
        let streamed = sound_file::read(path, &mut |piece, part| {
            found = piece.rate;
            for (n, channel) in channels.iter_mut().enumerate() {
                channel.extend_from_slice(&piece.channels[n.min(piece.channels.len() - 1)]);
            }
            watch(part)
        })?;
        let (from, to) = (SampleRate(found), rate.unwrap_or(SampleRate(found)));
        if from != to {
            let resampler = Resampler::new(from, to);
            channels.iter_mut().for_each(|channel| *channel = resampler.whole(channel));
        }
        Ok((Sound { rate: to, channels }, streamed.flaw))
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

/// Renders a song, or reads a sound file, at a rate.
///
/// # Errors
/// If it cannot be had, or `watch` says stop.
pub fn load(path: &Path, rate: SampleRate, watch: Watch) -> Result<Loaded, Unreleased> {
    if !is_song(path) {
        let (sound, flaw) = Sound::read(path, Some(rate), watch)?;
        let notices = flaw.map(|flaw| format!("{} {flaw}", path.display())).into_iter().collect();
        return Ok(Loaded { sound, title: String::new(), notices });
    }
    let song = song_file::read(path)?;
    let samples = sample_files::load_all(folder_of(path), &song);
    let mut notices: Vec<String> = samples.sentences().collect();
    let plan = Plan { rate, ..Plan::default() };
    let refused = |reason: Unrendered| Unreleased::Input(format!("{}: {reason}", path.display()));
    let part = plan.part(&song).map_err(|reason| refused(Unrendered::Refused(reason)))?;
    let mut rendering = Rendering::new(&part, Arc::new(samples.bank), &plan, None);
    let mut channels = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        channels.iter_mut().zip(block).for_each(|(channel, block)| channel.extend_from_slice(block));
        if watch(rendering.done()).is_break() {
            return Err(Unreleased::Cancelled);
        }
    }
    if rendering.report.stolen > 0 {
        notices.push(format!("{}: {} notes found no free voice", path.display(), rendering.report.stolen));
    }
    Ok(Loaded { sound: Sound { rate, channels }, title: song.settings.title.clone(), notices })
}
