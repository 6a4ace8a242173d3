//! The line along which a zone's sample is read: the part that sounds, its loop with the fade into its start, its end, and
//! reversal, laid out as frames in a row.

use super::zone::{LoopMode, Zone};
use crate::dsp::interpolation::Interpolation;
use crate::dsp::sine::{cosine, sine};
use crate::instruments::sample::{GUARD, SampleAudio};

/// The frames in which a zone that ends within its sample falls to silence.
const EDGE: i64 = 96;

/// The part of a sample that a zone plays, in frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The first that sounds.
    pub start: i64,
    /// The one after the last.
    pub end: i64,
}

impl Part {
    /// That of a zone. Where start and end leave nothing of the sample, it is empty.
    pub fn of(zone: &Zone, audio: &SampleAudio) -> Part {
        let frames = audio.frames() as i64;
        let end = if zone.end == 0 { frames } else { i64::from(zone.end).min(frames) };
        Part { start: i64::from(zone.start).min(end), end }
    }

    /// Without so much of it, 0 to 1, where it is played last.
    pub fn without(self, cut: f32, reversed: bool) -> Part {
        let cut = (f64::from(cut) * self.length() as f64).round() as i64;
        match reversed {
            true => Part { start: self.start + cut, ..self },
            false => Part { end: self.end - cut, ..self },
        }
    }

    /// Its frames.
    pub fn length(self) -> i64 {
        self.end - self.start
    }
}

/// The loop that is in force, in frames.
#[derive(Clone, Copy, PartialEq)]
pub enum Loop {
    /// None is.
    None,
    /// From the end to the start; the last `fade` frames fade into those before the start.
    Forward {
        /// The first frame.
        start: i64,
        /// The frames of a turn.
        length: i64,
        /// The frames of the fade.
        fade: i64,
    },
    /// To and fro.
    PingPong {
        /// The first frame.
        start: i64,
        /// The frames of one way.
        length: i64,
    },
}

impl Loop {
    /// That of a zone; `held` says whether the key is, for sustain loops.
    pub fn of(zone: &Zone, part: Part, held: bool, reversed: bool) -> Loop {
        let end = if zone.loop_end == 0 { part.end } else { i64::from(zone.loop_end).min(part.end) };
        let start = i64::from(zone.loop_start).min(end - 1).max(0);
        let length = end - start;
        let fade = i64::from(zone.loop_fade).min(start).min(length);
        match zone.loop_mode {
            _ if reversed || length < 1 => Loop::None,
            LoopMode::Off => Loop::None,
            LoopMode::Forward => Loop::Forward { start, length, fade },
            LoopMode::PingPong => Loop::PingPong { start, length },
            LoopMode::Sustain if held => Loop::Forward { start, length, fade },
            LoopMode::Sustain => Loop::None,
        }
    }

    /// The frames after which it comes round.
    pub fn turn(self) -> i64 {
        match self {
            Loop::None => 0,
            Loop::Forward { length, .. } => length,
            Loop::PingPong { length, .. } => 2 * length,
        }
    }

    /// The frame from which on what is heard is not the sample alone, if it goes round.
    pub fn turns_at(self) -> Option<i64> {
        match self {
            Loop::None => None,
            Loop::Forward { start, length, fade } => Some(start + length - fade),
            Loop::PingPong { start, length } => Some(start + length),
        }
    }
}

/// Frames of a sample in a row; `None` is silence.
struct Run {
    first: Option<usize>,
    length: i64,
    backwards: bool,
}

/// The line, as it is now.
#[derive(Clone, Copy)]
pub struct Line {
    /// What is played. Reversed, the line's first frame is the part's last.
    pub part: Part,
    /// The loop.
    pub turning: Loop,
    /// Whether the loop has been gone through: what lies before its start is then its end.
    pub looped: bool,
    /// Whether it leads backwards through the sample.
    pub reversed: bool,
    /// The frames of the sample.
    pub frames: i64,
}

impl Line {
    /// The place behind the last frame, where no loop leads back.
    pub fn end(&self) -> i64 {
        if self.reversed { self.part.length() } else { self.part.end }
    }

    /// From where on the sound falls to its end, if it has to: what ends as the sample does has an end of its own.
    fn falls_from(&self) -> Option<i64> {
        let within = if self.reversed { self.part.start > 0 } else { self.part.end < self.frames };
        (within && self.turning == Loop::None).then(|| self.end() - EDGE.min(self.part.length()))
    }

