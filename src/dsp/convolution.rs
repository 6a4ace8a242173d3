//! Convolution with a long impulse without latency: the first frames of the impulse frame by frame, the rest in spectra, each input
//! block transformed once and multiplied with all of them (overlap-save in a partitioned frequency domain delay line: Stockham 1966, Kulp
//! 1988), of short parts first, then of longer and longer ones (Gardner, "Efficient convolution without input-output delay", JAES 1995). What
//! older blocks than the present one bring to the next is worked out while the present one comes, so that the work is spread evenly.

mod late;
mod spectra;

use super::fir::{LANES, convolved};
use late::Late;
use realfft::RealFftPlanner;
use spectra::{Spectra, Transform, behind};
use std::sync::Arc;

/// Frames of a long part of the impulse.
pub const BLOCK: usize = 512;
/// Frames of a short part: the first one is not transformed.
const NEAR: usize = 64;
/// The last part of a shortened impulse falls to silence.
const FALL: f32 = 0.25;

/// An impulse in the form in which it is convolved with. Making it allocates, and takes about a millisecond for each second.
#[derive(Debug)]
pub struct Impulse {
    channels: Vec<Response>,
    /// Long parts, at least one.
    parts: usize,
}

/// One channel of an impulse.
#[derive(Debug)]
struct Response {
    /// The first [`NEAR`] frames, backwards.
    head: Vec<f32>,
    /// The other short parts of the first long one.
    near: Spectra,
    /// The other long parts up to where the late ones begin.
    far: Spectra,
    /// The late parts.
    late: Spectra,
}

impl Impulse {
    /// Of one channel for both sides, or of two. None makes silence.
    pub fn new(channels: &[Vec<f32>]) -> Impulse {
        let frames = channels.iter().take(2).map(Vec::len).max().unwrap_or(0);
        let parts = frames.div_ceil(BLOCK).max(1);
        let [mut short, mut long] = [NEAR, BLOCK].map(|length| Transform::new(2 * length));
        let mut response = |sound: &Vec<f32>| {
            let mut head = vec![0.0; NEAR];
            head.iter_mut().rev().zip(sound).for_each(|(to, from)| *to = *from);
            let near = frames.min(BLOCK).div_ceil(NEAR).max(1) - 1;
            Response {
                head,
                near: behind(&mut short, sound, NEAR, near),
                far: behind(&mut long, sound, BLOCK, far(parts)),
                late: late::spectra(sound, frames),
            }
        };
        Impulse { channels: channels.iter().take(2).map(&mut response).collect(), parts }
    }
}

/// The long parts, of so many, that stand between the first and the late ones.
fn far(parts: usize) -> usize {
    parts.min(late::FROM / BLOCK) - 1
}

/// The greatest factor by which an impulse makes a sine louder. Allocates.
pub fn greatest_gain(impulse: &[f32]) -> f32 {
    // Twice as long, so that no resonance falls between two of the frequencies.
    let frames = (2 * impulse.len().max(1)).next_power_of_two();
    let transform = RealFftPlanner::<f32>::new().plan_fft_forward(frames);
    let (mut input, mut output) = (transform.make_input_vec(), transform.make_output_vec());
    input[..impulse.len()].copy_from_slice(impulse);
    // The vectors are the transform's own: nothing can be wrong about their lengths.
    let _ = transform.process(&mut input, &mut output);
    output.iter().map(|bin| bin.norm()).fold(0.0, f32::max)
}

/// What parts of one length bring to one side of the sound.
struct Past {
    /// The spectra of the blocks before, as many as there are parts; a ring.
    spectra: Spectra,
    /// What the blocks before bring to the next, as far as it is summed up.
    sums: Spectra,
    /// What they bring to the present block.
    tail: Vec<f32>,
}

impl Past {
    fn new(parts: usize, length: usize, sums: usize) -> Past {
        let of = |count| Spectra::new(count, 2 * length);
        Past { spectra: of(parts), sums: of(sums), tail: vec![0.0; length] }
    }

