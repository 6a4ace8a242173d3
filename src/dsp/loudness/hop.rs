//! What is kept of sound: a few sums for every hundredth of a second. All figures are worked out from these, for all of it or for any
//! part (ITU-R BS.1770-5, EBU Tech 3341 and 3342).

use serde::{Deserialize, Serialize};

/// Hops in a second.
pub const PER_SECOND: usize = 100;
/// Hops of the momentary loudness, 0.4 s.
pub const MOMENTARY: usize = 40;
/// Hops of the short-term loudness, 3 s.
pub const SHORT_TERM: usize = 300;
/// Hops between two blocks of which integrated loudness and range are made, 0.1 s.
pub(super) const BLOCK: usize = 10;
/// What is softer counts as silence, in LUFS.
pub(super) const SILENCE: f64 = -70.0;

/// A hundredth of a second of sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// Its length.
    pub frames: u32,
    /// The sum of squares of all channels, each with its weight, behind the K-curve.
    pub energy: f64,
    /// The sums of squares of the first two channels.
    pub squares: [f64; 2],
    /// The sum of the products of the first two channels.
    pub product: f64,
    /// The highest sample; 1 is full scale.
    pub sample_peak: f32,
    /// The highest level, between samples too.
    pub true_peak: f32,
}

/// Loudness in LUFS of a mean of weighted squares.
pub fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}

pub(super) fn power(lufs: f64) -> f64 {
    10f64.powf((lufs + 0.691) / 10.0)
}

/// The mean of weighted squares in a window of so many hops, from the first full one on, at every `step` hops.
fn powers(hops: &[Hop], window: usize, step: usize) -> impl Iterator<Item = f64> {
    hops.windows(window).step_by(step).map(|window| mean_of(window.iter()))
}

/// The mean of weighted squares of some hops.
pub(super) fn mean_of<'a>(hops: impl Iterator<Item = &'a Hop>) -> f64 {
    let sums =
        |(energy, frames): (f64, u64), hop: &Hop| (energy + hop.energy, frames + u64::from(hop.frames));
    let (energy, frames) = hops.fold((0.0, 0), sums);
    energy / frames.max(1) as f64
}

/// Momentary (40 hops) or short-term (300) loudness in LUFS at every `step` hops, from the first full window on; `None` for silence.
pub fn course(hops: &[Hop], window: usize, step: usize) -> impl Iterator<Item = Option<f64>> {
    powers(hops, window, step).map(|power| Some(lufs(power)).filter(|loudness| loudness.is_finite()))
}

/// The loudest window of so many hops in LUFS; `None` for silence and for too little sound.
pub fn loudest(hops: &[Hop], window: usize) -> Option<f64> {
    course(hops, window, 1).flatten().max_by(f64::total_cmp)
}

/// Levels that are nearer to each other than that, in dB, are alike: what is beyond it is of the arithmetic, not of the sound.
const ALIKE: f64 = 0.01;

/// The place of the highest of levels in dB, the first of those that are like it.
pub fn place_of_highest(levels: &[Option<f64>]) -> Option<usize> {
    let highest = levels.iter().copied().flatten().max_by(f64::total_cmp)?;
    levels.iter().position(|level| level.is_some_and(|level| level >= highest - ALIKE))
}

/// The first hop of the loudest window of so many hops, the first of those that are alike.
pub fn place_of_loudest(hops: &[Hop], window: usize) -> Option<usize> {
    place_of_highest(&course(hops, window, 1).collect::<Vec<_>>())
}

/// The hop of the highest true peak, the first of those that are alike; `None` for silence.
pub fn place_of_peak(hops: &[Hop]) -> Option<usize> {
    let level = |hop: &Hop| Some(20.0 * f64::from(hop.true_peak).log10()).filter(|level| level.is_finite());
    place_of_highest(&hops.iter().map(level).collect::<Vec<_>>())
}

