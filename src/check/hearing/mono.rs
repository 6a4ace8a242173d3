//! What is lost when both channels become one.

/// How many octaves: their middles are 31.25 Hz to 16 kHz.
pub const OCTAVES: usize = 10;

/// The middle of the lowest octave in Hz.
const LOWEST: f32 = 31.25;

/// Sums of squares in octaves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mono {
    /// Of both channels, on average.
    pub both: [f64; OCTAVES],
    /// Of their middle.
    pub middle: [f64; OCTAVES],
}

impl Mono {
    /// The middle of an octave in Hz.
    pub fn hertz(octave: usize) -> f32 {
        LOWEST * (octave as f32).exp2()
    }

    /// Adds the squares of a spectrum whose bins lie so many Hz apart.
    pub(super) fn hear(&mut self, both: &[f32], middle: &[f32], hertz: f32) {
        for (bin, (both, middle)) in both.iter().zip(middle).enumerate().skip(1) {
            let octave = (bin as f32 * hertz / LOWEST).log2().round();
            if (0.0..OCTAVES as f32).contains(&octave) {
                self.both[octave as usize] += f64::from(*both);
                self.middle[octave as usize] += f64::from(*middle);
            }
        }
    }

    /// What an octave loses in mono, in dB; `None` where nothing sounds.
    pub fn loss(&self, octave: usize) -> Option<f64> {
        let (both, middle) = (self.both[octave], self.middle[octave]);
        (both > 0.0).then(|| 10.0 * (both / middle.max(both * 1e-6)).log10())
    }
}
