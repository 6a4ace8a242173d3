//! White noise, four frames at a time.

use super::lfo::next_random;

/// Another number for every one, near ones having nothing to do with each other: the finaliser of MurmurHash3 (Appleby 2011).
pub fn mixed(mut bits: u32) -> u32 {
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85EB_CA6B);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xC2B2_AE35);
    bits ^ (bits >> 16)
}

/// A number from −1 to 1 for a seed and a place: near ones have nothing to do with each other.
pub fn scattered(seed: u32, place: u32) -> f32 {
    mixed(seed ^ place.wrapping_add(1).wrapping_mul(0x9E37_79B9)) as i32 as f32 / (1u32 << 31) as f32
}

/// Generators side by side, so that a loop over frames does not wait for each number.
const LANES: usize = 4;

/// A running source.
#[derive(Clone, Copy, Debug, Default)]
pub struct Noise {
    states: [u32; LANES],
}

impl Noise {
    /// Another noise for every seed.
    pub fn new(seed: u32) -> Noise {
        let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
        Noise {
            states: std::array::from_fn(|_| {
                state = next_random(next_random(state));
                state
            }),
        }
    }

    /// Writes the next frames, −1 to 1. Frames beyond a multiple of four are left as they are.
    #[inline]
    pub fn render(&mut self, out: &mut [f32]) {
        for frames in out.as_chunks_mut::<LANES>().0 {
            for (frame, state) in frames.iter_mut().zip(&mut self.states) {
                *state = next_random(*state);
                *frame = *state as i32 as f32 / (1u32 << 31) as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_white_and_of_even_loudness() {
        let mut frames = vec![0.0; 1 << 16];
        Noise::new(3).render(&mut frames);
        let mean = |values: &mut dyn Iterator<Item = f32>| values.map(f64::from).sum::<f64>() / 65_536.0;
        assert!(mean(&mut frames.iter().copied()).abs() < 0.01);
        assert!((mean(&mut frames.iter().map(|s| s * s)) - 1.0 / 3.0).abs() < 0.01);
        for apart in [1, 2, 3, 4, 8] {
            let same = mean(&mut frames.iter().zip(&frames[apart..]).map(|(a, b)| a * b));
            assert!(same.abs() < 0.01, "{apart} frames apart: {same}");
        }
    }
}
