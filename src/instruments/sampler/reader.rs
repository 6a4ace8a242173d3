//! The place of a playing zone in its sample, and reading from there across loops, backwards, to the end.

use super::zone::{LoopMode, Zone};
use crate::dsp::interpolation::Interpolation;
use crate::instruments::sample::{GUARD, SampleAudio};
use std::ops::Range;

/// The most frames of a sample that one reading gathers.
const WINDOW: usize = 256;

/// A place in a sample. It runs forwards on a line; loops and reversal are laid over that line when frames are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader {
    /// Frames with 32 binary digits behind the point.
    place: u64,
    /// Whether the loop has been gone through: what lies before its start is then its end.
    looped: bool,
    /// Whether the key is still held, for sustain loops.
    held: bool,
    reversed: bool,
}

/// The loop that is in force, in frames.
#[derive(Clone, Copy, PartialEq)]
enum Loop {
    None,
    Forward { start: i64, length: i64 },
    PingPong { start: i64, length: i64 },
}

/// The frames between which places are clear of loops and ends, with all that interpolation needs around them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clear {
    from: u64,
    to: u64,
}

/// Frames of a sample in a row; `None` is silence.
struct Run {
    first: Option<usize>,
    length: i64,
    backwards: bool,
}

/// Where some frames of one channel are read.
pub struct Span<'a> {
    /// The channel.
    pub channel: usize,
    /// Where the frames stand, with all that interpolation needs around them.
    pub source: &'a [f32],
    /// The place of the first in `source`, with 32 binary digits behind the point.
    pub start: u64,
    /// Which of the frames that were asked for.
    pub frames: Range<usize>,
}

impl Reader {
    /// At a frame of the sample; `None` behind its end.
    pub fn new(frame: u64, reversed: bool, audio: &SampleAudio) -> Option<Reader> {
        (frame < audio.frames() as u64).then_some(Reader {
            place: frame << 32,
            looped: false,
            held: true,
            reversed,
        })
    }

    /// The key is let go: a sustain loop runs out.
    pub fn release(&mut self) {
        self.held = false;
    }

    fn range(&self, zone: &Zone, audio: &SampleAudio) -> Loop {
        let frames = audio.frames() as i64;
        let end = if zone.loop_end == 0 { frames } else { i64::from(zone.loop_end).min(frames) };
        let start = i64::from(zone.loop_start).min(end - 1).max(0);
        let length = end - start;
        match zone.loop_mode {
            _ if self.reversed || length < 1 => Loop::None,
            LoopMode::Off => Loop::None,
            LoopMode::Forward => Loop::Forward { start, length },
            LoopMode::PingPong => Loop::PingPong { start, length },
            LoopMode::Sustain if self.held => Loop::Forward { start, length },
            LoopMode::Sustain => Loop::None,
        }
    }

    /// Hands out where the next `total` frames of every channel are read, `step` (32 binary digits) apart: span after span, all
    /// channels of one before the next. Returns false when the sample is over.
    pub fn read(
        &mut self,
        zone: &Zone,
        audio: &SampleAudio,
        step: u64,
        total: usize,
        mut span: impl FnMut(Span),
    ) -> bool {
        let range = self.range(zone, audio);
        let mut done = 0;
        while done < total {
            let mut now = total - done;
            let mut reach = self.reach(step, now);
            if !self.lies_straight(range, reach, audio) {
                let most = (((WINDOW - 16) as u64) << 32) / step.max(1);
                now = now.min(most.max(1) as usize);
                reach = self.reach(step, now);
            }
            let frames = done..done + now;
            if self.lies_straight(range, reach, audio) {
                let start = self.place + ((GUARD as u64) << 32);
                for channel in 0..audio.channels() {
                    span(Span { channel, source: audio.padded(channel), start, frames: frames.clone() });
                }
            } else {
                let (low, high) = reach;
                let mut window = [0.0; WINDOW];
                let window = &mut window[..((high - low + 1) as usize).min(WINDOW)];
                let start = (self.place & 0xFFFF_FFFF) | ((Interpolation::BEFORE as u64) << 32);
                for channel in 0..audio.channels() {
                    self.gather(range, low, audio.channel(channel), window);
                    span(Span { channel, source: window, start, frames: frames.clone() });
                }
            }
            self.place = self.place.saturating_add(step * now as u64);
            self.wrap(range);
            done += now;
        }
        range != Loop::None || (self.place >> 32) < (audio.frames() + Interpolation::AFTER) as u64
    }

