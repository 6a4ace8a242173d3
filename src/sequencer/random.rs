//! Chance that is the same every time: a number computed from the song's seed and the place in the song.

/// A number from a seed and what distinguishes this throw from all others (SplitMix64's finaliser, Steele et al. 2014).
pub fn throw(seed: u64, place: &[u64]) -> u64 {
    place.iter().fold(mix(seed ^ 0x9E37_79B9_7F4A_7C15), |state, part| {
        mix(state.wrapping_add(part.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(0x632B_E59B_D9B4_E019))
    })
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_are_even_and_repeatable() {
        let mean: f64 = (0..10_000).map(|n| (throw(1, &[n, 3]) & 0xFF) as f64).sum::<f64>() / 10_000.0;
        assert!((mean - 127.5).abs() < 2.0, "{mean}");
        assert_eq!(throw(5, &[1, 2]), throw(5, &[1, 2]));
        assert_ne!(throw(5, &[1, 2]), throw(5, &[2, 1]));
    }
}
