//! Clips as they sound: on each track one, and the last of another that it has taken the place of.
//!
//! What a clip is stands in the snapshot and is looked up there in every quantum, so that edits are heard at once.

use super::bus::QUANTUM;
use super::message::Snapshot;
use super::mixer::Mixer;
use crate::dsp::interpolation::{PHASES, sinc_table};
use crate::dsp::level::Level;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::{GUARD, SampleAudio};
use crate::instruments::voice::Stereo;
use crate::song::clip::{Clip, Take};
use crate::song::{MAX_TRACKS, Song};
use std::ops::Range;

/// Seconds in which one take gives way to another, or a clip ends that is stopped.
const CROSSING: f32 = 0.005;

/// A clip under way.
#[derive(Clone, Copy, Debug)]
struct Reader {
    pattern: u16,
    /// The lane's row at which the clip begins, and that by which its take is chosen.
    row: u16,
    take: u16,
    /// Frames since the moment of its row.
    at: u64,
}

impl Reader {
    fn clip<'a>(&self, song: &'a Song, track: usize) -> Option<&'a Clip> {
        song.lane(self.pattern.into(), track)?.clip(self.row)
    }
}

#[derive(Clone, Copy, Default)]
struct Place {
    now: Option<Reader>,
    /// Frames that the present one has still to come in, after another one.
    coming: u32,
    /// What gives way, and the frames that it has left.
    leaving: Option<(Reader, u32)>,
    level: Level,
    /// What begins under way at the next start.
    recalled: Option<Reader>,
}

impl Place {
    fn leave(&mut self, crossing: u32) {
        self.leaving = self.now.take().map(|reader| (reader, crossing)).or(self.leaving);
    }
}

/// All tracks' clips.
pub(super) struct Clips {
    places: Vec<Place>,
    rate: f64,
    crossing: u32,
}

impl Clips {
    pub fn new(rate: SampleRate) -> Clips {
        let crossing = (CROSSING * rate.hertz()).max(1.0) as u32;
        Clips { places: vec![Place::default(); MAX_TRACKS], rate: f64::from(rate.0.max(1)), crossing }
    }

    /// At the next start a clip is under way.
    pub fn recall(&mut self, track: u8, (pattern, row, take): (u16, u16, u16), frames: u64) {
        if let Some(place) = self.places.get_mut(usize::from(track)) {
            place.recalled = Some(Reader { pattern, row, take, at: frames });
        }
    }

    /// Playback begins: what sounds gives way to what was recalled.
    pub fn begin(&mut self) {
        for place in &mut self.places {
            place.leave(self.crossing);
            place.now = place.recalled.take();
            place.coming = if place.now.is_some() { self.crossing } else { 0 };
        }
    }

    /// A row has come at which a clip begins, or another of its takes is heard.
    pub fn reach(&mut self, song: &Song, track: u8, pattern: u16, row: u16) {
        let Some(place) = self.places.get_mut(usize::from(track)) else { return };
        let lane = song.lane(pattern.into(), track.into());
        let Some(clip) = lane.and_then(|lane| lane.clip_through(row)) else { return };
        let next = match place.now {
            _ if clip.row == row => Some(Reader { pattern, row, take: row, at: 0 }),
            Some(now) if (now.pattern, now.row) == (pattern, clip.row) => {
                // The same take goes on: nothing is heard of the change.
                let same = clip.take_at(now.take) == clip.take_at(row);
                place.now = Some(Reader { take: row, ..now });
                if same {
                    return;
                }
                place.leaving = Some((now, self.crossing));
                place.coming = self.crossing;
                return;
            }
            _ => None,
        };
        if next.is_some() {
            place.coming = if place.now.is_some() { self.crossing } else { 0 };
            place.leave(self.crossing);
            place.now = next;
        }
    }

    /// A track's clip ends, softly: what plays there does not follow on the rows before.
    pub fn end(&mut self, track: u8) {
        if let Some(place) = self.places.get_mut(usize::from(track)) {
            place.leave(self.crossing);
        }
    }

    /// What was recalled for a playback that has not begun is forgotten.
    pub fn forget_recalled(&mut self) {
        self.places.iter_mut().for_each(|place| place.recalled = None);
    }

    /// All clips end, softly.
    pub fn release_all(&mut self) {
        self.places.iter_mut().for_each(|place| place.leave(self.crossing));
    }

