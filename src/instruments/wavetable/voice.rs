//! A playing note of the wavetable synthesizer.

use super::Patch;
use super::oscillator::{Course, Oscillator, Source};
use super::warp::{Kind, Warp};
use crate::dsp::contour::{Contour, Slopes};
use crate::dsp::envelope::Shape;
use crate::dsp::lfo::{self, Lfo};
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{Decibels, SampleRate, Semitones};
use crate::instruments::blocks::{self, BLOCK, Blocked, fade};
use crate::instruments::followed::{Followed, Step};
use crate::instruments::followed_filter::{FollowedFilter, MOVING, Wanted};
use crate::instruments::glide::Glide;
use crate::instruments::unison::{COPIES, place, ratio};
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// Semitones above C-4 that move the positions by the whole of `key_position`.
const KEYS: f32 = 48.0;

/// A voice of the synthesizer.
pub type Voice = Blocked<Note, 2>;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Note {
    patch: Followed<Patch>,
    slopes: Option<[Slopes; 2]>,
    oscillators: [Oscillator; 2],
    amplitude: Contour,
    second: Contour,
    lfo: Lfo,
    /// How far the positions and the amounts of bending are moved.
    moved: [[Smooth; 2]; 2],
    velocity: f32,
    key: f32,
    glide: Glide,
    filter: FollowedFilter,
}

/// What moves a block.
struct Moves {
    pitch: f32,
    second: f32,
    lfo: f32,
}

impl Note {
    /// The goal with the tables that are read now, while the sample's turns that it wants have not come yet.
    fn held(&self, goal: &Patch, context: &Context) -> Option<Patch> {
        let now = self.patch.patch();
        let tables = |patch: &Patch| [patch.table, patch.table_2, patch.sample, patch.frame];
        let missing = tables(now) != tables(goal)
            && goal.wants().is_some()
            && context.samples.turns(goal.sample as u16, goal.frame as u16).is_none();
        let [table, table_2, sample, frame] = tables(now);
        missing.then(|| Patch { table, table_2, sample, frame, ..goal.clone() })
    }

    /// Both envelopes' slopes, worked out anew when the patch has moved.
    fn slopes(&mut self, step: Step, rate: SampleRate) -> [Slopes; 2] {
        match self.slopes {
            Some(slopes) if !step.moved => slopes,
            _ => {
                let patch = self.patch.patch();
                let shape =
                    |attack, decay, sustain, release| Shape { attack, hold: 0.0, decay, sustain, release };
                let shapes = [
                    shape(patch.attack, patch.decay, patch.sustain, patch.release),
                    shape(patch.attack_2, patch.decay_2, patch.sustain_2, patch.release_2),
                ];
                *self.slopes.insert(shapes.map(|shape| Slopes::new(&shape, BLOCK, rate)))
            }
        }
    }

    /// Where both oscillators are to be at the end of a block.
    fn courses(&mut self, moves: &Moves, rate: SampleRate) -> [Course; 2] {
        let patch = self.patch.patch();
        let copies = (patch.voices as usize).clamp(1, COPIES);
        let moved = patch.envelope_position * moves.second
            + patch.to_position * moves.lfo
            + patch.velocity_position * self.velocity
            + patch.key_position * (self.key - 60.0) / KEYS;
        let share = share(BLOCK, MOVING, rate.hertz());
        // Two steps behind each other, so that not even the slope jumps.
        let gently = |stages: &mut [Smooth; 2], target: f32| {
            stages.iter_mut().fold(target, |target, stage| stage.stretch(target, share).1)
        };
        let [of_position, of_amount] = &mut self.moved;
        let (moved, bent) =
            (gently(of_position, moved), gently(of_amount, patch.envelope_amount * moves.second));
        let course = |table, position: f32, warp, amount: f32, level: f32| {
            let loud = level / (copies as f32).sqrt();
            let gains = std::array::from_fn(|copy| {
                let pan = place(copy, copies) * patch.spread;
                if copy < copies {
                    [loud * (1.0 - pan).min(1.0), loud * (1.0 + pan).min(1.0)]
                } else {
                    [0.0; 2]
                }
            });
            let warp = Warp { kind: Kind::of(warp as usize), amount: (amount + bent).clamp(0.0, 1.0) };
            Course {
                source: Source::new(table, patch),
                position: (position + moved).clamp(0.0, 1.0),
                warp,
                gains,
            }
        };
        [
            course(patch.table, patch.position, patch.warp, patch.amount, 1.0 - patch.mix),
            course(patch.table_2, patch.position_2, patch.warp_2, patch.amount_2, patch.mix),
        ]
    }

