//! Automation that is recorded: what is turned while the song plays goes into the curves of the pattern that is heard, where it is
//! heard, together with the value itself.

use super::Studio;
use super::block::together;
use super::commands::Answer;
use super::seat::Seat;
use crate::dsp::parameter::{Info, Knobs};
use crate::sequencer::lock;
use crate::sequencer::player::Position;
use crate::song::Song;
use crate::song::curve::{Curve, Place, Point, ROW, Shape};
use crate::song::edit::Edit;
use crate::song::track::Track;

/// Seconds after the last turn at which what is only touched is let go.
const LET_GO: f64 = 0.6;
/// Steps of one gesture that are no farther apart than this many 1/256 rows are joined by a line, others by a step.
const NEAR: u32 = ROW;
/// How far ahead of what is heard old points give way, in 1/256 rows: the engine is ahead of the ear.
const AHEAD: u32 = ROW;
/// What playback goes on within a turn is less than this, in 1/256 rows; more is a jump.
const JUMP: u32 = 8 * ROW;

/// What becomes of what is turned while the song plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Only the value itself changes.
    #[default]
    Off,
    /// Each turn is a point; what was drawn around it stays.
    Record,
    /// What is turned holds, over what was drawn before, until shortly after the last turn.
    Touch,
    /// What is turned holds until the song stops.
    Latch,
}

impl Mode {
    /// All modes with their names.
    pub const ALL: [(Mode, &'static str); 4] =
        [(Mode::Off, "off"), (Mode::Record, "record"), (Mode::Touch, "touch"), (Mode::Latch, "latch")];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The one after it, round and round.
    pub fn next(self) -> Mode {
        Self::ALL[(self as usize + 1) % Self::ALL.len()].0
    }
}

/// A parameter that holds where it was turned to.
#[derive(Clone, Debug)]
struct Held {
    pattern: u16,
    track: u16,
    target: String,
    place: Place,
    /// Up to where old points have given way, in 1/256 rows.
    at: u32,
    /// The engine's frame at which it is let go.
    until: u64,
    gesture: String,
}

/// The recording of automation.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    mode: Mode,
    held: Vec<Held>,
}

/// Which parameter an edit turns: the track on whose lane its curve lies, its name there, and where it is turned to.
fn turned(song: &Song, track: u16, edit: &Edit) -> Option<(u16, String, Place)> {
    let (track, name) = match edit {
        Edit::InstrumentParameter { name, .. } => (track, format!("instrument.{name}")),
        Edit::InsertParameter { track: Some(track), slot, name, .. } => {
            (*track, format!("insert.{}.{name}", slot + 1))
        }
        Edit::InsertParameter { track: None, slot, name, .. } => {
            (track, format!("master.insert.{}.{name}", slot + 1))
        }
        Edit::ReturnParameter { index, name, .. } => (track, format!("return.{}.{name}", index + 1)),
        Edit::LimiterParameter { name, .. } => (track, format!("master.{name}")),
        Edit::SetTrack { at, track: new } => (*at, of_track(song.tracks.get(usize::from(*at))?, new)?),
        Edit::SetMixer { mixer } => (track, of_mixer(song, mixer)?),
        _ => return None,
    };
    let after = edit.apply(song).ok()?;
    let instrument = if let Edit::InstrumentParameter { slot, .. } = edit { Some(*slot) } else { None };
    let target = lock::resolve(&after, track.into(), instrument, &name)?;
    let (info, value) = lock::told(&after, target)?;
    Some((track, name, Place::of(info.position(value))))
}

/// The first of the rows in which two structs differ.
fn differing(old: &dyn Knobs, new: &dyn Knobs) -> Option<&'static Info> {
    (0..old.count()).find(|index| old.value(*index) != new.value(*index)).map(|index| old.info(index))
}

