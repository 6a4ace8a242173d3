//! An album's songs become masters that belong together: rendered, corrected in tone, compressed, brought to their levels under one
//! ceiling, rounded and written. The same album over the same older masters, or over none, gives the same bytes.
//!
//! Songs are worked on side by side; between the steps their sound lies in a folder, so that an album need not fit into memory.

pub mod sound;
pub mod stage;
pub mod chain;
pub mod tone;
pub mod corrections;
mod dynamics;
mod level;
mod targets;
mod writing;
pub(super) mod size;
pub mod report;
pub mod page;
pub mod codecs;

use super::Unreleased;
use super::kept::Kept;
use super::measure::reference::{PINK, Reference, listen};
use super::{WatchAll, each};
use crate::dsp::loudness::Measurement;
use crate::dsp::loudness::hop::MOMENTARY;
use crate::dsp::loudness::meter::{Heard, Meter, What};
use crate::dsp::loudness::tone::Tone;
use crate::dsp::units::SampleRate;
use crate::formats::album::{Album, DEPTHS, LEVELS};
use crate::formats::platforms;
use crate::formats::wav::{Depth, Format};
use crate::io::sample_files::hash;
use corrections::{Corrected, Corrections, distance};
use report::{Report, SongReport, bands, file_name, turned};
use sound::{Keeper, each_own, load};
use stage::{Fade, Stage};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use targets::Levels;
use tone::Curve;

/// Where things lie.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The album's folder.
    pub album: &'a Path,
    /// Where the masters are written.
    pub out: &'a Path,
    /// Where sound lies between the steps; it is empty, and nobody needs it afterwards.
    pub work: &'a Path,
}

/// A song on its way.
struct Song {
    title: String,
    /// As it was.
    before: Heard,
    /// Whether fades or another rate have changed its samples.
    altered: bool,
    notices: Vec<String>,
    curve: Option<Curve>,
    multiband: f64,
    compression: f64,
    /// As it is after tone and compression.
    shaped: Heard,
    /// Where its sound lies.
    path: PathBuf,
    /// What that was made from.
    key: String,
    /// A sum of what it sounds by, wherever it lies and whatever made it of that.
    sum: String,
}

/// The rate of the masters.
fn rate(album: &Album) -> SampleRate {
    SampleRate(album.mastering.rate as u32)
}

/// The silence behind a song in frames; there is none behind the last one.
fn gap(album: &Album, number: usize) -> u64 {
    let is_last = number + 1 >= album.songs.len();
    if is_last { 0 } else { rate(album).frames(album.songs[number].placing.gap.into()).0 }
}

/// How their samples are stored.
fn depth(album: &Album) -> Depth {
    let name = DEPTHS.get(album.mastering.bits as usize);
    let depths = [Depth::Int16, Depth::Int24, Depth::Float32];
    depths.into_iter().find(|depth| Some(&depth.name()) == name).unwrap_or(Depth::Int24)
}

