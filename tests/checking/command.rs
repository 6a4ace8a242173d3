//! `segno check` as its user meets it: exit codes, text, JSON.

use crate::stage::Parts;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn check(folder: &Path, song: &str, options: &[&str]) -> Output {
    std::fs::write(folder.join("song.ron"), song).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
    command.args(["check", "song.ron"]).args(options).current_dir(folder).env("HOME", folder);
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const STUCK: &str = "4 C-4 01";

#[test]
fn a_song_without_faults_is_0_and_one_with_an_error_is_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let clean = check(folder.path(), &Parts::new(&["0 C-4 01, 8 ==="]).text(), &[]);
    assert_eq!(
        (clean.status.code(), text(&clean.stdout), text(&clean.stderr)),
        (Some(0), "no faults\n".to_owned(), String::new())
    );
    let stuck = check(folder.path(), &Parts::new(&[STUCK]).text(), &[]);
    assert_eq!(stuck.status.code(), Some(1));
    let told = text(&stuck.stdout);
    assert!(
        told.starts_with("error\n  0:04 track 1  the note of instrument 01 (Organ) on track 1 (One)"),
        "{told}"
    );
    assert!(
        told.contains("(stuck-note)\n") && told.contains("→ write a note-off in the song's last row, 15"),
        "{told}"
    );
    assert_eq!(text(&stuck.stderr), "song.ron: 1 error\n");
}

#[test]
fn what_is_only_worth_a_look_or_accepted_is_0() {
    let folder = tempfile::tempdir().expect("a folder");
    let unused = Parts::new(&["0 C-4 01, 8 ==="]).played_by(&[crate::stage::ORGAN, crate::stage::ORGAN]);
    let output = check(folder.path(), &unused.text(), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("info\n  instrument 02  no note is for instrument 02 (Organ)"));
    let accepted = "tracks: { 1: () }, check: (accepted: [(rule: \"stuck-note\", pattern: 0, track: 1, row: 4, \
                    about: \"column 1\", reason: \"it is a drone\")]),";
    let output = check(folder.path(), &Parts::new(&[STUCK]).with(accepted).text(), &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let faults: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(faults[0]["severity"], "accepted");
    assert!(
        faults[0]["message"].as_str().is_some_and(|text| text.ends_with("accepted because it is a drone"))
    );
}

#[test]
fn json_is_a_list_of_objects_with_the_same_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = check(folder.path(), &Parts::new(&["8 C-4 01"]).text(), &["--json", "--audio", "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    let faults: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    let list = faults.as_array().expect("a list");
    for fault in list {
        let keys: Vec<&str> = fault.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut keys = keys;
        keys.sort_unstable();
        assert_eq!(keys, ["fix", "message", "place", "rule", "severity", "threshold", "value"]);
    }
    let stuck = list.iter().find(|fault| fault["rule"] == "stuck-note").expect("one");
    assert_eq!(stuck["severity"], "error");
    assert_eq!(stuck["place"], serde_json::json!({ "order": 0, "pattern": 0, "track": 1, "row": 8 }));
    assert_eq!((stuck["value"].as_f64(), stuck["threshold"].as_f64()), (Some(0.5), Some(0.0)));
    assert_eq!(stuck["fix"], "write a note-off in the song's last row, 15");
    assert!(
        list.iter().any(|fault| fault["rule"] == "silent-start" && fault["threshold"] == 0.5),
        "{faults:#}"
    );
}

#[test]
fn a_file_that_is_no_song_is_1_and_none_at_all_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = check(folder.path(), "(format: 2,\n  tempo: 3)", &["--json"]);
    assert_eq!((broken.status.code(), broken.stdout.len()), (Some(1), 0));
    assert!(text(&broken.stderr).starts_with("song.ron:2:"), "{}", text(&broken.stderr));
    let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
    let missing = command.args(["check", "none.ron"]).current_dir(folder.path()).output().expect("it starts");
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn set_lists_and_albums_are_no_songs() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let set = "(format: 1, title: \"Friday\", songs: [(file: \"song.ron\")])";
    std::fs::write(at.join("show.set.ron"), set).expect("written");
    std::fs::write(at.join("show.ron"), set).expect("written");
    let album = "(format: 1, title: \"First\", artist: \"We\", songs: [(file: \"song.ron\")])";
    std::fs::write(at.join("album.ron"), album).expect("written");
    for (file, what) in [
        ("show.set.ron", "this is a set list, no song"),
        ("show.ron", "this is a set list, no song"),
        ("album.ron", "this is an album, no song"),
    ] {
        let render = vec!["render", file, "-o", "out.wav"];
        for words in [vec!["check", file], vec!["play", file, "--silent"], render] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
            let output =
                command.args(&words).current_dir(at).env("HOME", at).output().expect("the program starts");
            let told = text(&output.stderr);
            assert!(output.status.code() == Some(1) && told.contains(what), "{words:?}: {told}");
            assert!(!at.join("out.wav").exists(), "{words:?}");
        }
    }
}
