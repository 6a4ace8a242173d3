//! Holds true peaks under a ceiling: the gain that every peak needs is known some milliseconds ahead, held, and smoothed over that
//! time, so that it is there when the peak comes (a minimum filter followed by a moving mean; after Hämäläinen 2002). True peaks
//! are those between samples too: what a converter, or a meter after ITU-R BS.1770-5, makes of them.

use crate::dsp::parameter::parameters;
use crate::dsp::smooth::{Glides, share};
use crate::dsp::true_peak::TruePeak;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::voice::Stereo;
use std::collections::VecDeque;

/// Seconds in which the gain goes to where it is set.
const GLIDE: f32 = 0.02;

/// How far the limiter looks ahead, in seconds.
const AHEAD: f32 = 0.002;

/// Meters differ by tenths of a decibel near half the rate. With so many decibels to spare, none of those it was tried with
/// (the crate `ebur128`, ffmpeg) reads more than 0.1 dB above the ceiling.
const MARGIN: f32 = 0.13;

/// Frames around a peak for which its gain is there in full: the sound between two samples is made of those around it.
const HOLD: usize = 6;

parameters! {
    /// The saved settings.
    Settings {}
    // As journals of older programs have it.
    #[serde(alias = "on")]
    "limiter" limiting: switch(1.0) "" "whether the limiter works";
    "limiter" gain: linear(0.0, 24.0, 0.0) "dB" "how much louder everything is made first";
    "limiter" ceiling: linear(-24.0, 0.0, -1.0) "dB" "what no true peak passes";
    "limiter" release: exponential(0.01, 2.0, 0.12) "s" "how fast the level comes back";
}

/// Frames that are worked on at once.
const CHUNK: usize = 64;

/// Sound between its frames, flat to 0.4 of the rate.
type Between = TruePeak<24>;
/// The window of its coefficients.
const BETA: f64 = 6.0;
const AFTER: usize = Between::AFTER;
const BEFORE: usize = Between::BEFORE;

/// Frames of the past that the interpolation reaches back to.
const PAST: usize = BEFORE + AFTER;

/// The running device.
pub struct Processor {
    rate: f32,
    ahead: usize,
    /// The sound of the last frames and of the present chunk, two channels.
    sound: [Vec<f32>; 2],
    between: Between,
    falls: Falls,
    /// The lowest gain over the time ahead, for each of the last frames.
    held: Vec<f32>,
    at: usize,
    /// For how many frames nothing but 1 has been held.
    rested: usize,
    /// Where the gain comes back up from.
    released: f32,
    sum: f64,
    lowest: f32,
    /// What all sound is multiplied by first.
    input: Glides<1>,
    /// What no sample passes, and the frames for which a lower one still waits: sound that came before it has the gains for
    /// this one.
    edge: f32,
    edge_stays: usize,
}

/// The lowest gain that the last frames need: those below 1 that no later one undercuts, falling from the front.
struct Falls {
    ahead: usize,
    frame: u64,
    list: VecDeque<(u64, f32)>,
}

impl Falls {
    /// Takes the gain that a frame needs; returns the lowest of it and as many before it as lie ahead.
    #[inline(always)]
    fn lowest(&mut self, needed: f32) -> f32 {
        self.frame += 1;
        if self.list.front().is_some_and(|(frame, _)| frame + (self.ahead as u64) < self.frame) {
            self.list.pop_front();
        }
        if needed < 1.0 {
            while self.list.back().is_some_and(|(_, gain)| *gain >= needed) {
                self.list.pop_back();
            }
            self.list.push_back((self.frame, needed));
        }
        self.list.front().map_or(1.0, |(_, gain)| *gain)
    }
}

impl Processor {
    /// The true peak at each frame of the chunk, [`AFTER`] frames late. `None` if all are below `ceiling`.
    #[inline(always)]
    fn peaks(&self, frames: usize, ceiling: f32) -> Option<[f32; CHUNK]> {
        let past = self.sound[0].len() - CHUNK - PAST;
        let near = self.sound.each_ref().map(|channel| &channel[past..]);
        let highest = |channel: &[f32]| channel.iter().fold(0.0f32, |high, sample| high.max(sample.abs()));
        if near.iter().all(|channel| highest(&channel[..PAST + frames]) * self.between.most() < ceiling) {
            return None;
        }
        let mut peaks = [0.0f32; CHUNK];
        near.iter().for_each(|channel| self.between.raise(channel, &mut peaks));
        Some(peaks)
    }

    /// Frames that all sound is late.
    pub fn late(&self) -> usize {
        self.ahead + HOLD + AFTER
    }