    fn reset(&mut self) {
        self.spectra.reset();
        self.sums.reset();
        self.tail.fill(0.0);
    }
}

/// One side of the sound.
struct Side {
    /// The long block before the present one, and the present one as far as it has come.
    input: Vec<f32>,
    near: Past,
    /// The sums are those for both lengths of the impulse.
    far: Past,
}

/// A running convolution of two sides. Made where memory may be asked for; nothing after that allocates.
pub struct Convolver {
    impulse: Arc<Impulse>,
    sides: [Side; 2],
    late: Option<Late>,
    short: Transform,
    long: Transform,
    /// Frames of the present long block that have come.
    filled: usize,
    /// Where in the rings the newest spectra stand: near and far.
    newest: [usize; 2],
    /// Long parts whose share of the next block is summed up.
    summed: usize,
    /// How much of the impulse is heard where the next block begins and where it ends, 0 to 1.
    lengths: Option<[f32; 2]>,
}

impl Convolver {
    /// At rest.
    pub fn new(impulse: Arc<Impulse>) -> Convolver {
        let near = impulse.channels.first().map_or(0, |response| response.near.count());
        let side = || Side {
            input: vec![0.0; 2 * BLOCK + LANES],
            near: Past::new(near, NEAR, 1),
            far: Past::new(far(impulse.parts), BLOCK, 2),
        };
        let late = impulse.channels.first().map_or(0, |response| response.late.count());
        Convolver {
            sides: [side(), side()],
            late: (late > 0).then(|| Late::new(late)),
            impulse,
            short: Transform::new(2 * NEAR),
            long: Transform::new(2 * BLOCK),
            filled: 0,
            newest: [0; 2],
            summed: 0,
            lengths: None,
        }
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        for side in &mut self.sides {
            side.input.fill(0.0);
            side.near.reset();
            side.far.reset();
        }
        self.late.iter_mut().for_each(Late::reset);
        (self.filled, self.newest, self.summed, self.lengths) = (0, [0; 2], 0, None);
    }

    /// Replaces the sound by what the impulse makes of it. `length` is how much of the impulse is heard, 0 to 1; it moves from block
    /// to block, and the next one follows it.
    #[inline(always)]
    pub fn process(&mut self, length: f32, left: &mut [f32], right: &mut [f32]) {
        let lengths = *self.lengths.get_or_insert_with(|| {
            self.late.iter_mut().for_each(|late| late.begin(length));
            [length; 2]
        });
        let total = left.len().min(right.len());
        let mut done = 0;
        while done < total {
            let place = self.filled % NEAR;
            let now = (NEAR - place).min(total - done);
            for (number, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
                let sound = &mut sound[done..done + now];
                let (side, response) = (&mut self.sides[number], response(&self.impulse.channels, number));
                let Some(response) = response else {
                    sound.fill(0.0);
                    continue;
                };
                let from = BLOCK + self.filled;
                side.input[from..from + now].copy_from_slice(sound);
                let late = self.late.as_mut().map(|late| late.take(number, sound));
                let (near, far) = (&side.near.tail[place..], &side.far.tail[self.filled..]);
                for start in (0..now).step_by(LANES) {
                    let sums = convolved(&response.head, &side.input[from + 1 - NEAR + start..]);
                    let tails = near[start..].iter().zip(&far[start..]);
                    for ((sample, sum), (near, far)) in sound[start..].iter_mut().zip(sums).zip(tails) {
                        *sample = sum + near + far;
                    }
                }
                if let Some(late) = late {
                    sound.iter_mut().zip(late).for_each(|(sample, late)| *sample += late);
                }
            }
            self.filled += now;
            done += now;
            if let Some(late) = &mut self.late {
                late.pass(now, length, &self.impulse.channels, self.impulse.parts);
            }
            if self.filled.is_multiple_of(NEAR) {
                self.turn_near();
            }
            self.sum_up(lengths);
            if self.filled == BLOCK {
                self.turn(length);
            }
        }
    }

