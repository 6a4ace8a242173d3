//! The filters of several sounds side by side, one in each lane of a vector: while one frame of a filter waits for the one before, those of
//! the others are worked out.

use super::{Coefficients, Filter, Mode};
use crate::dsp::wide::{Work, widely};

/// Sounds that are filtered together.
pub const WIDTH: usize = 8;

/// One of them.
pub struct Lane<'a> {
    /// The sound, as long as the others.
    pub block: &'a mut [f32],
    /// Its filter.
    pub filter: &'a mut Filter,
    /// What that lets through.
    pub mode: Mode,
    /// The coefficients before the first frame and at the last.
    pub from: Coefficients,
    /// See there.
    pub to: Coefficients,
}

/// Filters sounds in place, at most [`WIDTH`], each as [`Filter::process`] does it; `lane` shows what one of them is.
pub fn side_by_side<S>(sounds: &mut [S], lane: impl Fn(&mut S) -> Lane<'_>) {
    widely(Together { sounds, lane });
}

struct Together<'a, S, F> {
    sounds: &'a mut [S],
    lane: F,
}

/// One value of each lane.
type Values = [f32; WIDTH];

/// Frames whose samples are gathered at a time.
const RUN: usize = 8;

impl<S, F: Fn(&mut S) -> Lane<'_>> Work for Together<'_, S, F> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Together { sounds, lane } = self;
        let frames = sounds.iter_mut().map(|sound| lane(sound).block.len()).min().unwrap_or(0);
        let step = 1.0 / frames.max(1) as f32;
        let mut values = [[0.0; WIDTH]; 9];
        for (number, lane) in sounds.iter_mut().map(&lane).enumerate().take(WIDTH) {
            let (mix_in, mix_band, mix_low) = lane.mode.mix();
            let [from, to] = [lane.from, lane.to];
            let (slope_g, slope_k) = ((to.g - from.g) * step, (to.k - from.k) * step);
            let (first, second) = (lane.filter.first, lane.filter.second);
            let all = [from.g, from.k, slope_g, slope_k, mix_in, mix_band, mix_low, first, second];
            values.iter_mut().zip(all).for_each(|(values, value)| values[number] = value);
        }
        let [g, k, slope_g, slope_k, mix_in, mix_band, mix_low, first, second] = values;
        let mut state = State { g, k, first, second };
        let still = slope_g == [0.0; WIDTH] && slope_k == [0.0; WIDTH];
        let (slopes, mix) = ([slope_g, slope_k], [mix_in, mix_band, mix_low]);
        for start in (0..frames).step_by(RUN) {
            let now = RUN.min(frames - start);
            let mut run = [[0.0; WIDTH]; RUN];
            for (number, lane) in sounds.iter_mut().map(&lane).enumerate().take(WIDTH) {
                let block = &lane.block[start..start + now];
                run.iter_mut().zip(block).for_each(|(frame, sample)| frame[number] = *sample);
            }
            match still {
                true => state.frames::<true>(&mut run, now, &slopes, &mix),
                false => state.frames::<false>(&mut run, now, &slopes, &mix),
            }
            for (number, lane) in sounds.iter_mut().map(&lane).enumerate().take(WIDTH) {
                let block = &mut lane.block[start..start + now];
                block.iter_mut().zip(&run).for_each(|(sample, frame)| *sample = frame[number]);
            }
        }
        for (number, lane) in sounds.iter_mut().map(&lane).enumerate().take(WIDTH) {
            lane.filter.keep(state.first[number], state.second[number]);
        }
    }
}

/// Where all filters are.
struct State {
    g: Values,
    k: Values,
    first: Values,
    second: Values,
}

impl State {
    /// The next `count` frames.
    #[inline(always)]
    fn frames<const STILL: bool>(
        &mut self,
        run: &mut [Values; RUN],
        count: usize,
        [slope_g, slope_k]: &[Values; 2],
        [mix_in, mix_band, mix_low]: &[Values; 3],
    ) {
        let State { mut g, mut k, mut first, mut second } = *self;
        let damping = |g: &Values, k: &Values| -> Values {
            std::array::from_fn(|lane| 1.0 / (1.0 + g[lane] * (g[lane] + k[lane])))
        };
        let mut a1 = damping(&g, &k);
        for frame in run.iter_mut().take(count) {
            if !STILL {
                for lane in 0..WIDTH {
                    (g[lane], k[lane]) = (g[lane] + slope_g[lane], k[lane] + slope_k[lane]);
                }
                a1 = damping(&g, &k);
            }
            for lane in 0..WIDTH {
                let input = frame[lane];
                let v3 = input - second[lane];
                let band = a1[lane] * (first[lane] + g[lane] * v3);
                let low = second[lane] + g[lane] * band;
                first[lane] = 2.0 * band - first[lane];
                second[lane] = 2.0 * low - second[lane];
                frame[lane] = mix_in[lane] * input + mix_band[lane] * k[lane] * band + mix_low[lane] * low;
            }
        }
        *self = State { g, k, first, second };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::{Hertz, SampleRate};

    #[test]
    fn each_lane_gives_the_bits_of_its_filter_alone() {
        let at = |hertz: f32, resonance| Coefficients::new(Hertz(hertz), resonance, SampleRate(48_000));
        for (count, frames, moves) in [(1, 64, true), (5, 64, false), (8, 37, true), (8, 1, false)] {
            let sound = |lane: usize| -> Vec<f32> {
                (0..frames).map(|n| ((n * (lane + 3)) as f32 * 0.37).sin()).collect()
            };
            let ends = |lane: usize| {
                let from = at(300.0 + 900.0 * lane as f32, 0.1 * lane as f32);
                (from, if moves { at(2_000.0, 0.9 - 0.1 * lane as f32) } else { from })
            };
            let mode = |lane: usize| Mode::of(lane % 4);
            let (mut alone, mut together): (Vec<_>, Vec<_>) = (0..count)
                .map(|lane| ((sound(lane), Filter::default()), (sound(lane), Filter::default())))
                .unzip();
            for _ in 0..3 {
                for (lane, (sound, filter)) in alone.iter_mut().enumerate() {
                    let (from, to) = ends(lane);
                    filter.process(mode(lane), from, to, sound);
                }
                let mut numbered: Vec<_> = together.iter_mut().enumerate().collect();
                side_by_side(&mut numbered, |(lane, (block, filter))| {
                    let (from, to) = ends(*lane);
                    Lane { block, filter, mode: mode(*lane), from, to }
                });
                for ((alone, _), (together, _)) in alone.iter().zip(&together) {
                    assert!(alone == together, "{count} lanes of {frames} frames");
                }
            }
        }
    }
}
