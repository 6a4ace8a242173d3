//! The filters of several sounds side by side, one in each lane of a vector: while one frame of a filter waits for the one before, those of
//! the others are worked out.

use super::{Coefficients, Filter, Mode, Turn, brought};
use crate::dsp::kernel::transposing::transpose;
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
pub(super) type Values = [f32; WIDTH];

/// Frames whose samples are gathered at a time.
const RUN: usize = WIDTH;

impl<S, F: Fn(&mut S) -> Lane<'_>> Work for Together<'_, S, F> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Together { sounds, lane } = self;
        let frames = sounds.iter_mut().map(|sound| lane(sound).block.len()).min().unwrap_or(0);
        let moves = sounds.iter_mut().map(&lane).any(|lane| lane.from != lane.to);
        let filters = Filters::of(sounds, &lane, frames);
        match moves {
            true => filters.pass::<_, true>(sounds, &lane, frames),
            false => filters.pass::<_, false>(sounds, &lane, frames),
        }
    }
}

/// The filters of all lanes.
#[derive(Default)]
struct Filters {
    g: Values,
    k: Values,
    slope_g: Values,
    slope_k: Values,
    mix_in: Values,
    mix_band: Values,
    mix_low: Values,
    first: Values,
    second: Values,
    turn: Turn<Values>,
}

impl Turn<Values> {
    /// Those of one frame of all lanes.
    #[inline(always)]
    pub(super) fn of_all(g: &Values, k: &Values, [mix_in, mix_band, mix_low]: [&Values; 3]) -> Self {
        let mut all = Turn::<Values>::default();
        for lane in 0..WIDTH {
            let Turn { out, first, second } =
                Turn::new(g[lane], k[lane], (mix_in[lane], mix_band[lane], mix_low[lane]));
            for n in 0..3 {
                (all.out[n][lane], all.first[n][lane], all.second[n][lane]) = (out[n], first[n], second[n]);
            }
        }
        all
    }

    /// That of one of them.
    #[inline(always)]
    pub(super) fn lane(&self, lane: usize) -> Turn<f32> {
        let of = |rows: &[Values; 3]| [rows[0][lane], rows[1][lane], rows[2][lane]];
        Turn { out: of(&self.out), first: of(&self.first), second: of(&self.second) }
    }
}

/// As [`super::brought`], in all lanes.
#[inline(always)]
fn all_brought(by: &[Values; 3], first: &Values, second: &Values, input: &Values) -> Values {
    std::array::from_fn(|lane| {
        brought([by[0][lane], by[1][lane], by[2][lane]], first[lane], second[lane], input[lane])
    })
}

impl Filters {
    #[inline(always)]
    fn of<S>(sounds: &mut [S], lane: &impl Fn(&mut S) -> Lane<'_>, frames: usize) -> Filters {
        let step = 1.0 / frames.max(1) as f32;
        let mut all = Filters::default();
        for (number, lane) in sounds.iter_mut().map(lane).enumerate().take(WIDTH) {
            let [from, to] = [lane.from, lane.to];
            (all.g[number], all.slope_g[number]) = (from.g, (to.g - from.g) * step);
            (all.k[number], all.slope_k[number]) = (from.k, (to.k - from.k) * step);
            (all.mix_in[number], all.mix_band[number], all.mix_low[number]) = lane.mode.mix();
            (all.first[number], all.second[number]) = (lane.filter.first, lane.filter.second);
        }
        all.turn = Turn::of_all(&all.g, &all.k, [&all.mix_in, &all.mix_band, &all.mix_low]);
        all
    }

    /// Filters all frames of all sounds, and leaves the memories to their filters.
    #[inline(always)]
    fn pass<S, const MOVES: bool>(
        mut self,
        sounds: &mut [S],
        lane: &impl Fn(&mut S) -> Lane<'_>,
        frames: usize,
    ) {
        let mut start = 0;
        while frames - start >= RUN {
            let mut run = [[0.0; WIDTH]; RUN];
            for (values, lane) in run.iter_mut().zip(sounds.iter_mut().map(lane)) {
                values.copy_from_slice(&lane.block[start..start + RUN]);
            }
            transpose(&mut run);
            self.frames::<MOVES>(&mut run, RUN);
            transpose(&mut run);
            for (values, lane) in run.iter().zip(sounds.iter_mut().map(lane)) {
                lane.block[start..start + RUN].copy_from_slice(values);
            }
            start += RUN;
        }
        if start < frames {
            let mut run = [[0.0; WIDTH]; RUN];
            for (number, lane) in sounds.iter_mut().map(lane).enumerate().take(WIDTH) {
                let block = &lane.block[start..frames];
                run.iter_mut().zip(block).for_each(|(frame, sample)| frame[number] = *sample);
            }
            self.frames::<MOVES>(&mut run, frames - start);
            for (number, lane) in sounds.iter_mut().map(lane).enumerate().take(WIDTH) {
                let block = &mut lane.block[start..frames];
                block.iter_mut().zip(&run).for_each(|(sample, frame)| *sample = frame[number]);
            }
        }
        for (number, lane) in sounds.iter_mut().map(lane).enumerate().take(WIDTH) {
            lane.filter.keep(self.first[number], self.second[number]);
        }
    }

    /// The next `count` frames.
    #[inline(always)]
    fn frames<const MOVES: bool>(&mut self, run: &mut [Values; RUN], count: usize) {
        let Filters { slope_g, slope_k, mix_in, mix_band, mix_low, .. } = self;
        let (mut g, mut k, mut first, mut second) = (self.g, self.k, self.first, self.second);
        let mut turn = self.turn;
        for frame in run.iter_mut().take(count) {
            if MOVES {
                for lane in 0..WIDTH {
                    (g[lane], k[lane]) = (g[lane] + slope_g[lane], k[lane] + slope_k[lane]);
                }
                turn = Turn::of_all(&g, &k, [mix_in, mix_band, mix_low]);
            }
            let input = *frame;
            *frame = all_brought(&turn.out, &first, &second, &input);
            (first, second) = (
                all_brought(&turn.first, &first, &second, &input),
                all_brought(&turn.second, &first, &second, &input),
            );
        }
        (self.g, self.k, self.first, self.second) = (g, k, first, second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::{Hertz, SampleRate};

    #[test]
    fn each_lane_gives_the_bits_of_its_filter_alone() {
        let at = |hertz: f32, resonance| Coefficients::new(Hertz(hertz), resonance, SampleRate(48_000));
        for (count, frames, moves) in
            [(1, 64, true), (5, 64, false), (8, 37, true), (8, 37, false), (8, 1, false)]
        {
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
