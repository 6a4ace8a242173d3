//! A playing note of the operators.

use super::Patch;
use super::operators::{Drive, Operators, Settings};
use crate::dsp::lfo::{Lfo, Shape};
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{Decibels, Semitones};
use crate::instruments::blocks::{self, BLOCK, Blocked, fade};
use crate::instruments::followed::Followed;
use crate::instruments::followed_filter::MOVING;
use crate::instruments::glide::Glide;
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// Blocks after the last operator has ended in which the filter rings out.
const AFTER: u8 = 2;

/// A voice of the operators.
pub type Voice = Blocked<Note, 1>;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Note {
    patch: Followed<Patch>,
    settings: Option<Settings>,
    operators: Operators,
    key: f32,
    velocity: f32,
    lfo: Lfo,
    /// How deep the LFO works by now, 0 to 1.
    depth: f32,
    /// The level to which the LFO lowers it.
    sway: Smooth,
    glide: Glide,
    silent: u8,
}

impl blocks::Note<1> for Note {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Note {
        Note {
            patch: Followed::new(patch),
            operators: Operators::struck(),
            key: f32::from(note.key),
            velocity: note.velocity.clamp(0.0, 1.0),
            lfo: Lfo::new(note.seed),
            glide: Glide::new(note.previous),
            ..Note::default()
        }
    }

    fn release(&mut self) {
        self.operators.release();
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
        [sound]: &mut [[f32; BLOCK]; 1],
    ) {
        let rate = context.rate;
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
        let pitch = modulation.pitch.0
            + self.glide.next(modulation.pitch, patch.glide, seconds)
            + patch.to_pitch * lfo;
        // An octave of the grid's cutoff is 6 dB.
        let brightness = patch.brightness + 0.5 * modulation.cutoff.0 + patch.to_brightness * lfo;
        let drive = Drive {
            hertz: Semitones(pitch.clamp(-60.0, 200.0)).hertz().0,
            brightness: Decibels(brightness.min(24.0)).gain(),
            feedback: patch.feedback + modulation.resonance,
        };
        self.operators.render(&settings, moved, &drive, rate, sound);
        let lowered = patch.to_level * (0.5 - 0.5 * lfo);
        let (from, to) = self.sway.stretch(1.0 - lowered, share(BLOCK, MOVING, rate.hertz()));
        fade(sound, [from, to]);
        step.fade(sound);
        if self.operators.are_done(&settings) {
            self.silent += 1;
        }
    }

    fn is_over(&self) -> bool {
        self.silent >= AFTER
    }

    fn level(&self) -> (Decibels, f32) {
        let patch = self.patch.patch();
        (Decibels(patch.level), patch.velocity_level)
    }
}
