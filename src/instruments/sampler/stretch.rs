//! A zone that keeps to the song's tempo at its own pitch: it is read as its pitch wants it, and where that leads too far from where
//! the song is, goes on at a place nearby that looks alike (Verhelst and Roelands, "An overlap-add technique based on waveform
//! similarity", ICASSP 1993). Where sounds begin it is led to the very frame, and what is just beginning is neither left out nor
//! heard twice (after Röbel, "A new approach to transient processing in the phase vocoder", DAFx 2003). All places are frames of
//! the line that the zone is read along.

use super::line::{Line, Loop, Part};
use super::reader::Reader;
use super::zone::Zone;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::interpolate;
use crate::dsp::splice::{self, Found, Sound};
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleAudio;
use crate::instruments::voice::MAX_STRETCH;

/// Seconds that reading may be away from where the song is.
const AWAY: f64 = 0.02;
/// Seconds of a fade to another place.
const FADE: f64 = 0.01;
/// Seconds before a beginning in which reading is led to it.
const LEAD: f64 = 0.004;
/// Seconds by which it may miss a beginning, so that nothing is done where nothing needs to be.
const EXACT: f64 = 0.000_25;
/// Seconds by which it may miss one for the sake of a place that looks alike.
const NEAR: f64 = 0.002;
/// How much that place has to look alike.
const ALIKE: f32 = 0.5;
/// Seconds that a beginning takes, which are not heard twice.
const ATTACK: f64 = 0.006;
/// The least seconds of a way to another place, and of a choice of places.
const LEAST: f64 = 0.003;
/// The least level of what is heard again.
const LOWEST: f32 = 0.1;
/// The slowest and the fastest that a sample follows the song, against its own time.
const PACES: [f64; 2] = [1.0 / 256.0, 64.0];
/// The slowest tempo that is taken for a sample's own.
const SLOWEST: f64 = 80.0;

const UNIT: f64 = 4_294_967_296.0;

/// What a stretch of frames is made of.
pub struct Course<'a> {
    /// How it is read.
    pub kind: Interpolation,
    /// Frames of the sample for each frame of sound as the pitch wants it, with 32 binary digits.
    pub step: u64,
    /// The same as the song wants it.
    pub pace: f64,
    /// Where sounds begin in the sample, ascending.
    pub onsets: &'a [u32],
    /// The engine's rate.
    pub rate: SampleRate,
}

/// Where the song is in a zone, and how reading follows it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The frame where the song is.
    due: f64,
    /// The beginning that was last.
    last: i64,
    /// The first frame that may be heard again.
    kept: f64,
    gain: Gain,
    fade: Option<Fade>,
}

/// The level of what is heard for a second time: that of what was heard last, so that nothing begins anew in what dies away.
#[derive(Clone, Copy, Debug)]
struct Gain {
    at: f32,
    /// What a frame adds, up to 1.
    slope: f32,
}

impl Gain {
    const FULL: Gain = Gain { at: 1.0, slope: 0.0 };

    fn next(&mut self) -> f32 {
        self.at = (self.at + self.slope).min(1.0);
        self.at
    }
}

/// Going on at another place.
#[derive(Clone, Copy, Debug)]
struct Fade {
    from: Reader,
    gain: Gain,
    /// How much of the new place is heard, 0 to 1, and what a frame adds.
    part: f32,
    slope: f32,
    /// How much both places are alike, 0 to 1.
    alike: f32,
}

impl Zone {
    /// How many beats it lasts when it keeps to the tempo: as it says, or so many (a power of two) that it has 80 to 160 a minute.
    pub fn beats(&self, audio: &SampleAudio) -> f64 {
        if self.beats > 0.0 {
            return self.beats.into();
        }
        let seconds = Part::of(self, audio).length() as f64 / f64::from(audio.rate().max(1));
        (SLOWEST * seconds.max(1e-3) / 60.0).log2().ceil().exp2()
    }

    /// Frames of the sample for each frame of sound, so that it lasts its beats.
    pub(super) fn pace(&self, audio: &SampleAudio, beat_seconds: f32, rate: SampleRate) -> f64 {
        let own = f64::from(audio.rate()) / f64::from(rate.0.max(1));
        let frames = self.beats(audio) * f64::from(beat_seconds.max(1e-3)) * f64::from(rate.0);
        (Part::of(self, audio).length() as f64 / frames).clamp(PACES[0] * own, PACES[1] * own)
    }
}

/// The sound along a line: of both channels not the sum, which might be silent where they are opposite.
struct Along<'a> {
    line: Line,
    audio: &'a SampleAudio,
}

