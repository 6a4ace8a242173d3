//! Echoes in time with the song: two lines, fed back through a low and a high cut, side by side or crossing over.

use super::line::{Line, Pole};
use crate::dsp::drift::Drifts;
use crate::dsp::parameter::parameters;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// What the time follows: seconds, or a part of the beat.
const TIMES: &[&str] =
    &["seconds", "2 beats", "1 beat", "3/4 beat", "2/3 beat", "1/2 beat", "1/3 beat", "3/8 beat", "1/4 beat"];

/// Beats for each name in [`TIMES`].
const BEATS: &[f32] = &[0.0, 2.0, 1.0, 0.75, 2.0 / 3.0, 0.5, 1.0 / 3.0, 0.375, 0.25];

/// The longest delay in seconds.
const LONGEST: f32 = 4.0;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.1;

parameters! {
    /// The saved settings.
    Settings {}
    "time" time: choice(TIMES, 3.0) "" "the time of an echo";
    "time" seconds: exponential(0.001, 4.0, 0.35) "s" "the time of an echo when it does not follow the beat";
    "echo" feedback: linear(0.0, 0.98, 0.45) "" "how much of an echo comes back";
    "echo" cross: linear(0.0, 1.0, 1.0) "" "how much echoes change sides (ping-pong)";
    "tone" low_cut: exponential(10.0, 2_000.0, 180.0) "Hz" "what lies below is lost at each echo";
    "tone" high_cut: exponential(500.0, 20_000.0, 5_500.0) "Hz" "what lies above is lost at each echo";
}

/// The running device.
pub struct Processor {
    rate: f32,
    lines: [Line; 2],
    lows: [Pole; 2],
    highs: [Pole; 2],
    /// The time in frames, feedback, cross, coefficients of high and low cut.
    controls: Drifts<5>,
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.3;

    fn new(rate: SampleRate) -> Self {
        let line = || Line::new((LONGEST * rate.hertz()) as usize + 2);
        Processor {
            rate: rate.hertz(),
            lines: [line(), line()],
            lows: Default::default(),
            highs: Default::default(),
            controls: Drifts::default(),
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.lows, self.highs, self.controls) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, beat_seconds: f32, block: Stereo) {
        let seconds = match settings.time as usize {
            0 => settings.seconds,
            place => BEATS.get(place).copied().unwrap_or(1.0) * beat_seconds,
        };
        let frames = (seconds.clamp(0.001, LONGEST) * self.rate).max(1.0);
        let (low, high) =
            (Pole::coefficient(settings.high_cut, self.rate), Pole::coefficient(settings.low_cut, self.rate));
        self.controls.aim([frames, settings.feedback, settings.cross, low, high], GLIDE * self.rate);
        for (left, right) in block.left.iter_mut().zip(block.right.iter_mut()) {
            let [frames, feedback, cross, low, high] = self.controls.step();
            let echo = [self.lines[0].between(frames - 1.0), self.lines[1].between(frames - 1.0)];
            let back: [f32; 2] = std::array::from_fn(|side| {
                let turned = echo[side] + (echo[1 - side] - echo[side]) * cross;
                let cut = self.lows[side].low(turned, low);
                self.highs[side].high(cut, high) * feedback
            });
            let middle = (*left + *right) * 0.5;
            self.lines[0].push(back[0] + *left + (middle * 2.0 - *left) * cross);
            self.lines[1].push(back[1] + *right * (1.0 - cross));
            (*left, *right) = (echo[0], echo[1]);
        }
    }
}
