//! A struck note.

use super::bank::{Bank, MODES};
use super::{Patch, partials};
use crate::dsp::contour::fall;
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::lfo::next_random;
use crate::dsp::noise::Noise;
use crate::dsp::smooth::Smooth;
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};
use crate::instruments::blocks::{self, BLOCK, Blocked};
use crate::instruments::followed::Followed;
use crate::instruments::glide::Glide;
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// 60 dB in nepers.
const SIXTY_DECIBELS: f32 = 6.907_755;
/// Seconds in which the noise of the strike falls by 60 dB.
const STRIKE: f32 = 0.04;
/// The time constant, in seconds, with which the grid's cutoff is followed.
const BENDING: f32 = 0.005;
/// The level of all modes together.
const LOUD: f32 = 0.55;

/// A voice of the modes.
pub type Voice = Blocked<Note, 2>;

/// A playing note.
#[derive(Clone, Debug, Default)]
pub struct Note {
    patch: Followed<Patch>,
    bank: Bank,
    velocity: f32,
    seed: u32,
    released: bool,
    struck: bool,
    /// Pitch, brightness and damper as the modes were last tuned for.
    tuned: Option<(f32, f32, bool)>,
    brightness: Smooth,
    glide: Glide,
    noise: Noise,
    filter: Filter,
    /// The level of the strike's noise.
    strike: f32,
}

/// A number from −1 to 1 for each mode, always the same for a seed.
fn scattered(seed: u32) -> [f32; MODES] {
    let mut state = seed | 1;
    std::array::from_fn(|_| {
        state = next_random(state);
        state as i32 as f32 / (1u32 << 31) as f32
    })
}

impl Note {
    /// Above this frequency, in Hz, the mallet pushes less and less.
    fn corner(&self) -> f32 {
        let patch = self.patch.patch();
        let hardness = patch.hardness * (1.0 - 0.7 * patch.velocity * (1.0 - self.velocity));
        150.0 * (7.0 * hardness).exp2()
    }

    /// The push of each mode: a comb of the place that is struck, the mallet's spectrum, and a little chance.
    fn strike(&mut self, hertz: f32, rate: SampleRate) {
        let patch = self.patch.patch();
        let (corner, chance) = (self.corner(), scattered(self.seed));
        let ratios = partials(patch.structure, patch.stiffness);
        let place = 0.5 * patch.position.clamp(0.04, 1.0) * std::f32::consts::PI;
        let mut levels: [f32; MODES] = std::array::from_fn(|n| {
            let at = ratios[n] * hertz / corner;
            let comb = ((n + 1) as f32 * place).sin();
            let within = n < patch.modes as usize && ratios[n] * hertz < 0.45 * rate.hertz();
            if within { comb * (1.0 + 0.3 * patch.noise * chance[n]) / (1.0 + at * at) } else { 0.0 }
        });
        let tilt = tilt(patch.brightness);
        let heard = levels.iter().zip(&ratios).map(|(level, ratio)| (level * ratio.powf(tilt)).powi(2));
        let loud = LOUD / heard.sum::<f32>().sqrt().max(1e-6);
        levels.iter_mut().for_each(|level| *level *= loud.min(30.0));
        self.bank.strike(&levels);
        self.struck = true;
    }

    /// Losses in nepers per second and levels left and right, for a pitch.
    fn tune(&mut self, pitch: f32, brightness: f32, rate: SampleRate) {
        let patch = self.patch.patch();
        let hertz = Semitones(pitch).hertz().0;
        let ratios = partials(patch.structure, patch.stiffness);
        let decay = patch.decay * (-patch.key_decay * (pitch - 60.0) / 12.0).exp2();
        let loss = SIXTY_DECIBELS / decay.max(0.005);
        let damper = if self.released { SIXTY_DECIBELS / patch.release } else { 0.0 };
        // A part of the loss is the air's, the same for all; the other is the material's and grows with the square of the frequency.
        let material = patch.damping * patch.damping * patch.damping;
        let losses = ratios.map(|ratio| loss * (1.0 - material + material * ratio * ratio) + damper);
        self.bank.tune(&ratios, &losses, hertz, rate);
        let (tilt, sides) = (tilt(brightness), scattered(0x5EED));
        let level = |n: usize, side: f32| {
            // The fundamental stays in the middle.
            let pan = if n == 0 { 0.0 } else { sides[n] * patch.spread };
            ratios[n].powf(tilt) * (1.0 + side * pan)
        };
        let levels = [-1.0, 1.0].map(|side| std::array::from_fn(|n| level(n, side)));
        self.bank.place(&levels, &ratios, hertz, rate);
    }

