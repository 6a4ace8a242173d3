//! The level swings, or the sound wanders from side to side, by itself or in time with the song.

use super::runs::{RUN, Runs};
use super::swing::{SPANS, Swing};
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "motion" span: choice(SPANS, 7.0) "" "the time of a turn";
    "motion" hertz: exponential(0.05, 20.0, 4.0) "Hz" "turns a second, where they do not follow the beat";
    "motion" depth: linear(0.0, 1.0, 0.6) "" "how far the level falls";
    "motion" hardness: linear(0.0, 1.0, 0.0) "" "from a sine (0) to almost a square (1)";
    "motion" phase: linear(0.0, 0.5, 0.0) "" "how many turns the right side is behind: 0.5 wanders from side to side";
}

/// The running device.
pub struct Processor {
    rate: f32,
    swing: Swing,
    /// Depth, steepness, phase.
    controls: Glides<3>,
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            swing: Swing::default(),
            controls: Glides::default(),
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.swing, self.controls, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        self.swing.aim(settings.span, settings.hertz, beat_seconds, self.rate);
        let steep = 1.0 + 11.0 * settings.hardness * settings.hardness;
        self.controls.aim([settings.depth, steep, settings.phase], GLIDE * self.rate);
        let (glides, swing) = (&mut self.controls, &mut self.swing);
        for (left, right, _) in self.runs.cut(block) {
            let frames = left.len();
            let mut rows = [[0.0; RUN]; 3];
            glides.rows(frames, &mut rows);
            let [depth, steep, phase] = &rows;
            let mut turns = [0.0; RUN];
            turns[..frames].fill_with(|| swing.advance(1));
            for (channel, side) in [(left, 0.0), (right, 1.0)] {
                for (n, sample) in channel.iter_mut().enumerate() {
                    // A quarter on, so that each turn begins at the full level.
                    let level = hardened(sine(turns[n] + 0.25 - phase[n] * side), steep[n]);
                    *sample *= 1.0 - depth[n] * (0.5 - 0.5 * level);
                }
            }
        }
    }
}

/// A sine made steeper where it crosses 0; its ends stay.
#[inline(always)]
fn hardened(sine: f32, steep: f32) -> f32 {
    sine * steep / (1.0 + (steep * steep - 1.0) * sine * sine).sqrt()
}
