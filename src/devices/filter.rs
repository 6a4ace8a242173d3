//! A filter that may swing in time with the song and follow the level: state-variable, after Simper, "Linear trapezoidal integrated
//! state variable filter" (2013).

use super::runs::{Key, Runs};
use super::swing::{SPANS, Swing};
use crate::dsp::filter::Mode;
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::smooth::{Glides, share};
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// Frames after which swing and level are looked at anew; the cutoff goes straight between.
const STEP: usize = 16;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "filter" mode: choice(Mode::NAMES, 0.0) "" "what is let through";
    "filter" cutoff: exponential(20.0, 20_000.0, 1_200.0) "Hz" "where the filter begins";
    "filter" resonance: linear(0.0, 1.0, 0.25) "" "how much it rings there";
    "swing" span: choice(SPANS, 2.0) "" "the time of a turn";
    "swing" hertz: exponential(0.02, 20.0, 0.5) "Hz" "turns a second, where they do not follow the beat";
    "swing" swing: linear(0.0, 60.0, 0.0) "st" "how far the cutoff swings up and down";
    "swing" phase: linear(0.0, 0.5, 0.0) "" "how many turns the right side is behind";
    "level" follow: linear(-72.0, 72.0, 0.0) "st" "how far the cutoff goes at a level of 0 dB";
    "level" attack: exponential(0.001, 0.5, 0.005) "s" "how fast it follows a level up";
    "level" release: exponential(0.01, 2.0, 0.15) "s" "how fast it follows a level down";
}

/// One side.
#[derive(Clone, Copy, Default)]
struct Side {
    first: f32,
    second: f32,
    /// The tangent of half the cutoff, and where it goes in a step.
    g: f32,
    slope: f32,
}

/// The running device.
pub struct Processor {
    rate: f32,
    swing: Swing,
    /// Cutoff in octaves above 1 Hz, damping, swing and follow in octaves, phase; what is heard of input, band and low.
    controls: Glides<8>,
    sides: [Side; 2],
    level: f32,
    is_new: bool,
    times: [f32; 2],
    ways: [f32; 2],
    runs: Runs<STEP>,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            swing: Swing::default(),
            controls: Glides::default(),
            sides: Default::default(),
            level: 0.0,
            is_new: true,
            times: [0.0; 2],
            ways: [0.0; 2],
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.swing, self.controls, self.sides, self.level, self.runs) = Default::default();
        self.is_new = true;
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        self.work(settings, beat_seconds, block, Key::OWN);
    }

    const LISTENS: bool = true;

    #[inline(always)]
    fn process_keyed(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo, key: [&[f32]; 2]) {
        self.work(settings, beat_seconds, block, Key::of(key));
    }
}

impl Processor {
    #[inline(always)]
    fn work(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo, mut key: Key) {
        self.swing.aim(settings.span, settings.hertz, beat_seconds, self.rate);
        if self.times != [settings.attack, settings.release] {
            self.times = [settings.attack, settings.release];
            self.ways = self.times.map(|seconds| share(1, seconds, self.rate));
        }
        let damping = std::f32::consts::SQRT_2 * (1.0 - settings.resonance * 0.985);
        let (input, band, low) = Mode::of(settings.mode as usize).mix();
        let octaves = settings.cutoff.log2();
        let (swing, follow) = (settings.swing / 12.0, settings.follow / 12.0);
        let targets = [octaves, damping, swing, follow, settings.phase, input, band, low];
        self.controls.aim(targets, GLIDE * self.rate);
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right, &mut key, ends);
        }
    }

    /// At most [`STEP`] frames.
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32], key: &mut Key, ends: bool) {
        if std::mem::take(&mut self.is_new) {
            self.turn(false);
        }
        let mut sides = self.sides;
        let frames = left.len();
        let mut rows = [[0.0; STEP]; 8];
        self.controls.rows(frames, &mut rows);
        let [_, damping, _, _, _, input, band, low] = &rows;
        let [ones, twos] = key.next(left, right);
        let mut levels = [0.0f32; STEP];
        for (level, (one, two)) in levels.iter_mut().zip(ones.iter().zip(twos)) {
            *level = if one.abs() > two.abs() { one.abs() } else { two.abs() };
        }
        for n in 0..frames {
            let apart = levels[n] - self.level;
            self.level += apart * if apart > 0.0 { self.ways[0] } else { self.ways[1] };
            for (side, sample) in sides.iter_mut().zip([&mut left[n], &mut right[n]]) {
                side.g += side.slope;
                let (g, k) = (side.g, damping[n]);
                let a1 = 1.0 / (1.0 + g * (g + k));
                let v1 = a1 * (side.first + g * (*sample - side.second));
                let v2 = side.second + g * v1;
                (side.first, side.second) = (2.0 * v1 - side.first, 2.0 * v2 - side.second);
                *sample = input[n] * *sample + band[n] * k * v1 + low[n] * v2;
            }
        }
        self.sides = sides;
        if ends {
            for side in &mut self.sides {
                for value in [&mut side.first, &mut side.second] {
                    *value = if value.abs() > 1e-12 && value.abs() < 1e15 { *value } else { 0.0 };
                }
            }
            self.level = if self.level > 1e-9 && self.level < 1e9 { self.level } else { 0.0 };
            self.turn(true);
        }
    }

    /// Aims the cutoffs of the next step; at first they are there at once.
    fn turn(&mut self, smoothly: bool) {
        let turn = self.swing.advance(STEP);
        let [octaves, _, swing, follow, phase, ..] = self.controls.now();
        let level = self.level.min(1.0);
        for (side, behind) in self.sides.iter_mut().zip([0.0, phase]) {
            let octaves = octaves + swing * sine(turn - behind) + follow * level;
            let cutoff = octaves.exp2().clamp(10.0, self.rate * 0.49);
            let g = (std::f32::consts::PI * cutoff / self.rate).tan();
            if !smoothly {
                side.g = g;
            }
            side.slope = (g - side.g) / STEP as f32;
        }
    }
}
