//! The sound of a room: eight delay lines that feed each other through a Householder matrix (Jot and Chaigne 1991), each with a
//! gain and a damping that give every band its decay time, slowly modulated, behind two all-pass diffusers a side.

use super::line::{Line, Pole};
use crate::dsp::drift::Drifts;
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

const LINES: usize = 8;

/// Frames that are computed together: fewer than the shortest line has at the lowest rate and size (4.77 ms at 8,000 Hz).
const CHUNK: usize = 32;

/// Lengths in milliseconds at size 1: without common divisors, so that echoes fall on different moments.
const LENGTHS: [f32; LINES] = [31.7, 37.1, 41.9, 47.3, 53.9, 61.1, 67.3, 73.9];

/// Lengths of the diffusers in milliseconds, left and right.
const DIFFUSERS: [[f32; 2]; 2] = [[4.77, 9.31], [5.23, 8.87]];

const LONGEST_PRE_DELAY: f32 = 0.25;

/// From here on, in Hz, nothing is damped.
const OPEN: f32 = 20_000.0;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.3;

parameters! {
    /// The saved settings.
    Settings {}
    "room" decay: exponential(0.2, 20.0, 2.2) "s" "the time in which the sound falls by 60 dB";
    "room" size: linear(0.3, 1.8, 1.0) "" "how large the room is";
    "room" pre_delay: linear(0.0, 0.25, 0.012) "s" "silence before the room answers";
    "room" motion: linear(0.0, 1.0, 0.35) "" "how much the room moves; 0 is still";
    "tone" damping: exponential(500.0, 20_000.0, 6_000.0) "Hz" "here the sound decays in half of the time, above it faster; 20,000 damps nothing";
    "tone" low_cut: exponential(10.0, 1_000.0, 120.0) "Hz" "what lies below does not reach the room";
    "tone" width: linear(0.0, 1.0, 1.0) "" "how far left and right are apart";
}

/// The running device.
pub struct Processor {
    rate: f32,
    lines: [Line; LINES],
    /// Their lengths in frames at size 1.
    lengths: [f32; LINES],
    dampers: [Pole; LINES],
    diffusers: [[Line; 2]; 2],
    pre_delay: [Line; 2],
    cuts: [Pole; 2],
    /// Size, frames of the pre-delay, frames of the motion, width, coefficient of the low cut.
    controls: Drifts<5>,
    /// Of each line, and the coefficient of its damping.
    gains: Glides<LINES>,
    dampings: Glides<LINES>,
    turn: f32,
    last: Option<Settings>,
    targets: ([f32; 5], [[f32; LINES]; 2]),
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.25;

