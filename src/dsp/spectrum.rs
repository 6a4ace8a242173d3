//! How loud each frequency of a sound is: a discrete Fourier transform under a Hann window (Harris 1978). Allocates; not for the
//! audio thread.

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Measures spectra of one length.
pub struct Spectrum {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    input: Vec<f32>,
    output: Vec<Complex32>,
}

impl Spectrum {
    /// Over so many frames, a power of two.
    pub fn new(frames: usize) -> Spectrum {
        let transform = RealFftPlanner::new().plan_fft_forward(frames);
        let turn = std::f32::consts::TAU / frames as f32;
        let window = (0..frames).map(|n| 0.5 - 0.5 * (n as f32 * turn).cos()).collect();
        let (input, output) = (transform.make_input_vec(), transform.make_output_vec());
        Spectrum { transform, window, input, output }
    }

    /// The frames that it needs.
    pub fn frames(&self) -> usize {
        self.window.len()
    }

    /// The amplitude of each frequency, `n` × rate / frames: a sine of amplitude 1 gives 1. Missing frames are silence.
    pub fn measure(&mut self, sound: impl Iterator<Item = f32>) -> impl Iterator<Item = f32> {
        self.input.fill(0.0);
        for ((input, window), sample) in self.input.iter_mut().zip(&self.window).zip(sound) {
            *input = sample * window;
        }
        // The vectors are the transform's own: nothing can be wrong about their lengths.
        let done = self.transform.process(&mut self.input, &mut self.output).is_ok();
        let scale = if done { 4.0 / self.window.len() as f32 } else { 0.0 };
        self.output.iter().map(move |bin| bin.norm() * scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_is_found_at_its_frequency_and_level() {
        let mut spectrum = Spectrum::new(4_096);
        let turn = std::f32::consts::TAU * 100.0 / 4_096.0;
        let levels: Vec<f32> = spectrum.measure((0..4_096).map(|n| 0.5 * (n as f32 * turn).sin())).collect();
        assert!((levels[100] - 0.5).abs() < 1e-3, "{}", levels[100]);
        assert!(levels.iter().enumerate().all(|(n, level)| n.abs_diff(100) < 3 || *level < 1e-4));
    }

    #[test]
    fn too_little_sound_is_silence_behind_it() {
        assert!(Spectrum::new(256).measure(std::iter::empty()).all(|level| level == 0.0));
    }
}