    /// Where the sample can be read without a look at loops and ends, as long as nothing but the place moves: the common case,
    /// made quick.
    #[inline]
    pub fn clear(&self, zone: &Zone, audio: &SampleAudio) -> Clear {
        let frames = audio.frames() as u64;
        let turning = match zone.loop_mode {
            LoopMode::Off => false,
            LoopMode::Forward | LoopMode::PingPong => true,
            LoopMode::Sustain => self.held,
        };
        let end = if turning && zone.loop_end != 0 { u64::from(zone.loop_end).min(frames) } else { frames };
        let behind_seam = u64::from(zone.loop_start) + Interpolation::BEFORE as u64;
        Clear {
            from: if self.looped { behind_seam } else { 0 },
            to: if self.reversed { 0 } else { end.saturating_sub(Interpolation::AFTER as u64) },
        }
    }

    /// The place in the padded channels from which the next `total` frames are read, if all of them stand there in a row and
    /// the sample goes on. Goes on behind them.
    #[inline]
    pub fn straight(&mut self, clear: Clear, step: u64, total: usize) -> Option<u64> {
        let last = (self.place + step * (total as u64 - 1)) >> 32;
        (last < clear.to && self.place >> 32 >= clear.from).then(|| {
            let start = self.place + ((GUARD as u64) << 32);
            self.place += step * total as u64;
            start
        })
    }

    /// The first and the last frame that reading `now` frames needs.
    fn reach(&self, step: u64, now: usize) -> (i64, i64) {
        let last = self.place + step * (now as u64 - 1);
        let (first, last) = ((self.place >> 32) as i64, (last >> 32) as i64);
        (first - Interpolation::BEFORE as i64, last + Interpolation::AFTER as i64)
    }

    /// Whether all frames from `low` to `high` stand in the sample as they are read.
    fn lies_straight(&self, range: Loop, (low, high): (i64, i64), audio: &SampleAudio) -> bool {
        let inside = !self.reversed && low >= -(GUARD as i64) && high < (audio.frames() + GUARD) as i64;
        inside
            && match range {
                Loop::None => true,
                Loop::Forward { start, length } | Loop::PingPong { start, length } => {
                    high < start + length && (low >= start || !self.looped)
                }
            }
    }

    /// Copies the frames of the line from `low` on, run by run.
    fn gather(&self, range: Loop, low: i64, source: &[f32], window: &mut [f32]) {
        let mut at = low;
        let mut rest = window;
        while !rest.is_empty() {
            let run = self.run(range, at, source.len() as i64);
            let length = run.length.clamp(1, rest.len() as i64) as usize;
            let (now, later) = rest.split_at_mut(length);
            match run.first {
                Some(first) if run.backwards => {
                    let frames = &source[first + 1 - length..=first];
                    now.iter_mut().zip(frames.iter().rev()).for_each(|(to, from)| *to = *from);
                }
                Some(first) => now.copy_from_slice(&source[first..first + length]),
                None => now.fill(0.0),
            }
            at += length as i64;
            rest = later;
        }
    }

