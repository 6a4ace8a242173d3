//! Where a sound can loop without a seam: the place at which it looks most like it does where the loop begins.

use std::ops::Range;

/// A loop that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The first frame.
    pub start: usize,
    /// The frame after the last.
    pub end: usize,
    /// How alike the sound is at both, −1 to 1.
    pub likeness: f32,
}

/// Frames on either side of the seam that are compared.
const AROUND: usize = 512;
/// How many frames the end is moved at most, each way.
const FARTHEST: usize = 4_096;

/// Finds a loop near a wanted one: it begins where the sound rises through zero, and ends where the frames around are most like
/// those around its start, by the normalised cross-correlation. `None` if the sound is too short for that.
pub fn find(sound: &[f32], wanted: Range<usize>) -> Option<Found> {
    let start = rising(sound, wanted.start.max(AROUND))?;
    let least = (start + AROUND).max(wanted.end.saturating_sub(FARTHEST));
    let most = wanted.end.saturating_add(FARTHEST).min(sound.len().checked_sub(AROUND)?);
    let pattern = &sound[start - AROUND..(start + AROUND).min(sound.len())];
    let ends = (least..=most).map(|end| (end, likeness(pattern, &sound[end - AROUND..end + AROUND])));
    let (end, likeness) = ends.max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Found { start, end, likeness })
}

/// The next frame from there on at which the sound rises through zero.
pub fn rising(sound: &[f32], from: usize) -> Option<usize> {
    let from = from.max(1);
    (from..sound.len()).find(|&frame| sound[frame - 1] < 0.0 && sound[frame] >= 0.0)
}

/// The normalised cross-correlation of two stretches: 1 if one is the other, louder or softer; silence is like nothing.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let (mut product, mut first, mut second) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        product += a * b;
        first += a * a;
        second += b * b;
    }
    let size = (first * second).sqrt();
    if size > 0.0 { product / size } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    #[test]
    fn a_loop_of_a_tone_is_whole_turns_long() {
        // Two partials that repeat together every 480 frames.
        let tone = |n: usize| (n as f32 * TAU / 240.0).sin() + 0.5 * (n as f32 * TAU / 160.0 + 1.0).sin();
        let sound: Vec<f32> = (0..48_000).map(tone).collect();
        let found = find(&sound, 10_007..30_111).expect("a loop");
        assert_eq!((found.end - found.start) % 480, 0, "{found:?}");
        assert!(
            found.likeness > 0.999
                && found.start.abs_diff(10_007) < 480
                && found.end.abs_diff(30_111) < 4_097
        );
        assert!(sound[found.start - 1] < 0.0 && sound[found.start] >= 0.0);
    }

    #[test]
    fn what_has_no_turns_or_is_too_short_has_no_loop() {
        assert_eq!(find(&[0.5; 48_000], 100..20_000), None);
        assert_eq!(find(&[-1.0, 1.0, -1.0, 1.0], 0..4), None);
        assert_eq!(find(&[], 0..0), None);
    }
}
