//! Several voices of one: each side has two taps of a delay whose times sway, against each other and against the other side.

use super::line::{Line, Pole};
use super::runs::{RUN, Runs};
use super::swing::{SPANS, Swing};
use crate::dsp::drift::Drifts;
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// Voices a side.
const VOICES: usize = 2;

/// The longest time in seconds: delay and depth together.
const LONGEST: f32 = 0.06;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.1;

parameters! {
    /// The saved settings.
    Settings {}
    "motion" span: choice(SPANS, 0.0) "" "the time of a turn";
    "motion" hertz: exponential(0.05, 10.0, 0.6) "Hz" "turns a second, where they do not follow the beat";
    "time" delay: exponential(0.002, 0.04, 0.012) "s" "how far the voices are behind";
    "time" depth: linear(0.0, 0.01, 0.003) "s" "how far they sway";
    "tone" low_cut: exponential(10.0, 1_000.0, 60.0) "Hz" "what lies below does not sway";
    "tone" spread: linear(0.0, 1.0, 1.0) "" "how far the voices are apart, left and right";
}

/// The running device.
pub struct Processor {
    rate: f32,
    swing: Swing,
    /// Frames of delay and depth, coefficient of the cut, spread.
    controls: Drifts<4>,
    lines: [Line; 2],
    cuts: [Pole; 2],
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.5;

    fn new(rate: SampleRate) -> Self {
        let line = || Line::new((LONGEST * rate.hertz()) as usize + RUN);
        Processor {
            rate: rate.hertz(),
            swing: Swing::default(),
            controls: Drifts::default(),
            lines: [line(), line()],
            cuts: Default::default(),
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.swing, self.controls, self.cuts, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        self.swing.aim(settings.span, settings.hertz, beat_seconds, self.rate);
        let depth = settings.depth.min(settings.delay * 0.9) * self.rate;
        let cut = Pole::coefficient(settings.low_cut, self.rate);
        self.controls.aim([settings.delay * self.rate, depth, cut, settings.spread], GLIDE * self.rate);
        for (left, right, _) in self.runs.cut(block) {
            self.run(left, right);
        }
    }
}

impl Processor {
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let frames = left.len();
        let mut rows = [[0.0; RUN]; 4];
        self.controls.rows(frames, &mut rows);
        let [delay, depth, cut, spread] = &rows;
        let mut turns = [0.0; RUN];
        turns[..frames].fill_with(|| self.swing.advance(1));
        let mut sides = [[0.0f32; RUN]; 2];
        for (side, channel) in [&*left, &*right].into_iter().enumerate() {
            let mut high = [0.0; RUN];
            for (n, (high, sample)) in high.iter_mut().zip(channel).enumerate() {
                *high = self.cuts[side].high(*sample, cut[n]);
            }
            self.lines[side].write(&high[..frames]);
            for voice in 0..VOICES {
                // The four voices of both sides are a quarter of a turn apart.
                let behind = (voice * 2 + side) as f32 / (2 * VOICES) as f32;
                let mut times = [0.0; RUN];
                for (n, time) in times.iter_mut().enumerate() {
                    *time = delay[n] + depth[n] * sine(turns[n] + behind);
                }
                let mut late = [0.0; RUN];
                self.lines[side].curved(&times[..frames], &mut late);
                sides[side].iter_mut().zip(late).for_each(|(sum, late)| *sum += late);
            }
        }
        let [one, two] = &sides;
        for (n, (left, right)) in left.iter_mut().zip(right).enumerate() {
            // Each voice is as loud as half of what comes in: two that do not agree make as much power as one.
            const LOUD: f32 = std::f32::consts::FRAC_1_SQRT_2;
            let (middle, apart) = ((one[n] + two[n]) * 0.5, (one[n] - two[n]) * 0.5 * spread[n]);
            (*left, *right) = ((middle + apart) * LOUD, (middle - apart) * LOUD);
        }
    }
}