    /// The frames of the sample that stand on the line from `at` on.
    fn run(&self, range: Loop, at: i64, frames: i64) -> Run {
        let silence = |length: i64| Run { first: None, length, backwards: false };
        let forwards =
            |first: i64, length: i64| Run { first: Some(first as usize), length, backwards: false };
        let backwards =
            |first: i64, length: i64| Run { first: Some(first as usize), length, backwards: true };
        match range {
            Loop::Forward { start, length } if at >= start || self.looped => {
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
            Loop::None if at >= frames => silence(i64::MAX),
            Loop::None if self.reversed => backwards(frames - 1 - at, frames - at),
            Loop::None => forwards(at, frames - at),
        }
    }

    /// Brings the place back into the loop's first turn.
    fn wrap(&mut self, range: Loop) {
        let (start, turn) = match range {
            Loop::None => return,
            Loop::Forward { start, length } => (start as u64, length as u64),
            Loop::PingPong { start, length } => (start as u64, 2 * length as u64),
        };
        let (start, turn) = (start << 32, turn << 32);
        if self.place >= start + turn {
            self.looped = true;
            self.place = start + (self.place - start) % turn;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::kernel::interpolate;

    /// A sample whose frames are their own numbers.
    fn counting(frames: usize) -> SampleAudio {
        SampleAudio::new(48_000, vec![(0..frames).map(|n| n as f32).collect()])
    }

    /// The next frames of the first channel.
    fn next(
        reader: &mut Reader,
        kind: Interpolation,
        (zone, audio): (&Zone, &SampleAudio),
        step: u64,
        out: &mut [f32],
    ) -> bool {
        reader.read(zone, audio, step, out.len(), |span| {
            interpolate(kind, span.source, span.start, step, &mut out[span.frames]);
        })
    }

    fn read(zone: &Zone, audio: &SampleAudio, start: u64, reversed: bool, count: usize) -> (Vec<f32>, bool) {
        let mut reader = Reader::new(start, reversed, audio).expect("inside");
        let mut all = vec![0.0; count];
        let mut alive = true;
        for chunk in all.chunks_mut(7) {
            alive = next(&mut reader, Interpolation::Nearest, (zone, audio), 1 << 32, chunk);
        }
        (all, alive)
    }

    fn looped(loop_mode: LoopMode, loop_start: u32, loop_end: u32) -> Zone {
        Zone { loop_mode, loop_start, loop_end, ..Zone::default() }
    }

    #[test]
    fn without_a_loop_it_plays_to_the_end() {
        let (frames, alive) = read(&Zone::default(), &counting(10), 2, false, 21);
        assert_eq!(frames[..9], [2., 3., 4., 5., 6., 7., 8., 9., 0.]);
        assert!(!alive);
        assert!(Reader::new(10, false, &counting(10)).is_none(), "behind the end there is nothing");
    }

    #[test]
    fn backwards_it_begins_at_the_end() {
        assert_eq!(read(&Zone::default(), &counting(5), 1, true, 6).0, [3., 2., 1., 0., 0., 0.]);
    }

    #[test]
    fn loops_go_round_and_to_and_fro() {
        let (forward, alive) = read(&looped(LoopMode::Forward, 2, 5), &counting(8), 0, false, 12);
        assert_eq!(forward, [0., 1., 2., 3., 4., 2., 3., 4., 2., 3., 4., 2.]);
        assert!(alive);
        let (back, _) = read(&looped(LoopMode::PingPong, 2, 5), &counting(8), 0, false, 14);
        assert_eq!(back, [0., 1., 2., 3., 4., 4., 3., 2., 2., 3., 4., 4., 3., 2.]);
    }

    #[test]
    fn a_sustain_loop_runs_out_when_the_key_is_let_go() {
        let (zone, audio) = (looped(LoopMode::Sustain, 2, 5), counting(8));
        let mut reader = Reader::new(0, false, &audio).expect("inside");
        let mut held = [0.0; 7];
        assert!(next(&mut reader, Interpolation::Nearest, (&zone, &audio), 1 << 32, &mut held));
        assert_eq!(held, [0., 1., 2., 3., 4., 2., 3.]);
        reader.release();
        let mut after = [0.0; 14];
        assert!(!next(&mut reader, Interpolation::Nearest, (&zone, &audio), 1 << 32, &mut after));
        assert_eq!(after[..5], [4., 5., 6., 7., 0.]);
    }

    #[test]
    fn a_loop_of_whole_periods_has_no_seam() {
        let period = 100.0;
        let sine = |n: usize| (n as f32 / period * std::f32::consts::TAU).sin();
        let audio = SampleAudio::new(48_000, vec![(0..1_000).map(sine).collect()]);
        let zone = looped(LoopMode::Forward, 200, 700);
        let mut reader = Reader::new(0, false, &audio).expect("inside");
        let mut out = vec![0.0; 6_000];
        let step = (1.37 * 4_294_967_296.0) as u64;
        for chunk in out.chunks_mut(64) {
            next(&mut reader, Interpolation::Sinc, (&zone, &audio), step, chunk);
        }
        let worst = (100..out.len())
            .map(|n| {
                let expected =
                    ((n as f64 * step as f64 / 4_294_967_296.0) / 100.0 * std::f64::consts::TAU).sin();
                (f64::from(out[n]) - expected).abs()
            })
            .fold(0.0, f64::max);
        assert!(worst < 0.01, "{worst}");
    }

    #[test]
    fn far_above_its_pitch_a_sample_still_plays_to_its_end() {
        let audio = counting(100_000);
        let mut reader = Reader::new(0, false, &audio).expect("inside");
        let mut out = [0.0; 64];
        assert!(next(&mut reader, Interpolation::Nearest, (&Zone::default(), &audio), 100 << 32, &mut out));
        assert_eq!(out[63], 6_300.0);
    }
}
