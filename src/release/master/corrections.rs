//! What older masters of an album were corrected by. Tone and loudness of an album are those of all its songs, so each song that changes moves
//! all others a little; as long as nobody hears that, they stay as they were.
//!
//! The document beside masters, and that of a release, holds it: what is made depends on the album and on what lies where it is put, and on
//! nothing else.

use super::tone::Curve;
use crate::io::whole_file;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The largest document in bytes: 16 MiB.
const MOST_BYTES: u64 = 1 << 24;
/// So far from what they would be corrections may be and stay: in dB for each band of the tone, in LU for the album's loudness.
pub const TOLERANCE: f64 = 0.1;

/// The corrections of an album.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Corrections {
    /// How tone was corrected: towards what, which share, within which limit.
    pub tone: String,
    /// How the album was brought to its loudness, if it was.
    pub level: Option<Levelled>,
    /// The songs.
    pub songs: Vec<Corrected>,
}

/// How an album was brought to its loudness.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levelled {
    /// The loudness that was asked for, in LUFS.
    pub asked: f64,
    /// What, added to each song's loudness as these were when it was found, would give that without a limiter, in LU.
    pub begun: f64,
    /// What was added, in LU.
    pub shift: f64,
    /// Whether that was less than would have been wanted, as the limiter may not take away more.
    pub is_lowered: bool,
}

/// How a song was corrected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// A sum of what it sounds by.
    pub sum: String,
    /// Its tone; `None`: it was left alone.
    pub curve: Option<Curve>,
    /// Its loudness among the others before, in LUFS.
    pub relative: f64,
    /// The loudness that it was brought to, in LUFS.
    pub target: f64,
}

impl Corrections {
    /// Those in the document of older masters; none where there is no such document.
    pub fn of(document: &Path) -> Corrections {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Document {
            corrections: Corrections,
        }
        let bytes = whole_file::read("read the older masters", document, MOST_BYTES).ok();
        let read = bytes.and_then(|bytes| serde_json::from_slice::<Document>(&bytes).ok());
        read.unwrap_or_default().corrections
    }

    /// How the song of that sum was corrected.
    pub fn song(&self, sum: &str) -> Option<&Corrected> {
        self.songs.iter().find(|song| song.sum == sum)
    }

    /// The curve that a song had, if it is near enough to what it would be now.
    pub fn curve(&self, tone: &str, sum: &str, exact: &Curve) -> Option<Curve> {
        let curve = self.song(sum).filter(|_| self.tone == tone)?.curve?;
        (distance(&curve, exact) <= TOLERANCE).then_some(curve)
    }

    /// How the album was brought to that loudness, if any of these songs was in it.
    pub fn level<'a>(&self, asked: f64, mut sums: impl Iterator<Item = &'a str>) -> Option<Levelled> {
        self.level.filter(|level| level.asked == asked && sums.any(|sum| self.song(sum).is_some()))
    }
}

/// The most by which two curves differ in a band, in dB.
pub fn distance(one: &Curve, other: &Curve) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

/// What is said of what was kept: the distances of curves from what they would be, in dB, and the album's loudness if its songs' levels were
/// kept; `None` if nothing was.
pub fn told(distances: &[f64], level: Option<f64>) -> Option<String> {
    let moved = distances.iter().filter(|distance| **distance > 0.0);
    let most = moved.clone().copied().fold(0.0, f64::max);
    let mut kept = Vec::new();
    if let Some(loudness) = level {
        kept.push(format!("levels (the album has {loudness:.2} LUFS)"));
    }
    match moved.count() {
        0 => {}
        1 => kept.push(format!("the tone of one song (up to {most:.2} dB from what it would be)")),
        count => kept.push(format!("the tone of {count} songs (up to {most:.2} dB from what it would be)")),
    }
    (!kept.is_empty()).then(|| {
        format!("kept from the older masters: {}; `--fresh` works them out anew", kept.join(" and "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::master::tone::EQ_BANDS;

    fn corrections() -> Corrections {
        let song = |sum: &str| Corrected {
            sum: sum.to_owned(),
            curve: Some([1.0; EQ_BANDS]),
            relative: -20.0,
            target: -14.1,
        };
        let level = Levelled { asked: -14.0, begun: 5.8, shift: 5.9, is_lowered: false };
        Corrections { tone: "album".to_owned(), level: Some(level), songs: vec![song("a"), song("b")] }
    }

    #[test]
    fn a_curve_stays_while_nobody_hears_the_difference() {
        let known = corrections();
        let near: Curve = std::array::from_fn(|band| if band == 3 { 1.09 } else { 1.0 });
        let far: Curve = std::array::from_fn(|band| if band == 3 { 1.11 } else { 1.0 });
        assert_eq!(known.curve("album", "a", &near), Some([1.0; EQ_BANDS]));
        assert_eq!(known.curve("album", "a", &far), None);
        assert_eq!(known.curve("pink", "a", &near), None, "another tone is wanted");
        assert_eq!(known.curve("album", "c", &near), None, "the song is new");
    }

    #[test]
    fn levels_stay_for_the_same_loudness_while_a_song_is_there_for_which_they_can() {
        let known = corrections();
        assert!(known.level(-14.0, ["new", "b"].into_iter()).is_some());
        assert!(known.level(-14.0, ["new"].into_iter()).is_none());
        assert!(known.level(-13.95, ["a", "b"].into_iter()).is_none());
    }

    #[test]
    fn what_is_written_is_read_again_and_what_is_none_is_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        assert_eq!(Corrections::of(&path), Corrections::default());
        let document = serde_json::json!({ "title": "Night", "corrections": corrections() });
        std::fs::write(&path, document.to_string()).expect("written");
        assert_eq!(Corrections::of(&path), corrections());
        std::fs::write(&path, r#"{"title": "an older one"}"#).expect("written");
        assert_eq!(Corrections::of(&path), Corrections::default());
    }

    #[test]
    fn what_was_kept_is_told() {
        assert_eq!(told(&[0.0, 0.0], None), None);
        assert_eq!(
            told(&[0.0, 0.03, 0.051], Some(-14.04)).as_deref(),
            Some(
                "kept from the older masters: levels (the album has -14.04 LUFS) and the tone of 2 songs (up to 0.05 dB from what it would be); `--fresh` works them out anew"
            )
        );
    }
}
