//! The inner loops of the sampler: interpolate a stretch, add it to two channels. Each stands twice: plain, and for
//! processors with AVX2 and FMA, chosen once. A test holds both together.

use super::interpolation::{Coefficients, Interpolation, PHASE_BITS, PHASES, tables};

#[cfg(target_arch = "x86_64")]
mod avx2;

/// Reads `out.len()` frames of `source`, the first at `start`, each `step` further. Both are frames with 32 binary digits behind
/// the point. `source` must hold 3 frames before the first and 4 after the last; where it does not, silence is read.
pub fn interpolate(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    let last = start + step * out.len().saturating_sub(1) as u64;
    let fits = start >> 32 >= Interpolation::BEFORE as u64
        && ((last >> 32) as usize).saturating_add(Interpolation::AFTER) < source.len();
    if !fits {
        out.fill(0.0);
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2 and FMA, and every frame that is read lies within `source`, as just checked.
        unsafe { avx2::interpolate(kind, source, start, step, out) };
        return;
    }
    interpolate_plain(kind, source, start, step, out);
}

fn interpolate_plain(kind: Interpolation, source: &[f32], start: u64, step: u64, out: &mut [f32]) {
    match kind {
        Interpolation::Nearest => each(start, step, out, |index, _| source[index]),
        Interpolation::Linear => each(start, step, out, |index, place| {
            let fraction = fraction(place);
            (source[index + 1] - source[index]).mul_add(fraction, source[index])
        }),
        Interpolation::Cubic => {
            let table = &tables().cubic;
            each(start, step, out, |index, place| dot(&source[index - 1..index + 3], table, place));
        }
        Interpolation::Sinc => {
            let table = tables().sinc(speed(step));
            each(start, step, out, |index, place| dot(&source[index - 3..index + 5], table, place));
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

#[inline(always)]
fn dot<const TAPS: usize>(frames: &[f32], table: &Coefficients<TAPS>, place: u64) -> f32 {
    table.at(phase(place)).iter().zip(frames).map(|(coefficient, frame)| coefficient * frame).sum()
}

/// The part behind the point as a number from 0 to 1, from its first 24 digits.
#[inline(always)]
fn fraction(place: u64) -> f32 {
    ((place as u32) >> 8) as f32 * (1.0 / 16_777_216.0)
}

#[inline(always)]
fn phase(place: u64) -> usize {
    (place as u32 >> (32 - PHASE_BITS)) as usize & (PHASES - 1)
}

fn speed(step: u64) -> f64 {
    step as f64 / 4_294_967_296.0
}

/// Adds `source` to `out`, the gain going in a straight line: `gain` plus `slope` on the first frame.
pub fn add_ramped(source: &[f32], gain: f32, slope: f32, out: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2 and FMA.
        unsafe { avx2::add_ramped(source, gain, slope, out) };
        return;
    }
    add_ramped_plain(source, gain, slope, out);
}

#[inline(always)]
fn add_ramped_plain(source: &[f32], gain: f32, slope: f32, out: &mut [f32]) {
    for (n, (out, sample)) in out.iter_mut().zip(source).enumerate() {
        *out += sample * (gain + slope * (n + 1) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Interpolation; 4] =
        [Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic, Interpolation::Sinc];

    fn noise(frames: usize) -> Vec<f32> {
        let mut state = 1u32;
        std::iter::repeat_with(|| {
            state = super::super::lfo::next_random(state);
            state as f32 / u32::MAX as f32 - 0.5
        })
        .take(frames)
        .collect()
    }

    #[test]
    fn the_fast_loops_agree_with_the_plain_ones() {
        let source = noise(600);
        for kind in KINDS {
            for (start, step, frames) in
                [(3 << 32, 1 << 32, 64), (5 << 32 | 77, 0x0_8123_4567, 61), (9 << 32, 0x2_4000_0001, 13)]
            {
                let (mut fast, mut plain) = (vec![0.0; frames], vec![0.0; frames]);
                interpolate(kind, &source, start, step, &mut fast);
                interpolate_plain(kind, &source, start, step, &mut plain);
                for (a, b) in fast.iter().zip(&plain) {
                    assert!((a - b).abs() < 1e-6, "{kind:?}: {a} and {b}");
                }
            }
        }
    }

    #[test]
    fn cutting_a_stretch_changes_nothing() {
        let source = noise(600);
        for kind in KINDS {
            let (mut whole, mut parts) = (vec![0.0; 64], vec![0.0; 64]);
            let step = 0x1_1234_5678;
            interpolate(kind, &source, 4 << 32, step, &mut whole);
            let mut at = 4 << 32;
            for chunk in parts.chunks_mut(11) {
                interpolate(kind, &source, at, step, chunk);
                at += step * chunk.len() as u64;
            }
            assert_eq!(whole, parts, "{kind:?}");
        }
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
        add_ramped(&[1.0; 10], 0.0, 0.1, &mut out);
        assert!((out[0] - 0.1).abs() < 1e-6 && (out[9] - 1.0).abs() < 1e-6);
    }
}
