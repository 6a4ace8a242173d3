//! One song of a release in all its forms.

use super::Release;
use super::delivered::Delivered;
use super::lists::stem;
use super::site::ShownSong;
use super::tagging::{fields, opus_gain, replay_gain};
use super::taken::taken;
use super::wave::Wave;
use crate::formats::album::Album;
use crate::formats::encoders::outside::{self, Kind};
use crate::formats::encoders::{flac, mp3, opus};
use crate::formats::tags::{self, Cover, Field};
use crate::formats::wav::{Depth, Format, Quantiser, WavWriter};
use crate::io::problem::Problem;
use crate::io::sample_files::{hash, hash_of_file};
use crate::release::Unreleased;
use crate::release::kept::Kept;
use crate::release::master::report::Report;
use crate::release::master::sound::Sound;
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
    pub outside: &'a (Vec<Kind>, String),
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
    let made_from = format!("{master_sum} {tags:?} {replay:?} {opus:?} {cover} {:?}", place.outside);
    let key = place.kept.key(&[&made_from]);
    let mut names = vec![
        format!("store/{name}.wav"),
        format!("store/{name}.flac"),
        format!("store-16/{name}.wav"),
        format!("listen/{name}.flac"),
        format!("listen/{name}.mp3"),
        format!("listen/{name}.opus"),
    ];
    names.extend(place.outside.0.iter().map(|kind| format!("listen/{name}{}", kind.ending())));
    let (sound, _) = Sound::read(&master, None, &mut |part| told(0.2 * part))?;
    let delivered = Delivered::of(&report.title, &sound, report.after.true_peak);
    if !taken(place.before, (place.old, place.out), &key, place.before.keys.get(number), &names) {
        encode(place, &sound, (&names, &master_sum), (&tags, &replay, &opus), told)?;
    }
    let (mut files, mut shown) = (Vec::new(), ShownSong { wave: Wave::of(&sound), ..ShownSong::default() });
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

type Tags<'a> = (&'a [(Field, String)], &'a [(Field, String)], &'a [(Field, String)]);

fn encode(
    place: &Place,
    sound: &Sound,
    (names, master_sum): (&[String], &str),
    (tags, replay, opus_gains): Tags,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let path = |n: usize| place.out.join(&names[n]);
    let fault = |n: usize| {
        let path = path(n);
        move |reason: io::Error| Unreleased::from(Problem::new("encode", &path, reason))
    };
    let mut go_on = |part| if told(part).is_break() { Err(Unreleased::Cancelled) } else { Ok(()) };
    let channels = sound.channels.each_ref().map(Vec::as_slice);
    let rate = sound.rate.0;
    wave(&path(0), rate, Depth::Int24, channels).map_err(fault(0))?;
    wave(&path(2), rate, Depth::Int16, channels).map_err(fault(2))?;
    // What takes long is kept without its tags, which say how loud the whole album is.
    let keep = |n: usize, what: &str, encode: &dyn Fn(&Path) -> io::Result<()>| {
        let key = place.kept.key(&["encoded", what, master_sum]);
        place.kept.sound("encoding", &key, &path(n), || encode(&path(n)).map_err(fault(n)))
    };
    keep(1, "flac", &|path| flac::write(path, rate, Depth::Int24, channels))?;
    fs::copy(path(1), path(3)).map_err(fault(3))?;
    go_on(0.4)?;
    keep(4, "mp3", &|path| {
        let mp3_rate = if mp3::RATES.contains(&rate) { rate } else { mp3::RATES[0] };
        mp3::write(path, mp3_rate, MP3_KILOBITS, sound.at(mp3_rate).each_ref().map(Vec::as_slice))
    })?;
    go_on(0.6)?;
    keep(5, "opus", &|path| {
        opus::write(path, OPUS_KILOBITS, sound.at(opus::RATE).each_ref().map(Vec::as_slice))
    })?;
    go_on(0.8)?;
    let (kinds, program) = place.outside;
    for (n, kind) in kinds.iter().enumerate() {
        let what = format!("{} {program}", kind.name());
        keep(6 + n, &what, &|path| {
            let rate = rate.min(outside::HIGHEST_RATE);
            outside::write(path, *kind, rate, sound.at(rate).each_ref().map(Vec::as_slice))
        })?;
    }
    go_on(0.9)?;
    let with_replay = [3, 4].into_iter().chain(6..names.len()).map(|n| (n, replay));
    for (n, gains) in with_replay.chain([(5, opus_gains)]) {
        let all = [tags, gains].concat();
        let told = |words: String| Unreleased::Input(format!("{}: {words}", path(n).display()));
        tags::write(&path(n), &all, place.cover).map_err(told)?;
    }
    go_on(1.0)
}

/// The plainest WAV file there is: dithered where it loses bits.
fn wave(path: &Path, rate: u32, depth: Depth, channels: [&[f32]; 2]) -> io::Result<()> {
    let mut writer = WavWriter::plain(File::create(path)?, Format { rate, channels: 2, depth })?;
    let is_step = |sample: &f32| Quantiser::is_step(depth, *sample);
    if channels.iter().copied().flatten().all(is_step) {
        writer = writer.without_dither();
    }
    writer.write(&channels)?;
    writer.finish()?.sync_all()
}
