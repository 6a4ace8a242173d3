//! A delay line with a length that may move.

use super::runs::RUN;

/// A ring of samples. Allocated once for its longest delay.
pub struct Line {
    samples: Vec<f32>,
    at: usize,
    /// Samples that were put in since the last reset, no more than there is room for: what lies before them is silence.
    filled: usize,
}

impl Line {
    /// A silent line for delays up to `longest` frames.
    pub fn new(longest: usize) -> Line {
        // Not zeros: the system hands those out only when they are first touched, which would be while sound is made.
        Line { samples: vec![f32::MIN_POSITIVE; (longest + 4).next_power_of_two()], at: 0, filled: 0 }
    }

    /// Silence, at no cost.
    pub fn reset(&mut self) {
        self.filled = 0;
    }

    /// Puts a sample in.
    #[inline(always)]
    pub fn push(&mut self, sample: f32) {
        self.at = (self.at + 1) & (self.samples.len() - 1);
        self.samples[self.at] = kept(sample);
        self.filled = (self.filled + 1).min(self.samples.len());
    }

    /// The sample that was put in `frames` ago; 0 is the latest.
    #[inline(always)]
    pub fn tap(&self, frames: usize) -> f32 {
        let sample = self.samples[self.at.wrapping_sub(frames) & (self.samples.len() - 1)];
        if frames < self.filled { sample } else { 0.0 }
    }

    /// Puts samples in, one after the other; no more than there is room for.
    #[inline(always)]
    pub fn write(&mut self, samples: &[f32]) {
        let next = (self.at + 1) & (self.samples.len() - 1);
        let (first, rest) = samples.split_at(samples.len().min(self.samples.len() - next));
        let (start, end) = self.samples.split_at_mut(next);
        for (slots, samples) in [(end, first), (start, rest)] {
            slots.iter_mut().zip(samples).for_each(|(slot, sample)| *slot = kept(*sample));
        }
        self.at = (self.at + samples.len()) & (self.samples.len() - 1);
        self.filled = (self.filled + samples.len()).min(self.samples.len());
    }

    /// What [`Line::tap`] gives for `frames` now and, one sample later each, for the rest of `out`: no more than have been put
    /// in already, so `frames` is at least the length of `out` less one.
    #[inline(always)]
    pub fn taps(&self, frames: usize, out: &mut [f32]) {
        if self.filled < self.samples.len() {
            return out.iter_mut().enumerate().for_each(|(later, out)| *out = self.tap(frames - later));
        }
        let from = self.at.wrapping_sub(frames) & (self.samples.len() - 1);
        let (first, rest) = out.split_at_mut(out.len().min(self.samples.len() - from));
        first.copy_from_slice(&self.samples[from..from + first.len()]);
        rest.copy_from_slice(&self.samples[..rest.len()]);
    }

    /// Reads at places that move: each of `times` tells how many frames before the latest sample it would be if time went on by a
    /// sample each. In a straight line between two samples.
    #[inline(always)]
    pub fn moving(&self, times: &[f32], out: &mut [f32]) {
        self.read(times, (0, 0), out, line);
    }

    /// The same through a polynomial over six samples (Lagrange's; none of its places is louder than what is read): sound that goes through
    /// many times keeps its highs. Each place is at least two frames before the latest sample.
    #[inline(always)]
    pub fn fine(&self, times: &[f32], out: &mut [f32]) {
        self.read(times, (0, 2), out, six);
    }

    /// Reads at the places of the last samples, each so many frames before its own, at least 1, as `times` tell: through a cubic over
    /// four samples (Catmull and Rom 1974), so that swaying takes no highs away.
    #[inline(always)]
    pub fn curved(&self, times: &[f32], out: &mut [f32]) {
        self.read(times, (times.len() - 1, 1), out, cubic);
    }

    /// Reads between samples at places that move, `ago` frames before those that `times` tell: `weigh` gets the samples around each, the
    /// newest first, of which `newer` are newer than its whole part, and the part behind the point.
    #[inline(always)]
    fn read<const N: usize>(
        &self,
        times: &[f32],
        (ago, newer): (usize, usize),
        out: &mut [f32],
        weigh: impl Fn([f32; N], f32) -> f32,
    ) {
        let (mask, full) = (self.samples.len() - 1, self.filled == self.samples.len());
        for (run, span) in times.chunks(RUN).enumerate() {
            let mut places = Places::of(span);
            while let Some((start, whole, parts)) = places.next() {
                let start = run * RUN + start;
                let count = parts.len();
                let out = out[start..start + count].iter_mut().zip(parts);
                // Frames before the latest sample of the newest one that the first place needs.
                let newest = (whole as usize + ago).wrapping_sub(start + newer);
                let from = (self.at.wrapping_sub(newest) & mask).checked_sub(N - 1).filter(|_| full);
                if let Some(row) = from.and_then(|from| self.samples.get(from..from + N - 1 + count)) {
                    // In a row, several at a time.
                    let rows: [&[f32]; N] = std::array::from_fn(|n| &row[N - 1 - n..N - 1 - n + count]);
                    for (n, (out, part)) in out.enumerate() {
                        *out = weigh(rows.map(|row| row[n]), *part);
                    }
                } else {
                    for (n, (out, part)) in out.enumerate() {
                        let newest = newest.wrapping_sub(n);
                        *out = weigh(std::array::from_fn(|n| self.tap(newest.wrapping_add(n))), *part);
                    }
                }
            }
        }
    }

