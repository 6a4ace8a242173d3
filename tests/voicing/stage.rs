//! An engine with a song of one track, and measures.

use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{FromEngine, Snapshot, ToEngine};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::sequencer::player::Playing;
use std::sync::Arc;

pub const RATE: f32 = 48_000.0;
/// Frames of a row.
pub const ROW: usize = 6_000;

/// A sine that holds as long as its key is down.
pub const SINE: &str = "kind: \"subtractive\", wave: \"sine\", mix: 0.0, cutoff: 20000.0, resonance: 0.0, envelope: 0.0, \
                        velocity: 0.0, attack: 0.001, sustain: 1.0, release: 0.05";

/// A song whose instruments and rows are written as in a file.
pub fn text(instruments: &[&str], rows: &[&str]) -> String {
    let numbered = |list: &[&str], first: usize, mark: &str| {
        let lines = list.iter().enumerate();
        lines.map(|(n, it)| format!("{}: {mark}{it}{mark},", n + first)).collect::<String>()
    };
    let (instruments, rows) = (numbered(instruments, 1, ""), numbered(rows, 0, "\""));
    format!(
        "(format: 1, tracks: {{ 1: (note_columns: 4), 2: () }}, samples: {{ 0: (name: \"a\"), 1: (name: \"b\") }}, \
         instruments: {{ {instruments} }}, order: [(pattern: 0)], \
         patterns: {{ 0: (length: 64, lanes: {{ 1: Own(rows: {{ {rows} }}) }}) }})"
    )
}

/// An engine and what it was told.
pub struct Stage {
    engine: Engine,
    told: Vec<Arc<Snapshot>>,
    samples: Arc<SampleBank>,
    /// Frames of a block.
    pub size: usize,
    /// Voices that sounded at the end of the last heard stretch, as the engine reports it.
    pub voices: u16,
}

impl Stage {
    /// With two samples of four seconds: middle C and the C above, as sines.
    pub fn new(song: &str) -> Stage {
        let sine = |hertz: f64| {
            let turn = std::f64::consts::TAU * hertz / f64::from(RATE);
            let frames = (0..192_000).map(|n| (turn * f64::from(n)).sin() as f32 * 0.5).collect();
            Some(Arc::new(SampleAudio::new(RATE as u32, vec![frames])))
        };
        let samples = Arc::new(SampleBank::new([261.625_57, 523.251_13].map(sine).to_vec()));
        let engine = Engine::new(SampleRate(RATE as u32));
        let mut stage = Stage { engine, told: Vec::new(), samples, size: 512, voices: 0 };
        stage.change(song);
        stage
    }

    /// From now on this is the song.
    pub fn change(&mut self, song: &str) {
        let song = segno::formats::song::read("test.ron", song.as_bytes());
        let song = Arc::new(song.unwrap_or_else(|problem| panic!("{problem}")));
        let snapshot = Arc::new(Snapshot { song, samples: self.samples.clone() });
        self.told.push(snapshot.clone());
        self.engine.handle(ToEngine::Snapshot(snapshot));
    }

    /// How many snapshots the engine holds.
    pub fn held(&self) -> usize {
        self.told.iter().filter(|snapshot| Arc::strong_count(snapshot) > 1).count()
    }

    pub fn strike(&mut self, key: u8, velocity: f32) {
        self.engine.handle(ToEngine::Strike { track: 0, instrument: 0, key, velocity });
    }

    pub fn lift(&mut self, key: u8) {
        self.engine.handle(ToEngine::Lift { track: 0, key });
    }

    /// The left side of the next frames.
    pub fn hear(&mut self, frames: usize) -> Vec<f32> {
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        let voices = &mut self.voices;
        for (left, right) in left.chunks_mut(self.size).zip(right.chunks_mut(self.size)) {
            self.engine.process(left, right, &mut |report| {
                if let FromEngine::Meters(meters) = report {
                    *voices = meters.voices;
                }
            });
        }
        left
    }

    /// So many rows of the song from its beginning; what comes late by the engine's latency is left out.
    pub fn play(&mut self, rows: usize) -> Vec<f32> {
        self.engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
        let late = self.engine.latency().0 as usize;
        self.hear(late + rows * ROW).split_off(late)
    }
}

/// The rows that an instrument plays, heard.
pub fn played(instrument: &str, rows: &[&str]) -> Vec<f32> {
    Stage::new(&text(&[instrument], rows)).play(rows.len())
}

/// A part of a row's sound, in frames from where the row begins.
pub fn part(sound: &[f32], row: usize, frames: std::ops::Range<usize>) -> &[f32] {
    &sound[row * ROW + frames.start..row * ROW + frames.end]
}

/// The pitch of a sine, by the time between the first and the last time that it rises through nothing; 60 is C-4.
pub fn pitch(sound: &[f32]) -> f32 {
    let rises: Vec<f32> = (1..sound.len())
        .filter(|n| sound[n - 1] < 0.0 && sound[*n] >= 0.0)
        .map(|n| n as f32 - sound[n] / (sound[n] - sound[n - 1]))
        .collect();
    let turns = rises.len().saturating_sub(1);
    let hertz = turns as f32 * RATE / (rises[turns] - rises[0]);
    69.0 + 12.0 * (hertz / 440.0).log2()
}

/// The root of the mean of squares.
pub fn loud(sound: &[f32]) -> f32 {
    (sound.iter().map(|sample| sample * sample).sum::<f32>() / sound.len() as f32).sqrt()
}

/// How strong a sine of that pitch is in a sound, 1 being one of full scale.
pub fn strength(sound: &[f32], key: f32) -> f32 {
    let turn = std::f32::consts::TAU * 440.0 * ((key - 69.0) / 12.0).exp2() / RATE;
    let frames = sound.len() as f32;
    let window = |n: usize| 1.0 - (std::f32::consts::TAU * n as f32 / frames).cos();
    let sum = |wave: fn(f32) -> f32| {
        sound.iter().enumerate().map(|(n, sample)| sample * window(n) * wave(turn * n as f32)).sum::<f32>()
    };
    2.0 / frames * sum(f32::sin).hypot(sum(f32::cos))
}
