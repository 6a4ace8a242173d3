//! Clips as they sound: on each track one, and the last of another that it has taken the place of.
//!
//! What a clip is stands in the snapshot and is looked up there in every quantum, so that edits are heard at once. Of a sound that is
//! streamed from disk the pages are looked up too: where the next milliseconds of it are not there the clip goes out softly, and comes
//! back when they are.

mod levels;
mod warp;
mod window;

use super::Engine;
use super::bus::QUANTUM;
use super::fetching::{self, Place as Needed};
use super::message::Snapshot;
use super::mixer::Mixer;
use super::pages::Pages;
use crate::dsp::level::Level;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;
use crate::song::clip::{Clip, Take};
use crate::song::{MAX_TRACKS, Song};
use levels::{Ramp, Shape};
use std::ops::Range;
use warp::{Due, Warp};
use window::{BETWEEN, Presence, View};

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
    /// The beat of its row, and the beats since.
    began: f64,
    beats: f64,
    /// What is heard: the take, with a tempo only where it follows the song's.
    heard: Option<Take>,
    /// How loud, as the clip last said.
    shape: Shape,
    /// How that follows it.
    warp: Option<Warp>,
    /// How far it has come in since it was silent for want of sound, in frames of the crossing; `None` before it has begun.
    present: Option<u32>,
}

impl Reader {
    fn clip<'a>(&self, song: &'a Song, track: usize) -> Option<&'a Clip> {
        song.lane(self.pattern.into(), track)?.clip(self.row)
    }

    /// One that begins at a row which has that beat.
    fn new(pattern: u16, row: u16, began: f64) -> Reader {
        let (heard, shape, warp, present) = (None, Shape::default(), None, None);
        Reader { pattern, row, take: row, at: 0, began, beats: 0.0, heard, shape, warp, present }
    }

    /// What is to be heard by now, and whether it is another sound than was heard before, or lies elsewhere in it.
    fn due(&self, clip: &Clip) -> (Option<Take>, bool) {
        let due = clip.take_at(self.take).map(|take| clip.heard(take));
        // It may have become longer while it is recorded.
        let place = |take: Take| (take.sample, take.offset, take.tempo);
        (due, self.heard.is_some() && self.heard.map(place) != due.map(place))
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

    /// What is heard becomes what the clip is by now: another take, or the same one in another way, takes the place of the one before softly.
    fn settle(&mut self, song: &Song, track: usize, crossing: u32) {
        if self.now.is_some_and(|now| now.clip(song, track).is_none()) {
            self.leave(crossing);
        }
        if let Some(now) = self.now
            && let Some((due, is_other)) = now.clip(song, track).map(|clip| now.due(clip))
        {
            if !is_other {
                self.now = Some(Reader { heard: due, ..now });
            } else if self.leaving.is_none() {
                self.leaving = Some((now, crossing));
                self.coming = crossing;
                self.now = Some(Reader { heard: due, warp: None, present: None, ..now });
            }
            // Otherwise it waits until what leaves has gone, in a few milliseconds.
        }
    }
}

/// All tracks' clips.
pub(super) struct Clips {
    places: Vec<Place>,
    /// Whether any place may sound: looking at all of them takes its time.
    sounding: bool,
    rate: f64,
    crossing: u32,
    /// Times that a clip was silent because its sound came too late, since that was last taken.
    starved: u32,
}

impl Clips {
    pub fn new(rate: SampleRate) -> Clips {
        let crossing = (CROSSING * rate.hertz()).max(1.0) as u32;
        Clips {
            places: vec![Place::default(); MAX_TRACKS],
            sounding: false,
            rate: f64::from(rate.0.max(1)),
            crossing,
            starved: 0,
        }
    }

    /// At the next start a clip is under way.
    pub fn recall(&mut self, track: u8, (pattern, row, take): (u16, u16, u16), (frames, beats): (u64, f64)) {
        if let Some(place) = self.places.get_mut(usize::from(track)) {
            // Beats are counted from where playback begins.
            let reader = Reader::new(pattern, row, -beats);
            place.recalled = Some(Reader { take, at: frames, beats, ..reader });
        }
    }

