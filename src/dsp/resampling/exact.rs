//! Sound at another rate: a sinc under a Kaiser window (Kaiser 1974) in as many phases as the ratio of the rates needs, in double
//! precision. Flat within 0.01 dB up to 20 kHz (or 0.45 of the lower rate); what would be mirrored is 120 dB away. Allocates; not for
//! the audio thread.

use crate::dsp::kaiser::kaiser;
use crate::dsp::units::SampleRate;
use crate::dsp::wide::{Work, widely};
use std::f64::consts::PI;
use std::sync::Arc;

/// How far away mirrored sound is kept, in dB.
const AWAY: f64 = 120.0;
/// Up to where all is kept, in Hz, and as a part of the lower rate.
const KEPT_HERTZ: f64 = 20_000.0;
const KEPT: f64 = 0.4535;

/// The coefficients for one pair of rates.
pub struct Resampler {
    up: usize,
    down: usize,
    taps: usize,
    /// One row of `taps` for each phase.
    phases: Vec<f64>,
}

impl Resampler {
    /// Makes the coefficients.
    pub fn new(from: SampleRate, to: SampleRate) -> Arc<Resampler> {
        let (from_hertz, to_hertz) = (f64::from(from.0), f64::from(to.0));
        let common = greatest_common(from.0, to.0);
        let (up, down) = ((to.0 / common) as usize, (from.0 / common) as usize);
        let lower = from_hertz.min(to_hertz);
        let (pass, stop) = (KEPT_HERTZ.min(KEPT * lower), 0.5 * lower);
        let beta = 0.1102 * (AWAY - 8.7);
        let width = 2.0 * PI * (stop - pass) / from_hertz;
        let taps = (((AWAY - 8.0) / (2.285 * width)) as usize + 2).next_multiple_of(2);
        let cut = (pass + stop) / from_hertz;
        let half = (taps / 2) as f64;
        let mut phases = Vec::with_capacity(up * taps);
        for phase in 0..up {
            let row = phases.len();
            for tap in 0..taps {
                let x = tap as f64 - (half - 1.0) - phase as f64 / up as f64;
                let sinc = if x == 0.0 { 1.0 } else { (PI * cut * x).sin() / (PI * cut * x) };
                let inside = (x / half).abs() < 1.0;
                phases.push(if inside { sinc * kaiser(x / half, beta) } else { 0.0 });
            }
            let sum: f64 = phases[row..].iter().sum();
            phases[row..].iter_mut().for_each(|tap| *tap /= sum);
        }
        Arc::new(Resampler { up, down, taps, phases })
    }

    /// The whole of a sound at the other rate, in time with it; around it is silence.
    pub fn whole(self: &Arc<Resampler>, sound: &[f32]) -> Vec<f32> {
        let (mut stream, mut out) = (Stream::new(self.clone()), Vec::new());
        stream.hear(sound, &mut out);
        stream.finish(&mut out);
        out
    }
}

/// One channel piece by piece: what it gives is, put together, the whole of the sound at the other rate.
pub struct Stream {
    resampler: Arc<Resampler>,
    /// What is still needed of the sound, behind the silence before it.
    near: Vec<f32>,
    /// Frames that are no longer in there.
    gone: u64,
    heard: u64,
    given: u64,
}

impl Stream {
    /// Nothing heard yet.
    pub fn new(resampler: Arc<Resampler>) -> Stream {
        let near = vec![0.0; resampler.taps / 2 - 1];
        Stream { resampler, near, gone: 0, heard: 0, given: 0 }
    }

    /// Hears a piece, and adds to `out` what is known with it.
    pub fn hear(&mut self, sound: &[f32], out: &mut Vec<f32>) {
        self.heard += sound.len() as u64;
        if self.resampler.up == self.resampler.down {
            out.extend_from_slice(sound);
            return;
        }
        self.near.extend_from_slice(sound);
        self.give(u64::MAX, out);
    }

    /// Adds the rest, behind which is silence.
    pub fn finish(mut self, out: &mut Vec<f32>) {
        let Resampler { up, down, taps, .. } = *self.resampler;
        if up == down {
            return;
        }
        self.near.resize(self.near.len() + taps / 2 + 1, 0.0);
        self.give((self.heard * up as u64 + down as u64 / 2) / down as u64, out);
    }

    /// Adds all frames before frame `end` for which enough is known.
    fn give(&mut self, end: u64, out: &mut Vec<f32>) {
        let Stream { resampler, near, gone, given, .. } = self;
        widely(Given { resampler, near, gone: *gone, given, end, out });
        let next = (*given * resampler.down as u64 / resampler.up as u64 - *gone) as usize;
        let over = next.min(near.len());
        near.drain(..over);
        *gone += over as u64;
    }
}

/// Frames that are given one after the other.
struct Given<'a> {
    resampler: &'a Resampler,
    near: &'a [f32],
    gone: u64,
    given: &'a mut u64,
    end: u64,
    out: &'a mut Vec<f32>,
}

