//! Fields that a file held and this version does not know: kept as they were written, and written back.

use super::Song;
use serde::{Deserialize, Serialize};

/// Field names with their text, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unknown(pub Vec<(String, String)>);

impl Unknown {
    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is kept and does nothing in a song, in a sentence; `None` if all is known. Most often a name is only misspelt.
pub fn sentence(song: &Song) -> Option<String> {
    let mut found = Vec::new();
    let mut look = |place: &str, unknown: &Unknown| {
        found.extend(unknown.0.iter().map(|(name, _)| format!("{place}{name}")));
    };
    look("", &song.unknown);
    song.tracks.iter().enumerate().for_each(|(n, track)| look(&format!("track {n}: "), &track.unknown));
    for (n, instrument) in song.instruments.iter().enumerate() {
        instrument.iter().for_each(|it| look(&format!("instrument {}: ", n + 1), &it.unknown));
    }
    for (n, sample) in song.samples.iter().enumerate() {
        sample.iter().for_each(|it| look(&format!("sample {n}: "), &it.unknown));
    }
    look("mixer: ", &song.mixer.unknown);
    song.order.iter().enumerate().for_each(|(n, entry)| look(&format!("order {n}: "), &entry.unknown));
    for (n, pattern) in song.patterns.iter().enumerate() {
        look(&format!("pattern {n}: "), &pattern.unknown);
    }
    let (first, rest) =
        (found.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", "), found.len());
    let more = if rest > 3 { format!(" and {} more", rest - 3) } else { String::new() };
    (rest > 0).then(|| format!("unknown fields do nothing and are kept: {first}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_named_with_its_place() {
        assert_eq!(sentence(&Song::default()), None);
        let unknown = Unknown(vec![("titel".to_owned(), "\"A\"".to_owned())]);
        let song = Song { unknown, ..Song::default() };
        assert_eq!(sentence(&song).as_deref(), Some("unknown fields do nothing and are kept: titel"));
    }
}
