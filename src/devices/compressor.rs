//! Makes what is loud softer: a static curve with a soft knee in dB, and a gain that follows it smoothly (Giannoulis, Massberg and
//! Reiss, "Digital dynamic range compressor design", 2012: log-domain detector, smooth and branching).

use super::Processor as _;
use super::late::Late;
use super::runs::{Key, RUN, Runs};
use crate::dsp::logarithm::{DECIBELS, exp2, log2};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::{Glides, share};
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// How the level is measured.
const DETECTORS: &[&str] = &["peak", "RMS"];

/// The longest time to look ahead, in seconds.
const LONGEST_AHEAD: f32 = 0.01;

/// The time constant of the mean of squares, in seconds.
const MEAN: f32 = 0.01;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "curve" threshold: linear(-60.0, 0.0, -18.0) "dB" "above this it is made softer";
    "curve" ratio: exponential(1.0, 20.0, 3.0) "" "how many dB more come in for one that goes out";
    "curve" knee: linear(0.0, 24.0, 6.0) "dB" "how gradually it begins around the threshold";
    "curve" make_up: linear(-12.0, 24.0, 0.0) "dB" "how much louder everything is made behind";
    "time" attack: exponential(0.0001, 0.2, 0.01) "s" "how fast it becomes softer";
    "time" release: exponential(0.005, 2.0, 0.12) "s" "how fast it comes back";
    "time" ahead: linear(0.0, 0.01, 0.0) "s" "how long it knows beforehand; everything sounds so much later";
    "detector" detector: choice(DETECTORS, 0.0) "" "whether peaks or the mean of squares count as level";
    "detector" link: linear(0.0, 1.0, 1.0) "" "how much the louder side counts for both";
}

/// The static curve: what is taken away, in dB (0 or above), of a level so many dB above the threshold. `slope` is 1 − 1 / ratio,
/// `knee` its width in dB.
#[inline(always)]
pub fn reduced(above: f32, slope: f32, knee: f32) -> f32 {
    let knee = knee.max(0.01);
    let into = above + 0.5 * knee;
    let within = if into > 0.0 { into } else { 0.0 };
    let within = if within < knee { within } else { knee };
    let beyond = if into > knee { into - knee } else { 0.0 };
    slope * (within * within / (2.0 * knee) + beyond)
}

impl Settings {
    fn slope(&self) -> f32 {
        1.0 - 1.0 / self.ratio
    }

    /// The static curve as it is set: the level that goes out for a steady one of `input` dB, in dB.
    pub fn output(&self, input: f32) -> f32 {
        input + self.make_up - reduced(input - self.threshold, self.slope(), self.knee)
    }

    /// The steady level of which the static curve takes so much away, both in dB, `reduction` 0 or below; `None` if it takes nothing away
    /// of any.
    pub fn input(&self, reduction: f32) -> Option<f32> {
        let (taken, slope, knee) = (-reduction, self.slope(), self.knee.max(0.01));
        if taken <= 0.0 || slope <= 0.0 {
            return None;
        }
        let within = (2.0 * knee * taken / slope).sqrt();
        Some(self.threshold + if within < knee { within - 0.5 * knee } else { taken / slope })
    }
}

/// Follows the static curve's answer in time: down in the attack's time, up in the release's.
#[inline(always)]
pub fn follow(state: &mut f32, wanted: f32, attack: f32, release: f32) -> f32 {
    let way = wanted - *state;
    *state += way * if way > 0.0 { attack } else { release };
    *state
}

