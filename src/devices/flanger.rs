//! A short delay that sways and is fed back: beside the sound itself it makes a comb whose teeth wander.

use super::line::Line;
use super::swing::{SPANS, Swing};
use crate::dsp::drift::Drifts;
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// The longest time in seconds, at the far end of the sway.
const LONGEST: f32 = 0.02;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.1;

parameters! {
    /// The saved settings.
    Settings {}
    "motion" span: choice(SPANS, 0.0) "" "the time of a turn";
    "motion" hertz: exponential(0.02, 10.0, 0.25) "Hz" "turns a second, where they do not follow the beat";
    "motion" phase: linear(0.0, 0.5, 0.25) "" "how many turns the right side is behind";
    "time" delay: exponential(0.000_1, 0.01, 0.002) "s" "the middle of the delay";
    "time" depth: linear(0.0, 1.0, 0.7) "" "how far it sways, as a part of itself";
    "echo" feedback: linear(-0.95, 0.95, 0.5) "" "how much comes back; below 0 it comes back upside down";
}

/// The running device.
pub struct Processor {
    rate: f32,
    swing: Swing,
    /// Frames of delay, depth, phase, feedback.
    controls: Drifts<4>,
    lines: [Line; 2],
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.5;

    fn new(rate: SampleRate) -> Self {
        let line = || Line::new((LONGEST * rate.hertz()) as usize + 4);
        Processor {
            rate: rate.hertz(),
            swing: Swing::default(),
            controls: Drifts::default(),
            lines: [line(), line()],
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.swing, self.controls) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        self.swing.aim(settings.span, settings.hertz, beat_seconds, self.rate);
        let targets = [settings.delay * self.rate, settings.depth, settings.phase, settings.feedback];
        self.controls.aim(targets, GLIDE * self.rate);
        for (left, right) in block.left.iter_mut().zip(block.right.iter_mut()) {
            let [delay, depth, phase, feedback] = self.controls.step();
            let turn = self.swing.advance(1);
            for (line, (sample, turn)) in self.lines.iter_mut().zip([(left, turn), (right, turn - phase)]) {
                // What is fed back is at least one frame old.
                let frames = delay * (1.0 + depth * sine(turn));
                let late = line.between(if frames > 1.0 { frames - 1.0 } else { 0.0 });
                line.push(*sample + late * feedback);
                *sample = late;
            }
        }
    }
}
