//! The operators of one voice, at twice the rate, sixteen frames of the rate at a time.

use super::{OPERATORS, Patch, operator, turned_by};
use crate::dsp::contour::{Contour, Slopes};
use crate::dsp::envelope::Shape;
use crate::dsp::halving::Halving;
use crate::dsp::sine::sine;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::blocks::BLOCK;

/// Steps of a block.
const STEPS: usize = 2 * BLOCK;
/// The time of each step: first those of the frames, then those between them, as [`Halving`] takes them.
const TIMES: [f32; STEPS] = {
    let mut times = [0.0; STEPS];
    let mut n = 0;
    while n < STEPS {
        times[n] = (2 * (n % BLOCK) + n / BLOCK) as f32;
        n += 1;
    }
    times
};
/// Turns by which an operator at 0 dB turns another.
const DEEP: f32 = 2.0;
/// Side bands may reach so far, in turns per step, before their mirror images are heard.
const REACH: f32 = 0.8;
/// Cube roots of the depth that side bands take to fall by 60 dB.
const FALL: f32 = 3.5;
/// Operators above this, in turns per step, fade out, and are silent a tenth further up.
const HIGHEST: f32 = 0.45;

/// What follows from the patch, the key and the velocity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    algorithm: f32,
    /// Times the note's frequency, or Hz if negative.
    ratios: [f32; OPERATORS],
    gains: [f32; OPERATORS],
    slopes: [Slopes; OPERATORS],
}

impl Settings {
    /// For blocks at `rate`.
    pub fn new(patch: &Patch, key: f32, velocity: f32, rate: SampleRate) -> Settings {
        let by = turned_by(patch.algorithm);
        let turning = by.iter().fold(0, |all, some| all | some);
        let heard = OPERATORS as u32 - turning.count_ones();
        let mut settings = Settings { algorithm: patch.algorithm, ..Settings::default() };
        for n in 0..OPERATORS {
            let [ratio, fine, fixed, level, soft, scale, attack, decay, sustain, release] =
                operator(patch, n);
            let whole = if ratio < 0.5 { 0.5 } else { ratio };
            settings.ratios[n] = if fixed > 0.0 { -fixed } else { whole * (fine / 1_200.0).exp2() };
            let level = if level <= Decibels::OFF.0 {
                level
            } else {
                (level - soft * (1.0 - velocity) + scale * (key - 60.0) / 12.0).min(0.0)
            };
            let full = if turning & (1 << n) != 0 { DEEP } else { 1.0 / (heard as f32).sqrt() };
            settings.gains[n] = Decibels(level).gain() * full;
            let shape = Shape { attack, hold: 0.0, decay, sustain, release };
            settings.slopes[n] = Slopes::new(&shape, BLOCK, rate);
        }
        settings
    }
}

/// What moves a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drive {
    /// The note's frequency in Hz.
    pub hertz: f32,
    /// The factor on all operators that turn others.
    pub brightness: f32,
    /// How far operator 6 turns itself, 0 to 1.
    pub feedback: f32,
}

/// How the operators run over a block, as `Drive` and `Settings` have it.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    /// Turns per step.
    turns: [f32; OPERATORS],
    gains: [f32; OPERATORS],
    /// Factors on what turns each operator.
    inputs: [f32; OPERATORS],
    /// Turns by which operator 6 turns itself.
    feedback: f32,
}

impl Course {
    /// Modulation is held back where side bands would come so high that their mirror images were heard.
    fn new(settings: &Settings, drive: &Drive, rate: SampleRate) -> Course {
        let by = turned_by(settings.algorithm);
        let turning = by.iter().fold(0, |all, some| all | some);
        let mut course = Course::default();
        let mut widths = [0.0f32; OPERATORS];
        for n in (0..OPERATORS).rev() {
            let ratio = settings.ratios[n];
            let hertz = if ratio < 0.0 { -ratio } else { ratio * drive.hertz };
            let turns = (0.5 * hertz / rate.hertz()).min(1.0);
            let there = ((1.1 * HIGHEST - turns) / (0.1 * HIGHEST)).clamp(0.0, 1.0);
            let bright = if turning & (1 << n) != 0 { drive.brightness } else { 1.0 };
            (course.turns[n], course.gains[n]) = (turns, settings.gains[n] * there * bright);
            let (mut depth, mut width) = (0.0f32, 0.0f32);
            for other in (n + 1..OPERATORS).filter(|other| by[n] & (1 << other) != 0) {
                depth += course.gains[other] * std::f32::consts::TAU;
                if course.gains[other] > 0.0 {
                    width = width.max(widths[other]);
                }
            }
            let most = deepest((REACH - turns) / width.max(1e-6), depth);
            course.inputs[n] = if depth > most { most / depth } else { 1.0 };
            // What turns another is itself spread, though most of it lies within half of its reach.
            widths[n] = turns + 0.5 * depth.min(most) * width;
        }
        // The side bands of an operator that turns itself by less than a radian fall exponentially (Debye, 1909): they are to be
        // 60 dB down where their mirror images begin.
        let last = course.turns[OPERATORS - 1];
        let most = 1.0 - (6.5 * last / REACH).min(1.0).cbrt().powi(2);
        course.feedback = drive.feedback.clamp(0.0, most.max(0.0)) / std::f32::consts::TAU;
        course
    }
}

/// The greatest depth in radians, if it is less than `depth`, at which the side bands from number `bands` on are 60 dB down:
/// Carson's rule (1922), drawn from the fall of the Bessel functions where order and argument meet (order − depth grows with the
/// cube root of the depth: Abramowitz and Stegun, 9.3.23).
fn deepest(bands: f32, depth: f32) -> f32 {
    let room = (bands - 0.5).max(0.0);
    if depth + FALL * (depth + 2.0) / 3.0 <= room {
        return depth;
    }
    // Newton's method from above.
    let root = (0..4).fold(room.sqrt(), |root, _| {
        root - (root * root * root + FALL * root - room) / (3.0 * root * root + FALL)
    });
    root * root * root
}

