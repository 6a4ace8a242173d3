//! A playing note of the operators.

use super::Patch;
use super::operators::{Drive, Operators, Settings};
use crate::dsp::level::Level;
use crate::dsp::lfo::{Lfo, Shape};
use crate::dsp::units::{Decibels, SampleRate, Semitones};
use crate::instruments::blocks::{BLOCK, Blocks};
use crate::instruments::followed::Followed;
use crate::instruments::voice::{self, Context, Liveness, Modulation, NoteStart, Stereo};

/// Blocks after the last operator has ended in which the filter rings out.
const AFTER: u8 = 2;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Voice {
    blocks: Blocks<1>,
    note: Note,
    level: Level,
}

#[derive(Clone, Debug, Default)]
struct Note {
    patch: Followed<Patch>,
    settings: Option<Settings>,
    operators: Operators,
    key: f32,
    velocity: f32,
    lfo: Lfo,
    /// How deep the LFO works by now, 0 to 1.
    depth: f32,
    /// How far the LFO lowered the level at the end of the last block.
    sway: f32,
    /// The pitch to glide from, until the first block.
    previous: Option<Semitones>,
    /// Semitones that the pitch still has to glide.
    glide: f32,
    silent: u8,
}

impl Note {
    fn block(&mut self, goal: &Patch, modulation: &Modulation, rate: SampleRate, sound: &mut [f32; BLOCK]) {
        if self.silent >= AFTER {
            *sound = [0.0; BLOCK];
            return;
        }
        let step = self.patch.step(goal, rate);
        let patch = self.patch.patch();
        let moved = step.moved || self.settings.is_none();
        let settings = match self.settings {
            Some(settings) if !step.moved => settings,
            _ => *self.settings.insert(Settings::new(patch, self.key, self.velocity, rate)),
        };
        let seconds = BLOCK as f32 / rate.hertz();
        let lfo = self.lfo.next(Shape::of(patch.shape as usize), patch.speed * seconds) * self.depth;
        self.depth = (self.depth + seconds / patch.delay.max(seconds)).min(1.0);
        if let Some(previous) = self.previous.take().filter(|_| patch.glide > 0.0) {
            self.glide = previous.0 - modulation.pitch.0;
        }
        let pitch = modulation.pitch.0 + self.glide + patch.to_pitch * lfo;
        self.glide *= if patch.glide > 0.0 { 0.05f32.powf(seconds / patch.glide) } else { 0.0 };
        // An octave of the grid's cutoff is 6 dB.
        let brightness = patch.brightness + 0.5 * modulation.cutoff.0 + patch.to_brightness * lfo;
        let drive = Drive {
            hertz: Semitones(pitch.clamp(-60.0, 200.0)).hertz().0,
            brightness: Decibels(brightness.min(24.0)).gain(),
            feedback: patch.feedback + modulation.resonance,
        };
        self.operators.render(&settings, moved, &drive, rate, sound);
        let sway = patch.to_level * (0.5 - 0.5 * lfo);
        if self.sway + sway != 0.0 {
            let slope = (sway - self.sway) / BLOCK as f32;
            let swayed = sound.iter_mut().enumerate();
            swayed.for_each(|(n, sample)| *sample *= 1.0 - self.sway - slope * (n + 1) as f32);
        }
        self.sway = sway;
        step.fade(sound);
        if self.operators.are_done(&settings) {
            self.silent += 1;
        }
    }
}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, patch: &Patch, note: &NoteStart, _context: &Context) {
        let note = Note {
            patch: Followed::new(patch),
            operators: Operators::struck(),
            key: f32::from(note.key),
            velocity: note.velocity.clamp(0.0, 1.0),
            lfo: Lfo::new(note.seed),
            previous: note.previous,
            ..Note::default()
        };
        *self = Voice { note, ..Voice::default() };
    }

    fn release(&mut self) {
        self.note.operators.release();
    }

    fn render(&mut self, patch: &Patch, modulation: &Modulation, context: &Context, out: Stereo) -> Liveness {
        let now = self.note.patch.patch();
        let soft = 1.0 - now.velocity_level * (1.0 - self.note.velocity);
        let level = self.level.gain(Decibels(now.level)) * soft;
        let note = &mut self.note;
        self.blocks.add_to(out, [modulation.left * level, modulation.right * level], |[sound]| {
            note.block(patch, modulation, context.rate, sound);
        });
        if self.note.silent >= AFTER && self.blocks.is_empty() { Liveness::Ended } else { Liveness::Sounding }
    }
}
