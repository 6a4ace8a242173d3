//! Bends the wave as tape, tubes and transistors do, at eight times the rate, so that hardly any of the new overtones come back from
//! half the rate as wrong notes. What is heard of tape, tube and hard is the mean of the curve over each step (Parker et al., "Reducing
//! the aliasing of nonlinear waveshaping using continuous-time convolution", 2016).

use super::line::Pole;
use super::runs::{RUN, Runs};
use crate::dsp::halfband::HalfBand;
use crate::dsp::parameter::parameters;
use crate::dsp::sine::sine;
use crate::dsp::smooth::Glides;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;

/// The shapes of the curve.
const SHAPES: &[&str] = &["tape", "tube", "hard", "fold"];

/// How many times the rate.
const TIMES: usize = 8;

/// Frames of the high rate that make the filters' delay a whole number of frames.
const PAD: usize = 2;

/// Frames that sound is late: of the three filters up and down, and of the pad.
const LATE: usize = 32;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

/// What lies below is direct current, in Hz.
const STILL: f32 = 5.0;

/// Around this the tone tilts, in Hz.
const TILT: f32 = 900.0;

/// How far a tube's curve is from its middle.
const BIAS: f32 = 0.45;

parameters! {
    /// The saved settings.
    Settings {}
    "saturation" drive: linear(0.0, 36.0, 9.0) "dB" "how far the wave is driven into the curve";
    "saturation" shape: choice(SHAPES, 0.0) "" "the curve that bends the wave";
    "saturation" tone: linear(-1.0, 1.0, 0.0) "" "darker (−1) or brighter (1), 6 dB at both ends";
    "saturation" output: linear(-36.0, 12.0, -3.0) "dB" "the level behind";
}

/// One side.
struct Side {
    filters: [HalfBand; 3],
    pad: [f32; PAD],
    /// The frame before, for the mean over a step.
    before: f32,
    still: Pole,
    tilt: Pole,
}