impl Sound for Along<'_> {
    fn read(&self, first: i64, out: &mut [f32]) {
        const CHUNK: usize = 256;
        let channels = self.audio.channels();
        if channels == 0 {
            return out.fill(0.0);
        }
        self.line.gather(first, self.audio.channel(0), out);
        if channels > 1 {
            let mut other = [0.0; CHUNK];
            for (out, at) in out.chunks_mut(CHUNK).zip((first..).step_by(CHUNK)) {
                let other = &mut other[..out.len()];
                self.line.gather(at, self.audio.channel(1), other);
                out.iter_mut().zip(other).for_each(|(out, other)| *out += 0.5 * *other);
            }
        }
    }
}

/// The first frame behind `after` at which something begins, or the zone ends.
fn next_mark(line: &Line, lists: [&[u32]; 2], after: i64) -> Option<i64> {
    let behind = |at: i64| {
        let first = |list: &[u32]| list.get(list.partition_point(|mark| i64::from(*mark) <= at)).copied();
        lists.into_iter().filter_map(first).min().map(i64::from)
    };
    match line.turning {
        Loop::PingPong { .. } => None,
        Loop::None => {
            let mark = if line.reversed { None } else { behind(after) };
            Some(mark.map_or(line.end(), |mark| mark.min(line.end()))).filter(|mark| *mark > after)
        }
        Loop::Forward { start, length, .. } => {
            let turned = after >= start || line.looped;
            let at = if turned { start + (after - start).rem_euclid(length) } else { after };
            let inside = |mark: &i64| *mark < start + length;
            let again = || behind(start - 1).filter(inside).map(|mark| mark + length);
            behind(at).filter(inside).or_else(again).map(|mark| mark + after - at)
        }
    }
}

/// Writes the next frames of every channel.
fn run(
    reader: &mut Reader,
    (zone, audio): (&Zone, &SampleAudio),
    course: &Course,
    out: &mut [[f32; MAX_STRETCH]; 2],
    frames: usize,
) -> bool {
    reader.read(zone, audio, course.step, frames, |span| {
        interpolate(course.kind, span.source, span.start, course.step, &mut out[span.channel][span.frames]);
    })
}

impl Stretch {
    /// Together with a reader at its beginning.
    pub fn new(reader: &Reader) -> Stretch {
        let first = reader.place() >> 32;
        Stretch {
            due: first as f64,
            last: first as i64 - 1,
            kept: first as f64,
            gain: Gain::FULL,
            fade: None,
        }
    }

    /// The key is let go.
    pub fn release(&mut self) {
        if let Some(fade) = &mut self.fade {
            fade.from.release();
        }
    }

    /// Writes the next frames of every channel over `out`. Returns false when the sample is over.
    pub fn read(
        &mut self,
        reader: &mut Reader,
        sound: (&Zone, &SampleAudio),
        course: &Course,
        out: &mut [[f32; MAX_STRETCH]; 2],
        frames: usize,
    ) -> bool {
        if self.fade.is_none() {
            self.follow(reader, sound, course);
        }
        let straight = reader.place().saturating_add(course.step * frames as u64);
        let alive = run(reader, sound, course, out, frames);
        if self.gain.at < 1.0 {
            for n in 0..frames {
                let gain = self.gain.next();
                out.iter_mut().for_each(|out| out[n] *= gain);
            }
        }
        if let Some(fade) = &mut self.fade {
            let mut old = [[0.0; MAX_STRETCH]; 2];
            run(&mut fade.from, sound, course, &mut old, frames);
            for n in 0..frames {
                let [of_new, of_old] = splice::shares(fade.part, fade.alike);
                let of_old = of_old * fade.gain.next();
                for (out, old) in out.iter_mut().zip(&old) {
                    out[n] = out[n] * of_new + old[n] * of_old;
                }
                fade.part = (fade.part + fade.slope).min(1.0);
            }
            if fade.part >= 1.0 {
                self.fade = None;
            }
        }
        // Where the reader went through a loop, so does everything.
        let turned = (straight - reader.place()) >> 32;
        self.due += course.pace * frames as f64 - turned as f64;
        (self.last, self.kept) = (self.last - turned as i64, self.kept - turned as f64);
        alive
    }

