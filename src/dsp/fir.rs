//! A filter of finite length, several frames at a time.

/// Frames that are computed together: their sums stay in the processor's registers.
pub const LANES: usize = 16;

/// The sums of `taps` over `from`: the first begins with its first frame, each other one a frame later. As many frames as there are
/// taps, and [`LANES`] behind them, are read, whatever they hold; fewer give silence.
#[inline(always)]
pub fn convolved(taps: &[f32], from: &[f32]) -> [f32; LANES] {
    let mut sums = [0.0f32; LANES];
    for (tap, value) in taps.iter().enumerate() {
        let Some(near) = from[tap..].first_chunk::<LANES>() else { return [0.0; LANES] };
        for (sum, sample) in sums.iter_mut().zip(near) {
            *sum += value * sample;
        }
    }
    sums
}
