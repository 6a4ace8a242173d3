//! `segno feedback` as its user meets it: comments come into a song, and out of it again.

use segno::formats::song::{read, write};
use segno::io::journal::Journal;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::notation::parse_row;
use segno::song::remark::State;
use segno::studio::recovery::Line;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// A song of 64 rows, 125 ms each, in `song.ron`.
fn stage() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut song = Song::default();
    Arc::make_mut(&mut song.settings).title = "One".to_owned();
    std::fs::write(folder.path().join("song.ron"), write(&song)).expect("written");
    folder
}

fn feedback(folder: &Path, file: &str, text: Option<&str>, more: &[&str]) -> Output {
    if let Some(text) = text {
        std::fs::write(folder.join(file), text).expect("written");
    }
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    segno.current_dir(folder).args(["feedback", file, "song.ron"]).args(more).output().expect("segno starts")
}

/// The rows, words and states of the song's remarks.
fn remarks(folder: &Path) -> Vec<(u16, String, State)> {
    let bytes = std::fs::read(folder.join("song.ron")).expect("a file");
    let song = read("song.ron", &bytes).expect("a song");
    let told = song
        .remarks
        .iter()
        .map(|remark| (remark.row, format!("{}{}", remark.who, remark.text), remark.state));
    told.collect()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn comments_of_every_form_land_on_their_rows_once() {
    let folder = stage();
    let page = r#"{"album": "A", "comments": [{"track": "One", "number": 1, "time": 1.25, "author": "Ann", "text": ": loud"}]}"#;
    let output = feedback(folder.path(), "one.json", Some(page), &[]);
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), "song.ron: 1 new remark\n"));
    for (file, text) in [
        ("a.csv", "time,author,text\r\n0:01.25,Ann,: loud\r\n0:02,,muddy\r\n"),
        ("a.vtt", "WEBVTT\n\n00:02.000 --> 00:04.000\nmuddy\n\n00:03.000 --> 00:04.000\n<v Bob>: yes\n"),
        (
            "a.srt",
            "1\n00:00:03,000 --> 00:00:04,000\n<v Bob>: yes\n\n2\n00:00:09,000 --> 00:00:10,000\nafter the end\n",
        ),
        ("a.txt", "0:02 muddy\n0:03 [Bob] : yes\n0:09 after the end\n"),
    ] {
        assert_eq!(feedback(folder.path(), file, Some(text), &[]).status.code(), Some(0), "{file}");
    }
    let rows = [(10, "Ann: loud"), (16, "muddy"), (24, "Bob: yes"), (63, "after the end")];
    assert_eq!(remarks(folder.path()), rows.map(|(row, text)| (row, text.to_owned(), State::Open)));
}

