//! A playing note of the synthesizer.

use super::Patch;
use super::oscillators::{Oscillators, STEP, Tone};
use crate::dsp::envelope::{Envelope, Shape};
use crate::dsp::level::Level;
use crate::dsp::lfo::{self, Lfo};
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};
use crate::dsp::wavetable::waves;
use crate::instruments::glide::Glide;
use crate::instruments::voice::{self, Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo};
use crate::instruments::voice_filter::{At, VoiceFilter};

/// A playing note.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    oscillators: Oscillators,
    filter: VoiceFilter,
    amplitude: Envelope,
    second: Envelope,
    lfos: [Lfo; 2],
    velocity: f32,
    level: Level,
    glide: Glide,
    /// Where the last stretch ended: the filter, pitch, levels.
    from: Option<(At, f32, [f32; 2])>,
}

impl Voice {
    fn lfo_turns(speed: f32, sync: f32, modulation: &Modulation, rate: SampleRate) -> f32 {
        let seconds = lfo::turn_seconds(speed, sync as usize, modulation.beat_seconds);
        STEP as f32 / (seconds * rate.hertz())
    }

    /// The filter at this moment.
    fn filter_at(
        &self,
        patch: &Patch,
        modulation: &Modulation,
        pitch: f32,
        lfo: f32,
        rate: SampleRate,
    ) -> At {
        let semitones =
            modulation.cutoff.0 + patch.key_track * (pitch - 60.0) + patch.envelope * self.second.level()
                - patch.velocity * (1.0 - self.velocity)
                + patch.to_cutoff * lfo;
        let cutoff = Hertz(patch.cutoff * Semitones(semitones.clamp(-240.0, 240.0)).ratio());
        At::new(patch.filter as usize, cutoff, patch.resonance + modulation.resonance, rate)
    }
}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, patch: &Patch, note: &NoteStart, _context: &Context) {
        *self = Voice { velocity: note.velocity.clamp(0.0, 1.0), ..Voice::default() };
        self.oscillators.start(note.seed, patch.voices as usize);
        self.lfos = [Lfo::new(note.seed), Lfo::new(note.seed ^ 0x5555)];
        self.glide = Glide::new(note.previous);
        self.amplitude.start();
        self.second.start();
    }

    fn release(&mut self) {
        self.amplitude.release();
        self.second.release();
    }

    fn slide(&mut self, from: Semitones) {
        self.glide.again(from);
    }

    #[inline(always)]
    fn render(&mut self, patch: &Patch, modulation: &Modulation, context: &Context, out: Stereo) -> Liveness {
        let rate = context.rate;
        let frames = out.left.len().min(MAX_STRETCH);
        let waves = waves();
        let shape = Shape {
            attack: patch.attack,
            hold: 0.0,
            decay: patch.decay,
            sustain: patch.sustain,
            release: patch.release,
        };
        let shape_2 = Shape {
            attack: patch.attack_2,
            hold: 0.0,
            decay: patch.decay_2,
            sustain: patch.sustain_2,
            release: patch.release_2,
        };
        let level =
            self.level.gain(Decibels(patch.level)) * (1.0 - patch.velocity_level * (1.0 - self.velocity));
        let target = [modulation.left * level, modulation.right * level];
        let (mut from, pitch_from, gain_from) = self.from.unwrap_or((
            self.filter_at(patch, modulation, modulation.pitch.0, 0.0, rate),
            modulation.pitch.0,
            target,
        ));
        let slope = std::array::from_fn::<f32, 2, _>(|side| (target[side] - gain_from[side]) / frames as f32);
        let mut done = 0;
        while done < frames {
            let now = (frames - done).min(STEP);
            let share = now as f32 / STEP as f32;
            let turns = Self::lfo_turns(patch.speed, patch.sync, modulation, rate);
            let first = self.lfos[0].next(lfo::Shape::of(patch.shape as usize), turns * share);
            let turns = Self::lfo_turns(patch.speed_2, patch.sync_2, modulation, rate);
            let second = self.lfos[1].next(lfo::Shape::of(patch.shape_2 as usize), turns * share);
            let along = (done + now) as f32 / frames as f32;
            let steady = pitch_from + (modulation.pitch.0 - pitch_from) * along;
            let glide = self.glide.next(Semitones(steady), patch.glide, now as f32 / rate.hertz());
            let pitch = steady + glide + patch.to_pitch * first;

            let tone =
                Tone { turns: Semitones(pitch).hertz().0 / rate.hertz(), width: patch.to_width * first };
            let [mut left, mut right] = self.oscillators.render(patch, waves, tone, now);
            self.second.advance(&shape_2, rate, now);
            let to = self.filter_at(patch, modulation, pitch, second, rate);
            let drive = Decibels(patch.drive);
            // Without copies that stand apart both sides are the same.
            if patch.voices < 2.0 || patch.spread == 0.0 {
                self.filter.process(from, to, drive, rate, &mut [&mut left[..now]]);
                self.filter.copy_left();
                right = left;
            } else {
                let channels = &mut [&mut left[..now], &mut right[..now]];
                self.filter.process(from, to, drive, rate, channels);
            }
            from = to;
            let mut envelope = [0.0; STEP];
            self.amplitude.render(&shape, rate, &mut envelope[..now]);
            let sway = 1.0 - patch.to_level * (0.5 - 0.5 * second);
            for (n, level) in envelope.iter_mut().enumerate() {
                let along = (done + n + 1) as f32;
                *level *= sway;
                left[n] *= (gain_from[0] + slope[0] * along) * *level;
                right[n] *= (gain_from[1] + slope[1] * along) * *level;
            }
            for (out, sound) in [&mut *out.left, &mut *out.right].into_iter().zip([&left, &right]) {
                for (out, sample) in out[done..done + now].iter_mut().zip(sound) {
                    *out += sample;
                }
            }
            done += now;
        }
        self.from = Some((from, modulation.pitch.0, target));
        if self.amplitude.is_done() { Liveness::Ended } else { Liveness::Sounding }
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
