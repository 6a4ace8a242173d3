//! What curves, `&xx` and instruments said before the place where playback begins, as it would be had the song been played from its start:
//! along the order list, with repeats and lanes that turn. An entry ends early at a `B` or `C`; where those lead is not followed.
//!
//! Looked for by whoever tells the engine to play, never on the audio thread. Of all entries that play a pattern in the same way only the
//! last one is looked through, so that the work grows with what is written, and only a step a track with the order list.

use super::command::LockTarget;
use super::lock;
use super::player::Playing;
use crate::song::Song;
use crate::song::curve::{Curve, ROW, Shape};
use crate::song::lane::Lane;
use crate::song::row::Row;
use std::collections::HashMap;

/// Something that was said before.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    /// A parameter's place in its range, 0 to 1.
    Place { target: LockTarget, place: f32 },
    /// The instrument that a track has played last, by slot from 0.
    Instrument { track: u16, slot: u8 },
    /// The clip of a lane's row sounds on a track, that take of it which is heard from row `take` on, so many frames and beats after its
    /// row.
    Clip { track: u8, pattern: u16, row: u16, take: u16, frames: u64, beats: f64 },
}

/// All that was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// The parameters' places, and the tracks' instruments.
    pub said: Vec<Said>,
    /// Steps that it took: rows and tracks of entries that were looked at.
    pub steps: usize,
}

/// An entry of the order list as far as it is played.
struct Stretch<'a> {
    pattern: u16,
    /// Rows until the pattern begins again.
    pass: u32,
    /// Rows in all.
    rows: u32,
    mutes: &'a [u16],
}

/// How a lane is played: all that what it says depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Way {
    pattern: u16,
    track: usize,
    rows: u32,
    pass: u32,
    muted: bool,
    /// The instrument from before.
    instrument: Option<u8>,
}

/// When something was said: the row of the entry, and whether a curve (before) or an effect (after) has said it.
type Moment = (u32, bool);

/// Finds what was said before a place.
pub fn before(song: &Song, playing: Playing) -> Earlier {
    let mut search = Search { song, steps: 0, ends: HashMap::new(), lanes: HashMap::new() };
    let stretches = search.stretches(playing);
    let mut instruments: Vec<Option<u8>> = vec![None; song.tracks.len()];
    let mut last_played: HashMap<Way, usize> = HashMap::new();
    for (index, stretch) in stretches.iter().enumerate() {
        for (track, instrument) in instruments.iter_mut().enumerate() {
            search.steps += 1;
            let Stretch { pattern, pass, rows, mutes } = *stretch;
            let Some((speaks, last)) = search.heard_of(pattern, track, pass, rows) else { continue };
            let muted = mutes.iter().any(|muted| usize::from(*muted) == track);
            if speaks {
                last_played.insert(Way { pattern, track, rows, pass, muted, instrument: *instrument }, index);
            }
            if !muted {
                *instrument = last.or(*instrument);
            }
        }
    }
    let mut ways: Vec<(usize, Way)> = last_played.into_iter().map(|(way, index)| (index, way)).collect();
    ways.sort_by_key(|(index, way)| (*index, way.track));
    let mut places: Vec<(LockTarget, f32)> = Vec::new();
    for entry in ways.chunk_by(|one, other| one.0 == other.0) {
        let mut found: Vec<(Moment, LockTarget, f32)> = Vec::new();
        entry.iter().for_each(|(_, way)| search.listen(way, &mut found));
        found.sort_by_key(|(moment, ..)| *moment);
        for (_, target, place) in found {
            match places.iter_mut().find(|(known, _)| *known == target) {
                Some(known) => known.1 = place,
                None => places.push((target, place)),
            }
        }
    }
    let places = places.into_iter().map(|(target, place)| Said::Place { target, place });
    let slots = instruments.into_iter().enumerate();
    let slots = slots.filter_map(|(track, slot)| Some(Said::Instrument { track: track as u16, slot: slot? }));
    Earlier { said: places.chain(slots).collect(), steps: search.steps }
}

