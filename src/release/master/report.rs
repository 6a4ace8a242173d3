//! What mastering found and did.

use super::codecs::Coded;
use super::corrections::Corrections;
use super::tone::{Curve, middle};
use crate::dsp::loudness::Measurement;
use crate::formats::album::Album;
use crate::formats::platforms::Platform;
use serde::Serialize;

/// Columns of what is told over time.
pub const COLUMNS: usize = 64;

/// What was done to a song.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SongReport {
    /// Its title.
    pub title: String,
    /// The file that was made, in the folder.
    pub file: String,
    /// What it was made of.
    pub source: String,
    /// As it was.
    pub before: Measurement,
    /// As it is in the file, without the gap.
    pub after: Measurement,
    /// The song's length in frames, without the gap.
    pub frames: u64,
    /// The length of the file in seconds, with the gap.
    pub length_s: f64,
    /// The equaliser's bands; empty where it was left alone.
    pub tone: Vec<Band>,
    /// The most that the multiband compressor took away in one band, in dB.
    pub multiband_db: f64,
    /// The most that the compressor took away, in dB.
    pub compression_db: f64,
    /// How much louder it was made before the limiter, in dB.
    pub gain_db: f64,
    /// The most that the limiter took away, in dB.
    pub limiting_db: f64,
    /// What the limiter took away at the most in each of 64 equal parts, in dB.
    pub limiting_course_db: Vec<f64>,
    /// The loudest moment of each of 64 equal parts, in LUFS.
    pub course_lufs: Vec<Option<f64>>,
    /// Whether every sample of the file is one of the source's.
    pub untouched: bool,
    /// Whether noise was added before rounding.
    pub dithered: bool,
    /// What each service will do to it.
    pub platforms: Vec<Turned>,
    /// What lossy encoders make of its loudest half minute.
    pub codecs: Vec<Coded>,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// A band of an equaliser.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// Its middle.
    pub hertz: f64,
    /// Its gain.
    pub db: f64,
}

/// What a service does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turned {
    /// The service.
    pub name: String,
    /// How much louder it makes it; below 0: softer.
    pub db: f64,
    /// Whether the service itself says so.
    pub sure: bool,
    /// When that was looked up.
    pub checked: String,
}

/// What was done to an album.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Its artist.
    pub artist: String,
    /// What was aimed at, in LUFS; `None`: the songs stay as loud as they are.
    pub target_lufs: Option<f64>,
    /// Whether the album as a whole has that loudness, or each track.
    pub level: String,
    /// What no true peak passes, in dBTP.
    pub ceiling_dbtp: f64,
    /// Frames per second.
    pub rate: u32,
    /// Bits of a sample.
    pub bits: String,
    /// All songs together as they were.
    pub before: Measurement,
    /// All songs together as they are.
    pub after: Measurement,
    /// The songs.
    pub songs: Vec<SongReport>,
    /// What each service will do where the album is played as one.
    pub platforms: Vec<Turned>,
    /// Why the target is not met, if it is not.
    pub reason: Option<String>,
    /// What was kept from older masters although it would be a little other now, if anything was.
    pub kept: Option<String>,
    /// What the songs were corrected by.
    pub corrections: Corrections,
}

/// The bands of a curve that does something.
pub fn bands(curve: &Curve) -> Vec<Band> {
    curve.iter().enumerate().map(|(band, db)| Band { hertz: middle(band), db: *db }).collect()
}

/// What services do to it.
pub fn turned(platforms: &[Platform], found: &Measurement) -> Vec<Turned> {
    let (Some(loudness), Some(peak)) = (found.integrated, found.true_peak) else { return Vec::new() };
    let turn = |platform: &Platform| Turned {
        name: platform.name.clone(),
        db: platform.gain(loudness, peak),
        sure: platform.sure,
        checked: platform.checked.clone(),
    };
    platforms.iter().map(turn).collect()
}

/// The name of a song's file without its ending: its number and its title, of letters, digits and hyphens only.
pub fn file_name(album: &Album, number: usize, title: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' };
    let slug: String = title.chars().map(plain).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let digits = if album.songs.len() > 99 { 3 } else { 2 };
    let slug: String = slug.chars().take(60).collect();
    format!("{:0digits$}-{slug}", number + 1).trim_end_matches('-').to_owned()
}
