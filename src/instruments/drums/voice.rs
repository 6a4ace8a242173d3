//! A struck drum.

use super::{METAL, Model, NO_METAL, Patch, SQUARES, model};
use crate::dsp::filter::{Coefficients, Filter};
use crate::dsp::lfo::next_random;
use crate::dsp::noise::Noise;
use crate::dsp::sine::sine;
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};
use crate::instruments::blocks::{self, BLOCK, Blocked};
use crate::instruments::followed::Followed;
use crate::instruments::voice::{Context, Modulation, NoteStart};

/// Seconds of the stroke's own noise to 60 dB below.
const SNAP: f32 = 0.03;
/// Seconds from one stroke of a clap to the next, and the time in which those before the last decay.
const AGAIN: (f32, f32) = (0.010, 0.025);
/// The drive at 0 dB, next to nothing, so that saturation comes in without a step.
const LEAST_DRIVE: f32 = 1e-3;
/// Where a drum has ended: −80 dB.
const SILENT: f32 = 1e-4;

/// What decays: both skins, metal and noise, the stroke, and all of it once the key is up.
const DECAYS: usize = 5;

/// A struck drum.
#[derive(Clone, Debug, Default)]
pub struct Drum {
    patch: Followed<Patch>,
    velocity: f32,
    released: bool,
    over: bool,
    /// What moves it as it was when `course` was worked out: pitch, cutoff, resonance.
    moved_by: Option<[f32; 3]>,
    course: Course,
    /// Turns and turns per frame of the skins.
    phases: [f32; 2],
    turns: Option<[f32; 2]>,
    squares: [u32; SQUARES],
    filters: [Filter; 2],
    noise: Noise,
    /// The part of the sweep that is left.
    sweep: f32,
    decays: [f32; DECAYS],
    /// Levels at the end of the last block: skins, metal, noise.
    levels: Option<[f32; 4]>,
    /// The drive at the end of the last block.
    driven: Option<f32>,
    strokes: u32,
    until_stroke: f32,
}

/// What follows from patch, pitch and velocity and stays while they do.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    /// Turns per frame of a tone of 1 Hz.
    bend: f32,
    /// How far above their pitch the skins begin, as a part of it.
    rise: f32,
    filter: Coefficients,
    drive: f32,
    made_up: f32,
    /// Factors of a block for `decays` and the sweep.
    falls: [f32; DECAYS],
    sweep: f32,
    /// Those of metal and noise before the last stroke.
    again: f32,
}

