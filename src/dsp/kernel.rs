//! The inner loops of the sampler: interpolate a stretch, add it to two channels. Each stands twice: plain, and for
//! processors with AVX2, FMA and BMI2, chosen once. Both give the same bits; a test holds them together.

use super::interpolation::Interpolation;
use super::sinc;

#[cfg(target_arch = "x86_64")]
pub(super) mod avx2;
pub mod pouring;
pub mod transposing;

/// A gain that goes in a straight line: on the frame of number `n` from 0 it is `gain + slope * (at + n + 1)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// Linear, before the first frame.
    pub gain: f32,
    /// What each frame adds.
    pub slope: f32,
    /// Frames of the line that have gone by.
    pub at: usize,
}

impl Ramp {
    /// From one gain to another in so many frames.
    #[inline]
    pub fn new(from: f32, to: f32, frames: usize) -> Ramp {
        if from == to {
            return Ramp::steady(from);
        }
        Ramp { gain: from, slope: (to - from) / frames.max(1) as f32, at: 0 }
    }

    /// A gain that stays.
    pub fn steady(gain: f32) -> Ramp {
        Ramp { gain, slope: 0.0, at: 0 }
    }

    /// The same line some frames later.
    pub fn after(self, frames: usize) -> Ramp {
        Ramp { at: self.at + frames, ..self }
    }

    #[inline(always)]
    fn on(self, frame: usize) -> f32 {
        self.slope.mul_add((self.at + frame + 1) as u32 as f32, self.gain)
    }
}

/// Whether all frames that are needed lie within `source`.
#[inline]
fn fits(kind: Interpolation, source: &[f32], start: u64, step: u64, frames: usize) -> bool {
    let last = start + step * frames.saturating_sub(1) as u64;
    start >> 32 >= kind.before() as u64 && ((last >> 32) as usize).saturating_add(kind.after()) < source.len()
}

/// Reads `out.len()` frames of `source`, the first at `start`, each `step` further. Both are frames with 32 binary digits behind
/// the point. `source` must hold what the kind needs before the first and after the last; where it does not, silence is read.
pub fn interpolate(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    if !fits(kind, source, start, step, out.len()) {
        out.fill(0.0);
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2, and every frame that is read lies within `source`, as just checked.
        unsafe { avx2::interpolate(kind, source, start, step, out) };
        return;
    }
    interpolate_plain(kind, source, start, step, out);
}

/// Reads as [`interpolate`] does, from `(start, step)`, and adds the sound to two channels of the same length, each with its
/// gain.
#[inline]
pub fn add_interpolated(
    kind: Interpolation,
    source: &[f32],
    (start, step): (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    if left.len() != right.len() || !fits(kind, source, start, step, left.len()) {
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2, and every frame that is read lies within `source`, as just checked.
        unsafe { avx2::add_interpolated(kind, source, (start, step), ramps, left, right) };
        return;
    }
    add_interpolated_plain(kind, source, (start, step), ramps, left, right);
}

fn add_interpolated_plain(
    kind: Interpolation,
    source: &[f32],
    (start, step): (u64, u64),
    ramps: &[Ramp; 2],
    left: &mut [f32],
    right: &mut [f32],
) {
    let (mut buffer, mut place, mut done) = ([0.0; 64], start, 0);
    for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
        let sound = &mut buffer[..left.len()];
        interpolate_plain(kind, source, place, step, sound);
        add_ramped_plain(sound, ramps[0].after(done), left);
        add_ramped_plain(sound, ramps[1].after(done), right);
        done += sound.len();
        place += step * sound.len() as u64;
    }
}

fn interpolate_plain(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    match kind {
        Interpolation::Nearest => each(start, step, out, |index, _| source[index]),
        Interpolation::Linear => each(start, step, out, |index, place| {
            let (here, next) = (source[index], source[index + 1]);
            (next - here).mul_add(fraction(place as u32), here)
        }),
        Interpolation::Cubic => each(start, step, out, |index, place| {
            let (before, here) = (source[index - 1], source[index]);
            let (next, after) = (source[index + 1], source[index + 2]);
            let t = fraction(place as u32);
            let third = 1.5f32.mul_add(here - next, 0.5 * (after - before));
            let second = (-0.5f32).mul_add(after, 2.0f32.mul_add(next, (-2.5f32).mul_add(here, before)));
            let first = 0.5 * (next - before);
            third.mul_add(t, second).mul_add(t, first).mul_add(t, here)
        }),
        Interpolation::Sinc => {
            let phases = sinc::eight(speed(step));
            each(start, step, out, |index, place| dot(&source[index - 3..index + 5], phases, place as u32));
        }
        Interpolation::Sinc32 => {
            let sinc = sinc::thirty_2(speed(step));
            each(start, step, out, |index, place| sinc.read(&source[index - 15..], place as u32));
        }
    }
}

