//! The songs of a release in all their forms. Each is looked at as a whole first, then its forms are made one by one, so that as many as the
//! machine has cores can be made at once, and in the end they get their tags.

use super::Release;
use super::delivered::{Delivered, Look};
use super::lists::stem;
use super::site::ShownSong;
use super::tagging::{fields, opus_gain, replay_gain};
use super::taken::taken;
use super::wave::{Drawing, Wave};
use crate::formats::album::Album;
use crate::formats::encoders::codec::{self, Codec, Sound};
use crate::formats::encoders::outside::Here;
use crate::formats::tags::{self, Cover, Field};
use crate::formats::wav::{Depth, Format, Quantiser, WavWriter};
use crate::io::problem::Problem;
use crate::io::sample_files::{hash, hash_of_file};
use crate::release::Unreleased;
use crate::release::encoded::encode;
use crate::release::kept::Kept;
use crate::release::master::report::Report;
use crate::release::master::sound::each_own;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

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

/// A song whose forms are wanted.
pub(super) struct Begun {
    /// What its files are made from.
    key: String,
    names: Vec<String>,
    master: PathBuf,
    master_sum: String,
    frames: u64,
    delivered: Delivered,
    wave: Wave,
    /// Whether its samples stand on the steps of each of [`DEPTHS`], so that nothing is lost.
    stands_on_steps: [bool; 2],
    /// Whether its files are those of the older release.
    is_taken: bool,
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

/// A form of a song, which is made by itself; those that take longer come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Mp3,
    Opus,
    /// One of those that ffmpeg makes, by its place.
    Outside(usize),
    Flac,
    /// A file of [`DEPTHS`].
    Wave(usize),
}

/// How deep the files are that shops get.
const DEPTHS: [Depth; 2] = [Depth::Int24, Depth::Int16];
/// The places of files among a song's names.
const WAVES: [usize; 2] = [0, 2];
const FLAC: usize = 1;
const TAGGED_FLAC: usize = 3;
const MP3: usize = 4;
const OPUS: usize = 5;
const OUTSIDE: usize = 6;

/// The tags of a song, and the gains of players in their two kinds.
struct Tags {
    fields: Vec<(Field, String)>,
    replay: Vec<(Field, String)>,
    opus: Vec<(Field, String)>,
}

impl Tags {
    fn of(place: &Place, number: usize) -> Tags {
        let (song, album) = (&place.report.songs[number], &place.report.after);
        Tags {
            fields: fields(place.album, number, &song.title),
            replay: replay_gain(&song.after, album),
            opus: opus_gain(&song.after, album),
        }
    }
}