    /// A short block is complete: what it and those before bring to the next one.
    #[inline(always)]
    fn turn_near(&mut self) {
        let to = BLOCK + self.filled;
        for (number, side) in self.sides.iter_mut().enumerate() {
            let Some(response) = response(&self.impulse.channels, number) else { continue };
            let Past { spectra, sums, tail } = &mut side.near;
            let count = spectra.count();
            if count == 0 {
                return;
            }
            let newest = (self.newest[0] + 1) % count;
            self.short.analyse(&side.input[to - 2 * NEAR..to], spectra, newest);
            sums.clear(0);
            for part in 0..count {
                let block = spectra.of((newest + count - part) % count);
                sums.add_product(0, block, response.near.of(part), 1.0);
            }
            tail.copy_from_slice(&self.short.synthesise(sums.of(0))[NEAR..]);
        }
        self.newest[0] = (self.newest[0] + 1) % self.sides[0].near.spectra.count().max(1);
    }

    /// Sums up as many long parts as there are for the frames that have come.
    #[inline(always)]
    fn sum_up(&mut self, lengths: [f32; 2]) {
        let Some(older) = far(self.impulse.parts).checked_sub(1) else { return };
        let (count, wanted) = (older + 1, older * self.filled / BLOCK);
        for part in self.summed + 1..=wanted {
            let place = (self.newest[1] + count - (part - 1)) % count;
            for (number, side) in self.sides.iter_mut().enumerate() {
                let Some(response) = response(&self.impulse.channels, number) else { continue };
                let Past { spectra, sums, .. } = &mut side.far;
                for (which, length) in different(lengths) {
                    let level = level(part + 1, length, self.impulse.parts);
                    if level > 0.0 {
                        sums.add_product(which, spectra.of(place), response.far.of(part), level);
                    }
                }
            }
        }
        self.summed = wanted;
    }

    /// A long block is complete: what it and those before bring to the next one.
    #[inline(always)]
    fn turn(&mut self, length: f32) {
        let lengths = self.lengths.unwrap_or([length; 2]);
        (self.lengths, self.filled, self.summed) = (Some([lengths[1], length]), 0, 0);
        let count = far(self.impulse.parts);
        self.newest[1] = (self.newest[1] + 1) % count.max(1);
        for (number, side) in self.sides.iter_mut().enumerate() {
            let Some(response) = response(&self.impulse.channels, number).filter(|_| count > 0) else {
                side.input.copy_within(BLOCK.., 0);
                continue;
            };
            let Past { spectra, sums, tail } = &mut side.far;
            self.long.analyse(&side.input[..2 * BLOCK], spectra, self.newest[1]);
            side.input.copy_within(BLOCK.., 0);
            for (which, length) in different(lengths) {
                let level = level(1, length, self.impulse.parts);
                sums.add_product(which, spectra.of(self.newest[1]), response.far.of(0), level);
                pour(which, &self.long.synthesise(sums.of(which))[BLOCK..], tail);
                sums.clear(which);
            }
        }
    }
}

/// The lengths at which a block has to be made, by their places: the second only if it is another.
fn different(lengths: [f32; 2]) -> impl Iterator<Item = (usize, f32)> {
    let count = if lengths[0] == lengths[1] { 1 } else { 2 };
    lengths.into_iter().enumerate().take(count)
}

/// Writes what a block is at the first length, or fades over to what it is at the second.
#[inline(always)]
fn pour(which: usize, made: &[f32], tail: &mut [f32]) {
    let frames = tail.len() as f32;
    for (n, (tail, made)) in tail.iter_mut().zip(made).enumerate() {
        let way = (n + 1) as f32 / frames;
        *tail = if which == 0 { *made } else { *tail + (made - *tail) * way };
    }
}

/// The channel of an impulse for a side.
fn response(channels: &[Response], side: usize) -> Option<&Response> {
    channels.get(side.min(channels.len().saturating_sub(1)))
}

