//! Lets through what is loud enough: opens above a threshold, closes some dB below it, after a hold.

use super::runs::{Key, RUN, Runs};
use crate::dsp::level::Level;
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::{Glides, share};
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;

/// The time in which the measured level falls by 60 dB, in seconds: longer than a turn of the lowest notes.
const FALL: f32 = 0.05;

/// Seconds in which the range goes to where it is set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "gate" threshold: linear(-80.0, 0.0, -45.0) "dB" "above this it opens";
    "gate" hysteresis: linear(0.0, 24.0, 4.0) "dB" "how far below that it closes";
    "gate" range: linear(-60.0, 0.0, -60.0) "dB" "the level while it is closed; −60 is silence";
    "time" attack: exponential(0.0001, 0.1, 0.001) "s" "how fast it opens";
    "time" hold: linear(0.0, 1.0, 0.03) "s" "how long it stays open at least";
    "time" release: exponential(0.005, 2.0, 0.1) "s" "how fast it closes";
}

/// The running device.
pub struct Processor {
    rate: f32,
    fall: f32,
    /// The last settings, and what follows from them: levels to open and to close at, attack and release for a frame.
    last: Option<Settings>,
    opens: f32,
    closes: f32,
    ways: [f32; 2],
    range_level: Level,
    range: Glides<1>,
    level: f32,
    is_open: bool,
    held: u32,
    /// How far it is open, 0 to 1.
    open: f32,
    least: f32,
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let rate = rate.hertz();
        Processor {
            rate,
            fall: 0.001f32.powf(1.0 / (FALL * rate)),
            last: None,
            opens: 0.0,
            closes: 0.0,
            ways: [0.0; 2],
            range_level: Level::default(),
            range: Glides::default(),
            level: 0.0,
            is_open: false,
            held: 0,
            open: 0.0,
            least: 1.0,
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.range, self.level, self.is_open, self.held, self.open, self.runs) = Default::default();
        self.least = 1.0;
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

    const REDUCES: bool = true;

    fn reduction(&mut self) -> f32 {
        Decibels::of_gain(std::mem::replace(&mut self.least, 1.0)).0.min(0.0)
    }
}

impl Processor {
    #[inline(always)]
    fn work(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo, mut key: Key) {
        if self.last.as_ref() != Some(settings) {
            self.opens = Decibels(settings.threshold).factor();
            self.closes = Decibels(settings.threshold - settings.hysteresis).factor();
            self.ways = [settings.attack, settings.release].map(|seconds| share(1, seconds, self.rate));
            self.last = Some(settings.clone());
        }
        let hold = (settings.hold * self.rate) as u32;
        self.range.aim([self.range_level.gain(Decibels(settings.range))], GLIDE * self.rate);
        for (left, right, ends) in self.runs.cut(block) {
            self.run(hold, left, right, &mut key);
            if ends {
                self.level = if self.level > 1e-9 && self.level < 1e9 { self.level } else { 0.0 };
                self.open = if self.open > 1e-7 || self.is_open { self.open } else { 0.0 };
            }
        }
    }

    #[inline(always)]
    fn run(&mut self, hold: u32, left: &mut [f32], right: &mut [f32], key: &mut Key) {
        let mut range = [[0.0; RUN]];
        self.range.rows(left.len(), &mut range);
        let (mut level, mut open) = (self.level, self.open);
        let [ones, twos] = key.next(left, right);
        let mut peaks = [0.0; RUN];
        for (peak, (one, two)) in peaks.iter_mut().zip(ones.iter().zip(twos)) {
            *peak = if one.abs() > two.abs() { one.abs() } else { two.abs() };
        }
        for ((left, right), (range, peak)) in left.iter_mut().zip(right).zip(range[0].iter().zip(peaks)) {
            let fallen = level * self.fall;
            level = if peak > fallen { peak } else { fallen };
            if level > self.opens || (self.is_open && level > self.closes) {
                (self.is_open, self.held) = (true, hold);
            } else if self.held > 0 {
                self.held -= 1;
            } else {
                self.is_open = false;
            }
            let (wanted, way) = if self.is_open { (1.0, self.ways[0]) } else { (0.0, self.ways[1]) };
            open += (wanted - open) * way;
            let gain = range + (1.0 - range) * open;
            self.least = if gain < self.least { gain } else { self.least };
            (*left, *right) = (*left * gain, *right * gain);
        }
        (self.level, self.open) = (level, open);
    }
}