/// The running device.
pub struct Processor {
    rate: f32,
    late: Late,
    runs: Runs,
    /// Threshold, slope, knee, make-up, how much the mean of squares counts, link.
    controls: Glides<6>,
    means: [f32; 2],
    mean_way: f32,
    /// What is taken away now, in dB.
    taken: [f32; 2],
    times: [f32; 2],
    ways: [f32; 2],
    most: f32,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let rate = rate.hertz();
        Processor {
            rate,
            late: Late::new((LONGEST_AHEAD * rate) as usize, rate),
            runs: Runs::default(),
            controls: Glides::default(),
            means: [0.0; 2],
            mean_way: share(1, MEAN, rate),
            taken: [0.0; 2],
            times: [0.0; 2],
            ways: [0.0; 2],
            most: 0.0,
        }
    }

    fn reset(&mut self) {
        self.late.reset();
        (self.runs, self.controls, self.means, self.taken) = Default::default();
        self.most = 0.0;
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

    fn latency(&self, settings: &Settings) -> usize {
        ((settings.ahead * self.rate).round() as usize).min(self.late.longest())
    }

    fn latest(&self) -> usize {
        self.late.longest()
    }

    const REDUCES: bool = true;

    fn reduction(&mut self) -> f32 {
        -std::mem::replace(&mut self.most, 0.0)
    }
}

impl Processor {
    #[inline(always)]
    fn work(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo, mut key: Key) {
        let Settings { threshold, knee, make_up, attack, release, detector, link, .. } = *settings;
        self.late.aim(self.latency(settings));
        self.controls.aim([threshold, settings.slope(), knee, make_up, detector, link], GLIDE * self.rate);
        if self.times != [attack, release] {
            self.times = [attack, release];
            self.ways = self.times.map(|seconds| share(1, seconds, self.rate));
        }
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right, &mut key);
            if ends {
                let settled = |value: f32| if value > 1e-9 && value < 1e9 { value } else { 0.0 };
                (self.means, self.taken) = (self.means.map(settled), self.taken.map(settled));
            }
        }
    }

    /// At most [`RUN`] frames.
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32], key: &mut Key) {
        let frames = left.len();
        let mut controls = [[0.0; RUN]; 6];
        self.controls.rows(frames, &mut controls);
        let [threshold, slope, knee, make_up, mean, link] = &controls;
        let mut levels = [[0.0f32; RUN]; 2];
        for (side, channel) in key.next(left, right).into_iter().enumerate() {
            self.levels(side, channel, mean, &mut levels[side]);
        }
        self.late.run(left, right);
        for n in 0..RUN {
            let (one, two) = (levels[0][n], levels[1][n]);
            let louder = if one > two { one } else { two };
            levels[0][n] = reduced(one + (louder - one) * link[n] - threshold[n], slope[n], knee[n]);
            levels[1][n] = reduced(two + (louder - two) * link[n] - threshold[n], slope[n], knee[n]);
        }
        let ([attack, release], [mut one, mut two]) = (self.ways, self.taken);
        let [ones, twos] = &mut levels;
        for (first, second) in ones.iter_mut().zip(twos).take(frames) {
            *first = follow(&mut one, *first, attack, release);
            *second = follow(&mut two, *second, attack, release);
        }
        self.taken = [one, two];
        for (channel, levels) in [left, right].into_iter().zip(&levels) {
            let taken = &levels[..frames];
            self.most = taken.iter().fold(self.most, |most, taken| if *taken > most { *taken } else { most });
            for ((sample, taken), make_up) in channel.iter_mut().zip(taken).zip(make_up) {
                *sample *= exp2((make_up - taken) * (1.0 / DECIBELS));
            }
        }
    }

    /// The level of one side in dB.
    #[inline(always)]
    fn levels(&mut self, side: usize, channel: &[f32], means: &[f32; RUN], levels: &mut [f32; RUN]) {
        let mut mean = self.means[side];
        for ((level, sample), share) in levels.iter_mut().zip(channel).zip(means) {
            let square = sample * sample;
            mean += (square - mean) * self.mean_way;
            *level = square + (mean - square) * share;
        }
        self.means[side] = mean;
        for level in levels {
            let square = if *level > 1e-20 { *level } else { 1e-20 };
            *level = log2(square) * (0.5 * DECIBELS);
        }
    }
}
