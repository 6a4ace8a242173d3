//! `segno bench`: how fast this machine is at what segno does.

use super::arguments::Globals;
use super::outcome::Outcome;
use super::print;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::units::SampleRate;
use crate::engine::Engine;
use crate::engine::message::{FromEngine, Snapshot, ToEngine};
use crate::formats;
use crate::instruments::Patch;
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::lane::Lane;
use crate::song::note::{Note, Pitch};
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::row::{NoteCell, Row};
use crate::song::sample::SampleReference;
use crate::song::shelf::Shelf;
use crate::song::track::Track;
use crate::song::unknown::Unknown;
use serde_json::json;
use std::num::NonZeroU8;
use std::sync::Arc;
use std::time::Instant;

/// Voices that sound while the engine is measured.
const VOICES: usize = 64;
/// Tracks they are spread over.
const TRACKS: usize = 16;
/// Frames of a block.
const BLOCK: usize = 64;
/// Blocks measured of each kind.
const BLOCKS: usize = 20_000;
/// Patterns of the generated song.
const PATTERNS: usize = 1_000;

/// One figure.
struct Figure {
    name: String,
    unit: &'static str,
    value: f64,
}

/// Measures and prints.
pub fn run(globals: Globals) -> Outcome {
    let mut figures = Vec::new();
    for (index, name) in Interpolation::NAMES.iter().enumerate() {
        voices(&mut figures, index, name);
    }
    big_song(&mut figures);
    start(&mut figures);
    let machine = machine();
    if globals.json {
        let figure =
            |figure: &Figure| json!({ "name": figure.name, "unit": figure.unit, "value": figure.value });
        let figures: Vec<_> = figures.iter().map(figure).collect();
        return print::json(&json!({ "machine": machine, "figures": figures }));
    }
    let line = |figure: &Figure| vec![figure.name.clone(), format!("{:>10.3} {}", figure.value, figure.unit)];
    let table = print::table(&figures.iter().map(line).collect::<Vec<_>>());
    print::text(&format!("{machine}\n{table}"))
}

/// Processor, cores, system, and whether the program was built for speed.
fn machine() -> String {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = if cfg!(debug_assertions) { ", a debug build: much slower than a release" } else { "" };
    format!("{model}, {cores} cores, {}{build}", std::env::consts::OS)
}

/// A song of sixteen tracks and one sampler whose sample sounds for ever.
fn sounding(interpolation: usize) -> Snapshot {
    let frames = 48_000;
    let tone = |frame: usize| (frame as f32 * 0.031).sin() * 0.05;
    let audio = SampleAudio::new(44_100, vec![(0..frames).map(tone).collect()]);
    let zone = Zone { loop_mode: LoopMode::Forward, loop_end: frames as u32, ..Zone::default() };
    let mut patch =
        Patch::Sampler(sampler::Patch { zones: Arc::new(vec![zone]), ..sampler::Patch::default() });
    let knobs = patch.knobs_mut();
    if let Some(index) = knobs.find("interpolation") {
        knobs.set_value(index, interpolation as f32);
    }
    let song = Song {
        tracks: (0..TRACKS).map(|_| Arc::new(Track::default())).collect(),
        instruments: vec![Some(Arc::new(Instrument::new("Tone", patch)))],
        samples: vec![Some(Arc::new(SampleReference::default()))],
        ..Song::default()
    };
    Snapshot { song: Arc::new(song), samples: Arc::new(SampleBank::new(vec![Some(Arc::new(audio))])) }
}

/// The whole engine with all voices sounding, block by block.
fn voices(figures: &mut Vec<Figure>, interpolation: usize, name: &str) {
    let mut engine = Engine::new(SampleRate::STANDARD);
    engine.handle(ToEngine::Snapshot(Arc::new(sounding(interpolation))));
    for voice in 0..VOICES {
        let (track, key) = ((voice % TRACKS) as u16, (55 + voice / TRACKS * 3) as u8);
        engine.handle(ToEngine::Strike { track, instrument: 0, key, velocity: 0.8 });
    }
    let (mut left, mut right) = ([0.0; BLOCK], [0.0; BLOCK]);
    let mut times: Vec<f64> = Vec::with_capacity(BLOCKS);
    let mut sounding = 0;
    for _ in 0..BLOCKS {
        let begun = Instant::now();
        engine.process(&mut left, &mut right, &mut |report| {
            if let FromEngine::Meters(meters) = report {
                sounding = meters.voices;
            }
        });
        times.push(begun.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let (median, high) = (times[BLOCKS / 2], times[BLOCKS - 1 - BLOCKS / 1_000]);
    let block = BLOCK as f64 / 48_000.0;
    let mut add = |what: &str, unit, value| {
        figures.push(Figure { name: format!("{sounding} voices, {name}: {what}"), unit, value });
    };
    add(
        "whole engine, per voice and frame",
        "ns",
        median * 1e9 / (usize::from(sounding).max(1) * BLOCK) as f64,
    );
    add("block of 64 frames, median", "% of its time", median / block * 100.0);
    add("block of 64 frames, 99.9th percentile", "% of its time", high / block * 100.0);
}

/// Writing, reading and editing a song of many patterns.
fn big_song(figures: &mut Vec<Figure>) {
    let mut patterns = Shelf::default();
    for number in 0..PATTERNS {
        let row = |row: u16| {
            let pitch = Pitch::from_midi(36 + ((usize::from(row) * 7 + number) % 48) as u8);
            let mut written = Row::default();
            written.notes[0] =
                NoteCell { note: pitch.map(Note::On), instrument: NonZeroU8::new(1), ..NoteCell::default() };
            (row, written)
        };
        let lane = || Lane::new(None, (0..64).step_by(4).map(row).collect(), Unknown::default());
        let lanes = (0..8).map(|_| LaneSlot::of(lane())).collect();
        patterns.push(Arc::new(Pattern { lanes, ..Pattern::default() }));
    }
    let song = Song { patterns, ..Song::default() };
    let mut timed = |name: &str, deed: &mut dyn FnMut()| {
        let begun = Instant::now();
        deed();
        let name = format!("song of {PATTERNS} patterns: {name}");
        figures.push(Figure { name, unit: "ms", value: begun.elapsed().as_secs_f64() * 1e3 });
    };
    let mut text = String::new();
    timed("write", &mut || text = formats::song::write(&song));
    timed("read", &mut || {
        let _ = std::hint::black_box(formats::song::read("bench.ron", text.as_bytes()));
    });
    let rows = vec![(0, Row::default())];
    let edit = Edit::Rows { pattern: (PATTERNS / 2) as u16, track: 0, rows };
    timed("one edit", &mut || {
        let _ = std::hint::black_box(edit.apply(&song));
    });
}

/// Starting the program and ending it again.
fn start(figures: &mut Vec<Figure>) {
    let Ok(program) = std::env::current_exe() else { return };
    let begun = Instant::now();
    if std::process::Command::new(program).arg("--version").output().is_ok() {
        let value = begun.elapsed().as_secs_f64() * 1e3;
        figures.push(Figure { name: "the program starts and ends".to_owned(), unit: "ms", value });
    }
}