    /// As [`Line::tap`], between two samples in a straight line.
    #[inline(always)]
    pub fn between(&self, frames: f32) -> f32 {
        // By way of 32 bits: processors turn these into numbers and back in one step.
        let whole = frames as i32;
        line([0, 1].map(|ago| self.tap(whole as usize + ago)), frames - whole as f32)
    }
}

/// In a straight line, `t` of the way from the newer to the older sample.
#[inline(always)]
fn line([here, before]: [f32; 2], t: f32) -> f32 {
    here + (before - here) * t
}

/// A cubic over four samples, the newest first, `t` of the way from the second to the third.
#[inline(always)]
fn cubic([next, here, before, first]: [f32; 4], t: f32) -> f32 {
    let third = 1.5 * (here - before) + 0.5 * (first - next);
    let second = next - 2.5 * here + 2.0 * before - 0.5 * first;
    ((third * t + second) * t + 0.5 * (before - next)) * t + here
}

/// A polynomial over six samples, the newest first, `t` of the way from the third to the fourth.
#[inline(always)]
fn six(samples: [f32; 6], t: f32) -> f32 {
    let [two, one, minus_one, minus_two, minus_three] = [t + 2.0, t + 1.0, t - 1.0, t - 2.0, t - 3.0];
    let (newer, older) = (two * one, minus_two * minus_three);
    let (inner, outer) = (t * minus_one, newer * older);
    let factors = [
        -one * inner * older / 120.0,
        two * inner * older / 24.0,
        -outer * minus_one / 12.0,
        outer * t / 12.0,
        -newer * inner * minus_three / 24.0,
        newer * inner * minus_two / 120.0,
    ];
    samples.iter().zip(factors).map(|(sample, factor)| sample * factor).sum()
}

/// At most [`RUN`] times in frames, cut into spans of one whole part.
struct Places {
    parts: [f32; RUN],
    wholes: [i32; RUN],
    /// The first span that is left, and how many times there are.
    from: usize,
    count: usize,
    /// All have one whole part.
    is_one: bool,
}

impl Places {
    #[inline(always)]
    fn of(times: &[f32]) -> Places {
        let (mut parts, mut wholes) = ([0.0; RUN], [0; RUN]);
        for ((part, whole), time) in parts.iter_mut().zip(&mut wholes).zip(times) {
            // By way of 32 bits: processors turn these into numbers and back in one step.
            *whole = *time as i32;
            *part = time - *whole as f32;
        }
        let first = wholes[0];
        let mut others = 0;
        for whole in &wholes[..times.len()] {
            others |= whole ^ first;
        }
        Places { parts, wholes, from: 0, count: times.len(), is_one: others == 0 }
    }

    /// The next span: where it begins, the whole part, and the parts behind the point.
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, i32, &[f32])> {
        let start = self.from;
        if start == self.count {
            return None;
        }
        let whole = self.wholes[start];
        self.from = if self.is_one { self.count } else { start + 1 };
        while self.from < self.count && self.wholes[self.from] == whole {
            self.from += 1;
        }
        Some((start, whole, &self.parts[start..self.from]))
    }
}

/// A sample as it is kept: what is too small to hear, and what is no number, is silence.
#[inline(always)]
fn kept(sample: f32) -> f32 {
    if sample.abs() > 1e-9 && sample.abs() < f32::INFINITY { sample } else { 0.0 }
}

/// A filter of one pole (6 dB an octave), for damping inside loops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pole {
    state: f32,
}

impl Pole {
    /// The coefficient for a cutoff in Hz.
    pub fn coefficient(cutoff: f32, rate: f32) -> f32 {
        1.0 - (-std::f32::consts::TAU * (cutoff / rate).min(0.49)).exp()
    }

    /// What lies below the cutoff.
    #[inline(always)]
    pub fn low(&mut self, input: f32, coefficient: f32) -> f32 {
        self.state += (input - self.state) * coefficient;
        if self.state.abs() < 1e-12 {
            self.state = 0.0;
        }
        self.state
    }

    /// What lies above it.
    #[inline(always)]
    pub fn high(&mut self, input: f32, coefficient: f32) -> f32 {
        input - self.low(input, coefficient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_frames_at_once_are_the_same_as_one_by_one() {
        let sound = |n: usize| ((n * 37) % 101) as f32 / 50.0 - 1.0;
        let (mut many, mut single) = (Line::new(100), Line::new(100));
        let six_of = |line: &Line, time: f32| {
            let whole = time as usize;
            six(std::array::from_fn(|ago| line.tap(whole - 2 + ago)), time - whole as f32)
        };
        let mut told = [0.0; 16];
        // Beyond one turn of the ring, so that silence before the start and the seam are both passed.
        for from in (0..320).step_by(16) {
            let ago = |later: usize| 40.25 + later as f32 * 0.5;
            let (mut whole, mut between, mut fine) = ([0.0; 16], [0.0; 16], [0.0; 16]);
            many.taps(30, &mut whole);
            many.moving(&std::array::from_fn::<f32, 16, _>(ago), &mut between);
            many.fine(&std::array::from_fn::<f32, 16, _>(ago), &mut fine);
            for later in 0..16 {
                assert_eq!(fine[later], six_of(&single, ago(later)), "frame {}", from + later);
                assert_eq!(whole[later], single.tap(30), "frame {}", from + later);
                assert_eq!(between[later], single.between(ago(later)), "frame {}", from + later);
                told[later] = sound(from + later);
                single.push(told[later]);
            }
            many.write(&told);
        }
        many.write(&[f32::NAN, 1e-12, f32::INFINITY]);
        assert_eq!([many.tap(0), many.tap(1), many.tap(2)], [0.0; 3], "neither numbers nor audible");
    }
}
