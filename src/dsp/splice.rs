//! Where sound goes on that is read faster or slower than it comes: the place that looks most like the one that is left, found by
//! correlation (Roucos and Wilgus, "High quality time-scale modification for speech", ICASSP 1985; Verhelst and Roelands, "An
//! overlap-add technique based on waveform similarity", ICASSP 1993). First at a stride, then to a part of a frame.

use super::units::SampleRate;
use std::ops::Range;

/// Places a second, about, at which sound is looked at first.
const COARSE: u32 = 12_000;
/// Those that are compared: about 11 ms.
const COMPARED: usize = 128;
/// Frames that are compared for the exact place.
const EXACT: usize = 256;
/// The most frames of a stride.
const LONGEST_STRIDE: u32 = 100;
/// The most candidates at a stride: half of what is left is 40 ms where places are closest.
const MOST: usize = 640;

/// Sound to be looked at: frames in a row, by whole numbers.
pub trait Sound {
    /// Writes the frames from `first` on; where there is nothing, silence.
    fn read(&self, first: i64, out: &mut [f32]);
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// In frames.
    pub place: f64,
    /// How much it is like the one that is left, 0 to 1: the correlation of both.
    pub alike: f32,
    /// How loud the one that is left is against it, as a factor; 1 where one is silent.
    pub level: f32,
}

impl Found {
    /// A place of which nothing else is known: like nothing, as loud as any.
    pub fn unlike(place: f64) -> Found {
        Found { place, alike: 0.0, level: 1.0 }
    }
}

/// Frames for each place of the first look.
pub fn stride(rate: SampleRate) -> usize {
    (rate.0 / COARSE).clamp(1, LONGEST_STRIDE) as usize
}

/// Frames that are looked at beyond the candidates.
pub fn reach(rate: SampleRate) -> usize {
    let stride = stride(rate);
    (COMPARED / 2 * stride).max(EXACT / 2) + 2 * stride + 2
}

/// How loud both of two places are when the new one fades in over the old one and they are so much `alike`: as loud together as
/// one alone. `part` is how far the fade is, 0 to 1; the shares are of the new and the old place.
#[inline(always)]
pub fn shares(part: f32, alike: f32) -> [f32; 2] {
    let (new, old) = (part, 1.0 - part);
    let loud = (new * new + old * old + 2.0 * new * old * alike).sqrt().recip();
    [new * loud, old * loud]
}

/// The candidate that looks most like the place `here`. Candidates are strides away from it; of more than 640 of them only the
/// first are looked at, and of none `here` is found.
pub fn find(sound: &impl Sound, stride: usize, here: f64, candidates: Range<i64>) -> Found {
    let (stride, middle) = (stride.clamp(1, LONGEST_STRIDE as usize), here.round());
    let (own, off) = (middle as i64, here - middle);
    let step = stride as i64;
    let before = (COMPARED / 2) as i64 * step;
    let mut compared = [0.0; COMPARED];
    sums(sound, stride, own - before, &mut compared);
    let count = (candidates.end - candidates.start).clamp(0, MOST as i64) as usize;
    let first = own + candidates.start * step;
    let mut seen = [0.0; MOST + COMPARED];
    sums(sound, stride, first - before, &mut seen[..count + COMPARED]);
    let all = (0..count).map(|at| (at, alike(&compared, &seen[at..at + COMPARED])));
    let Some((at, _)) = all.max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return Found { place: here, alike: 1.0, level: 1.0 };
    };
    let found = exact(sound, step, own, first + at as i64 * step);
    Found { place: found.place + off, ..found }
}

/// Frames summed by strides.
fn sums(sound: &impl Sound, stride: usize, first: i64, out: &mut [f32]) {
    const CHUNK: usize = 256;
    let places = (CHUNK / stride).max(1);
    let mut frames = [0.0; CHUNK];
    let mut at = first;
    for out in out.chunks_mut(places) {
        let frames = &mut frames[..out.len() * stride];
        sound.read(at, frames);
        out.iter_mut().zip(frames.chunks_exact(stride)).for_each(|(out, frames)| *out = frames.iter().sum());
        at += frames.len() as i64;
    }
}

