//! What is done anew and what is not, counted.

use crate::publish;
use crate::songs::{stage, write};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The sums of a release's files by name.
fn sums(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("out/SHA256SUMS")).expect("sums");
    let line = |line: &str| line.split_once("  ").map(|(sum, name)| (name.to_owned(), sum.to_owned()));
    text.lines().filter_map(line).collect()
}

fn made(folder: &Path, more: &[&str]) -> Value {
    let (output, answer) = publish(folder, more);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    answer["made"].clone()
}

#[test]
fn only_the_song_that_changed_is_rendered_mastered_and_encoded_again() {
    let folder = stage();
    let first = made(folder.path(), &[]);
    const DEEDS: [&str; 5] = ["rendering", "finding levels", "writing", "trying codecs", "stems"];
    for deed in DEEDS {
        assert_eq!(first[deed], 2, "{deed}: {first}");
    }
    let before = sums(folder.path());
    let nothing = made(folder.path(), &[]);
    assert_eq!(nothing, serde_json::json!({}));
    assert_eq!(sums(folder.path()), before);
    write(&folder.path().join("two.ron"), "Two", 132);
    let again = made(folder.path(), &[]);
    for deed in DEEDS {
        assert_eq!(again[deed], 1, "{deed}: {again}");
    }
    // The other's files for listeners have a new tag for the album's loudness, but are not encoded again.
    assert_eq!(again["encoding"].as_u64().map(|half| 2 * half), first["encoding"].as_u64(), "{again}");
    let after = sums(folder.path());
    let of_songs = |name: &str| name.starts_with("store/0") || name.contains("stems/0");
    for (name, sum) in before.iter().filter(|(name, _)| of_songs(name)) {
        assert_eq!(after[name] == *sum, name.contains("01-one"), "{name}");
    }
    // Without anything kept the bytes are the same.
    for name in ["out", "cache"] {
        std::fs::remove_dir_all(folder.path().join(name)).expect("removed");
    }
    assert_eq!(made(folder.path(), &[])["rendering"], 2);
    let again = sums(folder.path());
    assert_eq!(again, after);
}

#[test]
fn a_check_renders_nothing_while_something_else_would_be_refused() {
    let folder = stage();
    let album = folder.path().join("album.ron");
    let text = std::fs::read_to_string(&album).expect("an album");
    std::fs::write(&album, text.replace("genre: \"Electronic\",", "")).expect("written");
    let (output, answer) = publish(folder.path(), &["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((&answer["sound_checked"], &answer["made"]), (&false.into(), &serde_json::json!({})));
    std::fs::write(&album, text).expect("written");
    let (_, answer) = publish(folder.path(), &["--check"]);
    assert_eq!((&answer["sound_checked"], &answer["made"]["rendering"]), (&true.into(), &2.into()));
    assert!(answer["made"]["encoding"].is_null() && !folder.path().join("out").exists());
    let findings = answer["findings"].as_array().expect("findings");
    assert!(
        findings.iter().any(|one| one["message"].as_str().is_some_and(|text| text.contains("too short")))
    );
    // What the check has mastered need not be mastered again.
    let (_, answer) = publish(folder.path(), &["--no-stems"]);
    assert!(
        answer["made"]["rendering"].is_null() && answer["made"]["encoding"].as_u64() >= Some(6),
        "{}",
        answer["made"]
    );
}

#[test]
fn the_place_of_a_release_is_made_and_a_check_makes_nothing() {
    let folder = stage();
    let run = |out: &str, more: &[&str]| {
        let mut segno = std::process::Command::new(env!("CARGO_BIN_EXE_segno"));
        segno.env("XDG_CACHE_HOME", folder.path().join("cache")).current_dir(folder.path());
        segno.args(["publish", "album.ron", "--json", "-o", out]).args(more).output().expect("segno starts")
    };
    let checked = run("not/there/out", &["--check"]);
    let answer: serde_json::Value = serde_json::from_slice(&checked.stdout).expect("a document");
    assert!(answer["notices"].is_array() && !folder.path().join("not").exists(), "{answer}");
    let made = run("new: place/out", &["--no-stems"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(folder.path().join("new: place/out/release.json").is_file());
}
