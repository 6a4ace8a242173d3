//! Automation that is recorded: what is turned while the song plays goes into the curves of the pattern that is heard, where it is
//! heard, together with the value itself.

use super::Studio;
use super::block::together;
use super::commands::Answer;
use super::grid::lane_row;
use super::rounds::Round;
use super::seat::Seat;
use crate::sequencer::chase::{self, Said};
use crate::sequencer::command::LockTarget;
use crate::sequencer::lock;
use crate::sequencer::player::{Playing, Position};
use crate::song::Song;
use crate::song::curve::{Curve, Place, Point, ROW, Shape};
use crate::song::edit::Edit;
use crate::song::insert::Owner;
use std::num::NonZeroU8;

/// Seconds after the last turn at which what is only touched is let go.
const LET_GO: f64 = 0.6;
/// Steps of one gesture that are no farther apart than this many 1/256 rows are joined by a line, others by a step.
const NEAR: u32 = ROW;
/// How far ahead of what is heard old points give way at least, in 1/256 rows: the engine is ahead of the ear.
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
    /// What is turned holds, over what was drawn before, until shortly after the last turn; from the next whole row on it is as it was
    /// drawn. That is exact where the way into that row was straight or held; one that was bent (smooth, slow, fast) is cut there and
    /// goes on to its next point in a straight line, as it does in [`Mode::Latch`].
    Touch,
    /// What is turned holds until the song stops; what comes behind that place, from the next whole row on, is as it was drawn.
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
    /// Up to where old points have given way, in 1/256 rows: a whole row.
    at: u32,
    /// Whether there is something drawn that it gives way to again.
    returns: bool,
    /// The engine's frame at which it is let go.
    until: u64,
}

impl Held {
    fn is_of(&self, place: (u16, u16), target: &str) -> bool {
        (self.pattern, self.track) == place && self.target == target
    }

    /// The gesture, and the name of the step, that its points belong to.
    fn gesture(&self) -> String {
        format!("automation of {}", self.target)
    }
}

/// The recording of automation.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    mode: Mode,
    held: Vec<Held>,
}

