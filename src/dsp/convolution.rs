//! Convolution with a long impulse without latency: the first part of the impulse frame by frame, the rest in spectra of equal
//! length, each input block transformed once and multiplied with all of them (overlap-save in a uniformly partitioned frequency
//! domain delay line: Stockham 1966, Kulp 1988). What older blocks bring to the next one is summed up while the present one comes, so
//! that the work is spread evenly; the direct first part is that of Gardner, "Efficient Convolution without Input-Output Delay", JAES 1995.

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Frames of a part of the impulse.
pub const BLOCK: usize = 512;
/// Numbers of a spectrum.
const BINS: usize = BLOCK + 1;
/// The last part of a shortened impulse falls to silence.
const FALL: f32 = 0.25;

/// An impulse in the form in which it is convolved with. Making it allocates, and takes about a millisecond for each second.
#[derive(Debug)]
pub struct Impulse {
    channels: Vec<Response>,
    parts: usize,
}

/// One channel of an impulse.
#[derive(Debug)]
struct Response {
    /// The first [`BLOCK`] frames, backwards.
    head: Vec<f32>,
    /// The spectra of the other parts, in a row.
    tail: Vec<Complex32>,
}

impl Impulse {
    /// Of one channel for both sides, or of two. None makes silence.
    pub fn new(channels: &[Vec<f32>]) -> Impulse {
        let frames = channels.iter().take(2).map(Vec::len).max().unwrap_or(0);
        let parts = frames.div_ceil(BLOCK).max(1);
        let transform = RealFftPlanner::<f32>::new().plan_fft_forward(2 * BLOCK);
        let (mut input, mut scratch) = (transform.make_input_vec(), transform.make_scratch_vec());
        let mut response = |sound: &Vec<f32>| {
            let part = |number: usize| sound.chunks(BLOCK).nth(number).unwrap_or(&[]);
            let mut head = vec![0.0; BLOCK];
            head.iter_mut().rev().zip(part(0)).for_each(|(to, from)| *to = *from);
            let mut tail = vec![Complex32::default(); (parts - 1) * BINS];
            for (number, spectrum) in tail.chunks_exact_mut(BINS).enumerate() {
                input.fill(0.0);
                let scale = 1.0 / (2 * BLOCK) as f32;
                input.iter_mut().zip(part(number + 1)).for_each(|(to, from)| *to = from * scale);
                // The lengths are the transform's own: nothing can be wrong about them.
                let _ = transform.process_with_scratch(&mut input, spectrum, &mut scratch);
            }
            Response { head, tail }
        };
        Impulse { channels: channels.iter().take(2).map(&mut response).collect(), parts }
    }
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

/// One side of the sound.
struct Side {
    /// The block before the present one, and the present one as far as it has come.
    input: Vec<f32>,
    /// The spectra of the blocks before, as many as the impulse has parts behind the first; a ring.
    spectra: Vec<Complex32>,
    /// What the parts behind the first bring to the present block.
    tail: Vec<f32>,
    /// What older blocks than the present one bring to the next, as far as it is summed up, at both lengths.
    ahead: [Vec<Complex32>; 2],
}

/// Convolves two channels. Allocated once for its impulse.
pub struct Convolver {
    impulse: Arc<Impulse>,
    sides: [Side; 2],
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    work: Vec<f32>,
    scratch: Vec<Complex32>,
    /// Frames of the present block that have come.
    filled: usize,
    /// Where in the ring the newest spectrum stands.
    newest: usize,
    /// Parts whose share of the next block is summed up.
    summed: usize,
    /// How much of the impulse is heard where the next block begins and where it ends, 0 to 1.
    lengths: Option<[f32; 2]>,
}

impl Convolver {
    /// At rest.
    pub fn new(impulse: Arc<Impulse>) -> Convolver {
        let mut planner = RealFftPlanner::<f32>::new();
        let (forward, inverse) = (planner.plan_fft_forward(2 * BLOCK), planner.plan_fft_inverse(2 * BLOCK));
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        let side = || Side {
            input: vec![0.0; 2 * BLOCK],
            spectra: vec![Complex32::default(); (impulse.parts - 1) * BINS],
            tail: vec![0.0; BLOCK],
            ahead: std::array::from_fn(|_| vec![Complex32::default(); BINS]),
        };
        Convolver {
            sides: [side(), side()],
            work: forward.make_input_vec(),
            scratch: vec![Complex32::default(); scratch],
            impulse,
            forward,
            inverse,
            filled: 0,
            newest: 0,
            summed: 0,
            lengths: None,
        }
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        for side in &mut self.sides {
            side.input.fill(0.0);
            side.spectra.fill(Complex32::default());
            side.tail.fill(0.0);
            side.ahead.iter_mut().for_each(|sum| sum.fill(Complex32::default()));
        }
        (self.filled, self.newest, self.summed, self.lengths) = (0, 0, 0, None);
    }

