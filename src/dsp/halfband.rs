//! Twice as many frames, and half as many again: half-band filters, every second coefficient of which is 0 (Bellanger, Daguet and
//! Lepagnol 1974), computed in two phases, so that the zeros cost nothing.

use super::fir::{LANES, convolved};
use super::kaiser::kaiser;
use std::f64::consts::PI;

/// One channel's way up and down. Allocated once.
pub struct HalfBand {
    /// Every second coefficient.
    taps: Vec<f32>,
    up: Vec<f32>,
    even: Vec<f32>,
    odd: Vec<f32>,
}

impl HalfBand {
    /// A filter of `taps` coefficients (even), under a Kaiser window (Kaiser 1974), for at most `frames` frames of the lower rate
    /// at a time.
    pub fn new(taps: usize, beta: f64, frames: usize) -> HalfBand {
        let of = |n: usize| {
            let x = 2.0 * n as f64 + 1.0 - taps as f64;
            (PI * x / 2.0).sin() / (PI * x) * kaiser(x / taps as f64, beta)
        };
        let sum: f64 = (0..taps).map(of).sum();
        let room = || vec![0.0; taps + frames.next_multiple_of(LANES)];
        HalfBand {
            taps: (0..taps).map(|n| (of(n) / sum * 0.5) as f32).collect(),
            up: room(),
            even: room(),
            odd: room(),
        }
    }

    /// Frames of the higher rate that sound is late after the way up, and again after the way down.
    pub fn late(&self) -> usize {
        self.taps.len() - 1
    }

    /// Silence.
    pub fn reset(&mut self) {
        [&mut self.up, &mut self.even, &mut self.odd].into_iter().for_each(|past| past.fill(0.0));
    }

    /// Makes two frames of each.
    #[inline(always)]
    pub fn up(&mut self, from: &[f32], to: &mut [f32]) {
        let (past, frames) = (self.taps.len() - 1, from.len());
        self.up[past..past + frames].copy_from_slice(from);
        let straight = &self.up[past - (self.taps.len() / 2 - 1)..];
        for start in (0..frames).step_by(LANES) {
            let sums = convolved(&self.taps, &self.up[start..]);
            let (to, straight) = (&mut to[2 * start..], &straight[start..]);
            match (to.first_chunk_mut::<{ 2 * LANES }>(), straight.first_chunk::<LANES>()) {
                // The common case, without a question for each frame.
                (Some(to), Some(straight)) => {
                    for n in 0..LANES {
                        (to[2 * n], to[2 * n + 1]) = (2.0 * sums[n], straight[n]);
                    }
                }
                _ => {
                    for ((pair, sum), straight) in
                        to.as_chunks_mut::<2>().0.iter_mut().zip(sums).zip(straight)
                    {
                        *pair = [2.0 * sum, *straight];
                    }
                }
            }
        }
        self.up.copy_within(frames..frames + past, 0);
    }

    /// Makes one frame of each two.
    #[inline(always)]
    pub fn down(&mut self, from: &[f32], to: &mut [f32]) {
        let (past, frames) = (self.taps.len() - 1, to.len());
        let (even, odd) = (&mut self.even[past..past + frames], &mut self.odd[past..past + frames]);
        for ((pair, even), odd) in from.as_chunks::<2>().0.iter().zip(even).zip(odd) {
            (*even, *odd) = (pair[0], pair[1]);
        }
        let straight = &self.odd[past - self.taps.len() / 2..];
        for start in (0..frames).step_by(LANES) {
            let sums = convolved(&self.taps, &self.even[start..]);
            for ((to, sum), straight) in to[start..].iter_mut().zip(sums).zip(&straight[start..]) {
                *to = sum + 0.5 * straight;
            }
        }
        self.even.copy_within(frames..frames + past, 0);
        self.odd.copy_within(frames..frames + past, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_again_is_the_same_sound_later() {
        for taps in [4, 8, 32] {
            let mut filter = HalfBand::new(taps, 6.0, 64);
            let sound: Vec<f32> = (0..640).map(|n| (n as f32 * 0.3).sin()).collect();
            let mut back = Vec::new();
            let mut rest = &sound[..];
            for cut in [64, 1, 17, 64, 64, 30, 64, 64, 64, 64, 64, 64] {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                let (mut high, mut low) = (vec![0.0; 2 * now.len()], vec![0.0; now.len()]);
                filter.up(now, &mut high);
                filter.down(&high, &mut low);
                back.extend(low);
                rest = later;
            }
            // Half of it each way.
            for n in 100..back.len() {
                assert!((back[n] - sound[n - filter.late()]).abs() < 0.01, "{taps} {n}");
            }
        }
    }
}
