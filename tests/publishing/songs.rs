//! Releases of songs, not of finished sound: their stems, scores and what others read in them.

use crate::{header, png, publish};
use segno::instruments::KINDS;
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::tempo::Tempo;
use segno::song::{Settings, Song};
use std::path::Path;
use std::sync::Arc;

/// An album of two songs, each at its own loudness, so that a change of one leaves the other as it is.
const ALBUM: &str = r#"(
    title: "Two Songs", artist: "The segno project", label: "Own", upc: "036000291452", date: "2026-12-24",
    genre: "Electronic", language: "eng", licence: "CC BY 4.0", cover: "cover.png",
    credits: [(name: "A. Writer", roles: ["composer"])],
    master: (level: "track", loudness: -16.0),
    songs: [(file: "one.ron", isrc: "DEA122600001", gap: 1.0), (file: "two.ron", isrc: "DEA122600002")],
)"#;

/// Writes a song of two tracks.
pub fn write(path: &Path, title: &str, tempo: u32) {
    let lane = |rows: [&str; 8]| {
        let mut lane = Lane::default();
        rows.iter().enumerate().for_each(|(n, text)| lane.set(n as u16, parse_row(text).expect("a row")));
        LaneSlot::Own(Arc::new(lane))
    };
    let high = lane(["C-5 01", "-", "E-5 01", "-", "G-5 01", "-", "===", "-"]);
    let low = lane(["C-3 01", "-", "-", "-", "===", "-", "G-2 01", "==="]);
    let pattern = Pattern { length: 8, lanes: vec![high, low].into(), ..Pattern::default() };
    let settings = Settings { title: title.to_owned(), tempo: Tempo::whole(tempo), ..Settings::default() };
    let mut song = Song {
        patterns: [Arc::new(pattern)].into_iter().collect(),
        settings: Arc::new(settings),
        ..Song::default()
    };
    song.tracks.truncate(2);
    song.instruments = vec![Some(Arc::new(Instrument::new("Lead", (KINDS[1].new)())))];
    std::fs::write(path, segno::formats::song::write(&song)).expect("written");
}

/// An album in a folder of its own.
pub fn stage() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("album.ron"), ALBUM).expect("written");
    std::fs::write(folder.path().join("cover.png"), png(3_000)).expect("written");
    write(&folder.path().join("one.ron"), "One", 90);
    write(&folder.path().join("two.ron"), "Two", 120);
    folder
}

#[test]
fn stems_are_as_long_as_their_song_and_plain() {
    let folder = stage();
    let (output, _) = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    let bytes = |name: &str| std::fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    for (song, gap) in [("01-one", 44_100), ("02-two", 0)] {
        let master = bytes(&format!("store/{song}.wav"));
        let stems: Vec<Vec<u8>> =
            ["01 Track 1", "02 Track 2"].map(|track| bytes(&format!("stems/{song}/{track}.wav"))).into();
        for stem in &stems {
            assert_eq!((header(stem), &stem[36..40]), ((1, 2, 44_100, 24), &b"data"[..]));
            assert_eq!(stem.len() + gap * 6, master.len(), "{song}");
            assert!(stem[44..].iter().any(|byte| *byte != 0));
        }
        assert_ne!(stems[0], stems[1]);
    }
}

#[test]
fn scores_midi_files_and_the_message_to_shops_lie_in_the_release() {
    let folder = stage();
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    assert!(!out.join("stems").exists());
    let midi = std::fs::read(out.join("scores/02-two.mid")).expect("a file");
    assert_eq!(midly::Smf::parse(&midi).expect("a MIDI file").tracks.len(), 3);
    let score = std::fs::read_to_string(out.join("scores/01-one.musicxml")).expect("a score");
    assert!(score.contains("<work-title>One</work-title>"));
    assert!(score.contains("<creator type=\"composer\">A. Writer</creator>"));
}
