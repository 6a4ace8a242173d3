//! MuseScore opens the scores and plays the notes that stand in them.

use crate::installed::skipped;
use crate::reading::read;
use crate::stage::songs;
use midly::{MidiMessage, Smf, Timing, TrackEventKind};
use segno::formats::musicxml::write;
use segno::sequencer::score::Score;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};

/// How MuseScore is called here, if it is installed. Nobody needs it to build segno, so that
/// it may be missing even where all other programs must be there.
fn program() -> Option<&'static str> {
    ["musescore3", "mscore3", "musescore"].into_iter().find(|name| {
        let mut asked = Command::new(name);
        asked
            .arg("--version")
            .env("QT_QPA_PLATFORM", "offscreen")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    })
}

#[test]
fn musescore_opens_the_songs_and_plays_their_notes() {
    let Some(program) = program() else {
        skipped("MuseScore is not installed");
        return;
    };
    for (name, _, song) in songs() {
        let folder = tempfile::tempdir().expect("a folder");
        let (score, midi) = (folder.path().join("a.musicxml"), folder.path().join("a.mid"));
        let xml = write(&song, &Score::of(&song), &[]);
        std::fs::write(&score, &xml).expect("written");
        let mut opened = Command::new(program);
        opened
            .env("QT_QPA_PLATFORM", "offscreen")
            .env("HOME", folder.path())
            .arg("-o")
            .arg(&midi)
            .arg(&score);
        let told = opened.output().expect("MuseScore starts");
        assert!(told.status.success(), "{name}: {}", String::from_utf8_lossy(&told.stderr));
        let own = read(&xml);
        let mut expected = BTreeMap::<(u64, i32), i32>::new();
        for note in own.notes.iter().filter(|note| note.key >= 0) {
            *expected.entry((place(note.begin, own.divisions), note.key)).or_default() += 1;
        }
        let bytes = std::fs::read(&midi).expect("a file");
        let played = played(&bytes);
        let same: i32 = expected.iter().map(|(key, count)| *count.min(played.get(key).unwrap_or(&0))).sum();
        let all: i32 = expected.values().sum();
        let theirs: i32 = played.values().sum();
        // Two voices on one key at one time are one note there.
        assert!(same * 100 >= all * 97 && theirs <= all, "{name}: {same} of {all} notes, {theirs} played");
    }
}

/// A place in ninety-sixths of a quarter, rounded.
fn place(at: u64, divisions: u64) -> u64 {
    (at * 96 + divisions / 2) / divisions
}

/// The notes of a MIDI file by place and key.
fn played(bytes: &[u8]) -> BTreeMap<(u64, i32), i32> {
    let file = Smf::parse(bytes).expect("a file");
    let Timing::Metrical(parts) = file.header.timing else { panic!("{:?}", file.header.timing) };
    let mut notes = BTreeMap::new();
    for track in &file.tracks {
        let mut now = 0u64;
        for event in track {
            now += u64::from(event.delta.as_int());
            if let TrackEventKind::Midi { message: MidiMessage::NoteOn { key, vel }, .. } = event.kind
                && vel.as_int() > 0
            {
                *notes.entry((place(now, parts.as_int().into()), i32::from(key.as_int()))).or_default() += 1;
            }
        }
    }
    notes
}