#[test]
fn a_file_with_bad_lines_changes_nothing_unless_these_are_skipped() {
    let folder = stage();
    let before = std::fs::read(folder.path().join("song.ron")).expect("a file");
    let text = "0:01 good\nno time\n\n1:75 bad\n";
    let output = feedback(folder.path(), "notes.txt", Some(text), &[]);
    let words = told(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("notes.txt:4: `1:75` is no time; expected a time such as 1:23"), "{words}");
    assert!(words.contains("nothing was taken; --skip-bad takes the 1 comments"), "{words}");
    assert_eq!(std::fs::read(folder.path().join("song.ron")).expect("a file"), before);
    let output = feedback(folder.path(), "notes.txt", None, &["--skip-bad", "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!((answer["new"].as_u64(), answer["faults"].as_array().map(Vec::len)), (Some(1), Some(1)));
    assert_eq!(remarks(folder.path()).len(), 1);
}

#[test]
fn remarks_go_out_and_come_back_as_they_were() {
    let folder = stage();
    feedback(folder.path(), "a.txt", Some("0:01 [Ann] loud, \"very\"\n0:02.5 muddy\n"), &[]);
    let path = folder.path().join("song.ron");
    let text = std::fs::read_to_string(&path).expect("a song");
    std::fs::write(&path, text.replacen("text: \"muddy\"", "text: \"muddy\", state: \"won't do\"", 1))
        .expect("written");
    let there = remarks(folder.path());
    assert_eq!(there[1].2, State::WontDo);
    for file in ["out.csv", "out.json"] {
        assert_eq!(feedback(folder.path(), file, None, &["--export"]).status.code(), Some(0));
        let again = stage();
        std::fs::copy(folder.path().join(file), again.path().join(file)).expect("copied");
        feedback(again.path(), file, None, &[]);
        assert_eq!(remarks(again.path()), there, "{file}");
    }
    let output = feedback(folder.path(), "out.csv", None, &["--export"]);
    assert!(
        output.status.code() == Some(1) && told(&output).contains("it is there already"),
        "{}",
        told(&output)
    );
    let output = feedback(folder.path(), "out.doc", None, &["--export"]);
    assert!(
        output.status.code() == Some(2) && told(&output).contains("expected .json, .csv"),
        "{}",
        told(&output)
    );
}

#[test]
fn comments_to_several_songs_are_told_apart() {
    let folder = stage();
    let text = "track,time,text\nOne,0:01,mine\nTwo,0:01,not mine\n";
    let output = feedback(folder.path(), "a.csv", Some(text), &[]);
    assert_eq!(told(&output), "song.ron: 1 new remark, 1 to other songs and left out\n");
    let output = feedback(folder.path(), "a.csv", None, &["--track", "Three"]);
    assert_eq!(told(&output), "a.csv: no comment is to Three; expected one of One, Two\n");
}

#[test]
fn lines_that_were_folded_on_the_way_are_the_same_words() {
    let folder = stage();
    let page = r#"{"comments": [{"time": 2.0, "author": "Ann", "text": "too\nloud"}]}"#;
    assert_eq!(feedback(folder.path(), "one.json", Some(page), &[]).status.code(), Some(0));
    let mail = feedback(folder.path(), "mail.txt", Some("0:02 [Ann] too loud\n"), &[]);
    assert_eq!((mail.status.code(), remarks(folder.path()).len()), (Some(0), 1), "{}", told(&mail));
}

#[test]
fn a_song_with_comments_of_its_own_is_left_as_it_is() {
    let folder = stage();
    let file = folder.path().join("song.ron");
    let text = format!("// mine\n{}", std::fs::read_to_string(&file).expect("a file"));
    std::fs::write(&file, &text).expect("written");
    let output = feedback(folder.path(), "a.txt", Some("0:02 muddy\n"), &[]);
    assert!(
        output.status.code() == Some(1) && told(&output).contains(":import-remarks"),
        "{}",
        told(&output)
    );
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), text);
}

#[test]
fn what_a_crash_left_is_neither_lost_nor_built_upon() {
    let folder = stage();
    let (song, state) = (folder.path().join("song.ron"), folder.path().join("state"));
    let before = std::fs::read(&song).expect("a file");
    let rows = vec![(4, parse_row("C-4 01").expect("a row"))];
    let edit = Arc::new(Edit::Rows { pattern: 0, track: 0, rows });
    let line = Line::Edit { name: "type".to_owned(), joined: false, edit };
    let mut journal = Journal::of(&state.join("segno"), &song);
    journal.append(&line.text()).expect("written");
    let lines = std::fs::read(journal.path()).expect("a journal");
    drop(journal);
    std::fs::write(folder.path().join("a.txt"), "0:01 loud\n").expect("written");
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    segno.current_dir(folder.path()).args(["feedback", "a.txt", "song.ron"]).env("XDG_STATE_HOME", &state);
    let output = segno.output().expect("segno starts");
    let words = told(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("song.ron: an earlier session did not save all that it changed"), "{words}");
    assert_eq!(std::fs::read(&song).expect("a file"), before);
    let journal = Journal::of(&state.join("segno"), &song);
    assert_eq!(std::fs::read(journal.path()).expect("a journal"), lines);
    let output = segno.arg("--export").arg("--force").output().expect("segno starts");
    assert_eq!(output.status.code(), Some(0), "what is only read is not refused: {}", told(&output));
}