    /// Goes on elsewhere where that has to be.
    fn follow(&mut self, reader: &mut Reader, (zone, audio): (&Zone, &SampleAudio), course: &Course) {
        let along = Along { line: reader.on(zone, audio), audio };
        let mark = |after| next_mark(&along.line, [course.onsets, &zone.slices], after);
        let mut next = mark(self.last);
        while let Some(passed) = next.filter(|next| *next as f64 <= self.due) {
            (self.last, next) = (passed, mark(passed));
            self.kept = passed as f64 + ATTACK * f64::from(audio.rate());
        }
        let (place, step) = (reader.place() as f64 / UNIT, course.step as f64 / UNIT);
        let until = next.map(|next| (next, (next as f64 - self.due) / course.pace));
        let lead = LEAD * f64::from(course.rate.0);
        let led = until.is_some_and(|(_, until)| until <= lead);
        let (to, fade) = match until {
            Some((next, until)) if led => (self.lead(&along, next as f64 - until * step, place), until),
            _ => {
                let fade = FADE * f64::from(course.rate.0);
                let fade = fade.min(0.5 * AWAY * f64::from(audio.rate()) / step.max(1e-9));
                // Shortly before a beginning only what would come to it too early still goes elsewhere, in the time that is left.
                let left = until.map_or(f64::INFINITY, |(_, until)| until - lead);
                if left < 0.5 * lead {
                    return;
                }
                let ways =
                    Ways { place, step, until, soon: left < 2.0 * fade + lead, late: left < fade, fade };
                // What is left does not come to the next beginning while it fades.
                let room = next.map_or(f64::INFINITY, |next| 0.9 * (next as f64 - place) / step.max(1e-9));
                (self.correct(&along, &ways), fade.min(room).min(left))
            }
        };
        let Some(mut found) = to else { return };
        // How much is heard again.
        let back = if led { 0.0 } else { place - found.place };
        if found.place < 0.0 {
            // A turn further on the same stands there.
            let turn = along.line.turning.turn();
            (found.place, self.due) = (found.place + turn as f64, self.due + turn as f64);
            (self.last, self.kept) = (self.last + turn, self.kept + turn as f64);
        }
        let shortest = 0.25 * lead;
        let slope = fade.max(shortest).recip() as f32;
        self.fade = Some(Fade { from: *reader, gain: self.gain, part: 0.0, slope, alike: found.alike });
        let at = (found.level * self.gain.at).max(LOWEST);
        self.gain = Gain::FULL;
        if back > 0.0 && at < 1.0 {
            self.gain = Gain { at, slope: (1.0 - at) * (step / back) as f32 };
        }
        *reader = reader.moved((found.place.max(0.0) * UNIT) as u64);
    }

    /// The place from which reading comes to a beginning in time, if it does not do so anyway.
    fn lead(&self, along: &Along, exact: f64, place: f64) -> Option<Found> {
        let rate = f64::from(along.audio.rate());
        if exact < 0.0 && !along.line.looped || (exact - place).abs() <= EXACT * rate {
            return None;
        }
        let found = search(along, place, [exact - NEAR * rate, exact + NEAR * rate]);
        Some(if found.alike > ALIKE { found } else { Found::unlike(exact) })
    }

    /// A place nearer to where the song is, if reading is too far away, or would come to the next beginning too early.
    fn correct(&self, along: &Along, ways: &Ways) -> Option<Found> {
        let Ways { place, step, until, soon, late, fade } = *ways;
        let [away, exact, least] =
            [AWAY, EXACT, LEAST].map(|seconds| seconds * f64::from(along.audio.rate()));
        let early = until.is_some_and(|(next, until)| {
            let reaches = place + (fade + MAX_STRETCH as f64) * step > next as f64 - least;
            (soon || reaches) && place + until * step > next as f64 + exact
        });
        if early || !late && place - self.due > away {
            // What begins soon is not reached before its time, nor before there was time to go back once more.
            let most = until.map(|(next, until)| next as f64 - least - until.min(3.0 * fade) * step);
            let most = most.unwrap_or(f64::INFINITY);
            let low = (self.due - away).min(most - least).max(self.kept);
            let high = self.due.min(place - 0.25 * away).min(most).max(low + least).min(place - least);
            return (low < high).then(|| search(along, place, [low, high]));
        }
        if !late && self.due - place > away {
            // It does not get ahead of the next beginning.
            let most = until.map_or(f64::INFINITY, |(next, until)| next as f64 - until * step - least);
            let high = (self.due + away).min(most);
            let low = self.due.min(high - least).max(place + least);
            return (low < high).then(|| search(along, place, [low, high]));
        }
        None
    }
}

/// How reading goes on by itself, in frames.
struct Ways {
    place: f64,
    step: f64,
    /// The next beginning, and the frames of sound before it.
    until: Option<(i64, f64)>,
    /// Whether it has to be seen to now that it is not reached too early.
    soon: bool,
    /// Whether there is no time for more than that.
    late: bool,
    /// Frames of sound that going on elsewhere takes.
    fade: f64,
}

/// What looks most like a place from one to another.
fn search(along: &Along, place: f64, [low, high]: [f64; 2]) -> Found {
    let stride = splice::stride(SampleRate(along.audio.rate()));
    let strides = |to: f64| ((to - place) / stride as f64).round() as i64;
    splice::find(along, stride, place, strides(low)..strides(high) + 1)
}