#[inline(always)]
fn each(start: u64, step: u64, out: &mut [f32], read: impl Fn(usize, u64) -> f32) {
    let mut place = start;
    for sample in out {
        *sample = read((place >> 32) as usize, place);
        place += step;
    }
}

/// Eight frames under the sinc, summed in the order that suits vectors.
#[inline(always)]
fn dot(frames: &[f32], phases: &sinc::Phases, digits: u32) -> f32 {
    let taps = &phases[(digits >> (32 - sinc::PHASE_BITS)) as usize].0;
    let product = |n: usize| frames[n] * taps[n];
    let pair = |n: usize| product(n) + product(n + 4);
    (pair(0) + pair(2)) + (pair(1) + pair(3))
}

/// Digits behind the point as a number from 0 to 1, from the first 24 of 32.
#[inline(always)]
fn fraction(digits: u32) -> f32 {
    (digits >> 8) as f32 * (1.0 / 16_777_216.0)
}

fn speed(step: u64) -> f64 {
    step as f64 / 4_294_967_296.0
}

/// Adds `source` to `out` with a gain.
pub fn add_ramped(source: &[f32], ramp: Ramp, out: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() && source.len() == out.len() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        unsafe { avx2::add_ramped(source, ramp, out) };
        return;
    }
    add_ramped_plain(source, ramp, out);
}

#[inline(always)]
fn add_ramped_plain(source: &[f32], ramp: Ramp, out: &mut [f32]) {
    for (n, (out, sample)) in out.iter_mut().zip(source).enumerate() {
        *out = sample.mul_add(ramp.on(n), *out);
    }
}

/// Multiplies a block by a gain.
pub fn scale_ramped(ramp: Ramp, block: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        unsafe { avx2::scale_ramped(ramp, block) };
        return;
    }
    scale_ramped_plain(ramp, block);
}

#[inline(always)]
fn scale_ramped_plain(ramp: Ramp, block: &mut [f32]) {
    match ramp.slope == 0.0 {
        true => block.iter_mut().for_each(|sample| *sample *= ramp.gain),
        false => block.iter_mut().enumerate().for_each(|(n, sample)| *sample *= ramp.on(n)),
    }
}

/// The highest level, and whether every sample is a number and finite.
pub fn measure(sound: &[f32]) -> (f32, bool) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        return unsafe { avx2::measure(sound) };
    }
    measure_plain(sound)
}

