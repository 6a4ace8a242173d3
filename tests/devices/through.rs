//! A song's sound through the whole engine, for tests of chains, groups and the mixer.

use crate::stage::RATE;
use segno::cli::bench::stage;
use segno::engine::Engine;
use segno::engine::fitting::Fitter;
use segno::engine::message::{Snapshot, ToEngine};
use segno::song::insert::Insert;
use segno::song::track::Track;
use std::sync::Arc;

/// One looped note on the first track, with these chains of the track and the master.
pub struct Stage {
    pub engine: Engine,
    fitter: Fitter,
    pub snapshot: Snapshot,
}

impl Stage {
    pub fn new() -> Stage {
        let mut snapshot = stage::sounding(2, false, false, 0.2);
        let limiter = &mut Arc::make_mut(&mut Arc::make_mut(&mut snapshot.song).mixer).limiter;
        limiter.limiting = 0.0;
        Stage { engine: Engine::new(RATE), fitter: Fitter::new(RATE), snapshot }
    }

    /// The track has this chain from now on.
    pub fn chain(&mut self, inserts: &[Insert]) -> &mut Stage {
        let song = Arc::make_mut(&mut self.snapshot.song);
        song.tracks[0] = Arc::new(Track { inserts: inserts.to_vec(), ..(*song.tracks[0]).clone() });
        self.tell()
    }

    /// The master has this chain from now on.
    pub fn master(&mut self, inserts: &[Insert]) -> &mut Stage {
        let song = Arc::make_mut(&mut self.snapshot.song);
        Arc::make_mut(&mut song.mixer).inserts = inserts.to_vec();
        self.tell()
    }

    pub fn tell(&mut self) -> &mut Stage {
        self.fitter.load(&mut self.engine, Arc::new(self.snapshot.clone()));
        self
    }

    pub fn strike(&mut self) -> &mut Stage {
        self.engine.handle(ToEngine::Strike { track: 0, instrument: 0, key: 60, velocity: 1.0 });
        self
    }

    /// A key of drums, and all that is heard of it.
    pub fn beat(&mut self, key: u8) -> Vec<f32> {
        self.engine.handle(ToEngine::Strike { track: 0, instrument: 0, key, velocity: 1.0 });
        let sound = self.hear(4_800);
        self.engine.handle(ToEngine::Lift { track: 0, key });
        self.hear(48_000);
        sound
    }

    /// The left side of the next frames.
    pub fn hear(&mut self, frames: usize) -> Vec<f32> {
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        self.engine.process(&mut left, &mut right, &mut |_| {});
        left
    }
}

pub fn first(sound: &[f32]) -> usize {
    sound.iter().position(|sample| sample.abs() > 1e-3).expect("a sound")
}

pub fn loudest(sound: &[f32]) -> f32 {
    sound.iter().fold(0.0, |loud, sample| loud.max(sample.abs()))
}

/// The greatest second difference: a step or a corner makes it large.
pub fn corner(sound: &[f32]) -> f32 {
    sound.windows(3).map(|near| (near[2] - 2.0 * near[1] + near[0]).abs()).fold(0.0, f32::max)
}

/// The greatest first difference.
fn steepest(sound: &[f32]) -> f32 {
    sound.windows(2).map(|near| (near[1] - near[0]).abs()).fold(0.0, f32::max)
}

/// One sound stops and another begins: a corner as large as both are steep is there, and no step.
pub fn assert_no_step(before: &[f32], sound: &[f32], what: &str) {
    let joined = [&before[before.len() - 1_000..], sound].concat();
    let most = (steepest(before) + steepest(&sound[256..])) * 1.25;
    assert!(corner(&joined) < most, "{what}: {} of {most}", corner(&joined));
}