/// The running operators.
#[derive(Clone, Copy, Debug, Default)]
pub struct Operators {
    phases: [f32; OPERATORS],
    contours: [Contour; OPERATORS],
    /// Where the last block ended.
    last: Option<Course>,
    drive: Option<Drive>,
    /// The last two steps of operator 6, of the frames and of those between them.
    fed: [[f32; 2]; 2],
    halving: Halving,
}

impl Operators {
    /// A struck key.
    pub fn struck() -> Operators {
        Operators { contours: [Contour::struck(); OPERATORS], ..Operators::default() }
    }

    /// The key is let go.
    pub fn release(&mut self) {
        self.contours.iter_mut().for_each(Contour::release);
    }

    /// Whether every operator that is heard has come to its end.
    pub fn are_done(&self, settings: &Settings) -> bool {
        let turning = turned_by(settings.algorithm).iter().fold(0, |all, some| all | some);
        (0..OPERATORS).all(|n| turning & (1 << n) != 0 || self.contours[n].is_done())
    }

    /// Writes a block. `moved` says that the settings are not those of the last one.
    #[inline(always)]
    pub fn render(
        &mut self,
        settings: &Settings,
        moved: bool,
        drive: &Drive,
        rate: SampleRate,
        out: &mut [f32; BLOCK],
    ) {
        let course = match self.last {
            Some(last) if !moved && self.drive == Some(*drive) => last,
            _ => Course::new(settings, drive, rate),
        };
        let before = self.last.replace(course).unwrap_or(course);
        self.drive = Some(*drive);
        let by = turned_by(settings.algorithm);
        let turning = by.iter().fold(0, |all, some| all | some);
        let mut sounds = [[0.0f32; STEPS]; OPERATORS];
        let mut sounding = 0u8;
        let mut sum = [0.0; STEPS];
        for n in (0..OPERATORS).rev() {
            let contour = self.contours[n].step(&settings.slopes[n]);
            let phase = Ramp::of(before.turns[n], course.turns[n]);
            let level = Ramp::of(contour[0] * before.gains[n], contour[1] * course.gains[n]);
            let start = self.phases[n];
            self.phases[n] = phase.turned(start, STEPS as f32).fract();
            if level.from == 0.0 && level.slope == 0.0 {
                continue;
            }
            sounding |= 1 << n;
            let mut input = [0.0; STEPS];
            for other in (n + 1..OPERATORS).filter(|other| by[n] & sounding & (1 << other) != 0) {
                input.iter_mut().zip(&sounds[other]).for_each(|(input, sound)| *input += sound);
            }
            let sound = &mut sounds[n];
            if n == OPERATORS - 1 && before.feedback + course.feedback > 0.0 {
                let contour = Ramp::of(contour[0], contour[1]);
                let feedback = Ramp::of(before.feedback, course.feedback);
                let gain = Ramp::of(before.gains[n], course.gains[n]);
                self.fed = fed_back(self.fed, start, phase, contour, feedback, sound);
                sound.iter_mut().zip(&TIMES).for_each(|(sound, time)| *sound *= gain.at(*time));
            } else {
                let held = Ramp::of(before.inputs[n], course.inputs[n]);
                for ((sound, input), time) in sound.iter_mut().zip(&input).zip(&TIMES) {
                    *sound = sine(phase.turned(start, *time) + input * held.at(*time)) * level.at(*time);
                }
            }
            if turning & (1 << n) == 0 {
                sum.iter_mut().zip(&sounds[n]).for_each(|(sum, sound)| *sum += sound);
            }
        }
        let (even, odd) = sum.split_at(BLOCK);
        if let (Ok(even), Ok(odd)) = (even.try_into(), odd.try_into()) {
            self.halving.process(even, odd, out);
        }
    }
}

/// Operator 6 turning itself by the mean of its last two outputs, as the DX7 has it. Frames and the steps between them are two runs
/// side by side, so that neither waits for the other.
#[inline(always)]
fn fed_back(
    mut fed: [[f32; 2]; 2],
    start: f32,
    phase: Ramp,
    level: Ramp,
    feedback: Ramp,
    sound: &mut [f32; STEPS],
) -> [[f32; 2]; 2] {
    let (even, odd) = sound.split_at_mut(BLOCK);
    for (n, pair) in even.iter_mut().zip(odd).enumerate() {
        let time = [0, 1].map(|m: usize| (2 * n + m) as f32);
        let next: [f32; 2] = std::array::from_fn(|m| {
            let own = 0.5 * (fed[0][m] + fed[1][m]) * feedback.at(time[m]);
            sine(phase.turned(start, time[m]) + own) * level.at(time[m])
        });
        fed = [next, fed[0]];
        (*pair.0, *pair.1) = (next[0], next[1]);
    }
    fed
}

/// A value that goes straight through a block.
#[derive(Clone, Copy)]
struct Ramp {
    from: f32,
    slope: f32,
}

impl Ramp {
    fn of(from: f32, to: f32) -> Ramp {
        Ramp { from, slope: (to - from) / STEPS as f32 }
    }

    #[inline(always)]
    fn at(self, time: f32) -> f32 {
        self.from + self.slope * time
    }

    /// The phase at a time, if this is its speed.
    #[inline(always)]
    fn turned(self, start: f32, time: f32) -> f32 {
        start + time * (self.from + 0.5 * self.slope * (time - 1.0))
    }
}
