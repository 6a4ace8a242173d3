//! The sources of a note while it sounds, and what they make of its patch.

use super::wiring::{Target, Wiring};
use super::{
    ENVELOPES, FIRST_MACRO, KEY, LFOS, MACROS, MOST_ROUTES, Matrix, NOTE_TARGETS, PAIR, RANDOM, VELOCITY, VIA,
};
use crate::dsp::envelope::Envelope;
use crate::dsp::noise::scattered;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::Patch;
use crate::instruments::voice::NoteStart;

/// Middle C, and the keys from there to 1.
const MIDDLE: f32 = 60.0;

/// Time that goes by for the sources.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Frames.
    pub frames: usize,
    /// Frames per second.
    pub rate: SampleRate,
    /// The length of one beat in seconds.
    pub beat_seconds: f32,
}

impl Pass {
    fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.rate.0)
    }
}

/// The oscillators of a note, or those that an instrument's notes have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lfos {
    /// Since they began: exact for hours.
    turns: [f64; PAIR],
    seed: u32,
}

impl Lfos {
    /// At the beginning of their turns; `seed` drives the random shape.
    pub fn new(seed: u32) -> Lfos {
        Lfos { turns: [0.0; PAIR], seed }
    }

    /// Moves on.
    pub fn advance(&mut self, matrix: &Matrix, pass: &Pass) {
        for (number, turns) in self.turns.iter_mut().enumerate() {
            *turns += pass.seconds() / matrix.lfo(number, pass.beat_seconds).1;
        }
    }

    /// The value of one of them, −1 to 1.
    fn value(&self, number: usize, matrix: &Matrix) -> f32 {
        let turns = self.turns[number];
        let level = scattered(self.seed.wrapping_add(number as u32), turns as u64 as u32);
        matrix.lfo(number, 1.0).0.at(turns.fract() as f32, level)
    }
}

/// An envelope that may begin later than its note.
#[derive(Clone, Copy, Debug, Default)]
struct Delayed {
    envelope: Envelope,
    waited: usize,
    begun: bool,
    released: bool,
}

impl Delayed {
    /// Moves on, and returns the level there. A key that is let go before it has begun keeps it from beginning.
    fn advance(&mut self, number: usize, matrix: &Matrix, pass: &Pass) -> f32 {
        let (delay, shape) = matrix.envelope(number);
        let mut frames = pass.frames;
        if !self.begun {
            let left = pass.rate.frames(delay.into()).0 as usize;
            let waits = left.saturating_sub(self.waited);
            if self.released || waits > frames {
                self.waited += frames;
                return 0.0;
            }
            self.envelope.start();
            self.begun = true;
            frames -= waits;
        }
        self.envelope.advance(&shape, pass.rate, frames)
    }

    fn release(&mut self) {
        self.released = true;
        self.envelope.release();
    }
}

/// What a route moves beside the patch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// Semitones more.
    pub pitch: f32,
    /// A factor of the level.
    pub gain: f32,
    /// More to the right, −1 to 1.
    pub pan: f32,
}

impl Bend {
    /// Nothing.
    pub const NONE: Bend = Bend { pitch: 0.0, gain: 1.0, pan: 0.0 };
}

/// What a note is to sound like.
pub struct Moved {
    /// Its patch.
    pub patch: Patch,
    /// And the rest.
    pub bend: Bend,
    /// Whether it may be another one a moment later, with nobody turning anything.
    pub moves: bool,
}

/// The sources of one note.
#[derive(Clone, Copy, Debug, Default)]
pub struct Running {
    velocity: f32,
    key: f32,
    random: f32,
    envelopes: [Delayed; PAIR],
    lfos: Lfos,
    /// How far stepped targets were moved when the note began, by their places.
    held: [f32; MOST_ROUTES],
    /// The wiring in which they were moved.
    version: u32,
}

impl Running {
    /// A note begins.
    pub fn new(note: &NoteStart) -> Running {
        Running {
            velocity: note.velocity.clamp(0.0, 1.0),
            key: ((f32::from(note.key) - MIDDLE) / MIDDLE).clamp(-1.0, 1.0),
            random: scattered(note.seed, u32::MAX),
            lfos: Lfos::new(note.seed),
            ..Running::default()
        }
    }

    /// The key is let go.
    pub fn release(&mut self) {
        self.envelopes.iter_mut().for_each(Delayed::release);
    }

    /// Moves the sources on by `pass` and returns what they then make of `patch`. `common` are the oscillators of the
    /// instrument, and `version` another number for every other `wiring`.
    pub fn advance(
        &mut self,
        (patch, matrix): (&Patch, &Matrix),
        (wiring, version): (&Wiring, u32),
        common: &Lfos,
        pass: &Pass,
    ) -> Moved {
        let mut values = [1.0; VIA.len()];
        (values[VELOCITY], values[KEY], values[RANDOM]) = (self.velocity, self.key, self.random);
        self.lfos.advance(matrix, pass);
        let mut moves = false;
        for number in 0..PAIR {
            if wiring.uses(ENVELOPES + number) {
                values[ENVELOPES + number] = self.envelopes[number].advance(number, matrix, pass);
                moves = true;
            }
            if wiring.uses(LFOS + number) {
                let lfos = if matrix.lfo(number, pass.beat_seconds).2 { common } else { &self.lfos };
                values[LFOS + number] = lfos.value(number, matrix);
                moves = true;
            }
        }
        values[FIRST_MACRO..FIRST_MACRO + MACROS].copy_from_slice(&matrix.macros());
        let mut ways = [0.0; MOST_ROUTES];
        for wire in wiring.wires() {
            ways[wire.to] += wire.amount * values[wire.source] * values[wire.via];
        }
        if self.version != version {
            (self.held, self.version) = (ways, version);
        }
        let (patch, bend) = self.moved(patch, wiring, &ways);
        Moved { patch, bend, moves }
    }

    fn moved(&self, patch: &Patch, wiring: &Wiring, ways: &[f32; MOST_ROUTES]) -> (Patch, Bend) {
        let (mut patch, mut note) = (patch.clone(), [0.0; NOTE_TARGETS.len()]);
        let knobs = patch.knobs_mut();
        for (place, target) in wiring.targets() {
            match target {
                Target::Patch { index, stepped } => {
                    let way = if stepped { self.held[place] } else { ways[place] };
                    if way != 0.0 {
                        let (info, value) = (knobs.info(index), knobs.value(index));
                        knobs.set_value(index, info.at(info.position(value) + way));
                    }
                }
                Target::Note(row) if ways[place] != 0.0 => {
                    let info = &NOTE_TARGETS[row];
                    note[row] = info.at(info.position(info.default) + ways[place]);
                }
                Target::Note(_) => {}
            }
        }
        let [pitch, fine, volume, pan] = note;
        let gain = if volume == 0.0 { 1.0 } else { Decibels(volume).factor() };
        (patch, Bend { pitch: pitch + fine, gain, pan })
    }
}