    /// Playback begins: what sounds gives way to what was recalled.
    pub fn begin(&mut self) {
        self.sounding = true;
        for place in &mut self.places {
            place.leave(self.crossing);
            place.now = place.recalled.take();
            place.coming = if place.now.is_some() { self.crossing } else { 0 };
        }
    }

    /// A row has come, at that beat, at which a clip begins, or another of its takes is heard.
    pub fn reach(&mut self, song: &Song, track: u8, (pattern, row): (u16, u16), beat: f64) {
        let Some(place) = self.places.get_mut(usize::from(track)) else { return };
        let lane = song.lane(pattern.into(), track.into());
        let Some(clip) = lane.and_then(|lane| lane.clip_through(row)) else { return };
        let next = match place.now {
            _ if clip.row == row => Some(Reader::new(pattern, row, beat)),
            Some(now) if (now.pattern, now.row) == (pattern, clip.row) => {
                place.now = Some(Reader { take: row, ..now });
                return;
            }
            _ => None,
        };
        if next.is_some() {
            self.sounding = true;
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

    /// Where clips sound, and where they will.
    pub fn needed(&self, snapshot: &Snapshot, found: &mut dyn FnMut(Needed)) {
        if !snapshot.samples.has_streamed() {
            return;
        }
        let bank = &snapshot.samples;
        for (track, place) in self.places.iter().enumerate() {
            let time = |reader: &Reader| [reader.at as f64 / self.rate, reader.beats];
            for reader in place.now.into_iter().chain(place.recalled) {
                if let Some(clip) = reader.clip(&snapshot.song, track) {
                    fetching::places(clip, reader.take, time(&reader), bank, found);
                }
            }
            let leaving = place.leaving.and_then(|(reader, _)| Some((reader.heard?, time(&reader))));
            let left = leaving.and_then(|(heard, time)| fetching::place(heard, time, bank));
            left.into_iter().for_each(&mut *found);
        }
    }

    /// Times that a clip was silent because its sound came too late, since this was last asked.
    pub fn take_starved(&mut self) -> u32 {
        std::mem::take(&mut self.starved)
    }

    /// Adds frames `span` of the quantum to the tracks. `beat`: of its first frame, and beats of a frame.
    pub fn render(
        &mut self,
        snapshot: &Snapshot,
        pages: Option<&Pages>,
        span: Range<usize>,
        beat: [f64; 2],
        mixer: &mut Mixer,
    ) {
        if !self.sounding {
            return;
        }
        let frames = span.len() as u32;
        let Clips { rate, crossing, starved, .. } = *self;
        let mut into = Into { snapshot, pages, rate, beat, crossing, starved };
        let count = snapshot.song.tracks.len();
        for (track, place) in self.places.iter_mut().enumerate() {
            if place.now.is_none() && place.leaving.is_none() {
                continue;
            }
            if track >= count {
                *place = Place::default();
                continue;
            }
            place.settle(&snapshot.song, track, crossing);
            let Some(mut out) = mixer.track(track, span.clone()) else { continue };
            if let Some((reader, left)) = &mut place.leaving {
                let ramp = Ramp { from: *left, step: -1, of: crossing };
                into.add(track, reader, true, ramp, &mut place.level, &mut out);
                reader.at += u64::from(frames);
                reader.beats += f64::from(frames) * beat[1];
                *left = left.saturating_sub(frames);
                if *left == 0 {
                    place.leaving = None;
                }
            }
            if let Some(reader) = &mut place.now {
                let ramp = Ramp { from: crossing - place.coming.min(crossing), step: 1, of: crossing };
                reader.beats = beat[0] - reader.began;
                into.add(track, reader, false, ramp, &mut place.level, &mut out);
                reader.at += u64::from(frames);
                place.coming = place.coming.saturating_sub(frames);
            }
        }
        self.starved = into.starved;
        self.sounding = self.places.iter().any(|place| place.now.is_some() || place.leaving.is_some());
    }
}

/// What clips are read from.
struct Into<'a> {
    snapshot: &'a Snapshot,
    pages: Option<&'a Pages>,
    rate: f64,
    beat: [f64; 2],
    crossing: u32,
    starved: u32,
}

impl Into<'_> {
    /// Adds what a clip sounds like from where its reader is.
    fn add(
        &mut self,
        track: usize,
        reader: &mut Reader,
        leaves: bool,
        ramp: Ramp,
        level: &mut Level,
        out: &mut Stereo,
    ) {
        if let Some(clip) = reader.clip(&self.snapshot.song, track) {
            reader.shape = Shape::of(clip);
        }
        let Some(take) = reader.heard else { return };
        let Some(sound) = self.snapshot.samples.sound(take.sample.into()) else { return };
        let view = View { sound, pages: self.pages };
        let gain = level.gain(reader.shape.gain);
        let step = f64::from(view.rate()) / self.rate;
        let frames = out.left.len().min(out.right.len()).min(QUANTUM);
        let due = take.tempo.map(|tempo| {
            let own = 60.0 / tempo.bpm() * f64::from(view.rate());
            let at = take.offset as f64 + reader.beats * own;
            Due { at, pace: self.beat[1] * own, step, rate: self.rate }
        });
        if !leaves {
            let warp = |due| reader.warp.map_or_else(|| Warp::new(take, due, view), |warp| warp.of(take));
            reader.warp = due.map(warp);
        }
        let from = reader.warp.map_or(take.offset as f64 + reader.at as f64 * step, |warp| warp.place);
        let present = self.present(view, take, reader, (from, step), frames);
        if present.is_nothing() {
            // It begins again where the song is then.
            reader.warp = None;
            return;
        }
        let mut sound = [[0.0; QUANTUM]; 2];
        match (&mut reader.warp, due) {
            (Some(warp), Some(due)) => {
                // What gives way goes straight on.
                if !leaves {
                    warp.follow(view, due);
                }
                warp.read(view, step, &mut sound, frames);
            }
            _ => view.straight(from, step, frames, &mut sound),
        }
        let sides = sound[0].iter().zip(&sound[1]).enumerate();
        for (frame, (left, right)) in sides.take(frames) {
            let elapsed = match due {
                Some(due) => due.at - take.offset as f64 + frame as f64 * due.pace,
                None => (reader.at + frame as u64) as f64 * step,
            };
            let level = gain * ramp.at(frame) * present.at(frame) * reader.shape.fade(take, elapsed);
            out.left[frame] += left * level;
            out.right[frame] += right * level;
        }
    }

