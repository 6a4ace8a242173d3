//! Patterns cut apart, put together and made longer or shorter in the middle, with their lanes and curves. What a lane that turns on
//! its own plays stays what it was: the part behind a cut begins where the lane has turned to.

use super::conditions::may_cut;
use super::live::added;
use super::points::lifted;
use super::slots::slot;
use crate::song::Song;
use crate::song::curve::{Curve, Place, Point, ROW, Shape};
use crate::song::edit::Edit;
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::row::{EffectCell, Row};
use std::ops::Range;
use std::sync::Arc;

/// In place of a lane's row: nothing stands there.
const NOTHING: u16 = u16::MAX;
/// The effect that sets the tempo, or lets it slide.
const TEMPO: u8 = b'T';

/// A stretch of the song: an entry of the order list, of whose pattern some rows are played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The entry; its pattern is the one that is cut.
    pub entry: OrderEntry,
    /// The rows.
    pub rows: Range<u16>,
    /// Rows that the entry has played before the first of them: lanes that turn on their own count by these.
    pub before: u32,
    /// Whether it has the entry's tempo all through: effects on the tempo are left out.
    pub steady: bool,
    /// Effects that are added, each in a row of it.
    pub added: Vec<(u16, EffectCell)>,
    /// Keys that are let go with the first of the rows: tracks and note columns.
    pub let_go: Vec<(u16, usize)>,
}

/// The rows after which a lane, or what it was before it was frozen, turns on its own; `None` if it is as long as its pattern.
pub(super) fn turning(song: &Song, pattern: u16, lane: &Lane) -> Option<u16> {
    let length = song.patterns.get(pattern.into()).map(|pattern| pattern.length);
    lane.unfrozen().length.filter(|own| Some(*own) != length)
}

/// The lane as long as a pattern of so many rows: one with a length of its own is written out turn by turn.
pub fn unrolled(lane: &Lane, rows: u16) -> Lane {
    let Some(own) = lane.length else { return lane.clone() };
    let source: Vec<u16> = (0..rows).map(|row| row % own.max(1)).collect();
    made_of(lane, &source, None)
}

/// A lane made of these rows of another one, in this order; of a frozen one, of what was played before.
pub(super) fn made_of(lane: &Lane, source: &[u16], length: Option<u16>) -> Lane {
    let lane = lane.unfrozen();
    let rows = source.iter().enumerate().map(|(at, from)| (at as u16, lane.row(*from)));
    let mut new = Lane::new(length, rows.collect(), lane.unknown.clone());
    for curve in lane.curves() {
        _ = new.set_curve(curve_of(curve, source));
    }
    for clip in lane.clips() {
        for (at, _) in source.iter().enumerate().filter(|(_, from)| **from == clip.row) {
            // Its changes are those of the turn that begins there.
            let behind = |row: u16| source[at..].iter().position(|from| *from == row);
            let moved = clip.moved(|row| behind(row).map(|place| (at + place) as u16));
            moved.into_iter().for_each(|clip| _ = new.set_clip(clip));
        }
    }
    new
}

/// The curve over these rows: where they do not follow each other it leaps, as what they were taken from does.
fn curve_of(curve: &Curve, source: &[u16]) -> Curve {
    let mut points = lifted(curve, source);
    let mut put = |at: u32, from: u32, shape: Shape| {
        if !points.iter().any(|point| point.at == at)
            && let Some(value) = curve.value(from as f32)
        {
            points.push(Point { at, place: Place::of(value), shape });
        }
    };
    for (at, row) in source.iter().enumerate().filter(|(_, row)| **row != NOTHING) {
        let (here, from) = (at as u32 * ROW, u32::from(*row) * ROW);
        let before = at.checked_sub(1).and_then(|at| source.get(at)).copied();
        let shape = curve.before(from).map_or(Shape::default(), |point| point.shape);
        match before {
            Some(before) if before == NOTHING || before + 1 == *row => {}
            Some(before) => {
                put(here - 1, (u32::from(before) + 1) * ROW - 1, Shape::Hold);
                put(here, from, shape);
            }
            None if *row == 0 => {}
            None => put(here, from, shape),
        }
    }
    if let Some(last) = source.last().filter(|last| **last != NOTHING) {
        let end = (u32::from(*last) + 1) * ROW;
        if curve.points().iter().any(|point| point.at >= end) {
            put(source.len() as u32 * ROW - 1, end - 1, Shape::Hold);
        }
    }
    curve.with(points)
}