    /// The gain of the next frame, which needs `needed` [`Processor::late`] frames later.
    #[inline(always)]
    fn gain(&mut self, needed: f32, back: f32) -> f32 {
        let low = self.falls.lowest(needed);
        // Down at once, up slowly: the moving mean below makes the way down smooth and in time.
        self.released = if low < self.released { low } else { self.released + (low - self.released) * back };
        if self.released > 0.99999 {
            self.released = 1.0;
        }
        self.at = if self.at + 1 == self.ahead { 0 } else { self.at + 1 };
        let leaving = std::mem::replace(&mut self.held[self.at], self.released);
        self.rested = if self.released == 1.0 { self.rested + 1 } else { 0 };
        self.sum += f64::from(self.released) - f64::from(leaving);
        if self.rested > 0 && self.sum > self.ahead as f64 - 1e-6 {
            self.sum = self.ahead as f64;
            return 1.0;
        }
        let gain = ((self.sum / self.ahead as f64) as f32).min(1.0);
        self.lowest = self.lowest.min(gain);
        gain
    }

    /// What no sample of the next frames passes.
    #[inline(always)]
    fn edge(&mut self, wanted: f32, frames: usize) -> f32 {
        if wanted >= self.edge {
            (self.edge, self.edge_stays) = (wanted, self.late() + CHUNK);
        } else if self.edge_stays <= frames {
            self.edge = wanted;
        } else {
            self.edge_stays -= frames;
        }
        self.edge
    }

    /// Replaces at most [`CHUNK`] frames.
    #[inline(always)]
    fn chunk(&mut self, settings: &Settings, left: &mut [f32], right: &mut [f32]) {
        let (input, on) = (Decibels(settings.gain).gain(), settings.limiting > 0.5);
        self.input.aim([if on { input } else { 1.0 }], GLIDE * self.rate);
        let ceiling = Decibels(settings.ceiling - MARGIN).gain();
        let frames = left.len();
        let new = self.sound[0].len() - CHUNK;
        let mut louder = [1.0; CHUNK];
        louder[..frames].iter_mut().for_each(|gain| [*gain] = self.input.step());
        for (channel, block) in self.sound.iter_mut().zip([&*left, &*right]) {
            for ((kept, sample), louder) in channel[new..].iter_mut().zip(block).zip(&louder) {
                *kept = if sample.is_finite() { sample.clamp(-1e6, 1e6) * louder } else { 0.0 };
            }
        }
        let mut gains = [1.0; CHUNK];
        let peaks = if on { self.peaks(frames, ceiling) } else { None };
        if peaks.is_some() || self.rested < self.ahead || !self.falls.list.is_empty() {
            let back = share(1, settings.release, self.rate);
            for (n, gain) in gains[..frames].iter_mut().enumerate() {
                let peak = peaks.as_ref().map_or(0.0, |peaks| peaks[n]);
                *gain = self.gain(if peak > ceiling { ceiling / peak } else { 1.0 }, back);
            }
        }
        let edge = self.edge(if on { ceiling } else { f32::INFINITY }, frames);
        let late = new - self.late();
        for (channel, block) in self.sound.iter_mut().zip([left, right]) {
            for ((out, sample), gain) in block.iter_mut().zip(&channel[late..]).zip(&gains) {
                *out = (sample * gain).clamp(-edge, edge);
            }
            channel.copy_within(frames..frames + new, 0);
        }
    }
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let ahead = (AHEAD * rate.hertz()) as usize;
        let held = ahead + 2 * HOLD;
        let length = ahead + HOLD + PAST + CHUNK;
        Processor {
            rate: rate.hertz(),
            ahead,
            sound: [vec![0.0; length], vec![0.0; length]],
            between: Between::new(BETA),
            falls: Falls { ahead: held, frame: 0, list: VecDeque::with_capacity(held + 2) },
            held: vec![1.0; ahead],
            at: 0,
            rested: ahead,
            released: 1.0,
            sum: ahead as f64,
            lowest: 1.0,
            input: Glides::default(),
            edge: 0.0,
            edge_stays: 0,
        }
    }

    fn reset(&mut self) {
        self.sound.iter_mut().for_each(|channel| channel.fill(0.0));
        self.falls.list.clear();
        self.held.fill(1.0);
        (self.rested, self.released, self.sum, self.lowest) = (self.ahead, 1.0, self.ahead as f64, 1.0);
        (self.input, self.edge, self.edge_stays) = (Glides::default(), 0.0, 0);
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        for (left, right) in block.left.chunks_mut(CHUNK).zip(block.right.chunks_mut(CHUNK)) {
            self.chunk(settings, left, right);
        }
    }

    fn latency(&self, _settings: &Settings) -> usize {
        self.late()
    }

    fn latest(&self) -> usize {
        self.late()
    }

    const REDUCES: bool = true;

    fn reduction(&mut self) -> f32 {
        let lowest = std::mem::replace(&mut self.lowest, 1.0);
        Decibels::of_gain(lowest).0.min(0.0)
    }
}
