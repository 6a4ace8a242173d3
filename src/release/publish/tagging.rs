//! What an album says of a song, as tags.

use crate::dsp::loudness::Measurement;
use crate::formats::album::{Album, Track};
use crate::formats::tags::Field;

/// The loudness to which ReplayGain 2.0 brings music, in LUFS.
const REPLAY_GAIN: f64 = -18.0;
/// That of Opus files (RFC 7845), in LUFS.
const OPUS_GAIN: f64 = -23.0;

/// What a song's tags say, but for its gains.
pub fn fields(album: &Album, number: usize, title: &str) -> Vec<(Field, String)> {
    let track = &album.songs[number];
    let date = if album.date.is_empty() {
        album.year().map_or_else(String::new, |year| year.to_string())
    } else {
        album.date.clone()
    };
    let language = if track.language.is_empty() { &album.language } else { &track.language };
    vec![
        (Field::Title, full_title(track, title)),
        (Field::Artist, album.artist_of(track).to_owned()),
        (Field::Album, album.title.clone()),
        (Field::AlbumArtist, album.artist.clone()),
        (Field::Track, (number + 1).to_string()),
        (Field::Tracks, album.songs.len().to_string()),
        (Field::Date, date),
        (Field::Genre, album.genre.clone()),
        (Field::Composer, names(album, track, "composer")),
        (Field::Lyricist, names(album, track, "lyricist")),
        (Field::Arranger, names(album, track, "arranger")),
        (Field::Label, album.label.clone()),
        (Field::Copyright, album.copyright.clone()),
        (Field::Licence, album.licence.clone()),
        (Field::Language, language.clone()),
        (Field::Isrc, track.isrc.clone()),
        (Field::Barcode, album.upc.clone()),
        (Field::Catalogue, album.catalogue.clone()),
        (Field::Lyrics, track.lyrics.clone()),
    ]
}

/// A song's title with what sets it apart from others of that title.
pub fn full_title(track: &Track, title: &str) -> String {
    let version = track.version.trim();
    if version.is_empty() { title.to_owned() } else { format!("{title} ({version})") }
}

/// Who has that role in a song.
pub fn names(album: &Album, track: &Track, role: &str) -> String {
    let those = album.credits_of(track).filter(|credit| credit.has(role));
    those.map(|credit| credit.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// ReplayGain 2.0, of the song and of the album.
pub fn replay_gain(song: &Measurement, album: &Measurement) -> Vec<(Field, String)> {
    let gain =
        |found: &Measurement| format!("{:.2} dB", REPLAY_GAIN - found.integrated.unwrap_or(REPLAY_GAIN));
    let peak = |found: &Measurement| format!("{:.6}", 10f64.powf(found.true_peak.unwrap_or(-200.0) / 20.0));
    vec![
        (Field::TrackGain, gain(song)),
        (Field::TrackPeak, peak(song)),
        (Field::AlbumGain, gain(album)),
        (Field::AlbumPeak, peak(album)),
    ]
}

/// The gains of an Opus file, in 1/256 dB.
pub fn opus_gain(song: &Measurement, album: &Measurement) -> Vec<(Field, String)> {
    let gain = |found: &Measurement| {
        let steps = 256.0 * (OPUS_GAIN - found.integrated.unwrap_or(OPUS_GAIN));
        (steps.round().clamp(-32_768.0, 32_767.0) as i32).to_string()
    };
    vec![(Field::OpusTrackGain, gain(song)), (Field::OpusAlbumGain, gain(album))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_those_of_both_standards() {
        let song = Measurement { integrated: Some(-14.0), true_peak: Some(-1.0), ..Measurement::default() };
        let texts = |list: Vec<(Field, String)>| list.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts(replay_gain(&song, &song))[..2], ["-4.00 dB", "0.891251"]);
        assert_eq!(texts(opus_gain(&song, &song)), ["-2304", "-2304"]);
    }
}