/// The level of a part of an impulse of so many, of which a length of 0 to 1 is heard.
fn level(part: usize, length: f32, parts: usize) -> f32 {
    if length >= 1.0 {
        return 1.0;
    }
    let end = length * parts as f32;
    ((end - part as f32) / (FALL * end).max(1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::lfo::next_random;

    fn noise(frames: usize, mut seed: u32) -> Vec<f32> {
        let mut next = || {
            seed = next_random(seed);
            seed as f32 / u32::MAX as f32 * 2.0 - 1.0
        };
        (0..frames).map(|_| next()).collect()
    }

    fn direct(sound: &[f32], impulse: &[f32]) -> Vec<f32> {
        let at = |n: usize| {
            let heard = impulse.iter().take(n + 1).enumerate();
            heard.map(|(m, level)| f64::from(*level) * f64::from(sound[n - m])).sum::<f64>() as f32
        };
        (0..sound.len()).map(at).collect()
    }

    fn convolved(impulse: &[Vec<f32>], sound: &[f32], length: f32, size: usize) -> [Vec<f32>; 2] {
        let mut convolver = Convolver::new(Arc::new(Impulse::new(impulse)));
        let (mut left, mut right) = (sound.to_vec(), sound.to_vec());
        for (left, right) in left.chunks_mut(size).zip(right.chunks_mut(size)) {
            convolver.process(length, left, right);
        }
        [left, right]
    }

    #[test]
    fn it_is_the_direct_convolution_whatever_the_impulses_length() {
        for frames in [1, 64, 65, 511, 512, 513, 3_000, 4_097, 9_000] {
            let scaled =
                |seed| noise(frames, seed).iter().map(|s| s / (frames as f32).sqrt()).collect::<Vec<f32>>();
            let (impulse, sound) = ([scaled(1), scaled(2)], noise(10_000, 3));
            let sides = convolved(&impulse, &sound, 1.0, 64);
            for (side, impulse) in sides.iter().zip(&impulse) {
                let worst =
                    side.iter().zip(direct(&sound, impulse)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(worst < 1e-5, "{frames} frames: {worst}");
            }
            assert_eq!(sides, convolved(&impulse, &sound, 1.0, 37), "{frames} frames, cut otherwise");
        }
    }

    #[test]
    fn a_shorter_length_leaves_the_beginning_and_ends_sooner() {
        let impulse = [vec![0.1; 20 * BLOCK]];
        let mut click = vec![0.0; 22 * BLOCK];
        click[0] = 1.0;
        let [whole, _] = convolved(&impulse, &click, 1.0, 64);
        let [half, _] = convolved(&impulse, &click, 0.5, 64);
        let apart =
            |from: usize, to: usize| (from..to).map(|n| (whole[n] - half[n]).abs()).fold(0.0, f32::max);
        assert!(apart(0, 7 * BLOCK) < 1e-6, "{}", apart(0, 7 * BLOCK));
        assert!(half[10 * BLOCK..].iter().all(|sample| sample.abs() < 1e-6));
    }

    #[test]
    fn a_tone_makes_its_own_frequency_loudest() {
        let tone: Vec<f32> = (0..3_001).map(|n| (n as f32 * 0.123).sin()).collect();
        let gain = greatest_gain(&tone);
        assert!((gain / 1_500.0 - 1.0).abs() < 0.1, "{gain}");
        assert!((greatest_gain(&[0.0, -0.5]) - 0.5).abs() < 1e-6 && greatest_gain(&[]) == 0.0);
    }

    #[test]
    fn silence_stays_silence_and_comes_back_after_the_tail() {
        let impulse = [noise(2_000, 5)];
        let mut sound = noise(1_000, 6);
        sound.resize(8_000, 0.0);
        let [left, _] = convolved(&impulse, &sound, 1.0, 64);
        assert!(left[4_200..].iter().all(|sample| *sample == 0.0));
        assert!(convolved(&[], &sound, 1.0, 64)[0].iter().all(|sample| *sample == 0.0));
    }
}
