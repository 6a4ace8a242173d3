//! Hears sound and keeps its hops.

use super::hop::{Hop, PER_SECOND};
use super::tone::{Tone, ToneMeter};
use super::weighting::{KWeighting, channel_weights};
use crate::dsp::fir::LANES;
use crate::dsp::true_peak::TruePeak;
use crate::dsp::units::SampleRate;
use crate::dsp::wide::{Work, widely};
use serde::{Deserialize, Serialize};

/// Sound between its frames, flat to 0.46 of the rate.
type Between = TruePeak<64>;
/// The window of its coefficients.
const BETA: f64 = 8.0;
/// Frames that it has to know around one.
const AROUND: usize = Between::BEFORE + Between::AFTER;

/// What is measured beside loudness, sample peak and correlation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct What {
    /// True peaks.
    pub peaks: bool,
    /// The strength of each third of an octave.
    pub tone: bool,
}

impl What {
    /// Everything.
    pub const ALL: What = What { peaks: true, tone: true };
}

struct Channel {
    weighting: KWeighting,
    weight: f64,
    /// The frames of the present hop behind the last [`AROUND`] of those before it.
    sound: Vec<f32>,
}

/// A meter. The sizes of the blocks that it hears do not matter.
pub struct Meter {
    rate: SampleRate,
    channels: Vec<Channel>,
    between: Option<Between>,
    tone: Option<ToneMeter>,
    hops: Vec<Hop>,
    /// Hops that were taken.
    taken: u64,
    /// Frames heard.
    heard: u64,
    /// Sound that waits to be interpolated, and its peaks.
    peaks: Vec<f32>,
}

/// What a meter has heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// The hops; the last one may be shorter.
    pub hops: Vec<Hop>,
    /// Its colour, if that was measured.
    pub tone: Tone,
    /// Its length in seconds.
    pub seconds: f64,
}

impl Meter {
    /// A meter of so many channels.
    pub fn new(rate: SampleRate, channels: usize, what: What) -> Meter {
        let weights = channel_weights(channels).into_iter();
        let weighting = KWeighting::new(rate);
        let channel = |weight| Channel { weighting, weight, sound: vec![0.0; AROUND] };
        Meter {
            rate,
            channels: weights.map(channel).collect(),
            between: what.peaks.then(|| Between::new(BETA)),
            tone: what.tone.then(|| ToneMeter::new(rate)),
            hops: Vec::new(),
            taken: 0,
            heard: 0,
            peaks: Vec::new(),
        }
    }

    /// Frames up to the end of the present hop.
    fn left(&self) -> usize {
        let next = (self.taken + self.hops.len() as u64 + 1) * u64::from(self.rate.0) / PER_SECOND as u64;
        next.saturating_sub(self.heard) as usize
    }

    /// Hears a block: one slice for each channel, of one length. What is no number counts as 0.
    pub fn hear(&mut self, block: &[&[f32]]) {
        let frames = block.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut from = 0;
        while from < frames {
            let now = self.left().min(frames - from);
            for (channel, sound) in self.channels.iter_mut().zip(block) {
                let sane = |sample: &f32| if sample.is_finite() { *sample } else { 0.0 };
                channel.sound.extend(sound[from..from + now].iter().map(sane));
            }
            self.heard += now as u64;
            from += now;
            if self.left() == 0 {
                self.close();
            }
        }
    }

    /// The hops that are complete and were not taken yet, for whoever keeps them elsewhere.
    pub fn take(&mut self) -> Vec<Hop> {
        self.taken += self.hops.len() as u64;
        std::mem::take(&mut self.hops)
    }

    /// Ends the present hop.
    fn close(&mut self) {
        let frames = self.channels.first().map_or(0, |channel| channel.sound.len() - AROUND);
        let mut hop = Hop { frames: frames as u32, ..Hop::default() };
        for channel in &mut self.channels {
            let sound = &channel.sound[AROUND..];
            if channel.weight > 0.0 {
                hop.energy += channel.weight * channel.weighting.energy(sound);
            }
            hop.sample_peak = sound.iter().fold(hop.sample_peak, |high, sample| high.max(sample.abs()));
        }
        hop.true_peak = hop.sample_peak.max(self.between(frames));
        let pair = [0, 1].map(|n| self.channels.get(n).or(self.channels.first()));
        if let [Some(left), Some(right)] = pair.map(|channel| channel.map(|channel| &channel.sound[AROUND..]))
        {
            for (left, right) in left.iter().zip(right) {
                let (left, right) = (f64::from(*left), f64::from(*right));
                hop.squares[0] += left * left;
                hop.squares[1] += right * right;
                hop.product += left * right;
            }
            if let Some(tone) = &mut self.tone {
                tone.hear(&[left, right]);
            }
        }
        self.channels.iter_mut().for_each(|channel| drop(channel.sound.drain(..frames)));
        self.hops.push(hop);
    }

    /// The highest level of the frames that became known with the present ones: those [`Between::AFTER`] frames earlier.
    fn between(&mut self, frames: usize) -> f32 {
        let Some(between) = &self.between else { return 0.0 };
        let whole = frames.next_multiple_of(LANES);
        self.peaks.clear();
        self.peaks.resize(whole, 0.0);
        for channel in &mut self.channels {
            channel.sound.resize(AROUND + whole, 0.0);
            widely(Raise { between, channel: &channel.sound, peaks: &mut self.peaks });
            channel.sound.truncate(AROUND + frames);
        }
        self.peaks[..frames].iter().fold(0.0, |high, peak| high.max(*peak))
    }

    /// What was heard.
    pub fn finish(mut self) -> Heard {
        if self.channels.first().is_some_and(|channel| channel.sound.len() > AROUND) {
            self.close();
        }
        // The last frames are high too, before silence.
        self.channels.iter_mut().for_each(|channel| channel.sound.extend([0.0; Between::AFTER]));
        let last = self.between(Between::AFTER);
        if let Some(hop) = self.hops.last_mut() {
            hop.true_peak = hop.true_peak.max(last);
        }
        Heard {
            hops: self.hops,
            tone: self.tone.map(ToneMeter::finish).unwrap_or_default(),
            seconds: self.heard as f64 / f64::from(self.rate.0),
        }
    }
}

struct Raise<'a> {
    between: &'a Between,
    channel: &'a [f32],
    peaks: &'a mut [f32],
}

impl Work for Raise<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        self.between.raise(self.channel, self.peaks);
    }
}