    /// Writes both oscillators; the number of channels that were written.
    #[inline(always)]
    fn oscillate(&mut self, moves: &Moves, context: &Context, sound: &mut [[f32; BLOCK]; 2]) -> usize {
        let courses = self.courses(moves, context.rate);
        let patch = self.patch.patch();
        let copies = (patch.voices as usize).clamp(1, COPIES);
        let channels = if copies == 1 { 1 } else { 2 };
        let first = Semitones(moves.pitch.clamp(-60.0, 200.0)).hertz().0 / context.rate.hertz();
        let interval = Semitones(patch.interval + patch.fine / 100.0).ratio();
        for ((oscillator, course), by) in self.oscillators.iter_mut().zip(courses).zip([1.0, interval]) {
            let turns: [f32; COPIES] =
                std::array::from_fn(|copy| (first * by * ratio(copy, copies, patch.detune)).min(0.49));
            oscillator.add(course, &turns[..copies], channels, context, sound);
        }
        channels
    }
}

impl blocks::Note<2> for Note {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Note {
        let copies = patch.voices as usize;
        Note {
            patch: Followed::new(patch),
            oscillators: [note.seed, note.seed ^ 0x5555].map(|seed| Oscillator::new(seed, copies)),
            amplitude: Contour::struck(),
            second: Contour::struck(),
            lfo: Lfo::new(note.seed),
            velocity: note.velocity.clamp(0.0, 1.0),
            key: f32::from(note.key),
            glide: Glide::new(note.previous),
            ..Note::default()
        }
    }

    fn release(&mut self) {
        self.amplitude.release();
        self.second.release();
    }

    fn slide(&mut self, from: Semitones) {
        self.glide.again(from);
    }

    #[inline(always)]
    fn block(
        &mut self,
        goal: &Patch,
        modulation: &Modulation,
        context: &Context,
        sound: &mut [[f32; BLOCK]; 2],
    ) {
        let rate = context.rate;
        let held = self.held(goal, context);
        let step = self.patch.step(held.as_ref().unwrap_or(goal), rate);
        let [amplitude, second] = self.slopes(step, rate);
        let seconds = BLOCK as f32 / rate.hertz();
        let patch = self.patch.patch();
        let turn = lfo::turn_seconds(patch.speed, patch.sync as usize, modulation.beat_seconds);
        let lfo = self.lfo.next(lfo::Shape::of(patch.shape as usize), seconds / turn);
        let pitch = modulation.pitch.0
            + self.glide.next(modulation.pitch, patch.glide, seconds)
            + patch.to_pitch * lfo;
        let [_, second] = self.second.step(&second);
        let moves = Moves { pitch, second, lfo };
        let channels = self.oscillate(&moves, context, sound);
        let patch = self.patch.patch();
        let wanted = Wanted {
            kind: patch.filter,
            cutoff: patch.cutoff,
            resonance: patch.resonance,
            drive: Decibels(patch.drive),
            moved: patch.envelope * moves.second + patch.to_cutoff * moves.lfo,
        };
        let velocity = self.velocity;
        let semitones =
            |bend: f32| bend + patch.key_track * (moves.pitch - 60.0) - patch.velocity * (1.0 - velocity);
        let mut sides = sound.each_mut().map(|side| side.as_mut_slice());
        self.filter.process(wanted, modulation, semitones, rate, &mut sides[..channels]);
        let levels = self.amplitude.step(&amplitude);
        for side in &mut sound[..channels] {
            fade(side, levels);
            step.fade(side);
        }
        if channels == 1 {
            sound[1] = sound[0];
        }
    }

    fn is_over(&self) -> bool {
        self.amplitude.is_done()
    }

    fn level(&self) -> (Decibels, f32) {
        let patch = self.patch.patch();
        (Decibels(patch.level), patch.velocity_level)
    }
}
