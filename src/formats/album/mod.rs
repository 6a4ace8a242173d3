//! The RON album file: songs in order and what a release needs to know of them. docs/ALBUM.md describes it for people. Knows no paths
//! and no files: those are `io`'s.

pub mod addresses;
pub mod codes;
mod reader;

use super::problem::{Place, Problem};
use super::song::text_of;
use crate::dsp::parameter::parameters;

/// What an album's loudness is brought to.
pub const LEVELS: &[&str] = &["album", "track", "as it is"];
/// How strongly a compressor works.
pub const STRENGTHS: &[&str] = &["off", "gentle", "loud"];
/// How samples of the masters are stored, in bits; `32f` are floats.
pub const DEPTHS: &[&str] = &["16", "24", "32f"];
/// The highest rate of masters in Hz.
pub const HIGHEST_RATE: f32 = 192_000.0;

parameters! {
    /// How an album is mastered.
    Mastering {
        /// Where the tone of the songs is corrected towards: nothing (empty), `album`, or a sound file or song.
        tone: String,
    }
    "level" loudness: linear(-40.0, -5.0, -14.0) "LUFS" "the integrated loudness that is aimed at";
    "level" ceiling: linear(-12.0, -0.1, -1.0) "dBTP" "what no true peak passes";
    "level" level: choice(LEVELS, 0.0) "" "whether the album as a whole has that loudness, each track, or nothing is changed";
    "level" most_limiting: linear(0.0, 20.0, 6.0) "dB" "the most that the limiter may take off the highest peak; what is louder then stays softer";
    "tone" tone_limit: linear(0.0, 12.0, 3.0) "dB" "the most that tone correction raises or lowers a band";
    "tone" tone_share: linear(0.0, 1.0, 0.5) "" "how much of the difference it takes away";
    "compression" multiband: choice(STRENGTHS, 0.0) "" "three compressors, of lows, middle and highs";
    "compression" compression: choice(STRENGTHS, 0.0) "" "one compressor of everything";
    "file" rate: whole(44100.0, HIGHEST_RATE, 44100.0) "Hz" "frames per second";
    "file" bits: choice(DEPTHS, 1.0) "" "how samples are stored";
}

parameters! {
    /// How a song stands in its album.
    Placing {}
    "level" offset: linear(-24.0, 24.0, 0.0) "dB" "how much louder than it is it stands among the others";
    "time" gap: linear(0.0, 30.0, 2.0) "s" "the silence after it; 0 goes straight on";
    "time" fade_in: linear(0.0, 60.0, 0.0) "s" "how long it fades in";
    "time" fade_out: linear(0.0, 60.0, 0.0) "s" "how long it fades out";
}

/// Who did what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// The person or group.
    pub name: String,
    /// What they did: `composer`, `producer`, `violin` …
    pub roles: Vec<String>,
}

/// Whether two words are the same role: `composer` and `Composer` are.
pub fn is_same_role(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other)
}

impl Credit {
    /// Whether they had that role.
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|own| is_same_role(own, role))
    }
}

/// A song of an album.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// A song (`.ron`) or a sound file, from the album's folder.
    pub file: String,
    /// Where that is named.
    pub place: Place,
    /// Its title; empty: that of the song.
    pub title: String,
    /// What sets it apart from others of that title: `Live`.
    pub version: String,
    /// Its artist; empty: the album's.
    pub artist: String,
    /// Its ISRC without hyphens; empty if it has none.
    pub isrc: String,
    /// The language of its words; empty: the album's.
    pub language: String,
    /// Whether its words are explicit; `None`: as the album's.
    pub explicit: Option<bool>,
    /// Its words.
    pub lyrics: String,
    /// Who took part, beside those of the album.
    pub credits: Vec<Credit>,
    /// How it stands in the album.
    pub placing: Placing,
}

/// An album.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Album {
    /// Its title.
    pub title: String,
    /// Its artist.
    pub artist: String,
    /// Who brings it out.
    pub label: String,
    /// UPC or EAN, digits only; empty if it has none.
    pub upc: String,
    /// The label's own number.
    pub catalogue: String,
    /// The label's party id at DDEX, `PADPIDA…`; empty if it has none.
    pub dpid: String,
    /// That of the shop or distributor which is told of the release.
    pub recipient_dpid: String,
    /// When it comes out, `2026-12-24`; empty if nobody knows yet.
    pub date: String,
    /// The year of the recording; `None`: that of the date.
    pub year: Option<u16>,
    /// Its kind of music.
    pub genre: String,
    /// A kind within the kind.
    pub subgenre: String,
    /// The language of its titles and words, a tag such as `en`.
    pub language: String,
    /// Whether its words are explicit.
    pub explicit: bool,
    /// What others may do with it: `CC BY 4.0`.
    pub licence: String,
    /// Who holds the rights in the music (©).
    pub copyright: String,
    /// Who holds the rights in the recording (℗).
    pub phonogram: String,
    /// What is told about it.
    pub notes: String,
    /// Where it is found.
    pub url: String,
    /// The mail address that takes what listeners say, or that of a page where they can say it.
    pub contact: String,
    /// A picture, from the album's folder.
    pub cover: String,
    /// Where that is named.
    pub cover_place: Place,
    /// Who took part in all songs.
    pub credits: Vec<Credit>,
    /// How it is mastered.
    pub mastering: Mastering,
    /// Where its `tone` is named.
    pub tone_place: Place,
    /// The songs in their order, at least one.
    pub songs: Vec<Track>,
}

impl Album {
    /// The year of the recording, if it is known.
    pub fn year(&self) -> Option<u16> {
        self.year.or_else(|| self.date.get(..4)?.parse().ok())
    }

    /// Who takes part in a song: those of the album, then its own.
    pub fn credits_of<'a>(&'a self, track: &'a Track) -> impl Iterator<Item = &'a Credit> {
        self.credits.iter().chain(&track.credits)
    }

    /// The artist of a song.
    pub fn artist_of<'a>(&'a self, track: &'a Track) -> &'a str {
        if track.artist.is_empty() { &self.artist } else { &track.artist }
    }
}

/// Reads an album file. `path` is only for messages.
///
/// # Errors
/// What is wrong, where, and what was expected.
pub fn read(path: &str, bytes: &[u8]) -> Result<Album, Problem> {
    let text = text_of(path, bytes)?;
    reader::album(path, text).map_err(|fault| fault.problem(path, text))
}
