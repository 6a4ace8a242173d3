//! Blocks as sound cards want them: the samples of all channels of a frame, then those of the next.

use std::cell::Cell;

/// Writes left and right into a block of so many channels: silence on those beyond; one channel is the mean of both.
pub(super) fn interleave([left, right]: [&[f32]; 2], out: &mut [f32], channels: usize) {
    for (frame, (left, right)) in out.chunks_exact_mut(channels).zip(left.iter().zip(right)) {
        match frame {
            [one] => *one = (left + right) * 0.5,
            [first, second, rest @ ..] => {
                (*first, *second) = (*left, *right);
                rest.fill(0.0);
            }
            [] => {}
        }
    }
}

/// Adds the metronome on its own channels, which are there.
pub(super) fn add_click(click: &[Cell<f32>], own: [usize; 2], out: &mut [f32], channels: usize) {
    let [first, second] = own;
    for (frame, tone) in out.chunks_exact_mut(channels).zip(click) {
        frame[first] += tone.get();
        frame[second] += if first == second { 0.0 } else { tone.get() };
    }
}
