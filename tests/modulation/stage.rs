//! An engine with one instrument of any kind, its routes, and measures.

use segno::dsp::parameter::Parameters;
use segno::dsp::units::{Decibels, SampleRate};
use segno::engine::Engine;
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::matrix::{Matrix, NOTE_TARGETS, Route, SOURCES, VIA};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::zone::{LoopMode, Zone};
use segno::instruments::{KINDS, Patch};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::sample::SampleReference;
use std::sync::Arc;

pub const RATE: u32 = 48_000;

/// A patch of every kind that sounds as long as a key is held, where the kind can.
pub fn patches() -> Vec<Patch> {
    let mut patches: Vec<Patch> = KINDS.iter().map(|kind| (kind.new)()).collect();
    for patch in &mut patches {
        if let Patch::Sampler(sampler) = patch {
            let zone = Zone { loop_mode: LoopMode::Forward, ..Zone::default() };
            sampler.zones = Arc::new(vec![zone]);
        }
        for (name, place) in [("sustain", 1.0), ("decay", 0.8)] {
            if let Some(index) = patch.knobs().find(name) {
                let value = patch.knobs().info(index).at(place);
                patch.knobs_mut().set_value(index, value);
            }
        }
    }
    patches
}

pub fn patch(kind: &str) -> Patch {
    patches().into_iter().find(|patch| patch.kind() == kind).expect(kind)
}

/// Routes: source, target, amount, via.
pub fn routed(routes: &[(&str, &str, f32, &str)], values: &[(&str, f32)]) -> Matrix {
    let route = |(source, target, amount, via): &(&str, &str, f32, &str)| Route {
        target: (*target).to_owned(),
        source: SOURCES.iter().position(|name| name == source).expect("a source") as f32,
        amount: *amount,
        via: VIA.iter().position(|name| name == via).expect("a source or none") as f32,
    };
    let mut matrix = Matrix { routes: Arc::new(routes.iter().map(route).collect()), ..Matrix::default() };
    for (name, value) in values {
        let row = Matrix::ROWS.iter().find(|row| row.info.name == *name).expect(name);
        (row.set)(&mut matrix, *value);
    }
    matrix
}

/// Every number that glides of a patch and of the note, by name.
pub fn gliding(patch: &Patch) -> Vec<&'static str> {
    use segno::dsp::parameter::Kind;
    let knobs = patch.knobs();
    let of_patch = (0..knobs.count()).map(|index| knobs.info(index));
    let glides = of_patch.filter(|info| matches!(info.kind, Kind::Linear | Kind::Exponential));
    glides.chain(&NOTE_TARGETS).map(|info| info.name).collect()
}

/// An engine and what it was told.
pub struct Stage {
    pub engine: Engine,
    song: Song,
    samples: Arc<SampleBank>,
    told: Vec<Arc<Snapshot>>,
    pub size: usize,
}

impl Stage {
    /// Of that patch, 20 dB below full scale, so that nothing limits.
    pub fn new(patch: &Patch, matrix: &Matrix) -> Stage {
        let turn = std::f64::consts::TAU * 261.625_565_3 / f64::from(RATE);
        let sine = (0..RATE * 4).map(|n| (turn * f64::from(n)).sin() as f32 * 0.5).collect();
        let audio = Arc::new(SampleAudio::new(RATE, vec![sine]));
        let mut stage = Stage {
            engine: Engine::new(SampleRate(RATE)),
            song: Song { samples: vec![Some(Arc::new(SampleReference::default()))], ..Song::default() },
            samples: Arc::new(SampleBank::new(vec![Some(audio)])),
            told: Vec::new(),
            size: 512,
        };
        stage.change(|song| {
            let instrument = Instrument {
                matrix: matrix.clone(),
                volume: Decibels(-20.0),
                ..Instrument::new("", patch.clone())
            };
            song.instruments = vec![Some(Arc::new(instrument))];
        });
        stage
    }

    /// Changes the song while it sounds.
    pub fn change(&mut self, change: impl FnOnce(&mut Song)) {
        change(&mut self.song);
        let snapshot =
            Arc::new(Snapshot { song: Arc::new(self.song.clone()), samples: self.samples.clone() });
        self.told.push(snapshot.clone());
        self.engine.handle(ToEngine::Snapshot(snapshot));
    }

    pub fn set_matrix(&mut self, matrix: Matrix) {
        self.change(|song| {
            let mut instrument = Instrument::clone(song.instrument(0).expect("one"));
            instrument.matrix = matrix;
            song.instruments = vec![Some(Arc::new(instrument))];
        });
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
        for (left, right) in left.chunks_mut(self.size).zip(right.chunks_mut(self.size)) {
            self.engine.process(left, right, &mut |_| {});
        }
        left
    }
}

/// The left side of a note held for `frames`.
pub fn struck(patch: &Patch, matrix: &Matrix, (key, velocity): (u8, f32), frames: usize) -> Vec<f32> {
    let mut stage = Stage::new(patch, matrix);
    stage.strike(key, velocity);
    stage.hear(frames)
}

pub fn power(sound: &[f32]) -> f64 {
    sound.iter().map(|sample| f64::from(*sample).powi(2)).sum()
}

/// How much louder `sound` is than `plain`, in dB.
pub fn louder(sound: &[f32], plain: &[f32]) -> f64 {
    10.0 * (power(sound) / power(plain)).log10()
}
