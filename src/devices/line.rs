//! A delay line with a length that may move.

/// A ring of samples. Allocated once for its longest delay.
pub struct Line {
    samples: Vec<f32>,
    at: usize,
    /// Samples that were put in since the last reset, no more than there is room for: what lies before them is silence.
    filled: usize,
}

impl Line {
    /// A silent line for delays up to `longest` frames.
    pub fn new(longest: usize) -> Line {
        // Not zeros: the system hands those out only when they are first touched, which would be while sound is made.
        Line { samples: vec![f32::MIN_POSITIVE; (longest + 4).next_power_of_two()], at: 0, filled: 0 }
    }

    /// Silence, at no cost.
    pub fn reset(&mut self) {
        self.filled = 0;
    }

    /// Puts a sample in. What is too small to hear, and what is no number, goes in as silence.
    #[inline(always)]
    pub fn push(&mut self, sample: f32) {
        self.at = (self.at + 1) & (self.samples.len() - 1);
        let kept = sample.abs() > 1e-9 && sample.is_finite();
        self.samples[self.at] = if kept { sample } else { 0.0 };
        self.filled = (self.filled + 1).min(self.samples.len());
    }

    /// The sample that was put in `frames` ago; 0 is the latest.
    #[inline(always)]
    pub fn tap(&self, frames: usize) -> f32 {
        let sample = self.samples[self.at.wrapping_sub(frames) & (self.samples.len() - 1)];
        if frames < self.filled { sample } else { 0.0 }
    }

    /// The same between two samples, in a straight line.
    #[inline(always)]
    pub fn between(&self, frames: f32) -> f32 {
        // By way of 32 bits: processors turn these into numbers and back in one step.
        let whole = frames as i32;
        let (here, before) = (self.tap(whole as usize), self.tap(whole as usize + 1));
        here + (before - here) * (frames - whole as f32)
    }
}

/// A filter of one pole (6 dB an octave), for damping inside loops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pole {
    state: f32,
}

impl Pole {
    /// The coefficient for a cutoff in Hz.
    pub fn coefficient(cutoff: f32, rate: f32) -> f32 {
        1.0 - (-std::f32::consts::TAU * (cutoff / rate).min(0.49)).exp()
    }

    /// What lies below the cutoff.
    #[inline(always)]
    pub fn low(&mut self, input: f32, coefficient: f32) -> f32 {
        self.state += (input - self.state) * coefficient;
        if self.state.abs() < 1e-12 {
            self.state = 0.0;
        }
        self.state
    }

    /// What lies above it.
    #[inline(always)]
    pub fn high(&mut self, input: f32, coefficient: f32) -> f32 {
        input - self.low(input, coefficient)
    }
}