    /// Adds the noise of the strike itself.
    fn knock(&mut self, rate: SampleRate, sound: &mut [[f32; BLOCK]; 2]) {
        if self.strike < 1e-5 {
            return;
        }
        let level = 0.5 * self.patch.patch().noise;
        let next = self.strike * fall(STRIKE, BLOCK, rate);
        let (from, slope) = (self.strike * level, (next - self.strike) * level / BLOCK as f32);
        let mut block = [0.0; BLOCK];
        self.noise.render(&mut block);
        block.iter_mut().enumerate().for_each(|(n, sample)| *sample *= from + slope * n as f32);
        let at = Coefficients::new(Hertz(self.corner().min(12_000.0)), 0.0, rate);
        self.filter.hold(Mode::Bandpass, at, &mut block);
        for channel in sound.iter_mut() {
            channel.iter_mut().zip(&block).for_each(|(sample, noise)| *sample += noise);
        }
        self.strike = next;
    }
}

/// The power of a partial's ratio that gives its level.
fn tilt(brightness: f32) -> f32 {
    1.5 * (brightness - 1.0)
}

impl blocks::Note<2> for Note {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Note {
        Note {
            patch: Followed::new(patch),
            velocity: note.velocity.clamp(0.0, 1.0),
            seed: note.seed,
            glide: Glide::new(note.previous),
            noise: Noise::new(note.seed),
            strike: 1.0,
            ..Note::default()
        }
    }

    fn release(&mut self) {
        self.released = true;
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
        let patch = self.patch.patch();
        let seconds = BLOCK as f32 / rate.hertz();
        let pitch = (modulation.pitch.0 + self.glide.next(modulation.pitch, patch.glide, seconds))
            .clamp(-60.0, 200.0);
        // Eight octaves of the grid's cutoff are the whole range.
        let brightness = (patch.brightness + modulation.cutoff.0 / 96.0).clamp(-0.5, 1.5);
        let share = (seconds / BENDING).min(1.0);
        let (_, brightness) = self.brightness.stretch(brightness, share);
        if !self.struck {
            self.strike(Semitones(modulation.pitch.0.clamp(-60.0, 200.0)).hertz().0, rate);
        }
        let tuned = Some((pitch, brightness, self.released));
        if step.moved || tuned != self.tuned {
            self.tune(pitch, brightness, rate);
            self.tuned = tuned;
        }
        self.bank.render(sound);
        self.knock(rate, sound);
        sound.iter_mut().for_each(|channel| step.fade(channel));
    }

    fn is_over(&self) -> bool {
        self.struck && self.bank.is_silent() && self.strike < 1e-4
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

    #[test]
    fn the_fundamental_decays_in_the_stated_time() {
        for (structure, decay) in [(0.0, 0.3), (0.0, 4.0), (1.0, 1.0), (3.0, 0.6), (5.0, 12.0), (5.0, 30.0)] {
            let patch = Patch { structure, decay, modes: 1.0, noise: 0.0, ..Patch::default() };
            let sound = struck::<Voice>(&patch, 60, (decay * 24_000.0) as usize + 8_000);
            let loud = |from: f32| {
                let from = (from * 48_000.0) as usize;
                sound[from..from + 2_400].iter().map(|s| f64::from(*s).powi(2)).sum::<f64>()
            };
            let fall = 10.0 * (loud(0.05 + decay * 0.4) / loud(0.05)).log10();
            assert!((fall / -24.0 - 1.0).abs() < 0.05, "{structure}, {decay} s: {fall:.2} dB instead of −24");
        }
    }

    #[test]
    fn high_partials_decay_faster_the_more_it_is_damped() {
        let slope = |damping: f32| {
            let patch = Patch { damping, noise: 0.0, brightness: 1.0, ..Patch::default() };
            let sound = struck::<Voice>(&patch, 48, 48_000);
            // Steps between neighbours are the high partials' part.
            let bright = |from: usize| {
                let part = &sound[from..from + 4_800];
                let steps: f32 = part.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
                steps / part.iter().map(|sample| sample * sample).sum::<f32>()
            };
            bright(40_000) / bright(480)
        };
        assert!(slope(0.0) > 0.7 && slope(0.3) < 0.3 && slope(0.8) < slope(0.3), "{}", slope(0.3));
    }

    #[test]
    fn every_structure_is_as_loud_as_the_others() {
        for structure in 0..super::super::STRUCTURES.len() {
            let sound =
                struck::<Voice>(&Patch { structure: structure as f32, ..Patch::default() }, 60, 9_600);
            let peak = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
            assert!((0.3..1.5).contains(&peak), "{structure}: {peak}");
        }
    }
}