/// Looks at a song's master, and takes its files from the older release if they would be the same again.
pub(super) fn begin(
    place: &Place,
    number: usize,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Begun, Unreleased> {
    let report = &place.report.songs[number];
    let name = stem(&report.file);
    let master = place.masters.join(&report.file);
    let master_sum = hash_of_file(&master).map_err(Problem::during("read the master", &master))?;
    let Tags { fields, replay, opus } = Tags::of(place, number);
    let cover = place.cover.map(|cover| hash(&cover.bytes)).unwrap_or_default();
    let made_from = format!(
        "{master_sum} {fields:?} {replay:?} {opus:?} {cover} {:?} {}",
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
    let frames = (report.length_s * f64::from(place.report.rate)).round() as u64;
    let (mut look, mut drawing) = (Look::default(), Drawing::new(frames));
    let mut stands_on_steps = [true; 2];
    each_own(&master, None, told, &mut |rate, block| {
        look.take(rate, block);
        drawing.take(block);
        for (depth, stands) in DEPTHS.into_iter().zip(&mut stands_on_steps) {
            *stands = *stands && block.into_iter().flatten().all(|sample| Quantiser::is_step(depth, *sample));
        }
        Ok(())
    })?;
    let delivered = look.finish(&report.title, &report.after);
    let is_taken = taken(place.before, (place.old, place.out), &key, place.before.keys.get(number), &names);
    let wave = drawing.finish();
    Ok(Begun { key, names, master, master_sum, frames, delivered, wave, stands_on_steps, is_taken })
}

/// The forms in which a song has to be made: none if all were taken.
pub(super) fn forms(place: &Place, begun: &Begun) -> Vec<Form> {
    if begun.is_taken {
        return Vec::new();
    }
    let outside = (0..place.outside.kinds.len()).map(Form::Outside);
    let waves = (0..DEPTHS.len()).map(Form::Wave);
    [Form::Mp3, Form::Opus, Form::Flac].into_iter().chain(outside).chain(waves).collect()
}

/// Makes a form of a song, without its tags.
pub(super) fn make(
    place: &Place,
    begun: &Begun,
    form: Form,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let (master, rate) = (&begun.master, place.report.rate);
    let sound = Sound { rate, depth: Depth::Int24, frames: begun.frames };
    // What takes long is kept without its tags, which say how loud the whole album is.
    let mut keep = |n: usize, what: &str, codec: Codec| {
        let key = place.kept.key(&["encoded", what, &begun.master_sum]);
        let path = place.out.join(&begun.names[n]);
        place.kept.sound("encoding", &key, &path, || encode((master, &path), codec, sound, told))
    };
    match form {
        Form::Wave(n) => {
            let path = place.out.join(&begun.names[WAVES[n]]);
            wave(
                &path,
                master,
                Format { rate, channels: 2, depth: DEPTHS[n] },
                begun.stands_on_steps[n],
                told,
            )
        }
        Form::Flac => keep(FLAC, "flac", Codec::Flac),
        Form::Mp3 => keep(MP3, "mp3", codec::MP3),
        Form::Opus => keep(OPUS, "opus", codec::OPUS),
        Form::Outside(n) => {
            let Here { kinds, program, .. } = place.outside;
            keep(OUTSIDE + n, &format!("{} {program}", kinds[n].name()), Codec::Outside(kinds[n]))
        }
    }
}

/// Gives a song's files their tags and sums them.
pub(super) fn finish(place: &Place, number: usize, begun: &Begun) -> Result<Encoded, Unreleased> {
    let path = |n: usize| place.out.join(&begun.names[n]);
    if !begun.is_taken {
        let copied = fs::copy(path(FLAC), path(TAGGED_FLAC));
        copied.map_err(|reason| Problem::new("encode", &path(TAGGED_FLAC), reason))?;
        let Tags { fields, replay, opus } = Tags::of(place, number);
        let with_replay =
            [TAGGED_FLAC, MP3].into_iter().chain(OUTSIDE..begun.names.len()).map(|n| (n, &replay));
        for (n, gains) in with_replay.chain([(OPUS, &opus)]) {
            let all = [fields.as_slice(), gains.as_slice()].concat();
            let told = |words: String| Unreleased::Input(format!("{}: {words}", path(n).display()));
            tags::write(&path(n), &all, place.cover).map_err(told)?;
        }
    }
    let summed = |name: &String| {
        let path = place.out.join(name);
        let sum = hash_of_file(&path).map_err(Problem::during("read back what was written", &path))?;
        Ok((name.clone(), sum))
    };
    let files = begun.names.iter().map(summed).collect::<Result<Vec<_>, Problem>>()?;
    let mp3 = fs::metadata(path(MP3)).map_err(Problem::during("read back what was written", &path(MP3)))?;
    let shown = ShownSong { wave: begun.wave.clone(), bytes: mp3.len(), ..ShownSong::default() };
    Ok(Encoded { key: begun.key.clone(), files, delivered: begun.delivered.clone(), shown })
}

/// The plainest WAV file there is: dithered where it loses bits.
fn wave(
    path: &Path,
    master: &Path,
    format: Format,
    stands_on_steps: bool,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let fault = || Problem::during("write", path);
    let file = File::create(path).map_err(fault())?;
    let mut writer = WavWriter::plain(file, format).map_err(fault())?;
    if stands_on_steps {
        writer = writer.without_dither();
    }
    each_own(master, None, told, &mut |_, block| Ok(writer.write(&block).map_err(fault())?))?;
    Ok(writer.finish().and_then(|file| file.sync_all()).map_err(fault())?)
}