fn mean(powers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = powers.fold((0.0, 0u64), |(sum, count), power| (sum + power, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// Integrated loudness in LUFS of several pieces as one: their blocks are gated together, none goes from one piece into the next.
/// `None` for silence and for too little sound.
pub fn integrated<'a>(pieces: impl Iterator<Item = &'a [Hop]>) -> Option<f64> {
    let blocks: Vec<f64> = pieces.flat_map(|hops| powers(hops, MOMENTARY, BLOCK)).collect();
    let above = |gate: f64| blocks.iter().copied().filter(move |block| *block > gate);
    let first = mean(above(power(SILENCE)))?;
    let gate = power(lufs(first) - 10.0).max(power(SILENCE));
    mean(above(gate)).map(lufs)
}

/// How far soft and loud parts are apart, in LU: the 10th to the 95th percentile of short-term loudness, of several pieces as one.
/// `None` for silence and for too little sound.
pub fn range<'a>(pieces: impl Iterator<Item = &'a [Hop]>) -> Option<f64> {
    let mut blocks: Vec<f64> = pieces.flat_map(|hops| powers(hops, SHORT_TERM, BLOCK)).collect();
    blocks.retain(|block| *block > power(SILENCE));
    let gate = power(lufs(mean(blocks.iter().copied())?) - 20.0);
    blocks.retain(|block| *block > gate);
    blocks.sort_by(f64::total_cmp);
    let at = |part: f64| blocks.get(((blocks.len().max(1) - 1) as f64 * part + 0.5) as usize).copied();
    Some(lufs(at(0.95)?) - lufs(at(0.1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many hops of that loudness.
    fn hops(loudness: f64, count: usize) -> Vec<Hop> {
        vec![Hop { frames: 480, energy: 480.0 * power(loudness), ..Hop::default() }; count]
    }

    #[test]
    fn soft_parts_are_left_out_by_both_gates() {
        let sound = [hops(-72.0, 1_000), hops(-36.0, 1_000), hops(-23.0, 6_000), hops(-36.0, 1_000)].concat();
        let found = integrated(std::iter::once(&sound[..])).expect("sound");
        assert!((found + 23.0).abs() < 0.03, "{found}");
    }

    #[test]
    fn pieces_are_gated_together() {
        let (loud, soft) = (hops(-10.0, 1_000), hops(-30.0, 1_000));
        let found = integrated([&loud[..], &soft].into_iter()).expect("sound");
        assert!((found + 10.0).abs() < 1e-9, "{found}");
    }

    #[test]
    fn of_places_that_are_alike_the_first_one_is_told_and_soft_ones_are_not_alike() {
        let soft = |count| vec![Some(-60.0); count];
        // Each is a little higher than the one before: only those near the highest are like it.
        let rising: Vec<Option<f64>> = (0..100).map(|n| Some(-1.0 + 0.004 * f64::from(n))).collect();
        assert_eq!(place_of_highest(&rising), Some(97));
        let twice = [soft(10), vec![Some(-1.0)], soft(5), vec![Some(-1.0 + 1e-7)], soft(3)].concat();
        assert_eq!(place_of_highest(&twice), Some(10));
        let apart = [soft(10), vec![Some(-1.0)], soft(5), vec![Some(-0.98)]].concat();
        assert_eq!(place_of_highest(&apart), Some(16));
        assert_eq!((place_of_highest(&[None, Some(-9.0), None]), place_of_highest(&[None])), (Some(1), None));
        let peaks = |levels: &[f32]| -> Vec<Hop> {
            levels.iter().map(|level| Hop { frames: 480, true_peak: *level, ..Hop::default() }).collect()
        };
        assert_eq!(place_of_peak(&peaks(&[0.0, 1e-6, 0.5, 0.1, 0.500_001, 0.0])), Some(2));
        assert_eq!(place_of_peak(&peaks(&[0.0, 0.0])), None);
    }

    #[test]
    fn too_little_sound_has_no_loudness() {
        let few = hops(-20.0, MOMENTARY - 1);
        assert_eq!((loudest(&few, MOMENTARY), integrated(std::iter::once(&few[..]))), (None, None));
        assert_eq!(range(std::iter::once(&hops(-20.0, 200)[..])), None);
        assert_eq!(range(std::iter::once(&hops(f64::NEG_INFINITY, 900)[..])), None);
    }
}
