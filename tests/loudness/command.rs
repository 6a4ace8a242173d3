//! `segno measure` as its user meets it.

use segno::formats::song::write;
use segno::instruments::KINDS;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::notation::parse_row;
use segno::song::order::OrderEntry;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Two sections of eight seconds, 64 rows each: the first is soft with one loud note in its middle, the second has that too.
fn song() -> Song {
    let rows = [(0, "C-4 01 v10"), (32, "C-4 01 v60"), (36, "C-4 01 v10")];
    let rows = rows.map(|(row, text)| (row, parse_row(text).expect("a row"))).to_vec();
    let mut song = Edit::Rows { pattern: 0, track: 0, rows }.apply(&Song::default()).expect("a song");
    song.instruments.push(Some(Arc::new(Instrument::new("one", (KINDS[1].new)()))));
    let section = |name: &str| OrderEntry { section: Some(name.to_owned()), ..OrderEntry::default() };
    song.order = Arc::new(vec![section("Verse"), section("Chorus")]);
    song
}

fn measured(folder: &Path, more: &[&str]) -> String {
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    let output = segno.current_dir(folder).args(["measure", "song.ron", "--quiet"]).args(more).output();
    let output = output.expect("segno starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_song_is_measured_section_by_section_over_time_and_against_a_reference() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("song.ron"), write(&song())).expect("written");
    let document: Value = serde_json::from_str(&measured(folder.path(), &["--json"])).expect("a document");
    let found = &document[0];
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value} in {found}"));
    for key in ["integrated_lufs", "loudness_range_lu", "true_peak_dbtp", "crest_db", "correlation"] {
        number(&found[key]);
    }
    // Both sections have the same peak: the first one is where it is told to be, the loud note four seconds after the beginning.
    let place = number(&found["places"]["true_peak_at_s"]);
    assert!((4.0..4.6).contains(&place), "{place}");
    let sections = found["sections"].as_array().expect("sections");
    let names: Vec<&Value> = sections.iter().map(|section| &section["name"]).collect();
    assert_eq!(names, ["Verse", "Chorus"]);
    assert!((number(&sections[1]["from_s"]) - 8.0).abs() < 0.01, "{}", sections[1]);
    assert!((number(&sections[0]["true_peak_dbtp"]) - number(&found["true_peak_dbtp"])).abs() < 0.1);
    let course = found["course"]["momentary_lufs"].as_array().expect("a course");
    let step = number(&found["course"]["step_s"]);
    let at = |seconds: f64| course[(seconds / step) as usize].as_f64().unwrap_or(-200.0);
    assert!(course.len() == 64 && at(4.4) > at(2.0) + 6.0, "{course:?}");
    assert!(found["spectrum"][0].get("against_reference_db").is_none());
    let against = measured(folder.path(), &["--json", "--reference", "song.ron"]);
    let against: Value = serde_json::from_str(&against).expect("a document");
    let differences = against[0]["spectrum"].as_array().expect("a spectrum").iter();
    let known: Vec<f64> = differences.filter_map(|band| band["against_reference_db"].as_f64()).collect();
    assert!(known.len() > 5 && known.iter().all(|difference| *difference == 0.0), "{known:?}");
    // For people: figures, a picture of loudness, sections, thirds of octaves or how they differ.
    let text = measured(folder.path(), &[]);
    for words in [
        "integrated",
        "crest",
        "correlation",
        "short-term loudness in LUFS",
        "Verse",
        "Chorus",
        "thirds of octaves",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        measured(folder.path(), &["--reference", "pink"]).contains("brighter and darker than the reference")
    );
}