#[inline(always)]
fn measure_plain(sound: &[f32]) -> (f32, bool) {
    // Eight sums side by side; what is no number, or infinite, gives no number times 0 and stays in its sum.
    let (mut peaks, mut sums) = ([0.0f32; 8], [0.0f32; 8]);
    let mut look = |frames: &[f32]| {
        for ((sample, peak), sum) in frames.iter().zip(&mut peaks).zip(&mut sums) {
            *peak = if sample.abs() > *peak { sample.abs() } else { *peak };
            *sum += sample * 0.0;
        }
    };
    let (whole, rest) = sound.as_chunks::<8>();
    whole.iter().for_each(|frames| look(frames));
    look(rest);
    (peaks.into_iter().fold(0.0, f32::max), sums.into_iter().sum::<f32>() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Interpolation; 5] = [
        Interpolation::Nearest,
        Interpolation::Linear,
        Interpolation::Cubic,
        Interpolation::Sinc,
        Interpolation::Sinc32,
    ];

    pub(super) fn noise(frames: usize) -> Vec<f32> {
        let mut state = 1u32;
        std::iter::repeat_with(|| {
            state = super::super::lfo::next_random(state);
            state as f32 / u32::MAX as f32 - 0.5
        })
        .take(frames)
        .collect()
    }

    #[test]
    fn the_fast_loops_give_the_bits_of_the_plain_ones() {
        let source = noise(600);
        // At the sample's own pitch, below, above, far above, and where the source ends just behind the last frame.
        let places = [
            (15 << 32, 1 << 32, 64),
            (17 << 32 | 77, 0x0_8123_4567, 61),
            (15 << 32, 0x1_7000_0001, 64),
            (18 << 32 | 12_345, 2 << 32, 62),
            (19 << 32, 0x2_4000_0001, 13),
            (543 << 32 | 9, 0x0_F000_0000, 43),
            (500 << 32, 0x1_5432_1000, 62),
        ];
        for (kind, (start, step, frames)) in
            KINDS.into_iter().flat_map(|kind| places.map(|place| (kind, place)))
        {
            let (mut fast, mut plain) = (vec![0.0; frames], vec![0.0; frames]);
            interpolate(kind, &source, start, step, &mut fast);
            interpolate_plain(kind, &source, start, step, &mut plain);
            assert_eq!(fast, plain, "{kind:?}");
            let moving = [Ramp { gain: 0.3, slope: 0.007, at: 3 }, Ramp::new(1.0, 0.2, frames)];
            let steady = [Ramp::steady(0.3), Ramp::steady(0.7)];
            for ramps in [moving, steady] {
                let mut fast = [noise(frames), noise(frames + 1).split_off(1)];
                let mut plain = fast.clone();
                let both = |[left, right]: &mut [Vec<f32>; 2], add: Add| {
                    add(kind, &source, (start, step), &ramps, left, right);
                };
                both(&mut fast, add_interpolated);
                both(&mut plain, add_interpolated_plain);
                assert_eq!(fast, plain, "{kind:?}, added");
            }
            let (mut fast, mut plain) = ([noise(frames)], [noise(frames)]);
            let ramps = moving;
            add_ramped(&source[..frames], ramps[0], &mut fast[0]);
            add_ramped_plain(&source[..frames], ramps[0], &mut plain[0]);
            assert_eq!(fast, plain, "{kind:?}, ramped");
        }
    }

    #[test]
    fn the_fast_loops_over_blocks_give_the_bits_of_the_plain_ones() {
        for frames in [64, 61] {
            for ramp in [Ramp { gain: 0.3, slope: 0.007, at: 3 }, Ramp::steady(0.3)] {
                let (mut fast, mut plain) = (noise(frames), noise(frames));
                scale_ramped(ramp, &mut fast);
                scale_ramped_plain(ramp, &mut plain);
                assert_eq!(fast, plain, "{ramp:?}");
            }
        }
    }

    type Add = fn(Interpolation, &[f32], (u64, u64), &[Ramp; 2], &mut [f32], &mut [f32]);

    #[test]
    fn reading_and_adding_at_once_is_reading_then_adding() {
        let source = noise(600);
        for kind in KINDS {
            let (mut sound, step) = (vec![0.0; 50], 0x1_0765_4321);
            interpolate(kind, &source, 17 << 32, step, &mut sound);
            let ramps = [Ramp::new(0.2, 0.9, 50), Ramp::steady(0.5)];
            let [mut left, mut right] = [vec![0.1; 50], vec![0.2; 50]];
            add_interpolated(kind, &source, (17 << 32, step), &ramps, &mut left, &mut right);
            for (n, sound) in sound.iter().enumerate() {
                let gain = 0.2 + 0.7 * (n + 1) as f32 / 50.0;
                assert!((left[n] - 0.1 - sound * gain).abs() < 1e-6, "{kind:?}");
                assert!((right[n] - 0.2 - sound * 0.5).abs() < 1e-6, "{kind:?}");
            }
        }
    }

    #[test]
    fn cutting_a_stretch_changes_nothing() {
        let source = noise(600);
        for kind in KINDS {
            let (mut whole, mut parts) = (vec![0.0; 64], vec![0.0; 64]);
            let step = 0x1_1234_5678;
            interpolate(kind, &source, 16 << 32, step, &mut whole);
            let mut at = 16 << 32;
            for chunk in parts.chunks_mut(11) {
                interpolate(kind, &source, at, step, chunk);
                at += step * chunk.len() as u64;
            }
            assert_eq!(whole, parts, "{kind:?}");
        }
    }

    #[test]
    fn the_highest_level_is_found_and_what_is_no_number_too() {
        let mut sound = noise(70);
        for (place, value, expected) in
            [(69, -2.0, (2.0, true)), (3, 3.0, (3.0, true)), (11, f32::NAN, (3.0, false))]
        {
            sound[place] = value;
            assert_eq!(measure(&sound), expected);
            assert_eq!(measure_plain(&sound), expected);
        }
        assert!(!measure(&[f32::INFINITY]).1);
    }

    #[test]
    fn what_lies_outside_is_silence() {
        let mut out = [1.0; 8];
        interpolate(Interpolation::Sinc, &[1.0; 10], 0, 1 << 32, &mut out);
        assert_eq!(out, [0.0; 8]);
    }

    #[test]
    fn a_ramp_goes_straight_from_one_gain_to_the_other() {
        let mut out = [0.0; 10];
        add_ramped(&[1.0; 10], Ramp::new(0.0, 1.0, 10), &mut out);
        assert!((out[0] - 0.1).abs() < 1e-6 && (out[9] - 1.0).abs() < 1e-6);
    }
}
