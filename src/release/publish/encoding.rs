//! One song of a release in all its forms.

use super::Release;
use super::check::Delivered;
use super::lists::stem;
use super::site::ShownSong;
use super::tagging::{fields, opus_gain, replay_gain};
use super::wave::Wave;
use crate::dsp::resampling::exact::Resampler;
use crate::dsp::units::SampleRate;
use crate::formats::album::Album;
use crate::formats::encoders::{flac, mp3, opus};
use crate::formats::tags::{self, Cover, Field};
use crate::formats::wav::{Depth, Format, Quantiser, WavWriter};
use crate::io::problem::Problem;
use crate::io::sample_files::hash;
use crate::release::Unreleased;
use crate::release::master::report::Report;
use crate::release::master::sound::Sound;
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// Bit rates in kb/s.
const MP3_KILOBITS: u32 = 320;
const OPUS_KILOBITS: u32 = 160;
/// What is softer than this is silence: −80 dB.
const SILENT: f32 = 1e-4;

/// What a song is encoded from, and where to.
pub(super) struct Place<'a> {
    pub album: &'a Album,
    pub report: &'a Report,
    pub cover: Option<&'a Cover>,
    pub masters: &'a Path,
    pub old: &'a Path,
    pub out: &'a Path,
    pub before: &'a Release,
}

/// A song that has been encoded.
pub(super) struct Encoded {
    /// What its files were made from.
    pub key: String,
    pub master_sum: String,
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
    let bytes = fs::read(&master).map_err(Problem::during("read the master", &master))?;
    let master_sum = hash(&bytes);
    drop(bytes);
    let tags = fields(place.album, number, &report.title);
    let (replay, opus) =
        (replay_gain(&report.after, &place.report.after), opus_gain(&report.after, &place.report.after));
    let cover = place.cover.map(|cover| hash(&cover.bytes)).unwrap_or_default();
    let made_from =
        format!("{} {master_sum} {tags:?} {replay:?} {opus:?} {cover}", env!("CARGO_PKG_VERSION"));
    let key = hash(made_from.as_bytes());
    let names = [
        format!("store/{name}.wav"),
        format!("store/{name}.flac"),
        format!("store-16/{name}.wav"),
        format!("listen/{name}.flac"),
        format!("listen/{name}.mp3"),
        format!("listen/{name}.opus"),
    ];
    let (sound, _) = Sound::read(&master, None, &mut |part| told(0.2 * part))?;
    let delivered = delivered(&report.title, &sound, report.after.true_peak);
    if !kept(place, number, &key, &names) {
        encode(place, &sound, &names, (&tags, &replay, &opus), told)?;
    }
    let (mut files, mut shown) = (Vec::new(), ShownSong { wave: Wave::of(&sound), ..ShownSong::default() });
    for name in names {
        let path = place.out.join(&name);
        let bytes = fs::read(&path).map_err(Problem::during("read back what was written", &path))?;
        if name.ends_with(".mp3") {
            shown.bytes = bytes.len() as u64;
        }
        files.push((name, hash(&bytes)));
    }
    Ok(Encoded { key, master_sum, files, delivered, shown })
}

/// Whether the files of an older release are these, and have been taken.
fn kept(place: &Place, number: usize, key: &str, names: &[String]) -> bool {
    let is_known = place.before.keys.get(number).is_some_and(|before| before == key);
    let is_same = is_known
        && names.iter().all(|name| {
            let old = place.old.join(name);
            fs::read(&old).is_ok_and(|bytes| place.before.files.get(name) == Some(&hash(&bytes)))
        });
    let taken = is_same
        && names.iter().all(|name| {
            let (old, new) = (place.old.join(name), place.out.join(name));
            fs::hard_link(&old, &new).is_ok() || fs::copy(&old, &new).is_ok()
        });
    if !taken {
        // What is encoded now must not be written through a link into the old release.
        names.iter().for_each(|name| drop(fs::remove_file(place.out.join(name))));
    }
    taken
}

type Tags<'a> = (&'a [(Field, String)], &'a [(Field, String)], &'a [(Field, String)]);

fn encode(
    place: &Place,
    sound: &Sound,
    names: &[String; 6],
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
    flac::write(&path(1), rate, Depth::Int24, channels).map_err(fault(1))?;
    go_on(0.3)?;
    wave(&path(2), rate, Depth::Int16, channels).map_err(fault(2))?;
    fs::copy(path(1), path(3)).map_err(fault(3))?;
    go_on(0.4)?;
    let mp3_rate = if mp3::RATES.contains(&rate) { rate } else { mp3::RATES[0] };
    let other = at(sound, mp3_rate);
    mp3::write(&path(4), mp3_rate, MP3_KILOBITS, other.each_ref().map(Vec::as_slice)).map_err(fault(4))?;
    go_on(0.7)?;
    let other = at(sound, opus::RATE);
    opus::write(&path(5), OPUS_KILOBITS, other.each_ref().map(Vec::as_slice)).map_err(fault(5))?;
    go_on(0.9)?;
    for (n, gains) in [(3, replay), (4, replay), (5, opus_gains)] {
        let all = [tags, gains].concat();
        let told = |words: String| Unreleased::Input(format!("{}: {words}", path(n).display()));
        tags::write(&path(n), &all, place.cover).map_err(told)?;
    }
    go_on(1.0)
}

/// The sound at another rate.
fn at(sound: &Sound, rate: u32) -> [Vec<f32>; 2] {
    if sound.rate.0 == rate {
        return sound.channels.clone();
    }
    let resampler = Resampler::new(sound.rate, SampleRate(rate));
    sound.channels.each_ref().map(|channel| resampler.whole(channel))
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

fn delivered(title: &str, sound: &Sound, peak: Option<f64>) -> Delivered {
    let frames = sound.frames();
    let [left, right] = &sound.channels;
    let sounds = |n: &usize| left[*n].abs() > SILENT || right[*n].abs() > SILENT;
    let first = (0..frames).find(sounds).unwrap_or(frames);
    let last = (0..frames).rev().find(sounds).map_or(0, |last| last + 1);
    let seconds = |frames: usize| frames as f64 / f64::from(sound.rate.0);
    Delivered {
        title: title.to_owned(),
        seconds: seconds(frames),
        peak: peak.unwrap_or(-200.0),
        silence: [seconds(first), seconds(frames - last)],
        is_mono: left == right,
    }
}
