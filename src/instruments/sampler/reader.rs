//! The place of a playing zone in its sample, and reading from there across loops, backwards, to the end.

use super::line::{Line, Loop, Part};
use super::zone::Zone;
use crate::dsp::interpolation::Interpolation;
use crate::instruments::onward::Clear;
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
    key: Key,
    reversed: bool,
    /// How much of the zone's part is left out where it ends, 0 to 1.
    cut: f32,
}

/// The key, for sustain loops.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Key {
    /// It is held.
    #[default]
    Held,
    /// It was let go; where the loop is just fading into its start, that is waited for.
    Leaving,
    /// The loop is left.
    Up,
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
    /// At a frame of the line: counted from the sample's start, or reversed from the end of the zone's part; `None` behind its
    /// end.
    pub fn new(frame: u64, reversed: bool, part: Part) -> Option<Reader> {
        let end = if reversed { part.length() } else { part.end };
        (frame < end.max(0) as u64).then_some(Reader {
            place: frame << 32,
            looped: false,
            key: Key::Held,
            reversed,
            cut: 0.0,
        })
    }

    /// The same in a part of which so much is left out where it ends, 0 to 1.
    pub fn without(self, cut: f32) -> Reader {
        Reader { cut, ..self }
    }

    /// What it plays.
    fn part(&self, zone: &Zone, audio: &SampleAudio) -> Part {
        let whole = Part::of(zone, audio);
        if self.cut > 0.0 { whole.without(self.cut, self.reversed) } else { whole }
    }

    /// The place, in frames with 32 binary digits behind the point.
    pub fn place(&self) -> u64 {
        self.place
    }

    /// The same, going on at another place.
    pub fn moved(self, place: u64) -> Reader {
        Reader { place, ..self }
    }

    /// The line on which it is.
    pub fn on(&self, zone: &Zone, audio: &SampleAudio) -> Line {
        self.present(zone, audio, self.part(zone, audio))
    }

    /// The key is let go: a sustain loop runs out.
    pub fn release(&mut self) {
        if self.key == Key::Held {
            self.key = Key::Leaving;
        }
    }

    fn line(&mut self, zone: &Zone, audio: &SampleAudio, kind: Interpolation) -> Line {
        let part = self.part(zone, audio);
        if self.key == Key::Leaving {
            let fades = match Loop::of(zone, part, true, self.reversed) {
                Loop::Forward { start, length, fade } if fade > 0 => {
                    let from = start + length - fade - kind.after() as i64;
                    (from..start + length).contains(&((self.place >> 32) as i64))
                }
                _ => false,
            };
            self.key = if fades { Key::Leaving } else { Key::Up };
        }
        self.present(zone, audio, part)
    }

    fn present(&self, zone: &Zone, audio: &SampleAudio, part: Part) -> Line {
        Line {
            part,
            turning: Loop::of(zone, part, self.key != Key::Up, self.reversed),
            looped: self.looped,
            reversed: self.reversed,
            frames: audio.frames() as i64,
        }
    }

    /// Hands out where a kind of interpolation reads the next `total` frames of every channel, `step` (32 binary digits) apart: span after
    /// span, all channels of one before the next. Returns false when the sample is over.
    pub fn read(
        &mut self,
        zone: &Zone,
        audio: &SampleAudio,
        (kind, step): (Interpolation, u64),
        total: usize,
        mut span: impl FnMut(Span),
    ) -> bool {
        let mut line = self.line(zone, audio, kind);
        let mut done = 0;
        while done < total {
            let mut now = total - done;
            let mut reach = self.reach((kind, step), now);
            if !line.lies_straight(reach) {
                let most = (((WINDOW - kind.before() - kind.after() - 1) as u64) << 32) / step.max(1);
                now = now.min(most.max(1) as usize);
                reach = self.reach((kind, step), now);
            }
            let frames = done..done + now;
            if line.lies_straight(reach) {
                let start = self.place + ((GUARD as u64) << 32);
                for channel in 0..audio.channels() {
                    span(Span { channel, source: audio.padded(channel), start, frames: frames.clone() });
                }
            } else {
                let (low, high) = reach;
                let mut window = [0.0; WINDOW];
                let window = &mut window[..((high - low + 1) as usize).min(WINDOW)];
                let start = (self.place & 0xFFFF_FFFF) | ((kind.before() as u64) << 32);
                for channel in 0..audio.channels() {
                    line.gather(low, audio.channel(channel), window);
                    span(Span { channel, source: window, start, frames: frames.clone() });
                }
            }
            self.place = self.place.saturating_add(step * now as u64);
            if self.wrap(line.turning) {
                line = self.line(zone, audio, kind);
            }
            done += now;
        }
        line.turning != Loop::None || ((self.place >> 32) as i64) < line.end() + kind.after() as i64
    }

    /// Where the sample can be read without a look at loops and ends, as long as nothing but the place moves: the common case,
    /// made quick.
    #[inline]
    pub fn clear(&self, zone: &Zone, audio: &SampleAudio, kind: Interpolation) -> Clear {
        let line = self.on(zone, audio);
        let behind_seam = u64::from(zone.loop_start) + kind.before() as u64;
        let to = (line.clear_to() - kind.after() as i64).max(0) as u64;
        Clear { from: if self.looped { behind_seam } else { 0 }, to: if self.reversed { 0 } else { to } }
    }

    /// The first and the last frame that reading `now` frames needs.
    fn reach(&self, (kind, step): (Interpolation, u64), now: usize) -> (i64, i64) {
        Line::reach(kind, self.place, self.place + step * (now as u64 - 1))
    }

    /// Brings the place back into the loop's first turn; whether it was behind it.
    fn wrap(&mut self, turning: Loop) -> bool {
        let (start, turn) = match turning {
            Loop::None => return false,
            Loop::Forward { start, length, .. } => (start as u64, length as u64),
            Loop::PingPong { start, length } => (start as u64, 2 * length as u64),
        };
        let (start, turn) = (start << 32, turn << 32);
        let behind = self.place >= start + turn;
        if behind {
            self.looped = true;
            self.place = start + (self.place - start) % turn;
            if self.key == Key::Leaving {
                self.key = Key::Up;
            }
        }
        behind
    }
}

#[cfg(test)]
mod tests {
    use super::super::zone::LoopMode;
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
        reader.read(zone, audio, (kind, step), out.len(), |span| {
            interpolate(kind, span.source, span.start, step, &mut out[span.frames]);
        })
    }

    fn read(zone: &Zone, audio: &SampleAudio, start: u64, reversed: bool, count: usize) -> (Vec<f32>, bool) {
        let mut reader = Reader::new(start, reversed, Part::of(zone, audio)).expect("inside");
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
        assert!(
            Reader::new(10, false, Part::of(&Zone::default(), &counting(10))).is_none(),
            "behind the end there is nothing"
        );
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
        let mut reader = Reader::new(0, false, Part::of(&zone, &audio)).expect("inside");
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
        let mut reader = Reader::new(0, false, Part::of(&zone, &audio)).expect("inside");
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
        let mut reader = Reader::new(0, false, Part::of(&Zone::default(), &audio)).expect("inside");
        let mut out = [0.0; 64];
        assert!(next(&mut reader, Interpolation::Nearest, (&Zone::default(), &audio), 100 << 32, &mut out));
        assert_eq!(out[63], 6_300.0);
    }
}
