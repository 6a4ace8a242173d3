//! Scores, judged by an XML reader.

use crate::reading::{Note, read};
use crate::song_random::song as random_song;
use crate::stage::{heard, song, songs};
use segno::formats::musicxml::write;
use segno::sequencer::score::Score;
use segno::song::groove::Groove;
use segno::song::instrument::Instrument;
use segno::song::routing::Routing;
use segno::song::tempo::Tempo;
use segno::song::{Settings, Song};
use std::sync::Arc;

fn score(song: &Song) -> crate::reading::Score {
    read(&write(song, &Score::of(song), &[("composer".to_owned(), "A & B".to_owned())]))
}

/// Onset and length in quarters, and key.
fn plain(divisions: u64, notes: &[Note]) -> Vec<(f64, f64, i32)> {
    let quarters = |at: u64| at as f64 / divisions as f64;
    notes.iter().map(|note| (quarters(note.begin), quarters(note.end - note.begin), note.key)).collect()
}

#[test]
fn rows_become_values_and_a_note_off_ends_one() {
    let rows = [
        "C-4 01", "-", "===", "-", "D-4 01", "-", "-", "-", "E-4 01", "-", "-", "-", "-", "-", "F#4 01", "-",
    ];
    let found = score(&song(&[&rows], Settings::default()));
    assert_eq!(found.bars, [(4 * found.divisions, "4/4".to_owned())]);
    assert_eq!(
        plain(found.divisions, &found.notes),
        [(0.0, 0.5, 60), (1.0, 1.0, 62), (2.0, 1.5, 64), (3.5, 0.5, 66)]
    );
    assert_eq!((found.clefs, found.tempi), (vec!["G2".to_owned()], vec![(0, 120.0)]));
    // Behind the note-off an eighth is silent.
    assert_eq!((found.rests, found.tuplets), (1, 0));
}

#[test]
fn columns_that_go_together_are_a_chord_and_a_note_goes_over_the_bar() {
    let mut rows = vec!["-"; 32];
    rows[0] = "C-3 01; E-3 01; G-3 01";
    rows[12] = "C-2 01; ===; ===";
    rows[20] = "===";
    let found = score(&song(&[&rows], Settings::default()));
    assert_eq!(found.bars.len(), 2);
    assert_eq!(
        plain(found.divisions, &found.notes),
        [(0.0, 3.0, 48), (0.0, 3.0, 52), (0.0, 3.0, 55), (3.0, 2.0, 36)]
    );
    assert_eq!(found.clefs, ["F4"]);
}

#[test]
fn thirds_are_triplets_and_fifths_quintuplets() {
    for (rows_per_beat, bar) in [(3, 12), (5, 20), (6, 24), (7, 28)] {
        let rows = vec!["C-4 01"; bar];
        let settings = Settings { rows_per_beat, rows_per_bar: bar as u8, ..Settings::default() };
        let found = score(&song(&[&rows], settings));
        assert_eq!((found.bars.len(), found.tuplets), (1, 4), "{rows_per_beat}");
        let step = 1.0 / f64::from(rows_per_beat);
        for (number, (at, length, _)) in plain(found.divisions, &found.notes).into_iter().enumerate() {
            assert!((at - number as f64 * step).abs() < 1e-9 && (length - step).abs() < 1e-9);
        }
    }
}

#[test]
fn a_groove_is_written_straight_and_a_delay_as_it_is() {
    let rows = ["C-4 01", "D-4 01", "E-4 01 --- d80", "F-4 01"];
    let groove = Groove::new(&[2, 1]);
    let found = score(&song(&[&rows], Settings { groove, ..Settings::default() }));
    let places: Vec<f64> = plain(found.divisions, &found.notes).iter().map(|note| note.0).collect();
    assert_eq!(places, [0.0, 0.25, 0.625, 0.75]);
    assert_eq!(found.bars, [(found.divisions, "1/4".to_owned())]);
}

#[test]
fn tempo_is_told_where_it_changes_and_odd_bars_have_odd_signatures() {
    let mut rows = vec!["C-4 01"; 14];
    rows[6] = "C-4 01 | T64";
    let settings =
        Settings { tempo: Tempo::parse("127.3").expect("a tempo"), rows_per_bar: 14, ..Settings::default() };
    let found = score(&song(&[&rows], settings));
    assert_eq!(found.bars, [(found.divisions * 7 / 2, "7/8".to_owned())]);
    assert_eq!(found.tempi, [(0, 127.3), (found.divisions * 3 / 2, 100.0)]);
}

#[test]
fn drums_stand_on_a_staff_of_their_own_by_their_names() {
    let mut song =
        song(&[&["C-4 01; C-4 02", "-", "C-4 02", "-", "C-4 01"], &["C-5 03"]], Settings::default());
    let named = |name: &str| {
        let new = segno::instruments::KINDS[1].new;
        Some(Arc::new(Instrument::new(name, new())))
    };
    song.instruments = vec![named("Kick"), named("Closed hat"), named("Lead")];
    let found = score(&song);
    assert_eq!(found.clefs, ["percussion", "G2"]);
    let drums: Vec<(f64, i32)> = plain(found.divisions, &found.notes)
        .into_iter()
        .filter(|note| note.2 < 60)
        .map(|(at, _, key)| (at, key))
        .collect();
    assert_eq!(drums, [(0.0, 36), (0.0, 42), (0.5, 42), (1.0, 36)]);
    assert!(found.notes.iter().any(|note| note.key == 72));
}

#[test]
fn the_songs_are_whole_scores_and_no_note_is_lost() {
    for (name, _, song) in songs() {
        let found = score(&song);
        let routing = Routing::of(&song);
        let wanted = heard(&song).iter().filter(|note| routing.is_heard(note.track)).count();
        // What ends as it begins, and what is struck twice in one place, stands there once or not at all.
        let there = found.notes.len();
        assert!(there * 100 >= wanted * 97 && there <= wanted, "{name}: {there} of {wanted}");
        let end: u64 = found.bars.iter().map(|(length, _)| length).sum();
        assert!(found.notes.iter().all(|note| note.end <= end));
    }
}

#[test]
fn scores_of_any_song_are_whole() {
    for seed in 0..8u64 {
        score(&random_song(&(0..60).map(|n| seed * 1_000 + n).collect::<Vec<_>>()));
    }
}