/// The running device.
pub struct Processor {
    rate: f32,
    /// Drive, levels of lows and highs behind, how much each shape is heard.
    controls: Glides<7>,
    last: Option<Settings>,
    targets: [f32; 7],
    sides: [Side; 2],
    still: f32,
    tilt: f32,
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let side = || Side {
            filters: [
                HalfBand::new(24, 8.0, RUN),
                HalfBand::new(16, 9.0, 2 * RUN),
                HalfBand::new(6, 8.0, 4 * RUN),
            ],
            pad: [0.0; PAD],
            before: 0.0,
            still: Pole::default(),
            tilt: Pole::default(),
        };
        Processor {
            rate: rate.hertz(),
            controls: Glides::default(),
            last: None,
            targets: [0.0; 7],
            sides: [side(), side()],
            still: Pole::coefficient(STILL, rate.hertz()),
            tilt: Pole::coefficient(TILT, rate.hertz()),
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        for side in &mut self.sides {
            side.filters.iter_mut().for_each(HalfBand::reset);
            (side.pad, side.before, side.still, side.tilt) = Default::default();
        }
        (self.controls, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        if self.last.as_ref() != Some(settings) {
            let linear = |decibels: f32| Decibels(decibels).factor();
            let Settings { drive, shape, tone, output } = *settings;
            let heard = |place: f32| f32::from(u8::from(shape == place));
            let (low, high) = (linear(output - 6.0 * tone), linear(output + 6.0 * tone));
            self.targets = [linear(drive), low, high, heard(0.0), heard(1.0), heard(2.0), heard(3.0)];
            self.last = Some(settings.clone());
        }
        self.controls.aim(self.targets, GLIDE * self.rate);
        for (left, right, _) in self.runs.cut(block) {
            let mut rows = [[0.0; RUN]; 7];
            self.controls.rows(left.len(), &mut rows);
            for (side, channel) in self.sides.iter_mut().zip([left, right]) {
                side.run(&rows, channel);
                for ((sample, low), high) in channel.iter_mut().zip(&rows[1]).zip(&rows[2]) {
                    let alive = side.still.high(*sample, self.still);
                    let dark = side.tilt.low(alive, self.tilt);
                    *sample = dark * low + (alive - dark) * high;
                }
            }
        }
    }

    fn latency(&self, _settings: &Settings) -> usize {
        LATE
    }

    fn latest(&self) -> usize {
        LATE
    }
}

impl Side {
    /// Drives, bends and brings back at most [`RUN`] frames.
    #[inline(always)]
    fn run(&mut self, rows: &[[f32; RUN]; 7], channel: &mut [f32]) {
        let frames = channel.len();
        let [drive, _, _, heard @ ..] = rows;
        for (sample, drive) in channel.iter_mut().zip(drive) {
            let driven = *sample * drive;
            *sample = if driven.abs() < 1e4 { driven } else { clamped(driven, 1e4) };
        }
        let (mut twice, mut fourfold) = ([0.0; 2 * RUN], [0.0; 4 * RUN]);
        let mut high = [0.0; TIMES * RUN + PAD + 1];
        let [first, second, third] = &mut self.filters;
        let (twice, fourfold) = (&mut twice[..2 * frames], &mut fourfold[..4 * frames]);
        first.up(channel, twice);
        second.up(twice, fourfold);
        // The frames before stand in front: first those that wait, then the one that was bent last.
        let count = TIMES * frames;
        third.up(fourfold, &mut high[PAD + 1..PAD + 1 + count]);
        high[0] = self.before;
        high[1..=PAD].copy_from_slice(&self.pad);
        self.before = high[count];
        self.pad.copy_from_slice(&high[count + 1..=count + PAD]);

        let mut bent = [0.0; TIMES * RUN];
        let bent = &mut bent[..count];
        let high = &high[..=count];
        for (shape, heard) in heard.iter().enumerate() {
            if heard[..frames].iter().all(|share| *share == 0.0) {
                continue;
            }
            match shape {
                0 => tape(high, heard, bent),
                1 => tube(high, heard, bent),
                2 => hard(high, heard, bent),
                _ => fold(high, heard, bent),
            }
        }
        third.down(bent, fourfold);
        second.down(fourfold, twice);
        first.down(twice, channel);
    }
}

#[inline(always)]
fn clamped(x: f32, edge: f32) -> f32 {
    let x = if x > -edge { x } else { -edge };
    if x < edge { x } else { edge }
}

/// Adds a curve of the frames in `from` behind the first, and of those before them, as much of it as is heard. `part` gives what the curve
/// needs of a frame by itself, beside the frame.
#[inline(always)]
fn bend(
    from: &[f32],
    heard: &[f32; RUN],
    to: &mut [f32],
    part: impl Fn(f32) -> f32,
    curve: impl Fn([f32; 2], [f32; 2]) -> f32,
) {
    for (frame, (to, share)) in to.as_chunks_mut::<TIMES>().0.iter_mut().zip(heard).enumerate() {
        let Some(near) = from[frame * TIMES..].first_chunk::<{ TIMES + 1 }>() else { return };
        let parts: [f32; TIMES + 1] = near.map(&part);
        for (n, to) in to.iter_mut().enumerate() {
            *to += curve([near[n], parts[n]], [near[n + 1], parts[n + 1]]) * share;
        }
    }
}

/// √(1 + x²).
#[inline(always)]
fn root(x: f32) -> f32 {
    (1.0 + x * x).sqrt()
}

/// The mean over a step of x / √(1 + x²), whose integral is √(1 + x²), which is given beside each end.
#[inline(always)]
fn soft([a, root_a]: [f32; 2], [b, root_b]: [f32; 2]) -> f32 {
    (a + b) / (root_a + root_b)
}

/// Soft on both sides.
#[inline(always)]
fn tape(from: &[f32], heard: &[f32; RUN], to: &mut [f32]) {
    bend(from, heard, to, root, soft);
}

/// Softer on one side than on the other: even overtones.
#[inline(always)]
fn tube(from: &[f32], heard: &[f32; RUN], to: &mut [f32]) {
    let still = BIAS / root(BIAS);
    // As steep in the middle as the other curves.
    let steep = (1.0 + BIAS * BIAS).powf(1.5);
    let biased = |x: f32| root(x + BIAS);
    bend(from, heard, to, biased, |[a, root_a], [b, root_b]| {
        (soft([a + BIAS, root_a], [b + BIAS, root_b]) - still) * steep
    });
}

/// Cut off.
#[inline(always)]
fn hard(from: &[f32], heard: &[f32; RUN], to: &mut [f32]) {
    // Steps shorter than this are taken in their middle: dividing by them would cost too many digits.
    const SHORT: f32 = 0.02;
    bend(
        from,
        heard,
        to,
        |_| 0.0,
        |[a, _], [b, _]| {
            let (inner_a, inner_b) = (clamped(a, 1.0), clamped(b, 1.0));
            let step = b - a;
            let outer = (b - inner_b).abs() - (a - inner_a).abs();
            let inner = 0.5 * (inner_b - inner_a) * (inner_b + inner_a);
            let middle = clamped(0.5 * (a + b), 1.0);
            if step.abs() > SHORT { (inner + outer) / step } else { middle }
        },
    );
}

/// Thrown back, again and again: a sine of the level.
#[inline(always)]
fn fold(from: &[f32], heard: &[f32; RUN], to: &mut [f32]) {
    bend(from, heard, to, |_| 0.0, |_, [x, _]| sine(x * 0.25));
}
