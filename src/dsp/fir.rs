//! A filter of finite length, several frames at a time.

/// Frames that are computed together: their sums stay in the processor's registers.
pub const LANES: usize = 16;

/// Gives `out` the sums of `taps` over `from` for so many frames, [`LANES`] at a time: the number of the first of them, and their sums,
/// of which those behind the last frame mean nothing. The first sum begins with the first frame of `from`, each other one a frame later;
/// `from` goes on for [`LANES`] frames behind the last that is needed, whatever they hold.
#[inline(always)]
pub fn convolve(taps: &[f32], from: &[f32], frames: usize, mut out: impl FnMut(usize, &[f32; LANES])) {
    for start in (0..frames).step_by(LANES) {
        let mut sums = [0.0f32; LANES];
        for (tap, value) in taps.iter().enumerate() {
            let Some(near) = from[start + tap..].first_chunk::<LANES>() else { return };
            for (sum, sample) in sums.iter_mut().zip(near) {
                *sum += value * sample;
            }
        }
        out(start, &sums);
    }
}
