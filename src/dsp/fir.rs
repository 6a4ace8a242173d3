//! A filter of finite length, frame by frame.

/// Frames that are computed together: their sums stay in the processor's registers.
pub const LANES: usize = 16;

/// Gives `out` the numbers of so many frames, from 0, and their sums of `taps` over `from`: the first begins with its first frame, each
/// other one a frame later. `from` goes on for [`LANES`] frames behind the last that is needed, whatever they hold.
#[inline(always)]
pub fn convolve(taps: &[f32], from: &[f32], frames: usize, mut out: impl FnMut(usize, f32)) {
    for start in (0..frames).step_by(LANES) {
        let mut sums = [0.0f32; LANES];
        for (tap, value) in taps.iter().enumerate() {
            let Some(near) = from[start + tap..].first_chunk::<LANES>() else { return };
            for (sum, sample) in sums.iter_mut().zip(near) {
                *sum += value * sample;
            }
        }
        for (lane, sum) in sums.into_iter().enumerate().take(frames - start) {
            out(start + lane, sum);
        }
    }
}
