//! How loud sound is: integrated loudness and true peak (ITU-R BS.1770-5, EBU R 128).

use crate::dsp::units::SampleRate;
use ebur128::{EbuR128, Mode};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Integrated loudness in LUFS; `None` if it was all silence, or shorter than 0.4 seconds.
    pub integrated: Option<f64>,
    /// The highest level, between samples too; 1 is full scale.
    pub peak: f32,
}

impl Loudness {
    /// The true peak in dBTP; `None` for silence.
    pub fn peak_decibels(&self) -> Option<f64> {
        (self.peak > 0.0).then(|| 20.0 * f64::from(self.peak).log10())
    }
}

/// Measures as it is fed. The blocks' sizes do not matter.
pub struct LoudnessMeter {
    /// `None` at a rate that the measurement is not made for.
    meter: Option<EbuR128>,
    /// The highest sample.
    highest: f32,
    rate: SampleRate,
    /// Frames.
    heard: u64,
}

/// Loudness while it is heard, each `None` where there was too little sound.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Live {
    /// Of the last 0.4 s, in LUFS.
    pub momentary: Option<f64>,
    /// Of the last 3 s, in LUFS.
    pub short_term: Option<f64>,
    /// Of all that was heard, in LUFS.
    pub integrated: Option<f64>,
    /// How far soft and loud parts are apart, in LU (EBU Tech 3342).
    pub range: Option<f64>,
    /// The highest level, between samples too; 1 is full scale.
    pub true_peak: f32,
}

impl LoudnessMeter {
    /// A meter for two channels that also tells how loud it is now; it needs the same memory however long it hears.
    pub fn live(rate: SampleRate) -> LoudnessMeter {
        let mode = Mode::M | Mode::S | Mode::I | Mode::LRA | Mode::TRUE_PEAK | Mode::HISTOGRAM;
        LoudnessMeter { meter: EbuR128::new(2, rate.0, mode).ok(), ..LoudnessMeter::new(rate) }
    }

    /// How loud it is now. Of a meter that was not made for it only loudness and peak of all that was heard.
    pub fn now(&self) -> Live {
        let known = |read: fn(&EbuR128) -> Result<f64, ebur128::Error>| {
            self.meter.as_ref().and_then(|meter| read(meter).ok()).filter(|loudness| loudness.is_finite())
        };
        let all = self.loudness();
        let tenths = |tenths: u64| tenths * u64::from(self.rate.0) / 10;
        Live {
            momentary: known(EbuR128::loudness_momentary).filter(|_| self.heard >= tenths(4)),
            short_term: known(EbuR128::loudness_shortterm).filter(|_| self.heard >= tenths(30)),
            integrated: all.integrated,
            range: known(EbuR128::loudness_range).filter(|_| all.integrated.is_some()),
            true_peak: all.peak,
        }
    }

    /// A meter for two channels.
    pub fn new(rate: SampleRate) -> LoudnessMeter {
        LoudnessMeter {
            meter: EbuR128::new(2, rate.0, Mode::I | Mode::TRUE_PEAK).ok(),
            highest: 0.0,
            rate,
            heard: 0,
        }
    }

    /// Hears a block, left and right of one length.
    pub fn hear(&mut self, block: [&[f32]; 2]) {
        self.heard += block[0].len() as u64;
        let samples = block.iter().copied().flatten();
        self.highest = samples.fold(self.highest, |highest, sample| highest.max(sample.abs()));
        if let Some(meter) = &mut self.meter
            && meter.add_frames_planar_f32(&block).is_err()
        {
            self.meter = None;
        }
    }

    /// What has been heard so far.
    pub fn loudness(&self) -> Loudness {
        let integrated = self.meter.as_ref().and_then(|meter| meter.loudness_global().ok());
        let between = |meter: &EbuR128| [0, 1].map(|channel| meter.true_peak(channel).unwrap_or(0.0) as f32);
        let peaks = self.meter.as_ref().map_or([0.0; 2], between);
        let peak = peaks.into_iter().fold(self.highest, f32::max);
        Loudness { integrated: integrated.filter(|loudness| loudness.is_finite()), peak }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, frames: usize) -> Vec<f32> {
        (0..frames).map(|n| amplitude * (n as f32 * std::f32::consts::TAU * 997.0 / 48_000.0).sin()).collect()
    }

    #[test]
    fn a_full_scale_sine_on_one_side_is_3_lufs_below_full_scale() {
        let (left, right) = (sine(1.0, 48_000 * 4), vec![0.0; 48_000 * 4]);
        for block in [17, 4_800, 192_000] {
            let mut meter = LoudnessMeter::new(SampleRate(48_000));
            left.chunks(block).zip(right.chunks(block)).for_each(|(left, right)| meter.hear([left, right]));
            let found = meter.loudness();
            assert!((found.integrated.expect("sound") + 3.01).abs() < 0.05, "{found:?}");
            assert!(found.peak_decibels().expect("sound").abs() < 0.01, "{found:?}");
        }
    }

    #[test]
    fn a_sine_that_stands_between_its_samples_is_as_high_as_it_is() {
        let sample = |n: usize| 0.5 * ((n as f32 * 0.25 + 0.125) * std::f32::consts::TAU).sin();
        let sine: Vec<f32> = (0..48_000).map(sample).collect();
        let mut meter = LoudnessMeter::new(SampleRate(48_000));
        meter.hear([&sine[..], &vec![0.0; 48_000]]);
        let peak = meter.loudness().peak_decibels().expect("sound");
        assert!((-6.4..-5.8).contains(&peak), "{peak} dBTP, where the samples are at −9");
    }

    #[test]
    fn silence_has_no_loudness() {
        let mut meter = LoudnessMeter::new(SampleRate(48_000));
        meter.hear([&[0.0; 48_000], &[0.0; 48_000]]);
        assert_eq!(meter.loudness(), Loudness { integrated: None, peak: 0.0 });
        assert_eq!(meter.loudness().peak_decibels(), None);
    }
}
