//! Another rate for sound that lies there whole: a sinc under a Kaiser window, whose cutoff lies below the half of the lower rate
//! (J. O. Smith, "Digital Audio Resampling Home Page"). Frames keep their moments exactly, and the same sound gives the same bytes on every
//! machine.

use crate::dsp::kaiser::kaiser;
use std::f64::consts::PI;

/// Zero crossings of the sinc on each side.
const CROSSINGS: usize = 48;
/// Places between two crossings that are tabled; between them the table is read along lines.
const TABLED: usize = 512;
/// The Kaiser window's shape: what is left out is 110 dB down.
const BETA: f64 = 11.0;
/// The cutoff, as a part of the half of the lower rate.
const CUTOFF: f64 = 0.95;

/// How many frames there are of so many at `ratio` times their rate.
pub fn length(frames: usize, ratio: f64) -> usize {
    (frames as f64 * ratio).ceil() as usize
}

/// One side of the windowed sinc, in steps of a part of a crossing, and a zero behind it.
fn table() -> Vec<f64> {
    let height = |index: usize| {
        let x = index as f64 / TABLED as f64;
        let sinc = if index == 0 { 1.0 } else { (PI * x).sin() / (PI * x) };
        let along = x / CROSSINGS as f64;
        sinc * kaiser(along, BETA)
    };
    (0..CROSSINGS * TABLED).map(height).chain([0.0, 0.0]).collect()
}

/// A channel at `ratio` times its rate, above 0; as many frames as [`length`] says. The first frame stays where it is in time, and the
/// sound at the rate that it has stays as it is. Allocates.
pub fn resampled(channel: &[f32], ratio: f64) -> Vec<f32> {
    if ratio == 1.0 {
        return channel.to_vec();
    }
    let (table, cutoff) = (table(), CUTOFF * ratio.min(1.0));
    let reach = CROSSINGS as f64 / cutoff;
    let frame = |number: usize| {
        let at = number as f64 / ratio;
        let first = (at - reach).ceil().max(0.0) as usize;
        let last = ((at + reach).floor() as usize + 1).min(channel.len());
        let inside = channel.get(first..last).unwrap_or_default().iter().enumerate();
        let sum: f64 = inside
            .map(|(index, sample)| {
                let place = ((first + index) as f64 - at).abs() * cutoff * TABLED as f64;
                let (below, part) = (place as usize, place.fract());
                let pair = table.get(below..below + 2).map_or([0.0; 2], |pair| [pair[0], pair[1]]);
                f64::from(*sample) * (pair[0] + (pair[1] - pair[0]) * part)
            })
            .sum();
        (sum * cutoff) as f32
    };
    (0..length(channel.len(), ratio)).map(frame).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hertz: f64, rate: f64, frames: usize) -> Vec<f32> {
        (0..frames).map(|n| (n as f64 * hertz / rate * std::f64::consts::TAU).sin() as f32 * 0.5).collect()
    }

    fn loudest(sound: &[f32]) -> f32 {
        sound.iter().fold(0.0, |most, sample| sample.abs().max(most))
    }

    #[test]
    fn a_tone_is_the_same_tone_at_the_other_rate() {
        for (from, to) in
            [(44_100.0, 48_000.0), (48_000.0, 44_100.0), (48_000.0, 22_050.0), (8_000.0, 96_000.0)]
        {
            let frames = from as usize;
            let made = resampled(&sine(1_000.0, from, frames), to / from);
            assert_eq!(made.len(), length(frames, to / from));
            let wanted = sine(1_000.0, to, made.len());
            let inside = made.len() / 10..made.len() * 9 / 10;
            let error: Vec<f32> = inside.map(|n| made[n] - wanted[n]).collect();
            assert!(loudest(&error) < 0.5e-3, "{from} to {to}: {}", loudest(&error));
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_left_out() {
        let made = resampled(&sine(15_000.0, 48_000.0, 48_000), 0.5);
        assert!(loudest(&made[2_000..20_000]) < 1e-3, "no tone of 9 kHz: {}", loudest(&made[2_000..20_000]));
        assert_eq!(resampled(&[], 0.5).len(), 0);
        assert_eq!(resampled(&[1.0; 7], 2.0).len(), 14);
    }
}