/// How something is turned.
#[derive(Clone, Copy, Debug)]
pub enum Turn<'a> {
    /// By a step, as long as that gesture goes on: where it has a curve, from where that stands.
    By(&'a str),
    /// To a value, as long as that gesture goes on.
    To(&'a str),
    /// To a value; a switch, what was typed.
    Once,
}

/// A parameter that an edit turns.
pub(super) struct Turned {
    /// The track on whose lane its curve lies.
    pub track: u16,
    /// Its name there.
    pub target: String,
    /// What that means.
    parameter: LockTarget,
    /// Where it was.
    from: Place,
    /// Where it is turned to.
    to: Place,
}

impl Turned {
    /// What an edit turns, if that is one parameter that can have a curve. What is no track's own counts for `track`, and what is an
    /// instrument's for the track that plays it in that pattern, if `track` does not.
    pub fn of(song: &Song, (pattern, track): (u16, u16), edit: &Edit) -> Option<Turned> {
        let (track, instrument) = match edit {
            Edit::SetTrack { at: track, .. } => (*track, None),
            Edit::InsertParameter { owner: Owner::Track(track), .. } => (*track as u16, None),
            Edit::InstrumentParameter { slot, .. } | Edit::SetInstrument { slot, .. } => {
                (playing(song, (pattern, track), *slot), Some(*slot))
            }
            _ => (track, None),
        };
        let after = edit.apply(song).ok()?;
        let turned = |target: String| {
            let parameter = lock::resolve(song, track.into(), instrument, &target)?;
            let ((info, before), (_, now)) = (lock::told(song, parameter)?, lock::told(&after, parameter)?);
            let [from, to] = [before, now].map(|value| Place::of(info.position(value)));
            (before != now).then_some(Turned { track, target, parameter, from, to })
        };
        let mut all = lock::names(&after, track.into(), instrument).into_iter().filter_map(turned);
        // Where several are others now, something was replaced and nothing turned.
        all.next().filter(|_| all.next().is_none())
    }
}

/// The track that plays an instrument in a pattern: `track` if that does, or if none does.
fn playing(song: &Song, (pattern, track): (u16, u16), slot: u8) -> u16 {
    let shown = NonZeroU8::new(slot.saturating_add(1));
    let plays = |track: &u16| {
        let lane = song.lane(pattern.into(), usize::from(*track));
        let mut rows = lane.iter().flat_map(|lane| lane.rows());
        rows.any(|(_, row)| row.notes.iter().any(|cell| cell.instrument == shown))
    };
    let all = 0..song.tracks.len() as u16;
    std::iter::once(track).chain(all).find(plays).unwrap_or(track)
}

/// Where a lane is that a track plays there, in 1/256 rows.
fn moment(song: &Song, position: Position, track: u16) -> u32 {
    let row = lane_row(song, Round::heard(position), track, position.row);
    u32::from(row) * ROW + u32::from(position.tick) * ROW / u32::from(position.ticks.max(1))
}

/// Up to where old points give way while that moment is heard, in 1/256 rows. By whole rows, so that what is held makes one edit a row.
fn ahead(now: u32) -> u32 {
    (now + AHEAD).next_multiple_of(ROW)
}

/// Where a parameter was before playback came to the pattern that plays, if anything in the song has moved it.
fn left(song: &Song, playing: Playing, position: Position, parameter: LockTarget) -> Option<Place> {
    let began = match playing {
        Playing::Song { repeat, .. } => Playing::Song { order: position.order, row: 0, repeat },
        Playing::Pattern { pattern, .. } => Playing::Pattern { pattern, row: 0 },
    };
    chase::before(song, began).said.into_iter().find_map(|said| match said {
        Said::Place { target, place } if target == parameter => Some(Place::of(place)),
        _ => None,
    })
}

/// The points without those from `from` to before `to`; where the end of a lane lies between both, those outside.
fn without(points: &[Point], from: u32, to: u32) -> Vec<Point> {
    let gives_way = |at: u32| if from <= to { (from..to).contains(&at) } else { at >= from || at < to };
    points.iter().filter(|point| !gives_way(point.at)).copied().collect()
}

/// The points of a curve of which those from `from` to before `to` give way. From there on it goes as it did, if it `returns`: in a
/// straight line where it had another shape.
fn given_way(old: &Curve, (from, to): (u32, u32), end: u32, returns: bool) -> Vec<Point> {
    let mut points = without(old.points(), from, to);
    if returns && to < end && points.iter().all(|point| point.at != to) {
        points.extend(on_the_way(old, to));
    }
    points
}

/// A point of a curve that leaves it as it is from there on, but for what is neither straight nor still.
fn on_the_way(curve: &Curve, at: u32) -> Option<Point> {
    let place = Place::of(curve.value(at as f32)?);
    let holds = curve.before(at).is_none_or(|point| point.shape == Shape::Hold);
    Some(Point { at, place, shape: if holds { Shape::Hold } else { Shape::Line } })
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

    /// Turns something. While the song plays and automation is recorded it goes into a curve as well, as one step with it. Where
    /// nothing is recorded, what has no gesture is a step of its own.
    ///
    /// # Errors
    /// As [`Studio::edit`].
    pub fn turn_and_write(&mut self, seat: &Seat, name: &str, edit: Edit, turn: Turn) -> Answer {
        let Some((curve, held)) = self.written(seat, &edit, matches!(turn, Turn::By(_))) else {
            return match turn {
                Turn::By(gesture) | Turn::To(gesture) => self.turn_knob(name, edit, gesture),
                Turn::Once => self.edit(name, edit),
            };
        };
        let both = together(vec![edit, curve]).ok_or("nothing changes")?;
        let gesture = held.gesture();
        self.hold(held);
        self.turn_knob(&gesture, both, &gesture)
    }

    /// The point that an edit writes, if it does; where it goes `by_a_step`, from where the curve stands.
    fn written(&self, seat: &Seat, edit: &Edit, by_a_step: bool) -> Option<(Edit, Held)> {
        let mode = self.writing.mode;
        let playing = self.transport.playing.filter(|_| !self.hearing.is_example())?;
        let position = self.transport.position.filter(|_| mode != Mode::Off)?;
        let song = self.song();
        let pattern = position.pattern;
        let Turned { track, target, parameter, from, to } =
            Turned::of(song, (pattern, seat.place.track), edit)?;
        let at = moment(song, position, track);
        let lane = song.lane(pattern.into(), track.into());
        let drawn = lane.and_then(|lane| lane.curve(&target));
        // A new one stays where the parameter was until there.
        let begun = || {
            let place = left(song, playing, position, parameter).unwrap_or(from);
            Curve::new(&target, vec![Point { at: 0, place, shape: Shape::Hold }])
        };
        let old = drawn.cloned().unwrap_or_else(begun);
        let held = self.writing.held.iter().find(|held| held.is_of((pattern, track), &target));
        let there = || old.value(at as f32).map_or(from, Place::of);
        let stands = || held.map_or_else(there, |held| held.place);
        let place = if by_a_step { Place::of(stands().part() + to.part() - from.part()) } else { to };
        let returns = held.map_or(drawn.is_some(), |held| held.returns);
        let mut points = old.points().to_vec();
        if mode != Mode::Record {
            let end = u32::from(song.lane_rows(pattern.into(), track.into())) * ROW;
            let begun = held.filter(|held| (held.at..=held.at + JUMP).contains(&at));
            points = given_way(&old, (begun.map_or(at, |held| held.at), ahead(at)), end, returns);
            let moves = |point: &Point| point.shape != Shape::Hold;
            if held.is_none()
                && returns
                && let Some(before) =
                    at.checked_sub(1).filter(|before| old.before(*before).is_some_and(moves))
            {
                // As drawn up to here.
                points.extend(on_the_way(&old, before).map(|point| Point { shape: Shape::Hold, ..point }));
            }
        }
        if let Some(held) = held.filter(|held| at >= held.at.saturating_sub(AHEAD + ROW)) {
            // What this gesture has left behind: a line to here if it was just now.
            let last = points.iter_mut().rev().find(|point| point.at < at);
            if let Some(last) = last.filter(|last| last.place == held.place && at - last.at <= NEAR) {
                last.shape = Shape::Line;
            }
        }
        points.push(Point {
            at,
            place,
            shape: if mode == Mode::Record {
                old.before(at).map_or(Shape::Hold, |point| point.shape)
            } else {
                Shape::Hold
            },
        });
        let until = match mode {
            Mode::Latch => u64::MAX,
            _ => self.frame() + (LET_GO * f64::from(self.rate())) as u64,
        };
        let held = Held { pattern, track, target, place, at: ahead(at), returns, until };
        Some((Edit::Curve { pattern, track, curve: old.with(points) }, held))
    }

    fn hold(&mut self, held: Held) {
        self.writing.held.retain(|other| !other.is_of((held.pattern, held.track), &held.target));
        self.writing.held.push(held);
    }

    /// Lets what is held go on over the rows that have been heard since, or lets it go. To be done once a turn.
    pub(super) fn write_on(&mut self) {
        if self.writing.held.is_empty() {
            return;
        }
        let (playing, frame, mode) =
            (self.transport.playing.is_some() && !self.hearing.is_example(), self.frame(), self.writing.mode);
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
        let mut next = Held { at: ahead(now), pattern, ..held.clone() };
        let lane = song.lane(pattern.into(), track.into());
        let Some(old) = lane.and_then(|lane| lane.curve(&held.target)) else { return next };
        let end = u32::from(song.lane_rows(pattern.into(), track.into())) * ROW;
        let points = match () {
            _ if pattern != held.pattern => {
                next.returns = true;
                let mut points = given_way(old, (0, next.at), end, true);
                points.push(Point { at: now, place: held.place, shape: Shape::Hold });
                points
            }
            _ if (held.at..held.at + JUMP).contains(&next.at)
                || (next.at < held.at && held.at + 2 * ROW >= end) =>
            {
                given_way(old, (held.at, next.at), end, held.returns)
            }
            // Playback has jumped: what it has left out stays.
            _ => return next,
        };
        let new = old.with(points);
        if new != *old && !new.points().is_empty() {
            let edit = Edit::Curve { pattern, track, curve: new };
            let gesture = held.gesture();
            _ = self.turn_knob(&gesture, edit, &gesture);
        }
        next
    }
}