/// Whether a lane moves parameters.
fn speaks(song: &Song, track: usize, lane: &Lane) -> bool {
    !lane.curves().is_empty() || lane.rows().iter().any(|(_, row)| shows(song, track, &row, b"&"))
}

/// Whether one of these effects stands in a row's columns that are shown.
fn shows(song: &Song, track: usize, row: &Row, codes: &[u8]) -> bool {
    let shown = row.effects.iter().take(song.tracks[track].effect_columns.into()).flatten();
    shown.into_iter().any(|effect| codes.contains(&effect.code))
}

fn instrument(row: &Row) -> Option<u8> {
    row.notes[0].instrument.map(|number| number.get() - 1)
}

/// The instrument that a lane names last when so many rows of it are played that begins again after `period` rows.
fn last_instrument(lane: &Lane, period: u32, rows: u32) -> Option<u8> {
    let period = period.max(1);
    let end = if rows <= period { rows } else { (rows - 1) % period + 1 };
    let within = |from: u32, to: u32| {
        let inside = lane.rows().iter().rev().filter(|(number, _)| (from..to).contains(&u32::from(*number)));
        inside.filter_map(|(_, row)| instrument(&row)).next()
    };
    within(0, end).or_else(|| within(end, period.min(rows)))
}

struct Search<'a> {
    song: &'a Song,
    steps: usize,
    /// Rows of patterns up to their first break or jump.
    ends: HashMap<u16, Option<u32>>,
    /// Of lanes, by pattern, track and rows that are played: whether they move parameters, and the instrument that they name last.
    lanes: HashMap<(u16, usize, u32), (bool, Option<u8>)>,
}

