//! `segno render`: a song into a file, and its tracks into files of their own.

use super::arguments::{Globals, RenderArguments};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use super::progress::Bar;
use crate::dsp::units::SampleRate;
use crate::formats::encoders::codec::{CODECS, Codec, Sound};
use crate::formats::encoders::outside;
use crate::formats::tags::{self, Field};
use crate::formats::wav::Depth;
use crate::io::paths::{canonical, folder_of};
use crate::io::problem::Problem;
use crate::io::save::NewFile;
use crate::io::temporary_folder::TemporaryFolder;
use crate::io::{sample_files, song_file};
use crate::release::Unreleased;
use crate::release::encoded::encode;
use crate::render::mixdown::{Level, Request, Stage, Unrendered, Written, mix};
use crate::render::place::Place;
use crate::render::plan::Plan;
use crate::render::stems::{Stem, stems, write_all};
use crate::song::Song;
use crate::song::unknown;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Instant;

const DEPTHS: &[Depth] = &[Depth::Int16, Depth::Int24, Depth::Float32];

/// What `--bits` takes.
pub(super) fn depths() -> PossibleValuesParser {
    PossibleValuesParser::new(DEPTHS.iter().map(|depth| depth.name()))
}

/// What `--lufs` and `--peak` take.
pub(super) fn level(text: &str) -> Result<f64, String> {
    let level = text.parse().ok().filter(|level: &f64| (-60.0..=0.0).contains(level));
    level.ok_or_else(|| "expected a number of −60 to 0".to_owned())
}

/// What the user gets, as one JSON document.
#[derive(Serialize)]
struct Answer {
    path: PathBuf,
    frames: u64,
    seconds: f64,
    sample_rate: u32,
    /// The true peak in dBTP.
    peak: Option<f64>,
    integrated_lufs: Option<f64>,
    gain_db: f64,
    /// Times real time, over all passes and stems.
    speed: f64,
    stems: Vec<PathBuf>,
    notices: Vec<String>,
}