    fn new(rate: SampleRate) -> Self {
        let frames = |seconds: f32| (seconds * rate.hertz()) as usize + 64;
        Processor {
            rate: rate.hertz(),
            lines: LENGTHS.map(|length| Line::new(frames(length * 1.8 / 1_000.0))),
            lengths: LENGTHS.map(|length| length * rate.hertz() / 1_000.0),
            dampers: Default::default(),
            diffusers: DIFFUSERS.map(|side| side.map(|length| Line::new(frames(length / 1_000.0)))),
            pre_delay: [Line::new(frames(LONGEST_PRE_DELAY)), Line::new(frames(LONGEST_PRE_DELAY))],
            cuts: Default::default(),
            controls: Drifts::default(),
            gains: Glides::default(),
            dampings: Glides::default(),
            turn: 0.0,
            last: None,
            targets: Default::default(),
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        self.diffusers.iter_mut().flatten().for_each(Line::reset);
        self.pre_delay.iter_mut().for_each(Line::reset);
        (self.dampers, self.cuts, self.controls, self.turn) = Default::default();
        (self.gains, self.dampings) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        if self.last.as_ref() != Some(settings) {
            let rate = self.rate;
            let cut = Pole::coefficient(settings.low_cut, rate);
            let decay = settings.decay.max(0.05);
            let gains = LENGTHS.map(|length| 0.001f32.powf(length * settings.size / 1_000.0 / decay));
            let depth = settings.motion * 0.0004 * rate;
            let pre_delay = (settings.pre_delay * rate).floor();
            let dampings = gains.map(|gain| damping(gain, settings.damping, rate));
            self.targets = ([settings.size, pre_delay, depth, settings.width, cut], [gains, dampings]);
            self.last = Some(settings.clone());
        }
        self.controls.aim(self.targets.0, GLIDE * self.rate);
        self.gains.aim(self.targets.1[0], GLIDE * self.rate);
        self.dampings.aim(self.targets.1[1], GLIDE * self.rate);
        let Stereo { left, right } = block;
        for (left, right) in left.chunks_mut(CHUNK).zip(right.chunks_mut(CHUNK)) {
            self.chunk(left, right);
        }
    }
}

impl Processor {
    /// At most [`CHUNK`] frames: no line is shorter, so that what comes out of each is known before anything goes in.
    #[inline(always)]
    fn chunk(&mut self, left: &mut [f32], right: &mut [f32]) {
        let frames = left.len();
        let mut controls = [[0.0; CHUNK]; 5];
        self.controls.rows(frames, &mut controls);
        let [sizes, _, depths, widths, _] = &controls;
        let mut inputs = [[0.0; CHUNK]; 2];
        for (side, samples) in [&*left, &*right].into_iter().enumerate() {
            self.diffuse(side, samples, &controls, &mut inputs[side][..frames]);
        }

        let mut turns = [0.0; CHUNK];
        for turn in &mut turns[..frames] {
            self.turn = wrapped(self.turn + 0.6 / self.rate);
            *turn = self.turn;
        }
        let mut heard = [[0.0; LINES]; CHUNK];
        for (n, line) in self.lines.iter().enumerate() {
            let length = self.lengths[n];
            let lengths: [f32; CHUNK] = std::array::from_fn(|at| {
                let sway = depths[at] * swing(turns[at] + n as f32 / LINES as f32);
                length * sizes[at] + depths[at] + sway - 1.0
            });
            let mut late = [0.0; CHUNK];
            line.fine(&lengths[..frames], &mut late);
            heard.iter_mut().zip(late).for_each(|(heard, late)| heard[n] = late);
        }
        for (at, outs) in heard.iter_mut().enumerate().take(frames) {
            let (width, gains, dampings) = (widths[at], self.gains.step(), self.dampings.step());
            for (n, out) in outs.iter_mut().enumerate() {
                *out = self.dampers[n].low(*out, dampings[n]) * gains[n];
            }
            let sum = |first: usize| outs[first] - outs[first + 2] + outs[first + 4] - outs[first + 6];
            let (one, two) = (sum(0) * 0.5, sum(1) * 0.5);
            let (middle, side) = ((one + two) * 0.5, (one - two) * 0.5 * width);
            (left[at], right[at]) = (middle + side, middle - side);
            let mean = outs.iter().sum::<f32>() * (2.0 / LINES as f32);
            for (n, out) in outs.iter_mut().enumerate() {
                *out += inputs[n % 2][at] - mean;
            }
        }
        for (n, line) in self.lines.iter_mut().enumerate() {
            line.write(&std::array::from_fn::<f32, CHUNK, _>(|at| heard[at][n])[..frames]);
        }
    }

    /// What reaches the room of one side: without the lows, later, and blurred by two all-passes.
    #[inline(always)]
    fn diffuse(&mut self, side: usize, samples: &[f32], controls: &[[f32; CHUNK]; 5], out: &mut [f32]) {
        let (pre_delay, pole) = (&mut self.pre_delay[side], &mut self.cuts[side]);
        for ((out, sample), cut) in out.iter_mut().zip(samples).zip(&controls[4]) {
            *out = pole.high(*sample, *cut);
        }
        pre_delay.write(out);
        let last = (out.len() - 1) as f32;
        let times = controls[1].map(|time| time + last);
        pre_delay.moving(&times[..out.len()], out);
        for (line, length) in self.diffusers[side].iter_mut().zip(DIFFUSERS[side]) {
            let mut late = [0.0; CHUNK];
            line.taps((length * self.rate / 1_000.0) as usize, &mut late[..out.len()]);
            for (sample, late) in out.iter_mut().zip(&mut late) {
                let fed = *sample + *late * 0.62;
                *sample = *late - fed * 0.62;
                *late = fed;
            }
            line.write(&late[..out.len()]);
        }
    }
}

/// The coefficient of a line's damping: at `hertz` a pole takes as much as the line's gain does (Jot and Chaigne 1991), so that the sound
/// decays there in half of the time, whatever that is. Where half of the rate lies below, what it takes there.
fn damping(gain: f32, hertz: f32, rate: f32) -> f32 {
    if hertz >= OPEN {
        return 1.0;
    }
    let edge = f64::from(hertz.min(0.49 * rate));
    let power = f64::from(gain).powf(2.0 * (edge / f64::from(hertz)).powi(2));
    let (taken, way) = (1.0 - power, 1.0 - power * (std::f64::consts::TAU * edge / f64::from(rate)).cos());
    let pole = (way - (way * way - taken * taken).max(0.0).sqrt()) / taken.max(1e-9);
    (1.0 - pole) as f32
}

/// A smooth swing between −1 and 1 over one turn: a parabola for each half.
#[inline(always)]
fn swing(turn: f32) -> f32 {
    let place = wrapped(turn) * 2.0 - 1.0;
    4.0 * place * (1.0 - place.abs())
}

/// The part behind the point of a number from 0 to 2.
#[inline(always)]
fn wrapped(turn: f32) -> f32 {
    if turn >= 1.0 { turn - 1.0 } else { turn }
}
