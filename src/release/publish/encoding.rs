//! One song of a release in all its forms.

use super::Release;
use super::delivered::{Delivered, Look};
use super::lists::stem;
use super::site::ShownSong;
use super::tagging::{fields, opus_gain, replay_gain};
use super::taken::taken;
use super::wave::Drawing;
use crate::dsp::units::SampleRate;
use crate::formats::album::Album;
use crate::formats::encoders::outside::{self, Here};
use crate::formats::encoders::{Encoder, flac, mp3, opus};
use crate::formats::tags::{self, Cover, Field};
use crate::formats::wav::{Depth, Format, Quantiser, WavWriter};
use crate::io::problem::Problem;
use crate::io::sample_files::{hash, hash_of_file};
use crate::release::Unreleased;
use crate::release::kept::Kept;
use crate::release::master::report::Report;
use crate::release::master::sound::each_own;
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// Bit rates in kb/s.
const MP3_KILOBITS: u32 = 320;
const OPUS_KILOBITS: u32 = 160;

/// What a song is encoded from, and where to.
pub(super) struct Place<'a> {
    pub album: &'a Album,
    pub report: &'a Report,
    pub cover: Option<&'a Cover>,
    pub masters: &'a Path,
    pub old: &'a Path,
    pub out: &'a Path,
    pub before: &'a Release,
    pub kept: &'a Kept,
    /// What ffmpeg makes here, and which ffmpeg it is.
    pub outside: &'a Here,
}

/// A song that has been encoded.
pub(super) struct Encoded {
    /// What its files were made from.
    pub key: String,
    /// Names and sums.
    pub files: Vec<(String, String)>,
    pub delivered: Delivered,
    pub shown: ShownSong,
}

/// Encodes a song, or takes its files from the older release.
pub(super) fn song(
    place: &Place,
    number: usize,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Encoded, Unreleased> {
    let report = &place.report.songs[number];
    let name = stem(&report.file);
    let master = place.masters.join(&report.file);
    let master_sum = hash_of_file(&master).map_err(Problem::during("read the master", &master))?;
    let tags = fields(place.album, number, &report.title);
    let (replay, opus) =
        (replay_gain(&report.after, &place.report.after), opus_gain(&report.after, &place.report.after));
    let cover = place.cover.map(|cover| hash(&cover.bytes)).unwrap_or_default();
    let made_from = format!(
        "{master_sum} {tags:?} {replay:?} {opus:?} {cover} {:?} {}",
        place.outside.kinds, place.outside.program
    );
    let key = place.kept.key(&[&made_from]);
    let mut names = vec![
        format!("store/{name}.wav"),
        format!("store/{name}.flac"),
        format!("store-16/{name}.wav"),
        format!("listen/{name}.flac"),
        format!("listen/{name}.mp3"),
        format!("listen/{name}.opus"),
    ];
    names.extend(place.outside.kinds.iter().map(|kind| format!("listen/{name}{}", kind.ending())));
    let rate = SampleRate(place.report.rate);
    let frames = (report.length_s * f64::from(rate.0)).round() as u64;
    let (mut look, mut drawing) = (Look::default(), Drawing::new(frames));
    each_own(&master, None, &mut |part| told(0.2 * part), &mut |rate, block| {
        look.take(rate, block);
        drawing.take(block);
        Ok(())
    })?;
    let delivered = look.finish(&report.title, &report.after);
    if !taken(place.before, (place.old, place.out), &key, place.before.keys.get(number), &names) {
        encode(place, (&master, frames), (&names, &master_sum), (&tags, &replay, &opus), told)?;
    }
    let (mut files, mut shown) = (Vec::new(), ShownSong { wave: drawing.finish(), ..ShownSong::default() });
    for name in names {
        let path = place.out.join(&name);
        let sum = hash_of_file(&path).map_err(Problem::during("read back what was written", &path))?;
        if name.ends_with(".mp3") {
            shown.bytes =
                fs::metadata(&path).map_err(Problem::during("read back what was written", &path))?.len();
        }
        files.push((name, sum));
    }
    Ok(Encoded { key, files, delivered, shown })
}

/// Begins a file of its kind.
type Create<'a> = &'a dyn Fn(&Path) -> io::Result<Box<dyn Encoder>>;
type Tags<'a> = (&'a [(Field, String)], &'a [(Field, String)], &'a [(Field, String)]);

