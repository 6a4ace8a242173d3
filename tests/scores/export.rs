//! `segno export` as its user meets it.

use crate::reading::read;
use crate::stage::songs;
use serde_json::Value;
use std::process::{Command, Output};

fn export(song: &str, out: &std::path::Path) -> Output {
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    segno.args(["export", "--json", song, "-o"]).arg(out).output().expect("segno starts")
}

#[test]
fn the_ending_says_what_is_written_and_another_one_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, path, _) = songs().remove(1);
    let song = path.to_string_lossy();
    for (name, begins) in
        [("a.mid", &b"MThd"[..]), ("a.musicxml", b"<?xml"), ("a.xml", b"<?xml"), ("a.MIDI", b"MThd")]
    {
        let out = folder.path().join(name);
        let output = export(&song, &out);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).expect("a document");
        assert!(answer["notes"].as_u64().is_some_and(|notes| notes > 1_000), "{answer}");
        let bytes = std::fs::read(&out).expect("a file");
        assert!(bytes.starts_with(begins), "{name}");
    }
    let score = std::fs::read_to_string(folder.path().join("a.musicxml")).expect("a score");
    assert!(read(&score).parts.contains(&"Guitar".to_owned()));
    let output = export(&song, &folder.path().join("a.pdf"));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(2) && told.contains("expected .mid, .midi, .musicxml, .xml"),
        "{told}"
    );
    let output = export("nowhere.ron", &folder.path().join("b.mid"));
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("b.mid").exists());
}
