//! Another rate for sound that lies there whole, by the resampler of the package rubato: a windowed sinc of 256 points, its cutoff below
//! the lower of both rates.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{
    Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

/// Points of the sinc, and how many places between two of them are tabled.
const POINTS: usize = 256;
const TABLED: usize = 256;
/// Frames that are worked on at once.
const CHUNK: usize = 1_024;

/// How many frames there are of so many at `ratio` times their rate.
pub fn length(frames: usize, ratio: f64) -> usize {
    (frames as f64 * ratio).ceil() as usize
}

/// A channel at `ratio` times its rate, above 0; as many frames as [`length`] says. The first frame stays where it is in time.
/// Allocates. `None` for a ratio that cannot be.
pub fn resampled(channel: &[f32], ratio: f64) -> Option<Vec<f32>> {
    let parameters = SincInterpolationParameters::new(POINTS, WindowFunction::BlackmanHarris2)
        .oversampling_factor(TABLED)
        .interpolation(SincInterpolationType::Cubic);
    let mut resampler = Async::<f32>::new_sinc(ratio, 1.0, &parameters, CHUNK, 1, FixedAsync::Input).ok()?;
    let input = SequentialSlice::new(channel, 1, channel.len()).ok()?;
    let mut sound = resampler.process_all(&input, channel.len(), None).ok()?.take_data();
    sound.resize(length(channel.len(), ratio), 0.0);
    Some(sound)
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
            let made = resampled(&sine(1_000.0, from, frames), to / from).expect("a ratio that can be");
            assert_eq!(made.len(), length(frames, to / from));
            let wanted = sine(1_000.0, to, made.len());
            let inside = made.len() / 10..made.len() * 9 / 10;
            let error: Vec<f32> = inside.map(|n| made[n] - wanted[n]).collect();
            assert!(loudest(&error) < 0.5e-3, "{from} to {to}: {}", loudest(&error));
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_left_out() {
        let made = resampled(&sine(15_000.0, 48_000.0, 48_000), 0.5).expect("a ratio that can be");
        assert!(loudest(&made[2_000..20_000]) < 1e-3, "no tone of 9 kHz: {}", loudest(&made[2_000..20_000]));
        assert_eq!(resampled(&[], 0.5).map(|sound| sound.len()), Some(0));
        assert_eq!(resampled(&[1.0; 7], 2.0).map(|sound| sound.len()), Some(14));
    }
}