/// What a track plays in some rows of a pattern.
fn slot_of(song: &Song, piece: &Piece, track: u16) -> LaneSlot {
    let slot = cut(song, piece, track);
    let lane = match &slot {
        LaneSlot::Own(lane) if piece.steady => lane,
        LaneSlot::Shared(number) if piece.steady => match song.shared_lanes.get(usize::from(*number)) {
            Some(lane) => lane,
            None => return slot,
        },
        _ => return slot,
    };
    let sets = |effect: &EffectCell| effect.code == TEMPO;
    let mut new = Lane::clone(lane);
    for (number, row) in lane.rows().iter().filter(|(_, row)| row.effects.iter().flatten().any(sets)) {
        let effects = row.effects.map(|effect| effect.filter(|effect| !sets(effect)));
        new.set(number, Row { effects, ..row });
    }
    if new == **lane { slot } else { LaneSlot::of(new) }
}

/// The same with its effects on the tempo.
fn cut(song: &Song, piece: &Piece, track: u16) -> LaneSlot {
    let number = piece.entry.pattern;
    let whole = slot(song, number, track);
    let Some(lane) = song.lane(number.into(), track.into()) else { return whole };
    let length = song.patterns.get(number.into()).map_or(1, |pattern| pattern.length);
    let is_all = piece.rows == (0..length);
    match turning(song, number, lane) {
        // Its sample is that of the whole pattern.
        _ if lane.frozen.is_some() && is_all => whole,
        Some(own) if lane.frozen.is_none() && piece.before.is_multiple_of(own.into()) => whole,
        Some(own) => {
            let source: Vec<u16> =
                (0..u32::from(own)).map(|row| ((piece.before + row) % u32::from(own)) as u16).collect();
            LaneSlot::of(made_of(lane, &source, Some(own)))
        }
        None if is_all => whole,
        None => LaneSlot::of(made_of(lane, &piece.rows.clone().collect::<Vec<_>>(), None)),
    }
}

/// What a track plays in the first rows of a pattern. A shared lane stays shared: what lies behind the pattern's end is not heard.
fn head_of(song: &Song, piece: &Piece, track: u16) -> LaneSlot {
    let number = piece.entry.pattern;
    let stays = |lane: &Lane| lane.frozen.is_none() && turning(song, number, lane).is_none();
    match slot(song, number, track) {
        shared @ LaneSlot::Shared(_) if song.lane(number.into(), track.into()).is_some_and(stays) => shared,
        _ => slot_of(song, piece, track),
    }
}

/// A pattern of what a piece plays.
fn pattern_of(song: &Song, piece: &Piece) -> Pattern {
    let name = song.patterns.get(piece.entry.pattern.into()).map(|pattern| pattern.name.clone());
    let lanes = (0..song.tracks.len() as u16).map(|track| slot_of(song, piece, track)).collect();
    let length = piece.rows.len() as u16;
    Pattern { name: name.unwrap_or_default(), length, lanes, ..Pattern::default() }
}

/// The entry as a later part of itself: what it sets from here on is set already.
pub fn later(entry: &OrderEntry) -> OrderEntry {
    OrderEntry { section: None, tempo: None, rows_per_beat: None, swing: None, groove: None, ..entry.clone() }
}

