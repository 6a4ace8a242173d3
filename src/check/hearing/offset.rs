//! How far a sound lies beside zero: the mean of every second that sounds, under a Hann window (Harris 1978), so that low notes of
//! which no whole number of turns fits leave no trace.

use crate::dsp::units::SampleRate;

/// A second whose root of the mean square is below this is silent: −60 dB.
const SILENT: f64 = 1e-3;

/// Listens.
pub(super) struct Offset {
    window: Vec<f64>,
    waiting: [Vec<f32>; 2],
    sums: [f64; 2],
    seconds: u32,
}

impl Offset {
    pub fn new(rate: SampleRate) -> Offset {
        let frames = rate.0.max(2) as usize;
        let turn = std::f64::consts::TAU / frames as f64;
        let window = (0..frames).map(|n| (1.0 - (n as f64 * turn).cos()) / frames as f64).collect();
        Offset { window, waiting: [Vec::new(), Vec::new()], sums: [0.0; 2], seconds: 0 }
    }

    pub fn hear(&mut self, block: [&[f32]; 2]) {
        self.waiting.iter_mut().zip(block).for_each(|(waiting, channel)| waiting.extend_from_slice(channel));
        while self.waiting[0].len() >= self.window.len() {
            self.measure();
            self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..self.window.len())));
        }
    }

    /// The mean of all seconds that sound.
    pub fn finish(self) -> [f64; 2] {
        self.sums.map(|sum| sum / f64::from(self.seconds.max(1)))
    }

    fn measure(&mut self) {
        let frames = self.window.len();
        let square = |channel: &[f32]| channel.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
        let squares: f64 = self.waiting.iter().map(|channel| square(&channel[..frames])).sum();
        if (squares / 2.0 / frames as f64).sqrt() < SILENT {
            return;
        }
        self.seconds += 1;
        for (sum, channel) in self.sums.iter_mut().zip(&self.waiting) {
            *sum += self
                .window
                .iter()
                .zip(channel)
                .map(|(window, sample)| window * f64::from(*sample))
                .sum::<f64>();
        }
    }
}