/// Masters an album into `places.out`: one WAV file for each song. What would be the same again is taken from what was `kept`, and what
/// would hardly be other than in `older` masters stays as it was there.
///
/// # Errors
/// The first song that cannot be had or is silent, a disk that takes no more, or that `watch` said stop.
pub fn master(
    album: &Album,
    places: Places,
    older: &Corrections,
    kept: &Kept,
    watch: WatchAll,
) -> Result<Report, Unreleased> {
    let mut songs = each("rendering", album.songs.len(), watch, |number, told| {
        render(album, number, places, kept, told)
    })?;
    let format = Format { rate: rate(album).0, channels: 2, depth: depth(album) };
    for (number, song) in songs.iter().enumerate() {
        let frames: u64 = song.before.hops.iter().map(|hop| u64::from(hop.frames)).sum();
        size::fits(&song.title, format, frames + gap(album, number))?;
    }
    let reference = reference(album, places, &songs, watch)?;
    let tone = toned(album);
    let curves: Vec<Option<(Curve, f64)>> = songs
        .iter()
        .map(|song| {
            let exact = tone::towards(&song.before.tone, &reference.as_ref()?.tone, &album.mastering);
            let curve = older.curve(&tone, &song.sum, &exact).unwrap_or(exact);
            Some((curve, distance(&curve, &exact)))
        })
        .collect();
    let shaped = each("shaping", songs.len(), watch, |number, told| {
        shape(album, &songs[number], curves[number].map(|(curve, _)| curve), kept, told)
    })?;
    // Told once: by the first song.
    if let (Some(song), Some(reference)) = (songs.first_mut(), reference) {
        song.notices.extend(reference.notices);
    }
    for (song, shaped) in songs.iter_mut().zip(shaped) {
        let Some(shaped) = shaped else { continue };
        song.path = shaped_path(song);
        (song.curve, song.multiband, song.compression, song.shaped, song.key) = shaped;
    }
    let Levels { found, reason, level, is_kept } = targets::levels(album, &songs, older, kept, watch)?;
    let names: Vec<String> = songs
        .iter()
        .enumerate()
        .map(|(number, song)| file_name(album, number, &song.title) + ".wav")
        .collect();
    let written = each("writing", songs.len(), watch, |number, told| {
        let gap = gap(album, number);
        let (song, holding, path) = (&songs[number], found[number].holding, places.out.join(&names[number]));
        let key = written_key(album, song, kept, &format!("{holding:?} {gap}"));
        kept.sound("writing", &key, &path, || writing::write(album, song, holding, gap, &path, told))
            .map(|written| (key, written))
    })?;
    let (keys, written): (Vec<String>, Vec<writing::Written>) = written.into_iter().unzip();
    let coded = each("trying codecs", songs.len(), watch, |number, told| {
        kept.facts("trying codecs", &kept.key(&["coded", &keys[number]]), || {
            let (path, work) = (places.out.join(&names[number]), places.work.join(format!("{number}.coded")));
            codecs::coded((&path, rate(album)), &written[number].heard, &work, told)
        })
    })?;
    let platforms = platforms::all();
    let mut reports = Vec::new();
    for (number, (song, written)) in songs.iter().zip(&written).enumerate() {
        let after = written.heard.whole();
        let mut notices = song.notices.clone();
        notices.extend(written.notices.iter().cloned());
        reports.push(SongReport {
            title: song.title.clone(),
            file: names[number].clone(),
            source: album.songs[number].file.clone(),
            before: song.before.whole(),
            after,
            frames: written.frames,
            length_s: written.length_s,
            tone: song.curve.as_ref().map(bands).unwrap_or_default(),
            multiband_db: song.multiband,
            compression_db: song.compression,
            gain_db: written.holding.gain,
            limiting_db: written.limiting.iter().copied().fold(0.0, f64::max),
            limiting_course_db: written.limiting.clone(),
            course_lufs: written.heard.course(MOMENTARY, report::COLUMNS),
            untouched: written.untouched,
            dithered: written.dithered,
            platforms: turned(&platforms, &after),
            codecs: coded[number].clone(),
            notices,
        });
    }
    let after = Measurement::together(written.iter().map(|written| &written.heard));
    let mastering = &album.mastering;
    let kept_level = is_kept.then_some(after.integrated).flatten();
    let distances: Vec<f64> = curves.iter().flatten().map(|(_, distance)| *distance).collect();
    let corrected = |(number, song): (usize, &Song)| Corrected {
        sum: song.sum.clone(),
        curve: curves[number].map(|(curve, _)| curve),
        relative: targets::relative(album, song, number),
        target: found[number].asked,
    };
    let corrected = songs.iter().enumerate().map(corrected).collect();
    let corrections = Corrections { tone, level, songs: corrected };
    let level = LEVELS.get(mastering.level as usize).copied().unwrap_or_default();
    Ok(Report {
        title: album.title.clone(),
        artist: album.artist.clone(),
        target_lufs: (level != "as it is").then(|| rounded(mastering.loudness)),
        level: level.to_owned(),
        ceiling_dbtp: rounded(mastering.ceiling),
        rate: rate(album).0,
        bits: depth(album).name().to_owned(),
        before: Measurement::together(songs.iter().map(|song| &song.before)),
        platforms: turned(&platforms, &after),
        after,
        songs: reports,
        reason,
        kept: corrections::told(&distances, kept_level),
        corrections,
    })
}

/// A number of the album's file as a person wrote it: no trace of single precision.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// How tone is corrected.
fn toned(album: &Album) -> String {
    let mastering = &album.mastering;
    format!("{:?} {} {}", mastering.tone, mastering.tone_share, mastering.tone_limit)
}

/// Where a song's sound lies once tone and compression were done.
fn shaped_path(song: &Song) -> PathBuf {
    song.path.with_extension("shaped.wav")
}

/// What a master is made from, beside its own gain, ceiling and gap.
fn written_key(album: &Album, song: &Song, kept: &Kept, holding: &str) -> String {
    let as_shaped = format!("{:?} {} {}", song.curve, song.multiband, song.compression);
    let depth = format!("{:?} {:?}", depth(album), album.mastering.ceiling);
    kept.key(&["master", &song.key, &as_shaped, &depth, holding])
}