/// Pieces as entries of the order list; patterns are made for those that are no whole ones, and put behind the song's.
#[derive(Default)]
pub struct Laid {
    made: Vec<(u16, Piece)>,
    /// The edits that make the patterns.
    pub edits: Vec<Edit>,
    /// Effects that were to be added and found no free column.
    pub without_room: usize,
}

impl Laid {
    /// The number of a new pattern.
    pub fn pattern(&mut self, song: &Song, pattern: Pattern) -> u16 {
        let at = (song.patterns.len() + self.edits.len()) as u16;
        self.edits.push(Edit::InsertPattern { at, pattern });
        at
    }

    /// The entry of a piece.
    pub fn entry(&mut self, song: &Song, piece: Piece) -> OrderEntry {
        let whole =
            song.patterns.get(piece.entry.pattern.into()).is_some_and(|it| piece.rows == (0..it.length));
        let same = |other: &Piece| {
            (other.entry.pattern, &other.rows, other.before, other.steady, &other.added, &other.let_go)
                == (piece.entry.pattern, &piece.rows, piece.before, piece.steady, &piece.added, &piece.let_go)
        };
        let turned = |track: u16| slot_of(song, &piece, track) != slot(song, piece.entry.pattern, track);
        let plain = piece.added.is_empty() && piece.let_go.is_empty();
        if whole && plain && !(0..song.tracks.len() as u16).any(turned) {
            return piece.entry;
        }
        let known = self.made.iter().find(|(_, other)| same(other)).map(|(number, _)| *number);
        let number = known.unwrap_or_else(|| {
            let mut pattern = pattern_of(song, &piece);
            self.without_room += added::put(song, &mut pattern, &piece);
            let number = self.pattern(song, pattern);
            self.made.push((number, piece.clone()));
            number
        });
        OrderEntry { pattern: number, ..piece.entry }
    }
}

/// The edits that put entries in place of others, from the place `at` on.
pub fn replaced(at: u16, old: usize, new: Vec<OrderEntry>) -> Vec<Edit> {
    // The new ones first: an order list is never empty.
    let inserted = (at..).zip(new).map(|(at, entry)| Edit::InsertOrder { at, entry });
    let mut edits: Vec<Edit> = inserted.collect();
    let behind = at + edits.len() as u16;
    edits.extend((0..old).map(|_| Edit::RemoveOrder { at: behind }));
    edits
}