/// Renders into files that appear when all are whole.
pub fn run(arguments: &RenderArguments, globals: Globals) -> Outcome {
    let codec = codec(arguments)?;
    let song = song_file::read(&arguments.song)?;
    let stem = |folder: &PathBuf, one: Stem| (folder.join(format!("{}.wav", one.name)), one);
    let all =
        arguments.stems.iter().flat_map(|folder| stems(&song).into_iter().map(move |one| stem(folder, one)));
    let (paths, all): (Vec<PathBuf>, Vec<Stem>) = all.unzip();
    spare_own_files(arguments, &song, &paths)?;
    let request = request(arguments, codec, &song)?;
    let stop = interrupt::flag()?;
    let loaded = sample_files::load_all(folder_of(&arguments.song), &song);
    let mut notices: Vec<_> = unknown::sentence(&song).into_iter().chain(loaded.sentences()).collect();
    let samples = Arc::new(loaded.bank);
    let mut bar = Bar::new(globals.quiet);
    let path = &arguments.output;
    let name = shown(path);
    let mut tell = |deed: &str, part: f64| {
        bar.draw(&format!("{deed} {name}"), part);
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let begun = Instant::now();
    let failure = |path: &Path, unrendered| failure(&arguments.song, path, unrendered);
    let mut mixed = |sink: &mut NewFile| {
        let watch = &mut |stage: Stage, part: f64| {
            tell(if stage == Stage::Measuring { "measuring" } else { "rendering" }, part)
        };
        let (written, _) =
            mix(&song, &samples, &request, sink, watch).map_err(|error| failure(path, error))?;
        Ok::<Written, Failure>(written)
    };
    let mut file = NewFile::begin(path)?;
    let written = match codec {
        None => mixed(&mut file)?,
        Some(codec) => {
            let folder = TemporaryFolder::work(folder_of(path))?;
            let wave = folder.path().join("mix.wav");
            let mut sink = NewFile::begin(&wave)?;
            let written = mixed(&mut sink)?;
            sink.finish()?;
            let sound = Sound { rate: arguments.rate, depth: request.depth, frames: written.frames };
            compress(&song, (&wave, &mut file, path), codec, sound, &mut |part| tell("encoding", part))?;
            written
        }
    };
    let seconds = written.frames as f64 / f64::from(arguments.rate);
    let speed = seconds / begun.elapsed().as_secs_f64().max(1e-9);
    notices.extend(written.complaints(&name, request.level));
    let mut files = vec![file];
    if let Some(folder) = &arguments.stems {
        std::fs::create_dir_all(folder).map_err(Problem::during("make the folder", folder))?;
        let mut wanted = Vec::new();
        for (one, path) in all.into_iter().zip(&paths) {
            wanted.push((one, NewFile::begin(path)?));
        }
        let bar = Mutex::new(&mut bar);
        let watch = |part: f64| {
            if let Ok(mut bar) = bar.lock() {
                bar.draw("rendering stems", part);
            }
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let request = Request { depth: depth(arguments), ..request };
        let made = write_all(&song, &samples, &request, (written.frames, written.gains), wanted, &watch);
        let made = made.map_err(|(place, reason)| failure(&paths[place], reason))?;
        for (path, (stem, file)) in paths.iter().zip(made) {
            notices.extend(stem.complaints(&shown(path), Level::AsItIs));
            files.push(file);
        }
    }
    files.into_iter().try_for_each(NewFile::finish)?;
    drop(bar);
    if globals.quiet && !globals.json {
        // A sample that is missing is a fault, not a notice.
        loaded.holes.iter().for_each(|hole| eprintln!("{hole}"));
    } else if !globals.quiet {
        notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let rate = codec.map_or(arguments.rate, |codec| codec.rate(arguments.rate));
    let answer = Answer {
        path: path.clone(),
        frames: (written.frames as f64 * f64::from(rate) / f64::from(arguments.rate)).round() as u64,
        seconds,
        sample_rate: rate,
        peak: written.loudness.true_peak,
        integrated_lufs: written.loudness.integrated,
        gain_db: written.gains.before + written.gains.behind,
        speed,
        stems: paths,
        notices,
    };
    let quality =
        codec.map_or_else(|| format!("{} bit", arguments.bits), |codec| codec.quality(&arguments.bits));
    if globals.json { print::json(&answer) } else { print::text(&answer.text(&quality)) }
}

impl Answer {
    fn text(&self, quality: &str) -> String {
        let level = |level: Option<f64>, unit: &str| {
            level.map_or_else(|| "silent".to_owned(), |level| format!("{level:.1} {unit}"))
        };
        let (minutes, seconds) = ((self.seconds / 60.0) as u64, self.seconds % 60.0);
        let stems = match self.stems.len() {
            0 => String::new(),
            count => format!(", and {count} stems"),
        };
        format!(
            "{}: {minutes}:{seconds:06.3}, {} Hz, {quality}, true peak {}, {}, {:.0} times real time{stems}\n",
            shown(&self.path),
            self.sample_rate,
            level(self.peak, "dBTP"),
            level(self.integrated_lufs, "LUFS"),
            self.speed,
        )
    }
}

/// Refuses to write over the song and its samples, by the file or by stems.
fn spare_own_files(arguments: &RenderArguments, song: &Song, stems: &[PathBuf]) -> Outcome {
    let folder = folder_of(&arguments.song);
    let samples = song.samples.iter().flatten().map(|sample| folder.join(&sample.path));
    let own: Vec<PathBuf> = samples.chain([arguments.song.clone()]).map(|own| canonical(&own)).collect();
    let mut outputs = stems.iter().chain([&arguments.output]);
    match outputs.find(|output| own.contains(&canonical(output))) {
        Some(output) => Err(Failure::Arguments(format!("{}: this file is the song's own", shown(output)))),
        None => Ok(()),
    }
}

/// How the file is compressed; `None` for WAV.
fn codec(arguments: &RenderArguments) -> Result<Option<Codec>, Failure> {
    let path = &arguments.output;
    let codec = Codec::of(path);
    if codec.is_none() && !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav")) {
        let known: Vec<_> = std::iter::once(".wav").chain(CODECS.map(Codec::ending)).collect();
        return Err(Failure::Arguments(format!(
            "{}: its ending names no kind of file that can be written; expected {}",
            shown(path),
            known.join(", ")
        )));
    }
    if codec == Some(Codec::Flac) && arguments.bits == Depth::Float32.name() {
        let message = format!("{}: FLAC holds no floats; expected --bits 16 or 24", shown(path));
        return Err(Failure::Arguments(message));
    }
    if let Some(Codec::Outside(kind)) = codec
        && !outside::here().kinds.contains(&kind)
    {
        let reason = io::Error::other(format!("{} needs ffmpeg with its encoder", kind.name()));
        return Err(Problem::new("encode", path, reason).into());
    }
    Ok(codec)
}

/// Writes what was mixed as `codec` does, with the song's title and artist.
fn compress(
    song: &Song,
    (wave, file, output): (&Path, &mut NewFile, &Path),
    codec: Codec,
    sound: Sound,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Outcome {
    let path = wave.with_extension(&codec.ending()[1..]);
    // What lies between is hidden, and gone when this is read.
    let named = |unreleased: Unreleased| match unreleased {
        Unreleased::Machine(problem) => Problem::new(problem.deed, output, problem.reason).into(),
        other => Failure::from(other),
    };
    encode((wave, &path), codec, sound, told).map_err(named)?;
    let about = &song.settings;
    let fields = [(Field::Title, about.title.clone()), (Field::Artist, about.artist.clone())];
    let untagged = |reason: String| Failure::Input(format!("{}: {reason}", shown(output)));
    tags::write(&path, &fields, None).map_err(untagged)?;
    let copied = File::open(&path).and_then(|mut whole| io::copy(&mut whole, file));
    copied.map(|_| ()).map_err(Problem::during("write", output)).map_err(Failure::from)
}

/// The depth that was asked for.
fn depth(arguments: &RenderArguments) -> Depth {
    DEPTHS.iter().copied().find(|depth| depth.name() == arguments.bits).unwrap_or(Depth::Int24)
}

fn request(arguments: &RenderArguments, codec: Option<Codec>, song: &Song) -> Result<Request, Failure> {
    let place = |text: &Option<String>| {
        text.as_deref().map(|text| Place::find(song, text)).transpose().map_err(Failure::Arguments)
    };
    let (from, to) = (place(&arguments.from)?.unwrap_or_default(), place(&arguments.to)?);
    if to.is_some_and(|to| to <= from) {
        return Err(Failure::Arguments("--to lies before --from: nothing is left to render".to_owned()));
    }
    let plan = Plan {
        rate: SampleRate(arguments.rate),
        block: arguments.block as usize,
        from,
        to,
        loops: arguments.loops,
        seed: arguments.seed,
    };
    let level = match (arguments.lufs, arguments.peak) {
        (Some(lufs), _) => Level::Loudness(lufs),
        (_, Some(peak)) => Level::Peak(peak),
        _ => Level::AsItIs,
    };
    let depth = match codec {
        None | Some(Codec::Flac) => depth(arguments),
        // What is lost is the encoder's choice.
        Some(_) => Depth::Float32,
    };
    Ok(Request { plan, level, depth, is_plain: false })
}

fn failure(song: &Path, path: &Path, unrendered: Unrendered) -> Failure {
    match unrendered {
        Unrendered::Refused(reason) => Failure::Input(format!("{}: {reason}", shown(song))),
        Unrendered::Unwritten(reason) => Problem::new("write", path, reason).into(),
        Unrendered::Cancelled => Failure::Interrupted,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