    /// How far a clip is in for want of its sound: wholly, unless the disk is late or the file broken.
    fn present(
        &mut self,
        view: View,
        take: Take,
        reader: &mut Reader,
        (from, step): (f64, f64),
        frames: usize,
    ) -> Ramp {
        // What is needed for going out softly is there as long as it sounds.
        let ahead = (frames + self.crossing as usize + QUANTUM) as f64 * step;
        let length =
            if take.length > 0 { take.offset.saturating_add_unsigned(take.length) } else { i64::MAX };
        let end = (from + ahead) as i64 + BETWEEN.after() as i64 + 2;
        let presence = view.presence(from as i64 - BETWEEN.before() as i64 - 1, end.min(length));
        let before = reader.present;
        let was = before.unwrap_or(if presence == Presence::There { self.crossing } else { 0 });
        if presence == Presence::Late && (was == self.crossing || before.is_none()) {
            self.starved += 1;
        }
        let rises = presence == Presence::There;
        let moved = if rises { was.saturating_add(frames as u32) } else { was.saturating_sub(frames as u32) };
        reader.present = Some(moved.min(self.crossing));
        Ramp { from: was, step: if rises { 1 } else { -1 }, of: self.crossing }
    }
}

impl Engine {
    /// Where clips sound that are streamed from disk, and where they will.
    pub fn needed(&self, found: &mut dyn FnMut(Needed)) {
        if let Some(snapshot) = &self.snapshot {
            self.clips.needed(snapshot, found);
        }
    }

    /// Times that a clip was silent because its sound came too late, since this was last asked.
    pub fn take_starved(&mut self) -> u32 {
        self.clips.take_starved()
    }
}
