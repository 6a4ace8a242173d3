//! A playing note of the chip.

use super::Patch;
use super::register::{Register, SHORT};
use crate::dsp::contour::{Contour, Slopes};
use crate::dsp::envelope::Shape;
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::phases::{phases, within};
use crate::dsp::sine::sine;
use crate::dsp::smooth::Smooth;
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};
use crate::dsp::wavetable::{Table, waves};
use crate::instruments::blocks::{self, BLOCK, Blocked, fade};
use crate::instruments::followed::Followed;
use crate::instruments::glide::Glide;
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// The part of a turn that each pulse is up.
const WIDTHS: [f32; 4] = [0.125, 0.25, 0.5, 0.75];

/// The time constant, in seconds, with which the grid's cutoff is followed.
const BENDING: f32 = 0.005;

/// A voice of the chip.
pub type Voice = Blocked<Note, 1>;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Note {
    patch: Followed<Patch>,
    slopes: Option<Slopes>,
    contour: Contour,
    velocity: f32,
    phase: f32,
    register: Register,
    /// The wave of the last block.
    wave: Option<usize>,
    /// The level at the end of the last block.
    level: f32,
    /// Seconds since the note began.
    time: f32,
    vibrato: f32,
    glide: Glide,
    filter: Filter,
    bend: Smooth,
    stress: Smooth,
    /// What the filter was last worked out for, and what came out.
    cutoff: Option<([f32; 2], Coefficients)>,
}

/// The entry of a list at a time.
fn turn<const N: usize>(list: [f32; N], length: f32, place: usize) -> f32 {
    let length = (length as usize).clamp(1, N);
    list.get(place % length).copied().unwrap_or(0.0)
}

impl Note {
    /// The pitch of a block: note, arpeggio, sweep, vibrato, glide.
    fn pitch(&mut self, modulation: &Modulation, seconds: f32) -> f32 {
        let patch = self.patch.patch();
        let notes = [0.0, patch.note_2, patch.note_3, patch.note_4];
        let note = turn(notes, patch.notes, (self.time * patch.note_speed) as usize);
        let sweep = patch.sweep * (1.0 - self.time / patch.sweep_time).max(0.0);
        let deep = patch.vibrato * (self.time / patch.vibrato_delay.max(1e-3)).min(1.0);
        let pitch = modulation.pitch.0
            + note
            + sweep
            + deep * sine(self.vibrato)
            + self.glide.next(modulation.pitch, patch.glide, seconds);
        self.vibrato = (self.vibrato + patch.vibrato_speed * seconds).fract();
        pitch.clamp(-60.0, 200.0)
    }

    /// The filter of a block.
    fn coefficients(&mut self, modulation: &Modulation, rate: SampleRate) -> Coefficients {
        let patch = self.patch.patch();
        let share = (BLOCK as f32 / (BENDING * rate.hertz())).min(1.0);
        let (_, bend) = self.bend.stretch(modulation.cutoff.0, share);
        let (_, stress) = self.stress.stretch(modulation.resonance, share);
        let bend = (bend - patch.velocity * (1.0 - self.velocity)).clamp(-240.0, 240.0);
        let now = [patch.cutoff * Semitones(bend).ratio(), patch.resonance + stress];
        match self.cutoff {
            Some((then, coefficients)) if then == now => coefficients,
            _ => self.cutoff.insert((now, Coefficients::new(Hertz(now[0]), now[1], rate))).1,
        }
    }

    /// Writes a wave from the present phase on. What it does to the phase is the same for every wave.
    #[inline(always)]
    fn wave(&mut self, wave: usize, phase: f32, turns: f32, out: &mut [f32; BLOCK]) {
        let tables = waves();
        match wave {
            0..4 => pulse(tables.saw.table(turns), WIDTHS[wave], phase, turns, out),
            4 => steps(tables.steps.table(turns), phase, turns, out),
            short => {
                self.register.render(short == 6, turns * SHORT, out);
                out.iter_mut().for_each(|sample| *sample *= 0.45);
            }
        }
    }
}

#[inline(always)]
fn steps(table: Table, phase: f32, turns: f32, out: &mut [f32; BLOCK]) {
    let wave = table.over(&phases::<BLOCK>(phase, turns));
    for (out, sample) in out.iter_mut().zip(&wave) {
        *out = 0.8 * sample;
    }
}

/// The difference of two saws.
#[inline(always)]
fn pulse(saw: Table, width: f32, phase: f32, turns: f32, out: &mut [f32; BLOCK]) {
    let up = saw.over(&phases::<BLOCK>(phase, turns));
    let down = saw.over(&phases::<BLOCK>(within(phase + width), turns));
    for (n, out) in out.iter_mut().enumerate() {
        *out = 0.45 * (up[n] - down[n]);
    }
}

impl blocks::Note<1> for Note {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Note {
        Note {
            patch: Followed::new(patch),
            contour: Contour::struck(),
            velocity: note.velocity.clamp(0.0, 1.0),
            glide: Glide::new(note.previous),
            ..Note::default()
        }
    }

    fn release(&mut self) {
        self.contour.release();
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
        let seconds = BLOCK as f32 / rate.hertz();
        let pitch = self.pitch(modulation, seconds);
        let turns = (Semitones(pitch).hertz().0 / rate.hertz()).min(0.49);
        let patch = self.patch.patch();
        let list = [patch.wave, patch.wave_2, patch.wave_3, patch.wave_4];
        let last = (patch.waves as usize).clamp(1, list.len()) - 1;
        let wave = turn(list, 4.0, last.min((self.time * patch.wave_speed) as usize)) as usize;
        let slopes = match self.slopes {
            Some(slopes) if !step.moved => slopes,
            _ => {
                let Patch { attack, decay, sustain, release, .. } = *patch;
                let shape = Shape { attack, hold: 0.0, decay, sustain, release };
                *self.slopes.insert(Slopes::new(&shape, BLOCK, rate))
            }
        };
        let crunch = patch.crunch > 0.5;
        let phase = self.phase;
        self.wave(wave, phase, turns, sound);
        if let Some(before) = self.wave.replace(wave).filter(|before| *before != wave) {
            // One wave goes while the other comes.
            let mut old = [0.0; BLOCK];
            self.wave(before, phase, turns, &mut old);
            for (n, (sample, old)) in sound.iter_mut().zip(&old).enumerate() {
                *sample = old + (*sample - old) * (n as f32 + 0.5) / BLOCK as f32;
            }
        }
        self.phase = (phase + turns * BLOCK as f32).fract();
        let coefficients = self.coefficients(modulation, rate);
        self.filter.hold(Mode::Lowpass, coefficients, sound);
        let [_, level] = self.contour.step(&slopes);
        let level = if crunch { (level * 15.0).round() / 15.0 } else { level };
        fade(sound, [std::mem::replace(&mut self.level, level), level]);
        self.time += seconds;
        step.fade(sound);
    }

    fn is_over(&self) -> bool {
        self.contour.is_done()
    }

    fn level(&self) -> (Decibels, f32) {
        let patch = self.patch.patch();
        (Decibels(patch.level), patch.velocity_level)
    }
}