fn encode(
    place: &Place,
    (master, frames): (&Path, u64),
    (names, master_sum): (&[String], &str),
    (tags, replay, opus_gains): Tags,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let path = |n: usize| place.out.join(&names[n]);
    let fault = |n: usize| {
        let path = path(n);
        move |reason: io::Error| Unreleased::from(Problem::new("encode", &path, reason))
    };
    let rate = place.report.rate;
    wave(&path(0), master, (rate, Depth::Int24), &mut |part| told(0.2 + 0.1 * part))?;
    wave(&path(2), master, (rate, Depth::Int16), &mut |part| told(0.3 + 0.1 * part))?;
    let count = 3 + place.outside.kinds.len();
    let mut done = 0;
    // What takes long is kept without its tags, which say how loud the whole album is.
    let mut keep = |n: usize, what: &str, rate: u32, create: Create| {
        let key = place.kept.key(&["encoded", what, master_sum]);
        let mut told = |part: f64| told(0.4 + 0.5 * (f64::from(done) + part) / count as f64);
        let encoded = place.kept.sound("encoding", &key, &path(n), || {
            let mut encoder = create(&path(n)).map_err(fault(n))?;
            each_own(master, Some(SampleRate(rate)), &mut told, &mut |_, block| {
                encoder.take(block).map_err(fault(n))
            })?;
            encoder.finish().map_err(fault(n))
        });
        done += 1;
        encoded
    };
    keep(1, "flac", rate, &|path| flac::create(path, rate, Depth::Int24, frames))?;
    fs::copy(path(1), path(3)).map_err(fault(3))?;
    let mp3_rate = if mp3::RATES.contains(&rate) { rate } else { mp3::RATES[0] };
    keep(4, "mp3", mp3_rate, &|path| mp3::create(path, mp3_rate, MP3_KILOBITS))?;
    keep(5, "opus", opus::RATE, &|path| opus::create(path, OPUS_KILOBITS))?;
    let Here { kinds, program, .. } = place.outside;
    for (n, kind) in kinds.iter().enumerate() {
        let rate = rate.min(outside::HIGHEST_RATE);
        let what = format!("{} {program}", kind.name());
        keep(6 + n, &what, rate, &|path| outside::create(path, *kind, rate))?;
    }
    let with_replay = [3, 4].into_iter().chain(6..names.len()).map(|n| (n, replay));
    for (n, gains) in with_replay.chain([(5, opus_gains)]) {
        let all = [tags, gains].concat();
        let told = |words: String| Unreleased::Input(format!("{}: {words}", path(n).display()));
        tags::write(&path(n), &all, place.cover).map_err(told)?;
    }
    if told(1.0).is_break() { Err(Unreleased::Cancelled) } else { Ok(()) }
}

/// The plainest WAV file there is: dithered where it loses bits.
fn wave(
    path: &Path,
    master: &Path,
    (rate, depth): (u32, Depth),
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let fault = || Problem::during("write", path);
    let mut stands_on_steps = true;
    each_own(master, None, &mut |part| told(0.5 * part), &mut |_, block| {
        stands_on_steps &= block.into_iter().flatten().all(|sample| Quantiser::is_step(depth, *sample));
        Ok(())
    })?;
    let file = File::create(path).map_err(fault())?;
    let mut writer = WavWriter::plain(file, Format { rate, channels: 2, depth }).map_err(fault())?;
    if stands_on_steps {
        writer = writer.without_dither();
    }
    each_own(master, None, &mut |part| told(0.5 + 0.5 * part), &mut |_, block| {
        Ok(writer.write(&block).map_err(fault())?)
    })?;
    Ok(writer.finish().and_then(|file| file.sync_all()).map_err(fault())?)
}
