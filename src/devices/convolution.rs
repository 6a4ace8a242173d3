//! The sound of a room or a thing, as a sample holds it: what comes in is convolved with a sample of the song.

use super::line::{Line, Pole};
use crate::dsp::convolution::{Convolver, Impulse, greatest_gain};
use crate::dsp::drift::Drifts;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::interpolate;
use crate::dsp::parameter::parameters;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::{GUARD, SampleAudio, SampleBank};
use crate::instruments::voice::Stereo;
use std::sync::Arc;

/// Seconds of the longest impulse.
const LONGEST: f32 = 20.0;
const LONGEST_PRE_DELAY: f32 = 0.25;
/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.3;
/// The ends of the cuts' ranges in Hz, where they do nothing.
const CUTS: [f32; 2] = [10.0, 20_000.0];
/// The factor by which no frequency becomes louder: what rings like a tone would.
const MOST_GAIN: f32 = 4.0;
/// Below this an impulse has ended.
const SILENT: f32 = 1e-6;

parameters! {
    /// The saved settings.
    Settings {}
    "impulse" sample: whole(0.0, 4_095.0, 0.0) "" "the number of the sample whose sound it takes on";
    "impulse" length: linear(0.02, 1.0, 1.0) "" "how much of the sample is heard";
    "impulse" pre_delay: linear(0.0, 0.25, 0.0) "s" "silence before it answers";
    "tone" low_cut: exponential(CUTS[0], 1_000.0, 80.0) "Hz" "takes out what lies below; 10 Hz is off";
    "tone" high_cut: exponential(500.0, CUTS[1], CUTS[1]) "Hz" "takes out what lies above; 20 kHz is off";
}

/// The running device.
pub struct Processor {
    rate: f32,
    convolver: Convolver,
    pre_delay: [Line; 2],
    lows: [Pole; 2],
    highs: [Pole; 2],
    /// Frames of the pre-delay, coefficients of low cut and high cut.
    controls: Drifts<3>,
}

impl super::Processor for Processor {
    type Settings = Settings;

    const MIX: f32 = 0.25;

    fn new(rate: SampleRate) -> Self {
        Processor::of(Impulse::new(&[]), rate)
    }

    fn with(settings: &Settings, rate: SampleRate, samples: &SampleBank) -> Self {
        let audio = samples.get(settings.sample as usize);
        let impulse = audio.map_or(Impulse::new(&[]), |audio| Impulse::new(&impulse(audio, rate)));
        Processor::of(impulse, rate)
    }

    fn sample(settings: &Settings) -> Option<u16> {
        Some(settings.sample as u16)
    }

    fn reset(&mut self) {
        self.convolver.reset();
        self.pre_delay.iter_mut().for_each(Line::reset);
        (self.lows, self.highs, self.controls) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let rate = self.rate;
        let pre_delay = (settings.pre_delay * rate).floor();
        let low = if settings.low_cut <= CUTS[0] { 0.0 } else { Pole::coefficient(settings.low_cut, rate) };
        let high =
            if settings.high_cut >= CUTS[1] { 1.0 } else { Pole::coefficient(settings.high_cut, rate) };
        self.controls.aim([pre_delay, low, high], GLIDE * rate);
        let Stereo { left, right } = block;
        for (left, right) in left.iter_mut().zip(right.iter_mut()) {
            let [pre_delay, low, high] = self.controls.step();
            for (side, sample) in [left, right].into_iter().enumerate() {
                let line = &mut self.pre_delay[side];
                line.push(*sample);
                let delayed = line.between(pre_delay);
                *sample = self.highs[side].low(self.lows[side].high(delayed, low), high);
            }
        }
        self.convolver.process(settings.length, left, right);
    }
}

impl Processor {
    fn of(impulse: Impulse, rate: SampleRate) -> Processor {
        let longest = (LONGEST_PRE_DELAY * rate.hertz()) as usize + 64;
        Processor {
            rate: rate.hertz(),
            convolver: Convolver::new(Arc::new(impulse)),
            pre_delay: [Line::new(longest), Line::new(longest)],
            lows: Default::default(),
            highs: Default::default(),
            controls: Drifts::default(),
        }
    }
}

/// A sample as an impulse at the engine's rate, as loud as what goes through it: noise keeps its power, and no tone
/// becomes much louder.
fn impulse(audio: &SampleAudio, rate: SampleRate) -> Vec<Vec<f32>> {
    let ratio = f64::from(audio.rate()) / f64::from(rate.0);
    let longest = (LONGEST * rate.hertz()) as usize;
    let frames = ((audio.frames() as f64 / ratio) as usize).min(longest);
    let step = (ratio * 4_294_967_296.0) as u64;
    let mut channels: Vec<Vec<f32>> = (0..audio.channels())
        .map(|channel| {
            if audio.rate() == rate.0 {
                return audio.channel(channel)[..frames].to_vec();
            }
            let mut sound = vec![0.0; frames];
            interpolate(Interpolation::Sinc32, audio.padded(channel), (GUARD as u64) << 32, step, &mut sound);
            sound
        })
        .collect();
    let broken = |sample: &&mut f32| !sample.is_finite();
    channels.iter_mut().flatten().filter(broken).for_each(|sample| *sample = 0.0);
    let sounds =
        |sound: &Vec<f32>| sound.iter().rposition(|sample| sample.abs() > SILENT).map_or(0, |at| at + 1);
    let length = channels.iter().map(sounds).max().unwrap_or(0);
    let power = |sound: &Vec<f32>| sound.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
    let power = channels.iter().map(power).fold(0.0, f64::max);
    if power <= 0.0 || !power.is_finite() {
        return Vec::new();
    }
    let greatest = channels.iter().map(|sound| greatest_gain(sound)).fold(0.0, f32::max);
    let level = ((1.0 / power.sqrt()) as f32).min(MOST_GAIN / greatest);
    for sound in &mut channels {
        sound.truncate(length);
        sound.iter_mut().for_each(|sample| *sample *= level);
    }
    channels
}