    /// The frame before which, without a look at the loop, the sample stands as it is read.
    pub fn clear_to(&self) -> i64 {
        self.turning.turns_at().or(self.falls_from()).unwrap_or(self.frames)
    }

    /// Whether all frames from `low` to `high` stand in the sample as they are read.
    pub fn lies_straight(&self, (low, high): (i64, i64)) -> bool {
        let inside = !self.reversed && low >= -(GUARD as i64) && high < self.frames + GUARD as i64;
        inside
            && match self.turning {
                Loop::None => self.falls_from().is_none_or(|from| high < from),
                Loop::Forward { start, .. } | Loop::PingPong { start, .. } => {
                    self.turning.turns_at().is_none_or(|turn| high < turn) && (low >= start || !self.looped)
                }
            }
    }

    /// Copies the frames of the line from `low` on, run by run.
    pub fn gather(&self, low: i64, source: &[f32], window: &mut [f32]) {
        let mut at = low;
        let mut rest = &mut *window;
        while !rest.is_empty() {
            let run = self.run(at);
            let length = run.length.clamp(1, rest.len() as i64) as usize;
            let (now, later) = rest.split_at_mut(length);
            match run.first {
                Some(first) if run.backwards => {
                    let frames = &source[first + 1 - length..=first];
                    now.iter_mut().zip(frames.iter().rev()).for_each(|(to, from)| *to = *from);
                }
                Some(first) => {
                    now.copy_from_slice(&source[first..first + length]);
                    self.fade(first as i64, source, now);
                }
                None => now.fill(0.0),
            }
            at += length as i64;
            rest = later;
        }
        if let Some(from) = self.falls_from() {
            let falling = (self.end() - from).max(1) as f32;
            for (sample, at) in window.iter_mut().zip(low..).skip((from - low).max(0) as usize) {
                *sample *= (self.end() - at).max(0) as f32 / falling;
            }
        }
    }

    /// Fades the loop's last frames into those before its start, with constant power; `first` is the frame that stands first in
    /// `now`.
    fn fade(&self, first: i64, source: &[f32], now: &mut [f32]) {
        let Loop::Forward { start, length, fade } = self.turning else { return };
        let from = start + length - fade;
        if fade == 0 {
            return;
        }
        for (sample, frame) in now.iter_mut().zip(first..).skip((from - first).max(0) as usize) {
            let way = (frame - from + 1) as f32 / (fade + 1) as f32;
            // A quarter of a turn that begins and ends at rest.
            let turn = 0.25 * way * way * (3.0 - 2.0 * way);
            *sample = *sample * cosine(turn) + source[(frame - length) as usize] * sine(turn);
        }
    }

    /// The frames of the sample that stand on the line from `at` on.
    fn run(&self, at: i64) -> Run {
        let silence = |length: i64| Run { first: None, length, backwards: false };
        let forwards =
            |first: i64, length: i64| Run { first: Some(first as usize), length, backwards: false };
        let backwards =
            |first: i64, length: i64| Run { first: Some(first as usize), length, backwards: true };
        match self.turning {
            Loop::Forward { start, length, .. } if at >= start || self.looped => {
                let place = (at - start).rem_euclid(length);
                forwards(start + place, length - place)
            }
            Loop::PingPong { start, length } if at >= start || self.looped => {
                let place = (at - start).rem_euclid(2 * length);
                match place < length {
                    true => forwards(start + place, length - place),
                    false => backwards(start + 2 * length - 1 - place, 2 * length - place),
                }
            }
            _ if at < 0 => silence(-at),
            Loop::Forward { start, .. } | Loop::PingPong { start, .. } => forwards(at, start - at),
            Loop::None if at >= self.end() => silence(i64::MAX),
            Loop::None if self.reversed => backwards(self.part.end - 1 - at, self.part.length() - at),
            Loop::None => forwards(at, self.part.end - at),
        }
    }

    /// The first and the last frame that a kernel needs for places from one to another.
    pub fn reach(kind: Interpolation, first: u64, last: u64) -> (i64, i64) {
        let (first, last) = ((first >> 32) as i64, (last >> 32) as i64);
        (first - kind.before() as i64, last + kind.after() as i64)
    }
}
