//! An album's masters become a release: files for shops and for listeners, their tags, lists and sums.
//!
//! What was encoded for an older release and would be the same again is taken from there.

pub mod check;
pub mod delivered;
pub mod tagging;
pub mod lists;
mod encoding;
mod taken;
mod stems;
mod scores;
mod video;
pub mod ddex;
pub mod wave;
pub mod art;
pub mod site;
pub mod announce;
mod pages;

use super::Unreleased;
use super::kept::Kept;
use super::master::corrections::Corrections;
use super::master::report::Report;
use super::master::size;
use super::{WatchAll, each};
use crate::formats::album::Album;
use crate::formats::encoders::outside;
use crate::formats::picture;
use crate::formats::tags::Cover;
use crate::formats::wav::{Depth, Format};
use crate::io::moment;
use crate::io::problem::Problem;
use crate::io::sample_files::hash;
use crate::io::save::save;
use crate::io::whole_file;
use art::Art;
use delivered::Delivered;
use encoding::{Encoded, Form};
use pages::Made;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The document of a release; a folder that holds it is one.
pub const DOCUMENT: &str = "release.json";
/// The file with the sums of all others.
pub const SUMS: &str = "SHA256SUMS";
/// The distributor's table, and the same for spreadsheets.
const TABLE: &str = "store/metadata.csv";
const SHEET: &str = "store/metadata-spreadsheet.csv";
/// The largest document of a release in bytes: 16 MiB.
const MOST_DOCUMENT_BYTES: u64 = 1 << 24;
/// The largest cover in bytes: 64 MiB.
const MOST_COVER_BYTES: u64 = 1 << 26;

/// A release's document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Release {
    /// The program that made it.
    pub made_by: String,
    /// The album's title.
    pub title: String,
    /// SHA-256 of every file.
    pub files: BTreeMap<String, String>,
    /// What each song's files were made from.
    pub keys: Vec<String>,
    /// What each song's stems were made from.
    #[serde(default)]
    pub stems: Vec<String>,
    /// What the video was made from.
    #[serde(default)]
    pub video: String,
    /// What the songs were corrected by.
    #[serde(default)]
    pub corrections: Corrections,
}

/// What is left to be told of a release.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The songs as they are delivered.
    pub delivered: Vec<Delivered>,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// What a release is made of.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The album.
    pub album: &'a Album,
    /// Its folder.
    pub from: &'a Path,
    /// What was done to its songs.
    pub report: &'a Report,
    /// Where the masters lie.
    pub masters: &'a Path,
    /// Its cover.
    pub cover: Option<&'a Cover>,
    /// What pictures are drawn of.
    pub art: &'a Art,
    /// What was kept of the last time.
    pub kept: &'a Kept,
    /// Whether stems are wanted.
    pub with_stems: bool,
}

/// What a release says of itself.
///
/// # Errors
/// If the folder is none.
pub fn opened(folder: &Path) -> Result<Release, Unreleased> {
    let path = folder.join(DOCUMENT);
    if !path.is_file() {
        let told = format!(
            "{}: it holds no {DOCUMENT}; expected a folder that `segno publish` made",
            folder.display()
        );
        return Err(Unreleased::Input(told));
    }
    let bytes = whole_file::read("read the release", &path, MOST_DOCUMENT_BYTES)?;
    serde_json::from_slice(&bytes).map_err(|fault| {
        let told = format!("{}: {fault}; expected what `segno publish` writes", path.display());
        Unreleased::Input(told)
    })
}

/// The album's cover.
///
/// # Errors
/// If it cannot be read, or is no picture.
pub fn cover(album: &Album, folder: &Path) -> Result<Option<(Cover, picture::PictureFacts)>, Unreleased> {
    if album.cover.is_empty() {
        return Ok(None);
    }
    let path = folder.join(&album.cover);
    let bytes = whole_file::read("read the cover", &path, MOST_COVER_BYTES)
        .map_err(|reason| Unreleased::from(reason).named_at(&album.cover_place, &path))?;
    let Some(facts) = picture::facts(&bytes) else {
        let told =
            format!("{}: it is no picture that can be used; expected a PNG or JPEG file", path.display());
        return Err(Unreleased::Input(told).named_at(&album.cover_place, &path));
    };
    Ok(Some((Cover { bytes, is_png: facts.is_png }, facts)))
}

/// The cover that is drawn where none is given.
///
/// # Errors
/// If it cannot be encoded.
pub fn drawn(art: &Art) -> Result<(Cover, picture::PictureFacts), Unreleased> {
    let bytes = art.cover().map_err(Unreleased::Input)?;
    let facts = picture::facts(&bytes).unwrap_or_default();
    Ok((Cover { bytes, is_png: facts.is_png }, facts))
}

/// The name of the cover's file in a release.
fn cover_name(cover: &Cover) -> &'static str {
    if cover.is_png { "cover.png" } else { "cover.jpg" }
}