/// The edits that cut a pattern in two before a row, wherever the order list plays it.
///
/// # Errors
/// If the row is its first one.
pub fn split(song: &Song, number: u16, row: u16) -> Result<Vec<Edit>, String> {
    let pattern = song.patterns.get(number.into()).ok_or("there is no such pattern")?;
    if !(1..pattern.length).contains(&row) {
        return Err("a pattern is split before the cursor's row: go to a later one than the first".to_owned());
    }
    let repeats = song.order.iter().filter(|entry| entry.pattern == number).map(|entry| entry.repeats).max();
    may_cut(song, number, repeats.unwrap_or(1))?;
    let tracks = 0..song.tracks.len() as u16;
    let before = |time: u8| u32::from(time) * u32::from(pattern.length);
    let piece = |rows: Range<u16>, time: u8| {
        let entry = OrderEntry { pattern: number, ..OrderEntry::default() };
        let before = before(time) + u32::from(rows.start);
        Piece { entry, rows, before, steady: false, added: Vec::new(), let_go: Vec::new() }
    };
    let own = |track: u16| turning(song, number, song.lane(number.into(), usize::from(track))?);
    let turns: Vec<u32> = tracks.clone().filter_map(own).map(|own| u32::from(own.max(1))).collect();
    let same = |one: u8, other: u8| turns.iter().all(|own| before(one) % own == before(other) % own);
    let entries = song.order.iter().filter(|entry| entry.pattern == number);
    let most = entries.map(|entry| entry.repeats).max().unwrap_or(1).max(1);
    let mut edits = Vec::new();
    // The halves of each repeat: lanes that turn on their own may be elsewhere in it.
    let mut halves: Vec<[u16; 2]> = Vec::new();
    for time in 0..most {
        let known = (0..time).find(|earlier| same(*earlier, time));
        if let Some(known) = known.and_then(|earlier| halves.get(usize::from(earlier)).copied()) {
            halves.push(known);
            continue;
        }
        let at = (song.patterns.len() + edits.len()) as u16;
        let second = pattern_of(song, &piece(row..pattern.length, time));
        edits.push(Edit::InsertPattern { at, pattern: second });
        if time == 0 {
            halves.push([number, at]);
            continue;
        }
        let first = piece(0..row, time);
        let lanes = tracks.clone().map(|track| head_of(song, &first, track)).collect();
        edits
            .push(Edit::InsertPattern { at: at + 1, pattern: Pattern { lanes, ..pattern_of(song, &first) } });
        halves.push([at + 1, at]);
    }
    let first = piece(0..row, 0);
    for track in tracks {
        let new = head_of(song, &first, track);
        if new != slot(song, number, track) {
            edits.push(Edit::Slot { pattern: number, track, slot: new });
        }
    }
    edits.push(Edit::PatternSettings { pattern: number, name: pattern.name.clone(), length: row });
    for (order, entry) in song.order.iter().enumerate().rev().filter(|(_, entry)| entry.pattern == number) {
        let once = OrderEntry { repeats: 1, ..entry.clone() };
        let parts = |(time, [first, second]): (usize, &[u16; 2])| {
            let begin = if time == 0 { once.clone() } else { later(&once) };
            [OrderEntry { pattern: *first, ..begin }, OrderEntry { pattern: *second, ..later(&once) }]
        };
        let repeats = halves.iter().take(entry.repeats.into()).enumerate();
        edits.extend(replaced(order as u16, 1, repeats.flat_map(parts).collect()));
    }
    Ok(edits)
}

/// What an entry sets that the entry before it cannot set for it, in a word.
fn sets(entry: &OrderEntry) -> Option<&'static str> {
    match entry {
        OrderEntry { section: Some(_), .. } => Some("section"),
        OrderEntry { tempo: Some(_), .. } => Some("tempo"),
        OrderEntry { rows_per_beat: Some(_), .. } => Some("number of rows per beat"),
        OrderEntry { swing: Some(_), .. } => Some("swing"),
        OrderEntry { groove: Some(_), .. } => Some("groove"),
        _ => None,
    }
}

/// The edits that make one entry and one pattern of an entry and the next, with all their repeats.
///
/// # Errors
/// If they cannot be one: a sentence.
pub fn join(song: &Song, order: u16) -> Result<Vec<Edit>, String> {
    let entry = song.order.get(usize::from(order)).ok_or("there is no such entry")?;
    let next = song.order.get(usize::from(order) + 1).ok_or("this is the last entry: nothing follows it")?;
    let behind = order + 1;
    if let Some(what) = sets(next) {
        return Err(format!("entry {behind} has a {what} of its own: it stays an entry"));
    }
    if (&entry.mutes, entry.transpose) != (&next.mutes, next.transpose) {
        return Err(format!("entries {order} and {behind} are muted or transposed in different ways"));
    }
    for entry in [entry, next] {
        may_cut(song, entry.pattern, entry.repeats)?;
    }
    let rows = |number: u16| song.patterns.get(number.into()).map_or(0, |pattern| pattern.length);
    let parts: Vec<(u16, u32)> = [entry, next]
        .iter()
        .flat_map(|entry| {
            let length = u32::from(rows(entry.pattern));
            (0..u32::from(entry.repeats)).map(move |time| (entry.pattern, time * length))
        })
        .collect();
    let length: u32 = parts.iter().map(|(number, _)| u32::from(rows(*number))).sum();
    if length > u32::from(MAX_ROWS) {
        return Err(format!("together they have {length} rows; a pattern has at most {MAX_ROWS}"));
    }
    let lane_of = |track: u16| {
        let mut whole: Option<Lane> = None;
        let mut from = 0;
        for (number, before) in &parts {
            let length = rows(*number);
            if let Some(lane) = song.lane((*number).into(), track.into()) {
                let own = turning(song, *number, lane);
                let at = |row: u32| own.map_or(row, |own| (before + row) % u32::from(own)) as u16;
                let source: Vec<u16> = (0..length.into()).map(at).collect();
                append(whole.get_or_insert_default(), &made_of(lane, &source, None), from);
            }
            from += length;
        }
        whole.map_or(LaneSlot::Empty, LaneSlot::of)
    };
    let lanes = (0..song.tracks.len() as u16).map(lane_of).collect();
    let name = song.patterns.get(entry.pattern.into()).map(|pattern| pattern.name.clone());
    let pattern =
        Pattern { name: name.unwrap_or_default(), length: length as u16, lanes, ..Pattern::default() };
    let at = song.patterns.len() as u16;
    let joined = OrderEntry { pattern: at, repeats: 1, ..entry.clone() };
    let mut edits = vec![Edit::InsertPattern { at, pattern }];
    edits.extend(replaced(order, 2, vec![joined]));
    Ok(edits)
}