/// What two pieces of one length have in common.
fn product(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The correlation of two pieces of one length, −1 to 1; 0 where one is silent.
fn alike(one: &[f32], other: &[f32]) -> f32 {
    let power = product(one, one) * product(other, other);
    if power > 1e-18 { product(one, other) / power.sqrt() } else { 0.0 }
}

/// The exact place near one that was found coarsely, between two frames by the parabola through three correlations.
fn exact(sound: &impl Sound, stride: i64, here: i64, near: i64) -> Found {
    const AROUND: i64 = (EXACT / 2) as i64;
    let mut own = [0.0; EXACT];
    sound.read(here - AROUND, &mut own);
    let mut seen = [0.0; EXACT + 2 * (LONGEST_STRIDE as usize + 2)];
    let low = near - stride - 1;
    let places = 2 * stride as usize + 3;
    sound.read(low - 1 - AROUND, &mut seen[..EXACT + places + 1]);
    let at = |place: usize| alike(&own, &seen[place..place + EXACT]);
    let mut best = (0, -2.0, [0.0; 2]);
    let (mut before, mut now) = (at(0), at(1));
    for place in 1..=places {
        let next = at(place + 1);
        if now > best.1 {
            best = (place, now, [before, next]);
        }
        (before, now) = (now, next);
    }
    let (place, highest, [before, next]) = best;
    let bend = before - 2.0 * highest + next;
    let part = if bend < -1e-9 { (0.5 * (before - next) / bend).clamp(-0.5, 0.5) } else { 0.0 };
    let there = &seen[place..place + EXACT];
    let powers = [product(&own, &own), product(there, there)];
    let level = if powers[0].min(powers[1]) > 1e-12 { (powers[0] / powers[1]).sqrt() } else { 1.0 };
    let place = (low - 1 + place as i64) as f64 + f64::from(part);
    Found { place, alike: highest.clamp(0.0, 1.0), level }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sine(f64);

    impl Sound for Sine {
        fn read(&self, first: i64, out: &mut [f32]) {
            let turn = std::f64::consts::TAU / self.0;
            out.iter_mut().zip(first..).for_each(|(out, at)| *out = (turn * at as f64).sin() as f32);
        }
    }

    #[test]
    fn a_sine_goes_on_whole_periods_away() {
        for (period, rate) in [(109.09, 48_000), (37.3, 48_000), (436.4, 192_000), (25.0, 11_025)] {
            let stride = stride(SampleRate(rate));
            let ten_ms = 120;
            for candidates in [-2 * ten_ms..-ten_ms, ten_ms..2 * ten_ms] {
                let found = find(&Sine(period), stride, 1_000.25, candidates.clone());
                let away = (found.place - 1_000.25) / period;
                assert!((away - away.round()).abs() * period < 0.1, "{period} at {rate}: {away} periods");
                assert!(found.alike > 0.99, "{period} at {rate}: {}", found.alike);
                let strides = away * period / stride as f64;
                let (low, high) = (candidates.start as f64 - 2.0, candidates.end as f64 + 2.0);
                assert!((low..high).contains(&strides), "{period} at {rate}: {strides}");
            }
        }
    }

    #[test]
    fn no_candidate_is_the_place_itself_and_silence_is_like_nothing() {
        assert_eq!(find(&Sine(100.0), 4, 7.5, 3..3), Found { place: 7.5, alike: 1.0, level: 1.0 });
        struct Silence;
        impl Sound for Silence {
            fn read(&self, _: i64, out: &mut [f32]) {
                out.fill(0.0);
            }
        }
        assert_eq!(find(&Silence, 4, 7.5, 3..90).alike, 0.0);
    }

    #[test]
    fn a_fade_is_as_loud_as_one_place_however_much_both_agree() {
        for part in [0.0, 0.2, 0.5, 0.9, 1.0] {
            let [new, old] = shares(part, 1.0);
            assert!((new + old - 1.0).abs() < 1e-6);
            let [new, old] = shares(part, 0.0);
            assert!((new * new + old * old - 1.0).abs() < 1e-6);
        }
    }
}