    /// All clips end at once.
    pub fn clear(&mut self) {
        for place in &mut self.places {
            (place.now, place.leaving) = (None, None);
        }
    }

    /// Adds frames `span` of the quantum to the tracks.
    pub fn render(&mut self, snapshot: &Snapshot, span: Range<usize>, mixer: &mut Mixer) {
        let frames = span.len() as u32;
        let count = snapshot.song.tracks.len();
        for (track, place) in self.places.iter_mut().enumerate() {
            if place.now.is_none() && place.leaving.is_none() {
                continue;
            }
            if track >= count {
                *place = Place::default();
                continue;
            }
            let gone = place.now.is_some_and(|now| now.clip(&snapshot.song, track).is_none());
            if gone {
                place.now = None;
            }
            let Some(mut out) = mixer.track(track, span.clone()) else { continue };
            if let Some((reader, left)) = &mut place.leaving {
                let ramp = Ramp { from: *left, step: -1, of: self.crossing };
                add(snapshot, track, *reader, ramp, self.rate, &mut place.level, &mut out);
                reader.at += u64::from(frames);
                *left = left.saturating_sub(frames);
                if *left == 0 {
                    place.leaving = None;
                }
            }
            if let Some(reader) = &mut place.now {
                let ramp = Ramp {
                    from: self.crossing - place.coming.min(self.crossing),
                    step: 1,
                    of: self.crossing,
                };
                add(snapshot, track, *reader, ramp, self.rate, &mut place.level, &mut out);
                reader.at += u64::from(frames);
                place.coming = place.coming.saturating_sub(frames);
            }
        }
    }
}

/// A level that goes in a straight line between 0 and 1.
#[derive(Clone, Copy)]
struct Ramp {
    from: u32,
    step: i32,
    of: u32,
}

impl Ramp {
    fn at(self, frame: usize) -> f32 {
        let place = i64::from(self.from) + i64::from(self.step) * frame as i64;
        place.clamp(0, self.of.into()) as f32 / self.of as f32
    }
}

/// Adds what a clip sounds like from where its reader is.
fn add(
    snapshot: &Snapshot,
    track: usize,
    reader: Reader,
    ramp: Ramp,
    rate: f64,
    level: &mut Level,
    out: &mut Stereo,
) {
    let Some(clip) = reader.clip(&snapshot.song, track) else { return };
    let Some(take) = clip.take_at(reader.take) else { return };
    let Some(audio) = snapshot.samples.get(take.sample.into()) else { return };
    let gain = level.gain(clip.gain());
    let step = f64::from(audio.rate()) / rate;
    let frames = out.left.len().min(out.right.len()).min(QUANTUM);
    for frame in 0..frames {
        let elapsed = (reader.at + frame as u64) as f64 * step;
        let level = gain * ramp.at(frame) * fade(clip, take, elapsed);
        if level == 0.0 {
            continue;
        }
        let place = take.offset as f64 + elapsed;
        if place < 0.0 || place >= audio.frames() as f64 {
            continue;
        }
        let [left, right] = read(audio, place, step);
        out.left[frame] += left * level;
        out.right[frame] += right * level;
    }
}

/// The level of a clip's own fades, so many of the sample's frames after its row.
fn fade(clip: &Clip, take: Take, elapsed: f64) -> f32 {
    let mut level = 1.0;
    if clip.fade_in > 0 {
        level *= ((elapsed + 1.0) / f64::from(clip.fade_in)).min(1.0);
    }
    if take.length > 0 {
        let left = take.length as f64 - elapsed;
        if left <= 0.0 {
            return 0.0;
        }
        level *= if clip.fade_out > 0 { (left / f64::from(clip.fade_out)).min(1.0) } else { 1.0 };
    }
    level as f32
}

/// Both sides of a sample at a place within it: its frames as they are where it has the engine's rate.
fn read(audio: &SampleAudio, place: f64, step: f64) -> [f32; 2] {
    let whole = place as usize;
    let side = |channel: usize| {
        let sound = audio.padded(channel);
        if step == 1.0 {
            return sound[GUARD + whole];
        }
        let taps = &sinc_table(step)[((place - whole as f64) * PHASES as f64) as usize % PHASES].0;
        let from = GUARD + whole - 3;
        sound[from..from + taps.len()].iter().zip(taps).map(|(sample, tap)| sample * tap).sum()
    };
    match audio.channels() {
        0 => [0.0; 2],
        1 => [side(0); 2],
        _ => [side(0), side(1)],
    }
}