fn render(
    album: &Album,
    number: usize,
    places: Places,
    kept: &Kept,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Song, Unreleased> {
    let track = &album.songs[number];
    let source = places.album.join(&track.file);
    let path = places.work.join(format!("{number}.wav"));
    let mut load = || {
        let mut fade = Fade::new(&track.placing, rate(album));
        let mut meter = Meter::new(rate(album), 2, What::ALL);
        let mut keeper = Keeper::new(&path, rate(album))?;
        let mut take = |block: [&[f32]; 2], _: f64| {
            meter.hear(&block);
            Ok(keeper.write(block)?)
        };
        let loaded = load(&source, rate(album), told, &mut |block| fade.push(block, &mut take))
            .map_err(|reason| reason.named_at(&track.place, &source))?;
        fade.end(&mut take)?;
        let before = meter.finish();
        if before.whole().integrated.is_none() {
            let what = if before.seconds < 0.4 { "it is shorter than 0.4 s" } else { "it is silent" };
            let told = format!("{}: {what}; expected music", source.display());
            return Err(Unreleased::Input(told).named_at(&track.place, &source));
        }
        keeper.finish()?;
        Ok((before, loaded.title, loaded.resampled, loaded.notices))
    };
    let fades = format!("{} {:?} {:?}", rate(album).0, track.placing.fade_in, track.placing.fade_out);
    let sum = sound::sum(&source);
    let own_sum = hash(format!("{} {fades}", sum.as_deref().unwrap_or_default()).as_bytes());
    // Notices name the file.
    let key = kept.key(&["sound", sum.as_deref().unwrap_or_default(), &source.display().to_string(), &fades]);
    let (before, title, resampled, notices) = match sum {
        Some(_) => kept.sound("rendering", &key, &path, load)?,
        None => load()?,
    };
    Ok(Song {
        title: sound::title_of(track, &title),
        shaped: before.clone(),
        before,
        altered: resampled || track.placing.fade_in > 0.0 || track.placing.fade_out > 0.0,
        notices,
        curve: None,
        multiband: 0.0,
        compression: 0.0,
        path,
        key,
        sum: own_sum,
    })
}

/// The tone that all songs are corrected towards.
fn reference(
    album: &Album,
    places: Places,
    songs: &[Song],
    watch: WatchAll,
) -> Result<Option<Reference>, Unreleased> {
    match album.mastering.tone.as_str() {
        "" => Ok(None),
        "album" => {
            let tone = Tone::mean(songs.iter().map(|song| &song.before.tone));
            Ok(Some(Reference { tone, notices: Vec::new() }))
        }
        file => {
            let path = if file == PINK { PathBuf::from(PINK) } else { places.album.join(file) };
            listen(&path, &mut |part| watch("listening to the reference", part))
                .map(Some)
                .map_err(|reason| reason.named_at(&album.tone_place, &path))
        }
    }
}

type Shaped = (Option<Curve>, f64, f64, Heard, String);

/// Tone and compression; `None` if nothing is to be done.
fn shape(
    album: &Album,
    song: &Song,
    curve: Option<Curve>,
    kept: &Kept,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Option<Shaped>, Unreleased> {
    let mastering = &album.mastering;
    let curve = curve.filter(|curve| !tone::is_flat(curve));
    let loudness = song.before.whole().integrated.unwrap_or_default();
    let bands = dynamics::bands(mastering.multiband, &song.before.tone);
    let bus = dynamics::bus(mastering.compression, loudness);
    if curve.is_none() && bands.is_none() && bus.is_none() {
        return Ok(None);
    }
    let path = shaped_path(song);
    let key = kept.key(&["shaped", &song.key, &format!("{curve:?} {bands:?} {bus:?}")]);
    let (multiband, compression, heard) = kept.sound("shaping", &key, &path, || {
        let rate = rate(album);
        let mut stages: Vec<Stage> = curve.iter().map(|curve| tone::equaliser(curve, rate)).collect();
        let before = stages.len();
        let devices = bands.iter().chain(&bus);
        stages.extend(devices.map(|device| chain::of_device(device.clone(), rate)));
        let mut meter = Meter::new(rate, 2, What { peaks: true, tone: false });
        let mut keeper = Keeper::new(&path, rate)?;
        let mut take = |block: [&[f32]; 2], _: f64| {
            meter.hear(&block);
            Ok(keeper.write(block)?)
        };
        each_own(&song.path, None, told, &mut |_, block| stage::push(&mut stages, block, &mut take))?;
        stage::end(&mut stages, &mut take)?;
        keeper.finish()?;
        let heard = meter.finish();
        let mut taken = stages.iter().skip(before).map(|stage| stage.most);
        let multiband = bands.as_ref().and_then(|_| taken.next()).unwrap_or(0.0);
        let compression = bus.as_ref().and_then(|_| taken.next()).unwrap_or(0.0);
        Ok((multiband, compression, heard))
    })?;
    Ok(Some((curve, multiband, compression, heard, key)))
}
