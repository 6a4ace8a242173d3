//! The way of a strip in one pass: fader, sends behind it, output. Plain, and for processors with AVX2, FMA and BMI2, with the same bits.

use super::Ramp;
#[cfg(target_arch = "x86_64")]
use super::avx2;

/// Where a part of the sound goes besides.
pub struct Send<'a, const F: usize> {
    /// Where it is added.
    pub to: &'a mut [f32; F],
    /// With which gain.
    pub ramp: Ramp,
}

/// Multiplies a block by a gain, adds it to the sends, each with its own gain, and to `out`, and leaves silence in `source`.
pub fn pour<const F: usize, const N: usize>(
    source: &mut [f32; F],
    ramp: Ramp,
    sends: [Send<F>; N],
    out: &mut [f32; F],
) {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        unsafe { avx2::pouring::pour(source, ramp, sends, out) };
        return;
    }
    pour_plain(source, ramp, sends, out);
}

fn pour_plain<const F: usize, const N: usize>(
    source: &mut [f32; F],
    ramp: Ramp,
    mut sends: [Send<F>; N],
    out: &mut [f32; F],
) {
    for (n, (sample, out)) in source.iter_mut().zip(out).enumerate() {
        let sound = std::mem::take(sample) * ramp.on(n);
        *out += sound;
        for Send { to, ramp } in &mut sends {
            to[n] = sound.mul_add(ramp.on(n), to[n]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::noise;
    use super::*;

    const MOVING: Ramp = Ramp { gain: 0.3, slope: 0.007, at: 3 };

    fn block(skipped: usize) -> [f32; 64] {
        std::array::from_fn(|n| noise(64 + skipped)[n + skipped])
    }

    /// What source, two sends and output hold after a pass.
    fn after(pass: Pass, [fader, first, second]: [Ramp; 3]) -> [[f32; 64]; 4] {
        let [mut source, mut a, mut b, mut out] = [0, 1, 2, 3].map(block);
        let sends = [Send { to: &mut a, ramp: first }, Send { to: &mut b, ramp: second }];
        pass(&mut source, fader, sends, &mut out);
        [source, a, b, out]
    }

    type Pass = fn(&mut [f32; 64], Ramp, [Send<64>; 2], &mut [f32; 64]);

    #[test]
    fn the_fast_pass_gives_the_bits_of_the_plain_one() {
        let steady = Ramp::steady(0.7);
        for ramps in [[steady; 3], [MOVING, steady, steady], [steady, steady, MOVING], [MOVING; 3]] {
            assert_eq!(after(pour, ramps), after(pour_plain, ramps), "{ramps:?}");
        }
    }

    #[test]
    fn the_sends_are_taken_behind_the_fader() {
        let [source, first, second, out] = after(pour, [Ramp::steady(0.5), Ramp::steady(0.25), MOVING]);
        for n in 0..64 {
            let sound = block(0)[n] * 0.5;
            assert_eq!(source[n], 0.0);
            assert_eq!(out[n], block(3)[n] + sound);
            assert!((first[n] - block(1)[n] - sound * 0.25).abs() < 1e-6);
            assert!((second[n] - block(2)[n] - sound * (0.3 + 0.007 * (n + 4) as f32)).abs() < 1e-6);
        }
    }
}