    /// Replaces the sound by what the impulse makes of it. `length` is how much of the impulse is heard, 0 to 1; it moves from block
    /// to block, and the next one follows it.
    pub fn process(&mut self, length: f32, left: &mut [f32], right: &mut [f32]) {
        let lengths = *self.lengths.get_or_insert([length; 2]);
        let total = left.len().min(right.len());
        let mut done = 0;
        while done < total {
            let now = (BLOCK - self.filled).min(total - done);
            for (number, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
                let sound = &mut sound[done..done + now];
                let (side, response) = (&mut self.sides[number], response(&self.impulse, number));
                let Some(response) = response else {
                    sound.fill(0.0);
                    continue;
                };
                let from = BLOCK + self.filled;
                side.input[from..from + now].copy_from_slice(sound);
                for (n, sample) in sound.iter_mut().enumerate() {
                    let heard = &side.input[from + n + 1 - BLOCK..from + n + 1];
                    *sample = product(&response.head, heard) + side.tail[self.filled + n];
                }
            }
            self.filled += now;
            done += now;
            self.sum_up(lengths);
            if self.filled == BLOCK {
                self.turn(length);
            }
        }
    }

    /// Sums up as many parts as there are for the frames that have come.
    fn sum_up(&mut self, lengths: [f32; 2]) {
        let Some(older) = self.impulse.parts.checked_sub(2) else { return };
        let (count, wanted) = (older + 1, older * self.filled / BLOCK);
        for part in self.summed + 1..=wanted {
            let place = (self.newest + count - (part - 1)) % count;
            for (number, side) in self.sides.iter_mut().enumerate() {
                let Some(response) = response(&self.impulse, number) else { continue };
                let (heard, block) =
                    (&response.tail[part * BINS..][..BINS], &side.spectra[place * BINS..][..BINS]);
                for (which, length) in
                    lengths.into_iter().enumerate().filter(|(which, _)| differs(lengths, *which))
                {
                    let level = level(part + 1, length, self.impulse.parts);
                    if level > 0.0 {
                        add_product(&mut side.ahead[which], block, heard, level);
                    }
                }
            }
        }
        self.summed = wanted;
    }

    /// A block is complete: what it and those before bring to the next one.
    fn turn(&mut self, length: f32) {
        let lengths = self.lengths.unwrap_or([length; 2]);
        (self.lengths, self.filled, self.summed) = (Some([lengths[1], length]), 0, 0);
        let count = self.impulse.parts - 1;
        if count == 0 {
            for side in &mut self.sides {
                side.input.copy_within(BLOCK.., 0);
            }
            return;
        }
        self.newest = (self.newest + 1) % count;
        for (number, side) in self.sides.iter_mut().enumerate() {
            let Some(response) = response(&self.impulse, number) else { continue };
            self.work.copy_from_slice(&side.input);
            side.input.copy_within(BLOCK.., 0);
            let newest = &mut side.spectra[self.newest * BINS..(self.newest + 1) * BINS];
            // The lengths are the transforms' own: nothing can be wrong about them.
            let scratch = &mut self.scratch[..self.forward.get_scratch_len()];
            let _ = self.forward.process_with_scratch(&mut self.work, newest, scratch);
            for (which, length) in
                lengths.into_iter().enumerate().filter(|(which, _)| differs(lengths, *which))
            {
                let sum = &mut side.ahead[which];
                add_product(sum, newest, &response.tail[..BINS], level(1, length, self.impulse.parts));
                // Of a real sound these two are real; rounding may have left something.
                (sum[0].im, sum[BLOCK].im) = (0.0, 0.0);
                let scratch = &mut self.scratch[..self.inverse.get_scratch_len()];
                let _ = self.inverse.process_with_scratch(sum, &mut self.work, scratch);
                sum.fill(Complex32::default());
                for (n, (tail, made)) in side.tail.iter_mut().zip(&self.work[BLOCK..]).enumerate() {
                    let way = (n + 1) as f32 / BLOCK as f32;
                    *tail = if which == 0 { *made } else { *tail + (made - *tail) * way };
                }
            }
        }
    }
}

/// Whether a block has to be made at this one of two lengths: the second only if it is another.
fn differs(lengths: [f32; 2], which: usize) -> bool {
    which == 0 || lengths[0] != lengths[1]
}

/// The channel of an impulse for a side.
fn response(impulse: &Impulse, side: usize) -> Option<&Response> {
    impulse.channels.get(side.min(impulse.channels.len().saturating_sub(1)))
}

/// The level of a part of an impulse of so many, of which a length of 0 to 1 is heard.
fn level(part: usize, length: f32, parts: usize) -> f32 {
    if length >= 1.0 {
        return 1.0;
    }
    let end = length * parts as f32;
    ((end - part as f32) / (FALL * end).max(1.0)).clamp(0.0, 1.0)
}

/// The sum of the products, in the same order every time.
fn product(one: &[f32], other: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0; LANES];
    for (one, other) in one.chunks_exact(LANES).zip(other.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += one[lane] * other[lane];
        }
    }
    sums.iter().sum()
}

fn add_product(sum: &mut [Complex32], one: &[Complex32], other: &[Complex32], level: f32) {
    for ((sum, one), other) in sum.iter_mut().zip(one).zip(other) {
        sum.re += level * (one.re * other.re - one.im * other.im);
        sum.im += level * (one.re * other.im + one.im * other.re);
    }
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
        for frames in [1, 100, 511, 512, 513, 1_024, 3_000] {
            let scaled =
                |seed| noise(frames, seed).iter().map(|s| s / (frames as f32).sqrt()).collect::<Vec<f32>>();
            let (impulse, sound) = ([scaled(1), scaled(2)], noise(6_000, 3));
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
