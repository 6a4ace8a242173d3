//! Spectra of real sound, in rows, and the way there and back.

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// So many spectra of equal length. Real and imaginary parts stand apart, each as many as there are frequencies from 0 to half the
/// rate: eight of them are multiplied at a time.
#[derive(Clone, Debug)]
pub struct Spectra {
    bins: usize,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

/// One spectrum: real and imaginary parts.
pub type Spectrum<'a> = [&'a [f32]; 2];

impl Spectra {
    /// Silent ones, for sound of `frames` (even) frames.
    pub fn new(count: usize, frames: usize) -> Spectra {
        let bins = frames / 2 + 1;
        Spectra { bins, real: vec![0.0; count * bins], imaginary: vec![0.0; count * bins] }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.real.len() / self.bins
    }

    /// One of them.
    #[inline(always)]
    pub fn of(&self, number: usize) -> Spectrum<'_> {
        let span = number * self.bins..(number + 1) * self.bins;
        [&self.real[span.clone()], &self.imaginary[span]]
    }

    #[inline(always)]
    fn of_mut(&mut self, number: usize) -> [&mut [f32]; 2] {
        let span = number * self.bins..(number + 1) * self.bins;
        [&mut self.real[span.clone()], &mut self.imaginary[span]]
    }

    /// Silence.
    pub fn reset(&mut self) {
        self.real.fill(0.0);
        self.imaginary.fill(0.0);
    }

    /// Silence in one of them.
    pub fn clear(&mut self, number: usize) {
        self.of_mut(number).into_iter().for_each(|part| part.fill(0.0));
    }

    /// Adds the product of two spectra to one of them, `level` times.
    #[inline(always)]
    pub fn add_product(&mut self, number: usize, one: Spectrum, other: Spectrum, level: f32) {
        let [real, imaginary] = self.of_mut(number);
        let ([a, b], [c, d]) = (one, other);
        let bins = real.len();
        let (a, b, c, d) = (&a[..bins], &b[..bins], &c[..bins], &d[..bins]);
        let imaginary = &mut imaginary[..bins];
        for n in 0..bins {
            real[n] += level * (a[n] * c[n] - b[n] * d[n]);
            imaginary[n] += level * (a[n] * d[n] + b[n] * c[n]);
        }
    }
}

/// The transform of sounds of one length. Made where memory may be asked for; using it allocates nothing.
pub struct Transform {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    bins: Vec<Complex32>,
    sound: Vec<f32>,
    scratch: Vec<Complex32>,
}

impl Transform {
    /// For sounds of so many frames (even).
    pub fn new(frames: usize) -> Transform {
        let mut planner = RealFftPlanner::<f32>::new();
        let (forward, inverse) = (planner.plan_fft_forward(frames), planner.plan_fft_inverse(frames));
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        Transform {
            bins: forward.make_output_vec(),
            sound: forward.make_input_vec(),
            scratch: vec![Complex32::default(); scratch],
            forward,
            inverse,
        }
    }

    /// Frames of a sound.
    pub fn frames(&self) -> usize {
        self.sound.len()
    }

    /// Writes the spectrum of a sound of that length.
    pub fn analyse(&mut self, sound: &[f32], spectra: &mut Spectra, number: usize) {
        self.sound.copy_from_slice(sound);
        let scratch = &mut self.scratch[..self.forward.get_scratch_len()];
        // The lengths are the transform's own: nothing can be wrong about them.
        let _ = self.forward.process_with_scratch(&mut self.sound, &mut self.bins, scratch);
        let [real, imaginary] = spectra.of_mut(number);
        for ((bin, real), imaginary) in self.bins.iter().zip(real).zip(imaginary) {
            (*real, *imaginary) = (bin.re, bin.im);
        }
    }

    /// The sound of a spectrum, as many times as loud as it has frames.
    pub fn synthesise(&mut self, [real, imaginary]: Spectrum) -> &[f32] {
        for ((bin, real), imaginary) in self.bins.iter_mut().zip(real).zip(imaginary) {
            *bin = Complex32 { re: *real, im: *imaginary };
        }
        // Of a real sound these two are real; rounding may have left something.
        if let [first, .., last] = &mut self.bins[..] {
            (first.im, last.im) = (0.0, 0.0);
        }
        let scratch = &mut self.scratch[..self.inverse.get_scratch_len()];
        let _ = self.inverse.process_with_scratch(&mut self.bins, &mut self.sound, scratch);
        &self.sound
    }
}

/// The spectra of so many parts of a sound from a frame on, each half as long as what is transformed, for convolution with it.
pub fn behind(transform: &mut Transform, sound: &[f32], from: usize, count: usize) -> Spectra {
    let frames = transform.frames();
    let mut spectra = Spectra::new(count, frames);
    let mut input = vec![0.0; frames];
    for number in 0..count {
        let part = sound.get(from..).and_then(|rest| rest.chunks(frames / 2).nth(number)).unwrap_or(&[]);
        input.fill(0.0);
        input.iter_mut().zip(part).for_each(|(to, from)| *to = from / frames as f32);
        transform.analyse(&input, &mut spectra, number);
    }
    spectra
}
