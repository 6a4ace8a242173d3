//! A playing note of the synthesizer.

use super::Patch;
use super::oscillators::{Oscillators, Tone};
use crate::dsp::envelope::{Envelope, Shape};
use crate::dsp::lfo::{self, Lfo};
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{Decibels, Semitones};
use crate::dsp::wavetable::waves;
use crate::instruments::blocks::{self, BLOCK, Blocked, fade};
use crate::instruments::followed::Followed;
use crate::instruments::followed_filter::{FollowedFilter, MOVING, Wanted};
use crate::instruments::glide::Glide;
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// A voice of the synthesizer.
pub type Voice = Blocked<Note, 2>;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Note {
    patch: Followed<Patch>,
    oscillators: Oscillators,
    filter: FollowedFilter,
    amplitude: Envelope,
    second: Envelope,
    lfos: [Lfo; 2],
    velocity: f32,
    glide: Glide,
    /// How far the level is lowered.
    sway: Smooth,
}

impl Note {
    /// The next of one of both LFOs, −1 to 1.
    fn lfo(&mut self, number: usize, seconds: f32, beat_seconds: f32) -> f32 {
        let patch = self.patch.patch();
        let (shape, speed, sync) = match number {
            0 => (patch.shape, patch.speed, patch.sync),
            _ => (patch.shape_2, patch.speed_2, patch.sync_2),
        };
        let turn = lfo::turn_seconds(speed, sync as usize, beat_seconds);
        self.lfos[number].next(lfo::Shape::of(shape as usize), seconds / turn)
    }
}

impl blocks::Note<2> for Note {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Note {
        let mut struck = Note {
            patch: Followed::new(patch),
            velocity: note.velocity.clamp(0.0, 1.0),
            lfos: [Lfo::new(note.seed), Lfo::new(note.seed ^ 0x5555)],
            glide: Glide::new(note.previous),
            ..Note::default()
        };
        struck.oscillators.start(note.seed, patch.voices as usize);
        struck.amplitude.start();
        struck.second.start();
        struck
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
        let step = self.patch.step(goal, rate);
        let seconds = BLOCK as f32 / rate.hertz();
        let [first, second] = [0, 1].map(|number| self.lfo(number, seconds, modulation.beat_seconds));
        let patch = self.patch.patch();
        let shape = |attack, decay, sustain, release| Shape { attack, hold: 0.0, decay, sustain, release };
        let shapes = [
            shape(patch.attack, patch.decay, patch.sustain, patch.release),
            shape(patch.attack_2, patch.decay_2, patch.sustain_2, patch.release_2),
        ];
        let glide = self.glide.next(modulation.pitch, patch.glide, seconds);
        let pitch = modulation.pitch.0 + glide + patch.to_pitch * first;
        let tone = Tone { turns: Semitones(pitch).hertz().0 / rate.hertz(), width: patch.to_width * first };
        self.oscillators.render(patch, waves(), tone, sound);
        // Without copies that stand apart both sides are the same.
        let channels = if patch.voices < 2.0 || patch.spread == 0.0 { 1 } else { 2 };
        let lowered = patch.to_level * (0.5 - 0.5 * second);
        self.second.advance(&shapes[1], rate, BLOCK);
        let moved = patch.to_cutoff * second;
        let wanted = Wanted {
            kind: patch.filter,
            cutoff: patch.cutoff,
            resonance: patch.resonance,
            drive: Decibels(patch.drive),
            moved,
        };
        let (key, envelope, velocity) =
            (patch.key_track * (pitch - 60.0), self.second.level(), self.velocity);
        let semitones =
            |bend: f32| bend + key + patch.envelope * envelope - patch.velocity * (1.0 - velocity);
        let mut sides = sound.each_mut().map(|side| side.as_mut_slice());
        self.filter.process(wanted, modulation, semitones, rate, &mut sides[..channels]);
        let mut envelope = [0.0; BLOCK];
        self.amplitude.render(&shapes[0], rate, &mut envelope);
        let (from, to) = self.sway.stretch(1.0 - lowered, share(BLOCK, MOVING, rate.hertz()));
        for side in &mut sound[..channels] {
            side.iter_mut().zip(&envelope).for_each(|(sample, level)| *sample *= level);
            fade(side, [from, to]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::trial::struck;

    /// The mean and the root mean square of half a second, half a second after the note began.
    fn played(patch: &Patch) -> [f64; 2] {
        let sound: Vec<f64> = struck::<Voice>(patch, 48, 48_000).into_iter().map(f64::from).collect();
        let half = &sound[24_000..48_000];
        let mean = |sum: f64| sum / half.len() as f64;
        [mean(half.iter().sum()), mean(half.iter().map(|sample| sample * sample).sum()).sqrt()]
    }

    #[test]
    fn a_driven_wave_that_is_not_symmetric_stays_in_the_middle() {
        for (wave, width, drive) in [(1.0, 0.1, 0.0), (1.0, 0.1, 12.0), (1.0, 0.8, 24.0), (0.0, 0.5, 18.0)] {
            let patch =
                Patch { wave, width, drive, mix: 0.0, sustain: 1.0, envelope: 0.0, ..Patch::default() };
            let [mean, loud] = played(&patch);
            assert!(loud > 0.05 && mean.abs() < 0.001, "drive {drive}, width {width}: {mean} of {loud}");
        }
    }
}