/// Makes a release in `out`. `old` is where an older one lies.
///
/// # Errors
/// If the disk takes no more, an encoder fails, or `watch` says stop.
pub fn publish(
    sources: Sources,
    (old, out): (&Path, &Path),
    watch: WatchAll,
) -> Result<(Release, Told), Unreleased> {
    let Sources { album, from, report, masters, cover, art, kept, with_stems } = sources;
    for song in &report.songs {
        let frames = (song.length_s * f64::from(report.rate)).round() as u64;
        size::fits(&song.title, Format { rate: report.rate, channels: 2, depth: Depth::Int24 }, frames)?;
    }
    for folder in ["store", "store-16", "listen", "site", "songs", "embed", "pictures", "announce"] {
        crate::io::paths::make_folder(&out.join(folder))?;
    }
    let before: Release = fs::read(old.join(DOCUMENT))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let outside = outside::here();
    let mut told = Told::default();
    let missing = outside::KINDS.iter().filter(|kind| !outside.kinds.contains(kind)).map(|kind| kind.name());
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        told.notices.push(format!("no {}: install ffmpeg to have those too", missing.join(" and no ")));
    }
    let place =
        encoding::Place { album, report, cover, masters, old, out, before: &before, kept, outside: &outside };
    let begun =
        each("reading", report.songs.len(), watch, |number, told| encoding::begin(&place, number, told))?;
    let forms = begun
        .iter()
        .enumerate()
        .flat_map(|(number, song)| encoding::forms(&place, song).into_iter().map(move |form| (form, number)));
    let mut forms: Vec<(Form, usize)> = forms.collect();
    forms.sort_unstable();
    // The video goes first: it takes long, and nothing of it can be done side by side.
    let jobs: Vec<Option<(Form, usize)>> = std::iter::once(None).chain(forms.into_iter().map(Some)).collect();
    let made = each("encoding", jobs.len(), watch, |number, told| match jobs[number] {
        Some((form, song)) => encoding::make(&place, &begun[song], form, told).map(|()| None),
        None => video::write(&place, from, art, told).map(Some),
    })?;
    let video = made.into_iter().flatten().next().unwrap_or_default();
    let encoded: Vec<Encoded> = each("tagging", begun.len(), watch, |number, told| {
        let encoded = encoding::finish(&place, number, &begun[number])?;
        if told(1.0).is_break() { Err(Unreleased::Cancelled) } else { Ok(encoded) }
    })?;
    let mut all_stems = Vec::new();
    for number in (0..report.songs.len()).filter(|_| with_stems) {
        let stems = stems::song(&place, from, number, watch)?;
        told.notices.extend_from_slice(&stems.notices);
        all_stems.push(stems);
    }
    if !outside.makes_videos {
        told.notices.push("no video, but its pictures: install ffmpeg to have it as one file".to_owned());
    }
    // Of the first file, which is the one for shops.
    let sums: Vec<String> = encoded
        .iter()
        .map(|song| song.files.first().map(|file| file.1.clone()).unwrap_or_default())
        .collect();
    let tables = lists::tables(album, report, &sums, cover.map_or("", cover_name));
    if tables.for_spreadsheets.is_some() {
        told.notices.push(format!(
            "{TABLE} has a cell that a spreadsheet takes for a formula: give it to the distributor as it is, and open {SHEET} there"
        ));
    }
    let lists = [
        ("album.m3u8", lists::play_list(album, report, "listen", ".opus")),
        ("album.cue", lists::cue_sheet(album, report, "store")),
        (TABLE, tables.exact),
        ("notes.md", lists::notes(album, report)),
        ("report.html", super::master::page::page(report)),
    ];
    let shown = encoded.iter().map(|song| song.shown.clone()).collect();
    let Made { files: mut made, notices } = pages::made(album, report, cover, art, shown)?;
    told.notices.extend(notices);
    let lists = lists.into_iter().chain(tables.for_spreadsheets.map(|text| (SHEET, text)));
    made.extend(lists.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    if !album.licence.is_empty() {
        made.push(("LICENCE.txt".to_owned(), format!("{}\n", album.licence).into_bytes()));
    }
    let mut files = BTreeMap::new();
    for (name, bytes) in made {
        save(&out.join(&name), &bytes)?;
        files.insert(name, hash(&bytes));
    }
    if let Some(cover) = cover {
        save(&out.join(cover_name(cover)), &cover.bytes)?;
        files.insert(cover_name(cover).to_owned(), hash(&cover.bytes));
    }
    files.extend(encoded.iter().flat_map(|song| song.files.clone()));
    files.extend(scores::write((album, from), report, out)?);
    let picture =
        cover.and_then(|cover| picture::facts(&cover.bytes).map(|facts| (cover_name(cover), facts)));
    let is_complete = ddex::header::is_complete(album);
    let made = is_complete.then(moment::utc);
    let message = ddex::write(&ddex::Message { album, report, sums: &files, cover: picture, made });
    save(&out.join(ddex::NAME), message.as_bytes())?;
    files.insert(ddex::NAME.to_owned(), hash(message.as_bytes()));
    if !is_complete {
        told.notices.push(format!(
            "{} is a draft: write `dpid:` and `recipient_dpid:` into the album's file to send it",
            ddex::NAME
        ));
    }
    files.extend(video.files);
    files.extend(all_stems.iter().flat_map(|song| song.files.clone()));
    let listed: String = files.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
    save(&out.join(SUMS), listed.as_bytes())?;
    let release = Release {
        made_by: format!("segno {}", env!("CARGO_PKG_VERSION")),
        title: album.title.clone(),
        files,
        keys: encoded.iter().map(|song| song.key.clone()).collect(),
        stems: all_stems.into_iter().map(|song| song.key).collect(),
        video: video.key,
        corrections: report.corrections.clone(),
    };
    let document = serde_json::to_vec_pretty(&release)
        .map_err(|error| Problem::new("write", &out.join(DOCUMENT), std::io::Error::other(error)))?;
    save(&out.join(DOCUMENT), &document)?;
    told.delivered = encoded.into_iter().map(|song| song.delivered).collect();
    Ok((release, told))
}