/// Puts a lane behind another one, from a row on.
fn append(whole: &mut Lane, part: &Lane, from: u16) {
    part.rows().iter().for_each(|(number, row)| whole.set(number + from, row));
    for curve in part.curves() {
        let old = whole.curve(curve.target()).map_or_else(Vec::new, |curve| curve.points().to_vec());
        let moved =
            curve.points().iter().map(|point| Point { at: point.at + u32::from(from) * ROW, ..*point });
        _ = whole.set_curve(curve.with(old.into_iter().chain(moved).collect()));
    }
    for clip in part.clips() {
        clip.moved(|row| Some(row + from)).into_iter().for_each(|clip| _ = whole.set_clip(clip));
    }
}

/// The edits that make a pattern longer or shorter from a row on: so many rows of silence come before it, or it and those behind it
/// go. Lanes that turn on their own go on turning; shared ones become the pattern's own.
///
/// # Errors
/// If the pattern would be too long, or nothing would be left of it.
pub fn stretch(song: &Song, number: u16, row: u16, by: i32) -> Result<Vec<Edit>, String> {
    let pattern: &Arc<Pattern> = song.patterns.get(number.into()).ok_or("there is no such pattern")?;
    let gone = (-by).clamp(0, i32::from(pattern.length.saturating_sub(row))) as u16;
    let length = i32::from(pattern.length) + by.max(-i32::from(gone));
    let length = u16::try_from(length).ok().filter(|length| (1..=MAX_ROWS).contains(length));
    let length = length.ok_or_else(|| format!("a pattern has 1 to {MAX_ROWS} rows"))?;
    let mut source: Vec<u16> = (0..row).collect();
    source.extend((0..by.max(0)).map(|_| NOTHING));
    source.extend(row + gone..MAX_ROWS);
    source.truncate(MAX_ROWS.into());
    let mut edits = Vec::new();
    for track in 0..song.tracks.len() as u16 {
        let Some(lane) = song.lane(number.into(), track.into()) else { continue };
        let new = match turning(song, number, lane) {
            Some(_) if lane.frozen.is_none() => continue,
            Some(_) => LaneSlot::of(lane.unfrozen().into_owned()),
            None => LaneSlot::of(made_of(lane, &source, lane.unfrozen().length.map(|_| length))),
        };
        if new != slot(song, number, track) {
            edits.push(Edit::Slot { pattern: number, track, slot: new });
        }
    }
    edits.push(Edit::PatternSettings { pattern: number, name: pattern.name.clone(), length });
    Ok(edits)
}
