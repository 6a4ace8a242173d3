//! Three compressors for lows, middle and highs, between crossovers of 24 dB an octave that add up to a flat sum (Linkwitz, "Active
//! crossover networks for noncoincident drivers", 1976; the lows are turned as the upper crossover turns the rest).

use super::compressor::{follow, reduced};
use super::runs::{RUN, Runs};
use crate::dsp::logarithm::{DECIBELS, exp2, log2};
use crate::dsp::matched::{Gains, ROW, State, run_row};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::{Glides, share};
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;
use std::f32::consts::{PI, SQRT_2};

const BANDS: usize = 3;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "bands" low_mid: exponential(40.0, 1_000.0, 160.0) "Hz" "where the middle begins";
    "bands" mid_high: exponential(1_000.0, 12_000.0, 2_500.0) "Hz" "where the highs begin";
    "low" low_threshold: linear(-60.0, 0.0, -20.0) "dB" "above this the lows are made softer";
    "low" low_ratio: exponential(1.0, 20.0, 2.0) "" "how many dB more come in for one that goes out";
    "low" low_gain: linear(-24.0, 24.0, 0.0) "dB" "how much louder the lows are made behind";
    "mid" mid_threshold: linear(-60.0, 0.0, -20.0) "dB" "above this the middle is made softer";
    "mid" mid_ratio: exponential(1.0, 20.0, 2.0) "" "how many dB more come in for one that goes out";
    "mid" mid_gain: linear(-24.0, 24.0, 0.0) "dB" "how much louder the middle is made behind";
    "high" high_threshold: linear(-60.0, 0.0, -20.0) "dB" "above this the highs are made softer";
    "high" high_ratio: exponential(1.0, 20.0, 2.0) "" "how many dB more come in for one that goes out";
    "high" high_gain: linear(-24.0, 24.0, 0.0) "dB" "how much louder the highs are made behind";
    "time" attack: exponential(0.0005, 0.2, 0.015) "s" "how fast it becomes softer";
    "time" release: exponential(0.01, 2.0, 0.15) "s" "how fast it comes back";
    "curve" knee: linear(0.0, 24.0, 6.0) "dB" "how gradually it begins around the thresholds";
}

/// The running device.
pub struct Processor {
    rate: f32,
    /// The tangents of half the crossovers.
    crossovers: Glides<2>,
    /// For each band threshold, slope and gain; the knee.
    controls: Glides<10>,
    last: Option<Settings>,
    tangents: [f32; 2],
    gains: [f32; BANDS],
    ways: [f32; 2],
    states: [[State; ROW]; BANDS],
    /// What is taken away in each band now, in dB.
    taken: [f32; BANDS],
    most: f32,
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            crossovers: Glides::default(),
            controls: Glides::default(),
            last: None,
            tangents: [0.0; 2],
            gains: [1.0; BANDS],
            ways: [0.0; 2],
            states: Default::default(),
            taken: [0.0; BANDS],
            most: 0.0,
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.crossovers, self.controls, self.states, self.taken, self.runs) = Default::default();
        self.most = 0.0;
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        if self.last.as_ref() != Some(settings) {
            let tangent = |hertz: f32| (PI * (hertz / self.rate).min(0.45)).tan();
            self.tangents = [tangent(settings.low_mid), tangent(settings.mid_high)];
            self.ways = [settings.attack, settings.release].map(|seconds| share(1, seconds, self.rate));
            self.gains = [settings.low_gain, settings.mid_gain, settings.high_gain]
                .map(|gain| Decibels(gain).factor());
            self.last = Some(settings.clone());
        }
        self.crossovers.aim(self.tangents, GLIDE * self.rate);
        let slope = |ratio: f32| 1.0 - 1.0 / ratio;
        let s = settings;
        let targets = [
            [s.low_threshold, slope(s.low_ratio), self.gains[0]],
            [s.mid_threshold, slope(s.mid_ratio), self.gains[1]],
            [s.high_threshold, slope(s.high_ratio), self.gains[2]],
        ];
        let place = |n: usize| targets.as_flattened().get(n).copied().unwrap_or(s.knee);
        self.controls.aim(std::array::from_fn(place), GLIDE * self.rate);
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right);
            if ends {
                self.states.iter_mut().flatten().for_each(State::settle);
                self.taken = self.taken.map(|taken| if taken > 1e-9 && taken < 1e9 { taken } else { 0.0 });
            }
        }
    }

    const REDUCES: bool = true;

    fn reduction(&mut self) -> f32 {
        -std::mem::replace(&mut self.most, 0.0)
    }
}

/// The filters of each band, in a row, for the tangents of half the crossovers.
#[inline(always)]
fn filters([lower, upper]: [f32; 2]) -> [[Gains; ROW]; BANDS] {
    let low = |g| Gains::new([g, SQRT_2, 0.0, 0.0, 1.0]);
    let high = |g| Gains::new([g, SQRT_2, 1.0, -SQRT_2, -1.0]);
    let turned = |g| Gains::new([g, SQRT_2, 1.0, -2.0 * SQRT_2, 0.0]);
    let same = Gains::new([0.0, 1.0, 1.0, 0.0, 0.0]);
    [
        [low(lower), low(lower), turned(upper), same],
        [high(lower), high(lower), low(upper), low(upper)],
        [high(lower), high(lower), high(upper), high(upper)],
    ]
}

impl Processor {
    /// At most [`RUN`] frames.
    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let frames = left.len();
        let mut bands = [[[0.0; RUN]; 2]; BANDS];
        for [one, two] in &mut bands {
            one[..frames].copy_from_slice(left);
            two[..frames].copy_from_slice(right);
        }
        // While a crossover moves, its numbers are others on each frame.
        let stretch = if self.crossovers.is_still() { frames } else { 1 };
        for start in (0..frames).step_by(stretch) {
            let rows = filters(self.crossovers.step());
            for ((row, states), [one, two]) in rows.iter().zip(&mut self.states).zip(&mut bands) {
                let span = start..start + stretch;
                run_row(row, states, &mut one[span.clone()], &mut two[span]);
            }
        }
        let mut controls = [[0.0; RUN]; 10];
        self.controls.rows(frames, &mut controls);
        let (by_band, rest) = controls.as_chunks::<3>();
        left.fill(0.0);
        right.fill(0.0);
        let mut levels = [[0.0f32; RUN]; BANDS];
        for ((levels, [one, two]), [threshold, slope, _]) in levels.iter_mut().zip(&bands).zip(by_band) {
            *levels = std::array::from_fn(|n| {
                let (one, two) = (one[n] * one[n], two[n] * two[n]);
                let louder = if one > two { one } else { two };
                let square = if louder > 1e-20 { louder } else { 1e-20 };
                reduced(log2(square) * (0.5 * DECIBELS) - threshold[n], slope[n], rest[0][n])
            });
        }
        // The bands side by side: each waits for its own frame before.
        let (mut taken, [attack, release]) = (self.taken, self.ways);
        for n in 0..frames {
            for (levels, taken) in levels.iter_mut().zip(&mut taken) {
                levels[n] = follow(taken, levels[n], attack, release);
            }
        }
        self.taken = taken;
        for ((levels, [one, two]), [_, _, gain]) in levels.iter().zip(&bands).zip(by_band) {
            let most = |most: f32, level: &f32| if *level > most { *level } else { most };
            self.most = levels[..frames].iter().fold(self.most, most);
            for (n, (left, right)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
                let factor = gain[n] * exp2(levels[n] * (-1.0 / DECIBELS));
                *left += one[n] * factor;
                *right += two[n] * factor;
            }
        }
    }
}