/// Saturation that is a straight line at first and flat from 3 on: a Padé approximant of tanh.
#[inline(always)]
fn saturate(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// One frame of the squares: triangles, cut off so steeply that an edge takes two frames, and rounded; so their aliases are few.
/// `turns` are 2³² to a turn and frame, `steep` is 2⁻³¹ over half the turns of a frame.
#[inline(always)]
fn metal(
    phases: &mut [u32; SQUARES],
    turns: &[u32; SQUARES],
    steep: &[f32; SQUARES],
    levels: &[f32; SQUARES],
) -> f32 {
    let mut lanes = [0.0; SQUARES];
    for lane in 0..SQUARES {
        phases[lane] = phases[lane].wrapping_add(turns[lane]);
        let triangle = (phases[lane] as i32 as f32).abs() - (1u32 << 30) as f32;
        let edge = (triangle * steep[lane]).clamp(-1.0, 1.0);
        lanes[lane] = levels[lane] * edge * (1.5 - 0.5 * edge * edge);
    }
    (lanes[0] + lanes[4]) + (lanes[1] + lanes[5]) + (lanes[2] + lanes[6]) + (lanes[3] + lanes[7])
}

impl Drum {
    /// How hard the stroke is, 0 to 1.
    fn hit(&self) -> f32 {
        1.0 - self.patch.patch().velocity * (1.0 - self.velocity)
    }

    fn course(&self, model: &Model, [pitch, cutoff, resonance]: [f32; 3], rate: SampleRate) -> Course {
        let (patch, hit) = (self.patch.patch(), self.hit());
        let bend = Semitones((pitch - 60.0 + patch.tune).clamp(-120.0, 120.0)).ratio();
        let shift = 48.0 * (patch.tone - 0.5) - 30.0 * (1.0 - hit) + cutoff;
        // A drum that is tuned moves half as far in what its filter lets through.
        let cutoff = model.hertz * bend.sqrt() * Semitones(shift.clamp(-120.0, 120.0)).ratio();
        let drive = (Decibels(patch.drive).gain() - 1.0).max(LEAST_DRIVE);
        let per_block = BLOCK as f32 / rate.hertz();
        // −60 dB in so many seconds.
        let after = |seconds: f32| (-9.965_784 * per_block / seconds.max(1e-4)).exp2();
        let [skin, other] = &model.skins;
        Course {
            bend: bend / rate.hertz(),
            rise: (patch.sweep * model.sweep * (0.4 + 0.6 * hit) / 12.0).exp2() - 1.0,
            filter: Coefficients::new(Hertz(cutoff.min(16_000.0)), resonance, rate),
            drive,
            made_up: 1.0 / saturate(drive),
            falls: [
                after(patch.decay * skin.decay),
                after(patch.decay * other.decay),
                after(patch.decay * model.decay),
                after(SNAP),
                after(patch.release),
            ],
            sweep: (-3.0 * per_block / patch.sweep_time.max(1e-3)).exp(),
            again: after(AGAIN.1),
        }
    }

    /// How loud skins, metal and noise are now.
    fn levels(&self, model: &Model, hit: f32) -> [f32; 4] {
        let patch = self.patch.patch();
        let [skin, other] = &model.skins;
        let [first, second, air, stroke, release] = self.decays;
        let (body, snap) = (2.0 * patch.tone * hit, 2.0 * patch.snap * hit * stroke);
        let metal = if model.squares == NO_METAL { 0.0 } else { air + 0.5 * snap };
        let noise = 2.0 * patch.noise * model.noise * air + snap * model.snap;
        [skin.level * first, other.level * second * body, metal, noise].map(|level| level * release)
    }

    /// Metal and noise before their filter.
    #[inline(always)]
    fn air(&mut self, model: &Model, from: [f32; 2], to: [f32; 2], block: &mut [f32; BLOCK]) {
        let slopes = [0, 1].map(|n: usize| (to[n] - from[n]) / BLOCK as f32);
        if from[0] + to[0] > 0.0 {
            let turns = METAL.map(|hertz| (hertz * self.course.bend).clamp(1e-5, 0.25));
            let steep = turns.map(|turns| 1.0 / (turns * (1u64 << 32) as f32));
            let turns = turns.map(|turns| (turns * (1u64 << 32) as f32) as u32);
            let mut phases = self.squares;
            for (n, sample) in block.iter_mut().enumerate() {
                let level = from[0] + slopes[0] * n as f32;
                *sample = metal(&mut phases, &turns, &steep, &model.squares) * level;
            }
            self.squares = phases;
        }
        if from[1] + to[1] > 0.0 {
            let mut noise = [0.0; BLOCK];
            self.noise.render(&mut noise);
            for (n, (sample, noise)) in block.iter_mut().zip(&noise).enumerate() {
                *sample += noise * (from[1] + slopes[1] * n as f32);
            }
        }
    }

    /// Everything decays by a block.
    fn fall(&mut self, seconds: f32) {
        let again = self.strokes > 1;
        let [first, second, air, stroke, release] = self.course.falls;
        let air = if again { self.course.again } else { air };
        let release = if self.released { release } else { 1.0 };
        let falls = [first, second, air, stroke, release];
        self.decays.iter_mut().zip(falls).for_each(|(decay, fall)| *decay *= fall);
        self.sweep *= self.course.sweep;
        self.until_stroke -= seconds;
        if self.until_stroke <= 0.0 && self.strokes > 0 {
            self.strokes -= 1;
            self.until_stroke += AGAIN.0;
            if again {
                self.decays[2] = 1.0;
            }
        }
    }
}

/// Adds a sine of `turns` per frame, rising by `slope`, and a level with its slope; returns the phase at the end.
#[inline(always)]
fn beat(phase: f32, turns: f32, slope: f32, level: [f32; 2], sound: &mut [f32; BLOCK]) -> f32 {
    let at = |n: f32| phase + n * (turns + 0.5 * slope * (n - 1.0));
    for (n, sample) in sound.iter_mut().enumerate() {
        *sample += (level[0] + level[1] * n as f32) * sine(at(n as f32));
    }
    at(BLOCK as f32).fract()
}

/// A voice of the drums.
pub type Voice = Blocked<Drum, 1>;

impl blocks::Note<1> for Drum {
    type Patch = Patch;

    fn struck(patch: &Patch, note: &NoteStart) -> Drum {
        let model = model(patch.drum);
        let seed = next_random(note.seed | 1);
        Drum {
            patch: Followed::new(patch),
            velocity: note.velocity.clamp(0.0, 1.0),
            squares: std::array::from_fn(|n| seed.rotate_left(4 * n as u32)),
            noise: Noise::new(note.seed),
            sweep: 1.0,
            decays: [1.0; DECAYS],
            strokes: model.strokes,
            until_stroke: AGAIN.0,
            ..Drum::default()
        }
    }

    fn release(&mut self) {
        self.released = true;
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
        let model = model(self.patch.patch().drum);
        let moved_by = [modulation.pitch.0, modulation.cutoff.0, modulation.resonance];
        if step.moved || self.moved_by != Some(moved_by) {
            self.moved_by = Some(moved_by);
            self.course = self.course(model, moved_by, rate);
        }
        let (course, hit) = (self.course, self.hit());
        let to = self.levels(model, hit);
        let from = self.levels.replace(to).unwrap_or(to);

        let swept = (1.0 + course.rise * self.sweep) * course.bend;
        let turns = model.skins.map(|skin| (skin.hertz * swept).min(0.45));
        let before = self.turns.replace(turns).unwrap_or(turns);
        for skin in 0..2 {
            if from[skin] + to[skin] > 0.0 {
                let level = [from[skin], (to[skin] - from[skin]) / BLOCK as f32];
                let slope = (turns[skin] - before[skin]) / BLOCK as f32;
                self.phases[skin] = beat(self.phases[skin], before[skin], slope, level, sound);
            }
        }
        if from[2].max(from[3]) + to[2].max(to[3]) > 1e-6 {
            let mut block = [0.0; BLOCK];
            self.air(model, [from[2], from[3]], [to[2], to[3]], &mut block);
            for filter in self.filters.iter_mut().take(model.sections) {
                filter.hold(model.filter, course.filter, &mut block);
            }
            sound.iter_mut().zip(&block).for_each(|(sample, air)| *sample += air);
        }
        let driven = self.driven.replace(course.drive).unwrap_or(course.drive);
        let slope = (course.drive - driven) / BLOCK as f32;
        if course.drive.max(driven) > LEAST_DRIVE {
            for (n, sample) in sound.iter_mut().enumerate() {
                let drive = driven + slope * n as f32;
                // What makes up for the drive is no straight line: a small drive is made up for a thousandfold.
                let made_up = if slope == 0.0 { course.made_up } else { 1.0 / saturate(drive) };
                *sample = saturate(*sample * drive) * made_up;
            }
        }
        step.fade(sound);
        self.fall(BLOCK as f32 / rate.hertz());
        let least = SILENT / (course.drive * course.made_up).max(1.0);
        self.over = self.strokes == 0 && to.iter().all(|level| *level < least);
    }

    fn is_over(&self) -> bool {
        self.over
    }

    fn level(&self) -> (Decibels, f32) {
        let patch = self.patch.patch();
        (Decibels(patch.level), patch.velocity_level)
    }
}

#[cfg(test)]
mod tests {
    use super::super::NAMES;
    use super::*;
    use crate::instruments::trial;

    /// A stroke at C-4 until it ends.
    fn struck(patch: &Patch) -> Vec<f32> {
        trial::struck::<Voice>(patch, 60, usize::MAX)
    }

    /// The frames at which it rises through zero.
    fn rises(sound: &[f32]) -> Vec<usize> {
        (1..sound.len()).filter(|n| sound[n - 1] < 0.0 && sound[*n] >= 0.0).collect()
    }

    #[test]
    fn a_kick_falls_to_its_pitch_and_decays_in_its_time() {
        let patch = Patch { noise: 0.0, snap: 0.0, tone: 0.0, sweep: 24.0, decay: 0.8, ..Patch::default() };
        let sound = struck(&patch);
        let periods: Vec<usize> = rises(&sound).windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(
            (300..480).contains(&periods[0]),
            "two octaves above 50 Hz at first, and falling: {}",
            periods[0]
        );
        assert!(periods.windows(2).all(|pair| pair[1] + 1 >= pair[0]), "it only falls");
        assert_eq!(periods[15..20], [960; 5], "50 Hz");
        let loud = |from: usize| sound[from..from + 960].iter().fold(0.0f32, |most, s| most.max(s.abs()));
        let fall = 20.0 * (loud(24_000) / loud(4_800)).log10();
        assert!((fall + 30.0).abs() < 0.2, "half of 60 dB in half of 0.8 s: {fall}");
        assert!((sound.len() as f32 / 48_000.0 - 0.8 * 80.0 / 60.0).abs() < 0.02, "{}", sound.len());
    }

    #[test]
    fn every_drum_is_as_loud_as_the_others_and_ends() {
        for (drum, name) in NAMES.iter().enumerate() {
            let sound = struck(&Patch { drum: drum as f32, ..Patch::default() });
            let peak = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
            assert!((0.5..1.1).contains(&peak), "{name}: {peak}");
            assert!((2_000..40_000).contains(&sound.len()), "{name}: {}", sound.len());
        }
    }

    #[test]
    fn a_clap_is_four_strokes() {
        let sound = struck(&Patch { drum: 3.0, snap: 0.0, ..Patch::default() });
        let loud: Vec<f32> =
            sound.chunks(120).map(|part| part.iter().map(|s| s * s).sum::<f32>()).take(24).collect();
        let valleys = loud.windows(2).take(14).filter(|pair| pair[1] > 5.0 * pair[0]);
        assert_eq!(valleys.count(), 3, "{loud:?}");
    }

    #[test]
    fn drive_makes_harmonics_and_no_drive_none() {
        let third = |drive: f32| {
            let patch = Patch {
                noise: 0.0,
                snap: 0.0,
                tone: 0.0,
                sweep: 0.0,
                decay: 10.0,
                drive,
                ..Patch::default()
            };
            let sound = struck(&patch);
            let level = |hertz: f64| {
                let turn = std::f64::consts::TAU * hertz / 48_000.0;
                let parts = sound[..9_600].iter().enumerate().map(|(n, s)| (f64::from(*s), turn * n as f64));
                let (sine, cosine) =
                    parts.fold((0.0, 0.0), |(a, b), (s, at)| (a + s * at.sin(), b + s * at.cos()));
                f64::hypot(sine, cosine)
            };
            20.0 * (level(150.0) / level(50.0)).log10()
        };
        assert!(third(0.0) < -55.0, "{}", third(0.0));
        assert!((-20.0..-6.0).contains(&third(18.0)), "{}", third(18.0));
    }
}