impl<'a> Search<'a> {
    /// The entries up to a place, the last of them up to its row.
    fn stretches(&mut self, playing: Playing) -> Vec<Stretch<'a>> {
        let song = self.song;
        let (order, pattern, row) = match playing {
            Playing::Song { order, row, .. } => {
                let Some(entry) = song.order.get(usize::from(order)) else { return Vec::new() };
                (usize::from(order), entry.pattern, row)
            }
            Playing::Pattern { pattern, row } => {
                let order = song.order.iter().position(|entry| entry.pattern == pattern);
                (order.unwrap_or(0), pattern, row)
            }
        };
        let length = |pattern: u16| Some(u32::from(song.patterns.get(pattern.into())?.length.max(1)));
        let mut stretches = Vec::with_capacity(order + 1);
        for entry in &song.order[..order] {
            let Some(pass) = length(entry.pattern) else { continue };
            let rows = self.end(entry.pattern).unwrap_or(pass * u32::from(entry.repeats.max(1)));
            stretches.push(Stretch { pattern: entry.pattern, pass, rows, mutes: &entry.mutes });
        }
        if let Some(pass) = length(pattern).filter(|length| (1..*length).contains(&u32::from(row))) {
            let mutes = match playing {
                Playing::Song { .. } => &song.order[order].mutes[..],
                Playing::Pattern { .. } => &[],
            };
            stretches.push(Stretch { pattern, pass, rows: row.into(), mutes });
        }
        stretches
    }

    /// What is known of a lane of which so many rows are played.
    fn heard_of(&mut self, pattern: u16, track: usize, pass: u32, rows: u32) -> Option<(bool, Option<u8>)> {
        let lane = self.song.lane(pattern.into(), track)?;
        let known = self.lanes.entry((pattern, track, rows)).or_insert_with(|| {
            self.steps += 2 * lane.rows().len();
            let period = lane.length.map_or(pass, u32::from);
            (speaks(self.song, track, lane), last_instrument(lane, period, rows))
        });
        Some(*known)
    }

    /// Rows of a pattern until a break or jump ends it, if there is one.
    fn end(&mut self, number: u16) -> Option<u32> {
        if let Some(known) = self.ends.get(&number) {
            return *known;
        }
        let length = self.song.patterns.get(number.into())?.length;
        let mut end = None;
        for track in 0..self.song.tracks.len() {
            let Some(lane) = self.song.lane(number.into(), track) else { continue };
            let length = lane.length.map_or(length, |own| own.min(length));
            for (row, what) in lane.rows().iter().take_while(|(row, _)| *row < length) {
                self.steps += 1;
                if shows(self.song, track, &what, b"BC") {
                    let here = u32::from(row) + 1;
                    end = Some(end.map_or(here, |end: u32| end.min(here)));
                }
            }
        }
        self.ends.insert(number, end);
        end
    }

    /// What one lane says of parameters: of each the last, and when.
    fn listen(&mut self, way: &Way, found: &mut Vec<(Moment, LockTarget, f32)>) {
        let Some(lane) = self.song.lane(way.pattern.into(), way.track) else { return };
        let period = lane.length.map_or(way.pass, u32::from).max(1);
        // One whole turn and the last one say all.
        let again = way.rows.saturating_sub(period) / period * period;
        let first = period.min(again);
        let ticks = f32::from(self.song.settings.ticks_per_row.max(1));
        let end_of_row = (ticks - 1.0) / ticks;
        let mut instrument_now = way.instrument;
        // Rows that were played with one instrument: its slot, the first one, the last one.
        let mut part: Option<(Option<u8>, u32, u32)> = None;
        for row in (0..first).chain(again..way.rows) {
            self.steps += 1;
            let written = lane.written((row % period) as u16);
            let named = written.as_ref().and_then(instrument).or(instrument_now);
            match way.muted {
                false => instrument_now = named,
                // What is written counts for its first tick, though nothing is played.
                true if named != instrument_now => {
                    self.follow(way, lane, period, (named, row, row), 0.0, found);
                }
                true => {}
            }
            match &mut part {
                Some((slot, _, last)) if *slot == instrument_now => *last = row,
                other => {
                    if let Some(ended) = other.replace((instrument_now, row, row)) {
                        self.follow(way, lane, period, ended, end_of_row, found);
                    }
                }
            }
            for (column, effect) in written.iter().flat_map(|row| row.effects.iter().enumerate()) {
                let shown = column < usize::from(self.song.tracks[way.track].effect_columns);
                let Some(effect) = effect.filter(|effect| shown && effect.code == b'&') else { continue };
                let name = &self.song.tracks[way.track].locks[column];
                if let Some(target) = lock::resolve(self.song, way.track, named, name) {
                    found.push(((row, true), target, f32::from(effect.value) / 255.0));
                }
            }
        }
        if let Some(ended) = part {
            self.follow(way, lane, period, ended, end_of_row, found);
        }
    }

    /// Where the curves of a lane stand after some rows and a part of their last one, and since when.
    fn follow(
        &self,
        way: &Way,
        lane: &Lane,
        period: u32,
        (slot, first, last): (Option<u8>, u32, u32),
        part: f32,
        found: &mut Vec<(Moment, LockTarget, f32)>,
    ) {
        let row = last % period;
        let at = (row as f32 + part) * ROW as f32;
        for curve in lane.curves() {
            let Some(place) = curve.value(at) else { continue };
            let Some(target) = lock::resolve(self.song, way.track, slot, curve.target()) else { continue };
            // It is said at each begin of the pattern, with another instrument, and where it moves.
            let begin = first.max(last / way.pass * way.pass);
            let since = last.saturating_sub(row - since(curve, at as u32) / ROW);
            found.push(((begin.max(since).min(last), false), target, place));
        }
    }
}

/// When a curve has last moved up to a moment, both in 1/256 rows.
fn since(curve: &Curve, at: u32) -> u32 {
    let next = curve.points().iter().find(|point| point.at > at);
    match (curve.before(at), next) {
        (Some(point), Some(next)) if point.shape != Shape::Hold && point.place != next.place => at,
        (Some(point), _) => point.at,
        (None, _) => 0,
    }
}
