//! A zone that keeps to the song's tempo at its own pitch (`dsp::time_stretch`). All places are frames of the line that the zone is read
//! along.

use super::line::{Line, Loop, Part};
use super::reader::Reader;
use super::zone::Zone;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::interpolate;
use crate::dsp::splice::Sound;
use crate::dsp::time_stretch::{self, Fade, TimeStretch};
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleAudio;
use crate::instruments::voice::MAX_STRETCH;

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
    time: TimeStretch,
    /// What is left for another place.
    left: Option<(Reader, Fade)>,
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
    reader.read(zone, audio, (course.kind, course.step), frames, |span| {
        interpolate(course.kind, span.source, span.start, course.step, &mut out[span.channel][span.frames]);
    })
}

impl Stretch {
    /// Together with a reader at its beginning.
    pub fn new(reader: &Reader) -> Stretch {
        Stretch { time: TimeStretch::new((reader.place() >> 32) as i64), left: None }
    }

    /// The key is let go.
    pub fn release(&mut self) {
        if let Some((from, _)) = &mut self.left {
            from.release();
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
        if self.left.is_none() {
            self.follow(reader, sound, course);
        }
        let straight = reader.place().saturating_add(course.step * frames as u64);
        let alive = run(reader, sound, course, out, frames);
        self.time.gain.apply(out, frames);
        if let Some((from, fade)) = &mut self.left {
            let mut old = [[0.0; MAX_STRETCH]; 2];
            run(from, sound, course, &mut old, frames);
            fade.mix(out, &old, frames);
            if fade.is_over() {
                self.left = None;
            }
        }
        // Where the reader went through a loop, so does everything.
        let turned = (straight - reader.place()) >> 32;
        self.time.due += course.pace * frames as f64;
        self.time.turn(-(turned as i64));
        alive
    }

    /// Goes on elsewhere where that has to be.
    fn follow(&mut self, reader: &mut Reader, (zone, audio): (&Zone, &SampleAudio), course: &Course) {
        let along = Along { line: reader.on(zone, audio), audio };
        let how = time_stretch::Course {
            step: course.step as f64 / UNIT,
            pace: course.pace,
            own: f64::from(audio.rate()),
            rate: f64::from(course.rate.0),
            most: MAX_STRETCH as f64,
            begins: !along.line.looped,
        };
        let mark = |after| next_mark(&along.line, [course.onsets, &zone.slices], after);
        let place = reader.place() as f64 / UNIT;
        let Some((mut to, fade)) = self.time.follow(&along, &how, place, mark) else { return };
        if to < 0.0 {
            // A turn further on the same stands there.
            let turn = along.line.turning.turn();
            to += turn as f64;
            self.time.turn(turn);
        }
        self.left = Some((*reader, fade));
        *reader = reader.moved((to.max(0.0) * UNIT) as u64);
    }
}