impl Work for Given<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Given { resampler, near, gone, given, end, out } = self;
        let Resampler { up, down, taps, ref phases } = *resampler;
        while *given < end {
            let place = *given * down as u64;
            let (at, phase) = ((place / up as u64 - gone) as usize, (place % up as u64) as usize);
            let Some(near) = near.get(at..at + taps) else { break };
            out.push(product(near, &phases[phase * taps..(phase + 1) * taps]) as f32);
            *given += 1;
        }
    }
}

/// The sum of all samples by their taps: eight sums side by side, added at last.
#[inline(always)]
fn product(samples: &[f32], taps: &[f64]) -> f64 {
    let ((samples, last_samples), (taps, last_taps)) = (samples.as_chunks::<8>(), taps.as_chunks::<8>());
    let mut sums = [0.0f64; 8];
    for (samples, taps) in samples.iter().zip(taps) {
        for ((sum, sample), tap) in sums.iter_mut().zip(samples).zip(taps) {
            *sum += f64::from(*sample) * tap;
        }
    }
    let last = last_samples.iter().zip(last_taps).map(|(sample, tap)| f64::from(*sample) * tap);
    sums.into_iter().chain(last).sum()
}

fn greatest_common(a: u32, b: u32) -> u32 {
    if b == 0 { a.max(1) } else { greatest_common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// The amplitude at a frequency, of what a sine of another one has become, by projection under a Hann window.
    fn amplitude(sound: &[f32], rate: f64, hertz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, sample) in sound.iter().enumerate() {
            let window = 1.0 - (TAU * n as f64 / sound.len() as f64).cos();
            let turn = TAU * hertz * n as f64 / rate;
            re += f64::from(*sample) * window * turn.cos();
            im += f64::from(*sample) * window * turn.sin();
        }
        2.0 * re.hypot(im) / sound.len() as f64
    }

    fn turned(from: u32, to: u32, hertz: f64) -> Vec<f32> {
        let sine = (0..from / 4).map(|n| (TAU * hertz * f64::from(n) / f64::from(from)).sin() as f32);
        Resampler::new(SampleRate(from), SampleRate(to)).whole(&sine.collect::<Vec<_>>())
    }

    /// Without what the silence around it does to both ends.
    fn inner(sound: &[f32]) -> &[f32] {
        &sound[500..sound.len() - 500]
    }

    #[test]
    fn all_is_kept_up_to_20_khz() {
        for (from, to) in
            [(48_000, 44_100), (96_000, 44_100), (44_100, 48_000), (44_100, 96_000), (88_200, 44_100)]
        {
            for hertz in [100.0, 1_000.0, 10_000.0, 19_000.0, 20_000.0] {
                let found = amplitude(inner(&turned(from, to, hertz)), f64::from(to), hertz);
                let decibels = 20.0 * found.log10();
                assert!(decibels.abs() <= 0.01, "{from} to {to}: {hertz} Hz {decibels:.4} dB");
            }
        }
    }

    #[test]
    fn nothing_is_mirrored() {
        for (from, to, hertz) in [
            (48_000, 44_100, 22_060.0),
            (48_000, 44_100, 23_500.0),
            (96_000, 44_100, 30_000.0),
            (96_000, 48_000, 40_000.0),
        ] {
            let out = turned(from, to, hertz);
            let highest = inner(&out).iter().fold(0.0f32, |high, sample| high.max(sample.abs()));
            assert!(20.0 * highest.log10() <= -100.0, "{from} to {to}: {hertz} Hz leaves {highest}");
        }
        // Upwards: the mirror of 1 kHz at the old rate.
        let image = amplitude(inner(&turned(44_100, 96_000, 1_000.0)), 96_000.0, 43_100.0);
        assert!(20.0 * image.log10() <= -100.0, "{image}");
    }

    #[test]
    fn wide_loops_and_narrow_ones_give_the_same_bits() {
        let wide = turned(48_000, 44_100, 997.0);
        crate::dsp::wide::narrow::IS_WANTED.set(true);
        let narrow = turned(48_000, 44_100, 997.0);
        crate::dsp::wide::narrow::IS_WANTED.set(false);
        assert!(wide.iter().any(|sample| *sample != 0.0) && wide == narrow);
    }

    #[test]
    fn sound_stays_in_time_and_as_long() {
        let mut click = vec![0.0; 48_000];
        click[24_000] = 1.0;
        let out = Resampler::new(SampleRate(48_000), SampleRate(44_100)).whole(&click);
        assert_eq!(out.len(), 44_100);
        let middle = 22_050;
        for n in 1..200 {
            assert_eq!(out[middle - n], out[middle + n], "{n}");
        }
        assert!(out[middle] > 0.8 && out[middle] < 1.0, "{}", out[middle]);
        let same = Resampler::new(SampleRate(48_000), SampleRate(48_000)).whole(&click);
        assert_eq!(same, click);
    }
}
