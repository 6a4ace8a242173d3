//! `segno bench`: how fast this machine is at what segno does.

pub mod clock;
pub mod stage;

use super::arguments::Globals;
use super::outcome::Outcome;
use super::print;
use crate::dsp::interpolation::Interpolation;
use crate::engine::Engine;
use crate::engine::message::Snapshot;
use crate::formats;
use crate::instruments::voice::MAX_STRETCH;
use crate::song::Song;
use serde_json::json;
use stage::{PATTERNS, Strikes, VOICES};
use std::hint::black_box;

/// Frames of a block.
const BLOCK: usize = MAX_STRETCH;
/// The time that a block lasts, in nanoseconds.
const BLOCK_NS: f64 = BLOCK as f64 / 48_000.0 * 1e9;
/// Blocks that are measured one by one.
const BLOCKS: usize = 20_000;
/// Blocks that are measured together for the cost of a voice.
const RUN: usize = 64;

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
        let mut engine = stage::engine(stage::sounding(index, false, false, 0.005));
        figures.push(voice_cost(name, &mut engine));
    }
    let mut engine = stage::engine(stage::sounding(3, true, false, 0.005));
    figures.push(voice_cost("sinc and resonant filter", &mut engine));
    let of_16 = format!("{VOICES} voices, 16 tracks, delay and reverb");
    for (how, strikes) in [("in turn", Strikes::InTurn), ("all at once", Strikes::AtOnce)] {
        blocks(&format!("{of_16}, struck {how}"), stage::playing(0.05, strikes), &mut figures);
    }
    let (tracks, voices, devices) = stage::FULL;
    let full = format!("full song of {tracks} tracks, {voices} voices, {devices} devices");
    blocks(&full, stage::full(), &mut figures);
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
pub fn machine() -> String {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = if cfg!(debug_assertions) { ", a debug build: much slower than a release" } else { "" };
    format!("{model}, {cores} cores, {}{build}", std::env::consts::OS)
}

/// The times of so many runs of `deed` in nanoseconds, ascending.
fn times(runs: usize, mut deed: impl FnMut()) -> Vec<f64> {
    let mut times: Vec<f64> = Vec::with_capacity(runs);
    for _ in 0..runs {
        let begun = clock::busy_ns();
        deed();
        times.push(clock::busy_ns() - begun);
    }
    times.sort_by(f64::total_cmp);
    times
}

/// What a sounding voice costs in the whole engine.
fn voice_cost(name: &str, engine: &mut Engine) -> Figure {
    let (mut left, mut right) = ([0.0; BLOCK * RUN], [0.0; BLOCK * RUN]);
    let times = times(200, || engine.process(&mut left, &mut right, &mut |_| {}));
    Figure {
        name: format!("{VOICES} voices, {name}: whole engine, per voice and frame"),
        unit: "ns",
        value: times[times.len() / 2] / (VOICES * BLOCK * RUN) as f64,
    }
}

/// A song block by block.
fn blocks(what: &str, song: Snapshot, figures: &mut Vec<Figure>) {
    let mut engine = stage::player(song);
    let (mut left, mut right) = ([0.0; BLOCK], [0.0; BLOCK]);
    let times = times(BLOCKS, || engine.process(&mut left, &mut right, &mut |_| {}));
    for (name, place) in [("median", BLOCKS / 2), ("99.9th percentile", BLOCKS - 1 - BLOCKS / 1_000)] {
        let name = format!("{what}: block of {BLOCK} frames, {name}");
        figures.push(Figure { name, unit: "% of its time", value: times[place] / BLOCK_NS * 100.0 });
    }
    let all: f64 = times.iter().sum();
    let value = BLOCK_NS * BLOCKS as f64 / all;
    figures.push(Figure { name: format!("{what}: one core"), unit: "times real time", value });
}

/// Writing, reading and editing a song of many patterns.
fn big_song(figures: &mut Vec<Figure>) {
    let song = stage::big_song();
    let mut add = |name: &str, unit, value| {
        figures.push(Figure { name: format!("song of {PATTERNS} patterns: {name}"), unit, value });
    };
    let text = formats::song::write(&song);
    let written = times(5, || drop(black_box(formats::song::write(&song))));
    add("write", "ms", written[2] / 1e6);
    let read = times(5, || drop(black_box(formats::song::read("bench.ron", text.as_bytes()))));
    add("read", "ms", read[2] / 1e6);
    let mut number = 0;
    let edits = times(1_001, || {
        number += 1;
        drop(black_box(stage::edit(number).apply(&song)));
    });
    add("one edit", "ms", edits[500] / 1e6);
    if let Some(bytes) = undo_step(&song) {
        add("memory of an undo step", "kB", bytes / 1e3);
    }
}

/// The bytes that one more song in the history takes, where the system tells.
fn undo_step(song: &Song) -> Option<f64> {
    const STEPS: usize = 500;
    let mut history = Vec::with_capacity(STEPS + 1);
    history.push(song.clone());
    let before = clock::allocated_bytes()?;
    for number in 0..STEPS {
        let next = stage::edit(number).apply(history.last()?).ok()?;
        history.push(next);
    }
    Some(clock::allocated_bytes()?.saturating_sub(before) as f64 / STEPS as f64)
}

/// Starting the program and ending it again.
fn start(figures: &mut Vec<Figure>) {
    let Ok(program) = std::env::current_exe() else { return };
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..11 {
        let begun = std::time::Instant::now();
        if std::process::Command::new(&program).arg("--version").output().is_err() {
            return;
        }
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    figures.push(Figure { name: "the program starts and ends".to_owned(), unit: "ms", value: times[5] });
}
