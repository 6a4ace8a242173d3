//! Songs as they stand in files, and what is found in them.

use segno::check::fault::{Fault, Severity};
use segno::check::hearing::Hearing;
use segno::check::{examine, listen};
use segno::formats::song::read;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::song::Song;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A sound that holds as long as its key is down.
pub const ORGAN: &str = "(name: \"Organ\", patch: (kind: \"subtractive\", sustain: 1.0, release: 0.05))";

/// A song from its parts: instruments, everything else before the patterns, and the rows of the first pattern's tracks.
pub struct Parts {
    pub instruments: Vec<String>,
    pub rest: String,
    pub rows: Vec<&'static str>,
    pub length: u16,
    pub more: String,
}

impl Parts {
    /// One organ and the rows of the tracks, as `0 C-4 01, 8 ===`.
    pub fn new(rows: &[&'static str]) -> Parts {
        Parts {
            instruments: vec![ORGAN.to_owned()],
            rest: "tracks: { 1: (name: \"One\"), 2: (name: \"Two\") },".to_owned(),
            rows: rows.to_vec(),
            length: 16,
            more: String::new(),
        }
    }

    /// With other instruments.
    pub fn played_by(self, instruments: &[&str]) -> Parts {
        Parts { instruments: instruments.iter().map(|text| (*text).to_owned()).collect(), ..self }
    }

    /// With other settings, tracks, samples or entries of the order list.
    pub fn with(self, rest: &str) -> Parts {
        Parts { rest: rest.to_owned(), ..self }
    }

    /// With another length.
    pub fn long(self, length: u16) -> Parts {
        Parts { length, ..self }
    }

    /// With further patterns.
    pub fn and(self, more: &str) -> Parts {
        Parts { more: more.to_owned(), ..self }
    }

    /// The song.
    pub fn song(&self) -> Song {
        let text = self.text();
        read("song.ron", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    }

    /// The song's file.
    pub fn text(&self) -> String {
        let instruments = self.instruments.iter().enumerate();
        let instruments: String = instruments.map(|(n, text)| format!("{}: {text}, ", n + 1)).collect();
        let lanes: String = self.rows.iter().enumerate().map(|(n, rows)| lane(n + 1, rows)).collect();
        format!(
            "(format: 2, {} instruments: {{ {instruments} }}, patterns: {{ 0: (length: {}, lanes: {{ {lanes} }}), {} }})",
            self.rest, self.length, self.more
        )
    }
}

/// A lane of a track, from `0 C-4 01, 8 ===`.
pub fn lane(track: usize, rows: &str) -> String {
    let rows = rows.split(',').map(str::trim).filter(|row| !row.is_empty());
    let rows: String = rows
        .map(|row| {
            let (number, cells) = row.split_once(' ').expect("a number and cells");
            format!("{number}: \"{cells}\", ")
        })
        .collect();
    if rows.is_empty() { String::new() } else { format!("{track}: Own(rows: {{ {rows} }}), ") }
}

/// A bank of sounds at 48 kHz, mono or stereo.
pub fn bank(sounds: Vec<Vec<Vec<f32>>>) -> Arc<SampleBank> {
    let sounds = sounds.into_iter().map(|channels| Some(Arc::new(SampleAudio::new(48_000, channels))));
    Arc::new(SampleBank::new(sounds.collect()))
}

/// What stands in a song that is wrong.
pub fn seen(song: &Song, samples: &SampleBank) -> Vec<Fault> {
    examine(song, samples, || true).expect("nobody stops it")
}

/// What is heard of it that is wrong.
pub fn heard(song: &Song, samples: &Arc<SampleBank>) -> Vec<Fault> {
    let hearing = Hearing::of(song, samples, &|_| ControlFlow::Continue(())).expect("it can be heard");
    listen(song, samples, &hearing)
}

/// The faults of a rule.
pub fn of<'a>(faults: &'a [Fault], rule: &str) -> Vec<&'a Fault> {
    faults.iter().filter(|fault| fault.rule.name == rule).collect()
}

/// The rules and sentences of all that is worse than worth a look.
pub fn bad(faults: &[Fault]) -> Vec<String> {
    let bad = faults.iter().filter(|fault| fault.rule.severity < Severity::Info && fault.accepted.is_none());
    bad.map(|fault| format!("{}: {} ({:?})", fault.rule.name, fault.sentence(), fault.finding.value))
        .collect()
}
