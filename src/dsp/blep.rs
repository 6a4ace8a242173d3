//! Steps and corners of waves at any time between frames, without aliases: what a band-limited step has around it that a plain one
//! has not, to be added to plain waves.
//!
//! After Brandt, "Hard Sync Without Aliasing" (2001), with residuals on both sides of the step, so that the sound comes later by
//! [`LATE`] frames and keeps its phases; corners are the integral of steps, and curves that of corners.

use super::kaiser::kaiser;
use std::f64::consts::PI;
use std::sync::OnceLock;

/// Frames by which the sound comes later.
pub const LATE: usize = 12;
/// Frames around a step that it touches.
const TAPS: usize = 2 * LATE;
/// Places between two frames at which residuals are worked out; between those they are straight.
const PLACES: usize = 256;
/// Half of a step's harmonics lies below, as a part of the rate: 22.3 kHz at 48 kHz.
const CUTOFF: f64 = 0.464;
/// The window's shape: what lies above 28 kHz at 48 kHz, and would be mirrored down to 20 kHz, is 90 dB softer.
const BETA: f64 = 8.96;

/// A row for each place.
type Rows = Vec<[f32; TAPS]>;

/// The residuals of a step, of a corner and of a curve that begins, each of height 1.
pub struct Residuals {
    steps: Rows,
    corners: Rows,
    curves: Rows,
}

/// What jumps at an edge: the wave, its slope per frame, and the slope of that.
pub type Jump = [f32; 3];

/// The residuals; the first call makes them.
pub fn residuals() -> &'static Residuals {
    static RESIDUALS: OnceLock<Residuals> = OnceLock::new();
    RESIDUALS.get_or_init(Residuals::new)
}

impl Residuals {
    fn new() -> Residuals {
        let points = TAPS * PLACES + 1;
        let time = |point: usize| (point as f64 / PLACES as f64) - LATE as f64;
        let pulse: Vec<f64> = (0..points)
            .map(|point| {
                let x = time(point);
                let sinc = if x == 0.0 { 2.0 * CUTOFF } else { (2.0 * PI * CUTOFF * x).sin() / (PI * x) };
                sinc * kaiser(x / LATE as f64, BETA)
            })
            .collect();
        let whole: f64 = integral(&pulse).last().copied().unwrap_or(1.0);
        let step: Vec<f64> = integral(&pulse)
            .iter()
            .enumerate()
            .map(|(point, sum)| sum / whole - if time(point) >= 0.0 { 1.0 } else { 0.0 })
            .collect();
        // A step's residual jumps from 1/2 to −1/2 in its middle, and both halves are alike: so are those of a corner's.
        let mut early = step[..=points / 2].to_vec();
        early[points / 2] = 0.5;
        let early = integral(&early);
        let corner: Vec<f64> = (0..points).map(|point| early[point.min(points - 1 - point)]).collect();
        let curve = integral(&corner);
        // Row `place`: a step so far before the frame of index LATE.
        let rows = |values: &[f64], jump: f64| -> Rows {
            let row = |place: usize| {
                std::array::from_fn(|tap| {
                    // At the end of the rows the step is still to come for the frame where it lies.
                    let coming = place == PLACES && tap + 1 == LATE;
                    (values[place + tap * PLACES] + if coming { jump } else { 0.0 }) as f32
                })
            };
            (0..=PLACES).map(row).collect()
        };
        Residuals { steps: rows(&step, 1.0), corners: rows(&corner, 0.0), curves: rows(&curve, 0.0) }
    }

    /// Adds what an edge, `since` frames (0 to 1) before the next frame, brings to the `TAPS` frames of `out`; the next frame is
    /// that of index [`LATE`].
    #[inline(always)]
    pub fn add(&self, since: f32, jump: Jump, out: &mut [f32]) {
        let place = since.clamp(0.0, 1.0) * PLACES as f32;
        let row = (place as usize).min(PLACES - 1);
        let share = place - row as f32;
        for (rows, by) in [&self.steps, &self.corners, &self.curves].into_iter().zip(jump) {
            if by == 0.0 {
                continue;
            }
            let (Some(first), Some(second)) = (rows.get(row), rows.get(row + 1)) else { continue };
            for ((out, first), second) in out.iter_mut().zip(first).zip(second) {
                *out += by * (first + (second - first) * share);
            }
        }
    }
}

/// The running sum of values that lie [`PLACES`] to a frame, by trapezoids.
fn integral(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut last = values.first().copied().unwrap_or(0.0);
    let sums = values.iter().map(|value| {
        sum += 0.5 * (last + value) / PLACES as f64;
        last = *value;
        sum
    });
    sums.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_goes_smoothly_from_one_level_to_the_other_wherever_it_lies() {
        for since in [0.0f32, 0.25, 0.501, 1.0] {
            let mut frames: Vec<f32> = (0..TAPS).map(|n| if n >= LATE { 1.0 } else { 0.0 }).collect();
            residuals().add(since, [1.0, 0.0, 0.0], &mut frames);
            let slope = frames.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(slope < 0.95 && frames[0].abs() < 1e-3 && (frames[TAPS - 1] - 1.0).abs() < 1e-3);
            // A step in the middle between two frames is at its half there.
            let middle = frames[LATE - 1] + (frames[LATE] - frames[LATE - 1]) * (1.0 - since);
            assert!((middle - 0.5).abs() < 0.08, "{since}: {middle}");
        }
    }

    #[test]
    fn a_corner_is_rounded_and_touches_nothing_far_away() {
        let mut frames = [0.0; TAPS];
        residuals().add(0.0, [0.0, 1.0, 0.0], &mut frames);
        assert!(frames[LATE] > 0.05 && frames[0].abs() < 1e-3 && frames[TAPS - 1].abs() < 1e-3);
    }
}
