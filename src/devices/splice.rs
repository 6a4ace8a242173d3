//! Where sound goes on that is read faster or slower than it comes: the place that looks most like the one that is left.

use super::line::Line;
use crate::dsp::units::SampleRate;

/// Places a second, about, at which sound is looked at first.
const COARSE: u32 = 12_000;
/// Those that are compared: about 11 ms.
const COMPARED: usize = 128;
/// Frames that are compared for the exact place.
const EXACT: usize = 256;

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Frames before the latest.
    pub ago: f64,
    /// How much it is like the one that is left, 0 to 1: the correlation of both.
    pub alike: f32,
}

/// Memory for looking.
pub struct Search {
    /// Frames for each place of the first look.
    stride: usize,
    sums: Vec<f32>,
}

/// Frames around a place that are compared, each way, at a stride.
fn around(stride: usize) -> usize {
    (COMPARED / 2 * stride).max(EXACT / 2)
}

fn stride(rate: SampleRate) -> usize {
    (rate.0 / COARSE).max(1) as usize
}

/// What is compared of both channels: not their sum, which might be silent where they are opposite.
fn sample(lines: &[Line; 2], ago: usize) -> f32 {
    lines[0].tap(ago) + 0.5 * lines[1].tap(ago)
}

/// The correlation of two pieces of one length, −1 to 1; 0 where one is silent.
fn alike(one: &[f32], other: &[f32]) -> f32 {
    let sum = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let power = sum(one, one) * sum(other, other);
    if power > 1e-18 { sum(one, other) / power.sqrt() } else { 0.0 }
}

impl Search {
    /// For windows of up to so many seconds.
    pub fn new(rate: SampleRate, longest: f32) -> Search {
        let stride = stride(rate);
        let places = (longest * rate.hertz()) as usize / stride + COMPARED + 4;
        Search { stride, sums: vec![0.0; places] }
    }

    /// Frames that are looked at beyond a window.
    pub fn reach(rate: SampleRate) -> usize {
        around(stride(rate)) + 2 * stride(rate) + 2
    }

    /// The place between half a window and a whole one from `ago` on, `earlier` or later, that looks most like that at `ago`. What
    /// is later than that must reach as far as is compared.
    pub fn find(&mut self, lines: &[Line; 2], ago: f64, window: f64, earlier: bool) -> Found {
        let (stride, here) = (self.stride, ago.round().max(0.0) as usize);
        let places = ((window as usize) / stride).clamp(2, self.sums.len() - COMPARED);
        // The sums begin at the end that is nearest to now.
        let span = places * stride;
        let nearest = if earlier { here } else { here.saturating_sub(span) };
        let first = nearest.saturating_sub(COMPARED / 2 * stride);
        for (n, sum) in self.sums[..places + COMPARED].iter_mut().enumerate() {
            *sum = (0..stride).map(|k| sample(lines, first + n * stride + k)).sum();
        }
        let piece = |from: usize| &self.sums[from..from + COMPARED];
        let own = piece(if earlier { 0 } else { places });
        let candidates = if earlier { places / 2..places } else { 0..places - places / 2 };
        let best = candidates.map(|from| (from, alike(own, piece(from)))).max_by(|a, b| a.1.total_cmp(&b.1));
        let (from, _) = best.unwrap_or((if earlier { places } else { 0 }, 0.0));
        self.exact(lines, ago, nearest + from * stride)
    }

    /// The exact place near one that was found coarsely, between two frames by the parabola through three correlations.
    fn exact(&self, lines: &[Line; 2], ago: f64, near: usize) -> Found {
        let here = ago.round().max(0.0) as usize;
        let piece = |middle: usize| -> [f32; EXACT] {
            let first = middle.saturating_sub(EXACT / 2);
            std::array::from_fn(|n| sample(lines, first + n))
        };
        let own = piece(here);
        let low = near.saturating_sub(self.stride + 1).max(EXACT / 2);
        let mut best = (low, -2.0, [0.0; 2]);
        let at = |place: usize| alike(&own, &piece(place));
        let (mut before, mut now) = (at(low - 1), at(low));
        for place in low..=near + self.stride + 1 {
            let next = at(place + 1);
            if now > best.1 {
                best = (place, now, [before, next]);
            }
            (before, now) = (now, next);
        }
        let (place, highest, [before, next]) = best;
        let bend = before - 2.0 * highest + next;
        let part = if bend < -1e-9 { (0.5 * (before - next) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        let off = ago - here as f64;
        Found { ago: place as f64 + f64::from(part) + off, alike: highest.clamp(0.0, 1.0) }
    }
}