fn of_track(old: &Track, new: &Track) -> Option<String> {
    if let Some(info) = differing(old, new) {
        return Some(format!("track.{}", info.name));
    }
    let mut chains = old.inserts.iter().zip(&new.inserts).enumerate();
    chains.find_map(|(slot, (old, new))| Some(format!("insert.{}.{}", slot + 1, differing(old, new)?.name)))
}

fn of_mixer(song: &Song, new: &crate::song::mixer::Mixer) -> Option<String> {
    let old = &*song.mixer;
    if let Some(info) = differing(old, new) {
        return Some(format!("master.{}", info.name));
    }
    let mut returns = old.returns.iter().zip(&new.returns).enumerate();
    let of_return =
        returns.find_map(|(n, (old, new))| Some(format!("return.{}.{}", n + 1, differing(old, new)?.name)));
    let mut chain = old.inserts.iter().zip(&new.inserts).enumerate();
    of_return.or_else(|| {
        chain.find_map(|(n, (old, new))| {
            Some(format!("master.insert.{}.{}", n + 1, differing(old, new)?.name))
        })
    })
}

/// Where a lane is that a track plays there, in 1/256 rows.
fn moment(song: &Song, position: Position, track: u16) -> u32 {
    let length = song.lane(position.pattern.into(), track.into()).and_then(|lane| lane.length);
    let row = length.map_or(position.row, |length| {
        position.before.wrapping_add(position.row.into()).rem_euclid(length.max(1).into()) as u16
    });
    u32::from(row) * ROW + u32::from(position.tick) * ROW / u32::from(position.ticks.max(1))
}

/// The curve of a parameter in a lane; a new one stays where the parameter was until there.
fn present(song: &Song, (pattern, track): (u16, u16), target: &str, before: Option<Place>) -> Curve {
    let known = song.lane(pattern.into(), track.into()).and_then(|lane| lane.curve(target));
    known.cloned().unwrap_or_else(|| {
        let first = before.map(|place| Point { at: 0, place, shape: Shape::Hold });
        Curve::new(target, first.into_iter().collect())
    })
}

/// The points without those from `from` to before `to`; where the end of a lane lies between both, those outside.
fn without(points: &[Point], from: u32, to: u32) -> Vec<Point> {
    let gives_way = |at: u32| if from <= to { (from..to).contains(&at) } else { at >= from || at < to };
    points.iter().filter(|point| !gives_way(point.at)).copied().collect()
}

impl Studio {
    /// What is recorded of what is turned from now on.
    pub fn write_automation(&mut self, mode: Mode) {
        self.writing = Writing { mode, held: Vec::new() };
    }

    /// What is recorded of what is turned.
    pub fn automation(&self) -> Mode {
        self.writing.mode
    }

    /// Turns something. While the song plays and automation is recorded it goes into a curve as well, as one step with it.
    ///
    /// # Errors
    /// As [`Studio::edit`].
    pub fn turn_and_write(&mut self, seat: &Seat, name: &str, edit: Edit, gesture: &str) -> Answer {
        match self.written(seat, &edit) {
            Some((curve, held)) => {
                let both = together(vec![edit, curve]).ok_or("nothing changes")?;
                let gesture = held.gesture.clone();
                self.hold(held);
                self.turn_knob(&gesture, both, &gesture)
            }
            None => self.turn_knob(name, edit, gesture),
        }
    }

