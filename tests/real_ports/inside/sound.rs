//! A song through the card.

use crate::cable::{CARD, RATE, Recording, frames};
use crate::guest;
use crate::screen::Home;

/// Four seconds; the first row is empty.
const SONG: &str = r#"(
    format: 1,
    tempo: "120",
    tracks: {
        1: (name: "Lead", note_columns: 2),
        2: (name: "Bass", volume: -3.0),
    },
    instruments: {
        0x01: (name: "Saw", patch: (kind: "subtractive", cutoff: 1800.0, voices: 3)),
    },
    order: [(pattern: 0, repeats: 1)],
    patterns: {
        0: (
            length: 32,
            lanes: {
                1: Own(rows: {
                    2: "C-4 01; E-4 01",
                    8: "D-4 01 v48; F-4 01 v48",
                    16: "E-4 01; G-4 01 | D04",
                    24: "===; ===",
                }),
                2: Own(length: 16, rows: {
                    2: "C-2 01",
                    8: "G-2 01 v40 d80",
                    14: "===",
                }),
            },
        ),
    },
)"#;

#[test]
#[ignore = "runs in a guest"]
fn a_song_is_heard_as_it_is_rendered() {
    if !guest::is_here() {
        return;
    }
    let home = Home::new();
    std::fs::write(home.path("song.ron"), SONG).expect("written");
    let offline = home.run(&["play", "song.ron", "--stdout"]);
    assert!(offline.status.success(), "{}", String::from_utf8_lossy(&offline.stderr));
    let expected = frames(&offline.stdout);
    let recording = Recording::start();
    let played = home.run(&["play", "song.ron", "--device", CARD, "--buffer", "256"]);
    let said = String::from_utf8_lossy(&played.stderr).into_owned();
    assert!(played.status.success() && said.is_empty(), "no callback was late: {said}");
    let heard = recording.finish();
    let first = |frames: &[[f32; 2]]| frames.iter().position(|frame| *frame != [0.0; 2]);
    let (from, begin) = (first(&heard).expect("sound"), first(&expected).expect("music"));
    let expected = &expected[begin..];
    assert!(expected.len() > 3 * RATE as usize, "{} frames of music", expected.len());
    let heard = &heard[from..(from + expected.len()).min(heard.len())];
    let differs = heard.iter().zip(expected).position(|(heard, meant)| heard != meant);
    assert!(differs.is_none() && heard.len() == expected.len(), "differs at {differs:?}");
}
