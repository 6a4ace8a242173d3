//! All-passes in a row whose corners wander together: beside the sound itself they make a notch for every two of them.

use super::runs::Runs;
use super::swing::{SPANS, Swing};
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// How many all-passes there are.
const STAGES: &[&str] = &["4", "6", "8", "10", "12"];

/// As many as there can be.
const MOST: usize = 12;

/// Frames after which the motion is looked at anew; the coefficient goes straight between.
const STEP: usize = 16;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "phaser" stages: choice(STAGES, 1.0) "" "how many all-passes there are: a notch for every two";
    "phaser" center: exponential(50.0, 8_000.0, 700.0) "Hz" "around this it wanders";
    "phaser" depth: linear(0.0, 36.0, 18.0) "st" "how far it wanders up and down";
    "phaser" feedback: linear(-0.95, 0.95, 0.4) "" "how much comes back; below 0 it comes back upside down";
    "motion" span: choice(SPANS, 0.0) "" "the time of a turn";
    "motion" hertz: exponential(0.02, 10.0, 0.3) "Hz" "turns a second, where they do not follow the beat";
    "motion" phase: linear(0.0, 0.5, 0.25) "" "how many turns the right side is behind";
}

/// The running device.
pub struct Processor {
    rate: f32,
    swing: Swing,
    /// Octaves of the center above 1 Hz and of the depth, phase, feedback.
    controls: Glides<4>,
    /// How much is heard behind 4, 6, 8, 10 and 12 all-passes.
    heard: Glides<5>,
    states: [[f32; 2]; MOST],
    back: [f32; 2],
    /// The all-passes' coefficient of each side, and what a frame adds.
    place: [f32; 2],
    slope: [f32; 2],
    is_new: bool,
    runs: Runs<STEP>,
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.5;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            swing: Swing::default(),
            controls: Glides::default(),
            heard: Glides::default(),
            states: Default::default(),
            back: [0.0; 2],
            place: [0.0; 2],
            slope: [0.0; 2],
            is_new: true,
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.swing, self.controls, self.heard, self.states, self.back, self.runs) = Default::default();
        self.is_new = true;
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        self.swing.aim(settings.span, settings.hertz, beat_seconds, self.rate);
        let targets = [settings.center.log2(), settings.depth / 12.0, settings.phase, settings.feedback];
        self.controls.aim(targets, GLIDE * self.rate);
        let chosen = settings.stages as usize;
        let heard = std::array::from_fn(|choice| f32::from(u8::from(choice == chosen)));
        self.heard.aim(heard, GLIDE * self.rate);
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right, ends);
        }
    }
}

impl Processor {
    /// At most [`STEP`] frames.
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32], ends: bool) {
        if std::mem::take(&mut self.is_new) {
            self.turn(false);
        }
        let (mut states, mut back, mut place) = (self.states, self.back, self.place);
        for (left, right) in left.iter_mut().zip(right) {
            let [_, _, _, feedback] = self.controls.step();
            let heard = self.heard.step();
            let last = 4 + 2 * heard.iter().rposition(|share| *share > 0.0).unwrap_or(0);
            let mut sound = [*left + back[0] * feedback, *right + back[1] * feedback];
            let mut out = [0.0; 2];
            place.iter_mut().zip(self.slope).for_each(|(place, slope)| *place += slope);
            for (stage, state) in states.iter_mut().enumerate().take(last) {
                for side in 0..2 {
                    let passed = place[side] * sound[side] + state[side];
                    state[side] = sound[side] - place[side] * passed;
                    sound[side] = passed;
                }
                if stage >= 3 && stage % 2 == 1 {
                    let share = heard[(stage - 3) / 2];
                    out = [out[0] + sound[0] * share, out[1] + sound[1] * share];
                }
            }
            back = out;
            [*left, *right] = out;
        }
        (self.states, self.back, self.place) = (states, back, place);
        if ends {
            for value in self.states.as_flattened_mut().iter_mut().chain(&mut self.back) {
                *value = if value.abs() > 1e-9 && value.abs() < 1e9 { *value } else { 0.0 };
            }
            self.turn(true);
        }
    }

    /// Aims the coefficients of the next step; at first they are there at once.
    fn turn(&mut self, smoothly: bool) {
        let turn = self.swing.advance(STEP);
        let [center, depth, phase, _] = self.controls.now();
        for (side, behind) in [0.0, phase].into_iter().enumerate() {
            let corner = (center + depth * sine(turn - behind)).exp2().clamp(10.0, self.rate * 0.45);
            let tangent = (std::f32::consts::PI * corner / self.rate).tan();
            let wanted = (tangent - 1.0) / (tangent + 1.0);
            if !smoothly {
                self.place[side] = wanted;
            }
            self.slope[side] = (wanted - self.place[side]) / STEP as f32;
        }
    }
}