    /// The point that an edit writes, if it does.
    fn written(&self, seat: &Seat, edit: &Edit) -> Option<(Edit, Held)> {
        let mode = self.writing.mode;
        self.transport.playing?;
        let position = self.transport.position.filter(|_| mode != Mode::Off)?;
        let song = self.song();
        let (track, target, place) = turned(song, seat.place.track, edit)?;
        let pattern = position.pattern;
        let at = moment(song, position, track);
        let before = lock::resolve(song, track.into(), Some(seat.instrument), &target)
            .and_then(|target| lock::told(song, target))
            .map(|(info, value)| Place::of(info.position(value)));
        let old = present(song, (pattern, track), &target, before);
        let held = self
            .writing
            .held
            .iter()
            .find(|held| (held.pattern, held.track) == (pattern, track) && held.target == target);
        let mut points = old.points().to_vec();
        if let Some(held) = held.filter(|held| at >= held.at.saturating_sub(AHEAD)) {
            // What this gesture has left behind: a line to here if it was just now.
            let last = points.iter_mut().rev().find(|point| point.at < at);
            if let Some(last) = last.filter(|last| last.place == held.place && at - last.at <= NEAR) {
                last.shape = Shape::Line;
            }
        }
        if mode != Mode::Record {
            points = without(&points, at, at + AHEAD);
        }
        points.push(Point {
            at,
            place,
            shape: if mode == Mode::Record { shape_at(&old, at) } else { Shape::Hold },
        });
        let until = match mode {
            Mode::Latch => u64::MAX,
            _ => self.frame() + (LET_GO * f64::from(self.rate())) as u64,
        };
        let gesture = format!("automation of {target}");
        let held = Held { pattern, track, target, place, at: at + AHEAD, until, gesture };
        Some((Edit::Curve { pattern, track, curve: old.with(points) }, held))
    }

    fn hold(&mut self, held: Held) {
        let same = |other: &Held| {
            (other.pattern, other.track) == (held.pattern, held.track) && other.target == held.target
        };
        self.writing.held.retain(|other| !same(other));
        self.writing.held.push(held);
    }

    /// Lets what is held go on over the rows that have been heard since, or lets it go. To be done once a turn.
    pub(super) fn write_on(&mut self) {
        if self.writing.held.is_empty() {
            return;
        }
        let (playing, frame, mode) = (self.transport.playing.is_some(), self.frame(), self.writing.mode);
        let Some(position) = self.transport.position.filter(|_| playing && mode != Mode::Off) else {
            self.writing.held.clear();
            self.document.close_gesture();
            return;
        };
        for held in std::mem::take(&mut self.writing.held) {
            if held.until <= frame {
                self.document.close_gesture();
                continue;
            }
            if mode == Mode::Record {
                self.writing.held.push(held);
                continue;
            }
            let next = self.held_on(held, position);
            self.writing.held.push(next);
        }
    }

    /// Lets old points give way up to a little ahead of what is heard. Another pattern is written into only where it has a curve of the
    /// same parameter: without one the parameter stays by itself.
    fn held_on(&mut self, held: Held, position: Position) -> Held {
        let song = self.song().clone();
        let (pattern, track) = (position.pattern, held.track);
        let now = moment(&song, position, track);
        let next = Held { at: now + AHEAD, pattern, ..held.clone() };
        let lane = song.lane(pattern.into(), track.into());
        let Some(old) = lane.and_then(|lane| lane.curve(&held.target)) else { return next };
        let rows = song.patterns.get(pattern.into()).map_or(1, |pattern| pattern.length);
        let end = u32::from(lane.and_then(|lane| lane.length).unwrap_or(rows)) * ROW;
        let points = match () {
            _ if pattern != held.pattern => {
                let mut points = without(old.points(), 0, next.at);
                points.push(Point { at: now, place: held.place, shape: Shape::Hold });
                points
            }
            _ if (held.at..held.at + JUMP).contains(&next.at)
                || (next.at < held.at && held.at + 2 * ROW >= end) =>
            {
                without(old.points(), held.at, next.at)
            }
            // Playback has jumped: what it has left out stays.
            _ => return next,
        };
        let new = old.with(points);
        if new != *old && !new.points().is_empty() {
            let edit = Edit::Curve { pattern, track, curve: new };
            _ = self.turn_knob(&held.gesture, edit, &held.gesture);
        }
        next
    }
}

/// How a curve goes on at a moment.
fn shape_at(curve: &Curve, at: u32) -> Shape {
    let before = curve.points().iter().rev().find(|point| point.at <= at);
    before.map_or(Shape::Hold, |point| point.shape)
}
