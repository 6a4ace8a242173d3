//! The slots of the pattern matrix: what each track plays at each entry of the order list. The cursor is the seat's entry and track, so
//! that matrix and grid are always at the same place. What is changed is the entry's pattern, wherever else that plays.

use super::block::counted;
use super::seat::Seat;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// A slot: an entry of the order list and a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The entry.
    pub order: u16,
    /// The track.
    pub track: u16,
}

/// What a seat has marked and copied in the matrix.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Where the marking began; it ends at the cursor.
    pub anchor: Option<Spot>,
    /// Whether it stays when the cursor goes on by itself.
    pub stays: bool,
    /// What was copied: for every entry its slots, left to right.
    pub copied: Vec<Vec<Copied>>,
}

/// A copied slot.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The pattern that it was copied from.
    pub pattern: u16,
    /// Its track there.
    pub track: u16,
    /// What it held.
    pub slot: LaneSlot,
    /// Whether the entry muted it.
    pub muted: bool,
}

impl Marks {
    /// What was copied from `song` is to be pasted into another one: shared lanes become plain ones, and nothing is played together with
    /// the slots that it came from. Recorded sound stays where its samples are.
    pub fn take_away(&mut self, song: &Song) {
        for copied in self.copied.iter_mut().flatten() {
            copied.slot = match owned(song, &copied.slot) {
                LaneSlot::Own(lane) => LaneSlot::of(lane.without_clips()),
                slot => slot,
            };
            (copied.pattern, copied.track) = (u16::MAX, u16::MAX);
        }
    }
}

/// Slots that a command works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slots {
    /// The entries.
    pub entries: RangeInclusive<u16>,
    /// The tracks.
    pub tracks: RangeInclusive<u16>,
}

/// The cursor of the matrix.
pub fn cursor(seat: &Seat) -> Spot {
    Spot { order: seat.order, track: seat.place.track }
}

/// What is marked, if anything is.
pub fn marked(song: &Song, seat: &Seat) -> Option<Slots> {
    let (anchor, head) = (seat.slots.anchor?, cursor(seat));
    let (last, right) = (song.order.len().saturating_sub(1), song.tracks.len().saturating_sub(1));
    let range =
        |one: u16, other: u16, last: usize| one.min(other).min(last as u16)..=one.max(other).min(last as u16);
    Some(Slots {
        entries: range(anchor.order, head.order, last),
        tracks: range(anchor.track, head.track, right),
    })
}

/// What is marked, or the slot under the cursor.
pub fn meant(song: &Song, seat: &Seat) -> Slots {
    let Spot { order, track } = cursor(seat);
    marked(song, seat).unwrap_or(Slots { entries: order..=order, tracks: track..=track })
}

/// The entry of that number.
fn entry(song: &Song, order: u16) -> Option<&OrderEntry> {
    song.order.get(usize::from(order))
}

/// What stands in a slot of a pattern.
pub fn slot(song: &Song, pattern: u16, track: u16) -> LaneSlot {
    let lanes = song.patterns.get(pattern.into()).map(|pattern| &pattern.lanes);
    lanes.and_then(|lanes| lanes.get(usize::from(track))).cloned().unwrap_or_default()
}

/// A lane of its own in place of a shared one.
pub fn owned(song: &Song, slot: &LaneSlot) -> LaneSlot {
    match slot {
        LaneSlot::Shared(number) => {
            let lane = song.shared_lanes.get(usize::from(*number));
            lane.map_or(LaneSlot::Empty, |lane| LaneSlot::of((**lane).clone()))
        }
        own => own.clone(),
    }
}

/// A copy of a pattern that shares no lane with any other.
pub fn deep(song: &Song, pattern: &Pattern) -> Pattern {
    Pattern { lanes: pattern.lanes.iter().map(|slot| owned(song, slot)).collect(), ..pattern.clone() }
}

/// Lanes that become shared: the edits that make them so, and the numbers that they get.
pub struct Sharing<'a> {
    song: &'a Song,
    next: u16,
    given: Vec<(Spot, u16)>,
    edits: Vec<Edit>,
    /// Those by which places join others come last: a place that is copied may be pasted over, too.
    joins: Vec<Edit>,
}

impl<'a> Sharing<'a> {
    /// None yet.
    pub fn of(song: &'a Song) -> Sharing<'a> {
        Sharing {
            song,
            next: song.shared_lanes.len() as u16,
            given: Vec::new(),
            edits: Vec::new(),
            joins: Vec::new(),
        }
    }

    /// The number of the shared lane of that place, which becomes one if it is none yet.
    pub fn number(&mut self, pattern: u16, track: u16) -> u16 {
        let place = Spot { order: pattern, track };
        if let Some((_, number)) = self.given.iter().find(|(given, _)| *given == place) {
            return *number;
        }
        let lane = match slot(self.song, pattern, track) {
            LaneSlot::Shared(number) => return number,
            LaneSlot::Own(lane) => (*lane).clone(),
            LaneSlot::Empty => Lane::default(),
        };
        let number = self.next;
        self.next += 1;
        self.given.push((place, number));
        self.edits.push(Edit::AddSharedLane { lane: Box::new(lane) });
        self.edits.push(Edit::Slot { pattern, track, slot: LaneSlot::Shared(number) });
        number
    }

    /// Lets a place play the shared lane of that number.
    pub fn join(&mut self, pattern: u16, track: u16, number: u16) {
        if slot(self.song, pattern, track) != LaneSlot::Shared(number) {
            self.joins.push(Edit::Slot { pattern, track, slot: LaneSlot::Shared(number) });
        }
    }

    /// All edits.
    pub fn edits(mut self) -> Vec<Edit> {
        self.edits.append(&mut self.joins);
        self.edits
    }
}

impl Slots {
    /// The patterns of the entries with the tracks, each place once: where several entries play the same pattern they have one slot.
    pub fn places(&self, song: &Song) -> Vec<(u16, u16)> {
        let mut seen = HashSet::new();
        let patterns = self.entries.clone().filter_map(|order| Some(entry(song, order)?.pattern));
        let places = patterns.flat_map(|pattern| self.tracks.clone().map(move |track| (pattern, track)));
        places.filter(|place| seen.insert(*place)).collect()
    }

    /// What is copied of them.
    pub fn copy(&self, song: &Song) -> Vec<Vec<Copied>> {
        let row = |order: u16| {
            let entry = entry(song, order)?;
            let copied = |track: u16| Copied {
                pattern: entry.pattern,
                track,
                slot: slot(song, entry.pattern, track),
                muted: entry.mutes.contains(&track),
            };
            Some(self.tracks.clone().map(copied).collect())
        };
        self.entries.clone().filter_map(row).collect()
    }

    /// The edits that empty them.
    pub fn clear(&self, song: &Song) -> Vec<Edit> {
        let written = |(pattern, track): &(u16, u16)| slot(song, *pattern, *track) != LaneSlot::Empty;
        let edit = |(pattern, track)| Edit::Slot { pattern, track, slot: LaneSlot::Empty };
        self.places(song).into_iter().filter(written).map(edit).collect()
    }

    /// The edits that mute them at their entries, or let them be heard if all are muted; whether they are muted then.
    pub fn toggle_mutes(&self, song: &Song) -> (Vec<Edit>, bool) {
        let is_muted = |order: u16| {
            entry(song, order)
                .is_some_and(|entry| self.tracks.clone().all(|track| entry.mutes.contains(&track)))
        };
        let mute = !self.entries.clone().all(is_muted);
        let edit = |order: u16| muting(song, order, self.tracks.clone().map(|track| (track, mute)));
        (self.entries.clone().filter_map(edit).collect(), mute)
    }

    /// The edits that let all entries play what the first of them plays on each track, now and after every change of either.
    ///
    /// # Errors
    /// If there are no different patterns.
    pub fn alias(&self, song: &Song) -> Result<Vec<Edit>, String> {
        let places = self.places(song);
        let first = entry(song, *self.entries.start()).map(|entry| entry.pattern);
        let first = first.filter(|first| places.iter().any(|(pattern, _)| pattern != first));
        let first = first
            .ok_or("mark entries of different patterns first: all will play what the first one plays")?;
        let mut sharing = Sharing::of(song);
        for (pattern, track) in places.into_iter().filter(|(pattern, _)| *pattern != first) {
            let number = sharing.number(first, track);
            sharing.join(pattern, track, number);
        }
        Ok(sharing.edits())
    }

    /// The edits that give each place a lane of its own in place of a shared one.
    pub fn make_own(&self, song: &Song) -> Vec<Edit> {
        let own = |(pattern, track): (u16, u16)| {
            let shared =
                Some(slot(song, pattern, track)).filter(|slot| matches!(slot, LaneSlot::Shared(_)))?;
            Some(Edit::Slot { pattern, track, slot: owned(song, &shared) })
        };
        self.places(song).into_iter().filter_map(own).collect()
    }

    /// The edits that give each entry whose pattern other entries play too a copy of it.
    pub fn own_patterns(&self, song: &Song) -> Vec<Edit> {
        let mut now: Vec<u16> = song.order.iter().map(|entry| entry.pattern).collect();
        let mut next = song.patterns.len() as u16;
        let mut edits = Vec::new();
        for order in self.entries.clone().rev() {
            let (Some(entry), Some(number)) = (entry(song, order), now.get(usize::from(order)).copied())
            else {
                continue;
            };
            let is_alone = now.iter().filter(|other| **other == number).count() == 1;
            let Some(pattern) = song.patterns.get(number.into()).filter(|_| !is_alone) else { continue };
            now[usize::from(order)] = next;
            edits.push(Edit::InsertPattern { at: next, pattern: (**pattern).clone() });
            edits.push(Edit::SetOrder { at: order, entry: OrderEntry { pattern: next, ..entry.clone() } });
            next += 1;
        }
        edits
    }

    /// How many there are, in words.
    pub fn extent(&self) -> String {
        counted(self.entries.len() * self.tracks.len(), "slot")
    }
}

/// The edit that mutes tracks at an entry, or lets them be heard there; `None` if nothing changes.
fn muting(song: &Song, order: u16, tracks: impl Iterator<Item = (u16, bool)>) -> Option<Edit> {
    let old = entry(song, order)?;
    let mut entry = old.clone();
    for (track, mute) in tracks {
        entry.mutes.retain(|muted| *muted != track);
        entry.mutes.extend(mute.then_some(track));
    }
    entry.mutes.sort_unstable();
    (entry != *old).then_some(Edit::SetOrder { at: order, entry })
}

/// The edits that paste copied slots with their mutes from a slot on; `shared`: as the same lanes as those they were copied from, where
/// these are still there.
///
/// # Errors
/// If a frozen lane would be shared by another track: its sample is that of its own.
pub fn paste(song: &Song, at: Spot, copied: &[Vec<Copied>], shared: bool) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    let mut sharing = Sharing::of(song);
    for (row, order) in copied.iter().zip(at.order..) {
        let Some(pattern) = entry(song, order).map(|entry| entry.pattern) else { break };
        let inside = || row.iter().zip(at.track..song.tracks.len() as u16);
        for (copied, track) in inside() {
            let from = (copied.pattern, copied.track);
            let is_there =
                usize::from(from.0) < song.patterns.len() && usize::from(from.1) < song.tracks.len();
            let is_frozen = |(pattern, track): (u16, u16)| {
                song.lane(pattern.into(), track.into()).is_some_and(|lane| lane.frozen.is_some())
            };
            if shared && is_there && from.1 != track && is_frozen(from) {
                let why =
                    "a frozen lane is shared on its own track alone: unfreeze it first, or paste a copy";
                return Err(why.to_owned());
            }
            if shared && is_there {
                if from != (pattern, track) {
                    let number = sharing.number(from.0, from.1);
                    sharing.join(pattern, track, number);
                }
            } else if slot(song, pattern, track) != copied.slot {
                edits.push(Edit::Slot { pattern, track, slot: copied.slot.clone() });
            }
        }
        edits.extend(muting(song, order, inside().map(|(copied, track)| (track, copied.muted))));
    }
    edits.extend(sharing.edits());
    Ok(edits)
}

/// The entries beside those of the block that play a pattern of it, ascending.
pub fn elsewhere(song: &Song, slots: &Slots) -> Vec<usize> {
    let patterns: HashSet<u16> = slots.places(song).into_iter().map(|(pattern, _)| pattern).collect();
    let others = song.order.iter().enumerate().filter(|(order, entry)| {
        patterns.contains(&entry.pattern) && !slots.entries.contains(&(*order as u16))
    });
    others.map(|(order, _)| order).collect()
}

/// What stands in the slot under the cursor, in a sentence.
pub fn told(song: &Song, seat: &Seat) -> String {
    let Spot { order, track } = cursor(seat);
    let Some(entry) = entry(song, order) else { return String::new() };
    let lane = song.lane(entry.pattern.into(), track.into());
    let what = match slot(song, entry.pattern, track) {
        LaneSlot::Empty => "nothing is written".to_owned(),
        LaneSlot::Own(lane) => counted(lane.rows().len(), "written row"),
        LaneSlot::Shared(number) => {
            let same = |(_, pattern): &(usize, &std::sync::Arc<Pattern>)| {
                pattern.lanes.iter().any(|slot| *slot == LaneSlot::Shared(number))
            };
            let patterns: Vec<_> =
                song.patterns.iter().enumerate().filter(same).map(|(n, _)| n.to_string()).take(8).collect();
            format!("shared lane {number}, played by patterns {}", patterns.join(", "))
        }
    };
    let length =
        lane.and_then(|lane| lane.length).map_or(String::new(), |rows| format!(", turns after {rows} rows"));
    let curves = match lane.map_or(0, |lane| lane.curves().len()) {
        0 => String::new(),
        count => format!(", {}", counted(count, "curve")),
    };
    let frozen = if lane.is_some_and(|lane| lane.frozen.is_some()) { ", frozen" } else { "" };
    let mute = if entry.mutes.contains(&track) { ", muted here" } else { "" };
    let name = song.tracks.get(usize::from(track)).map_or("", |track| &track.name);
    format!("{name} at entry {order}, pattern {}: {what}{length}{curves}{frozen}{mute}", entry.pattern)
}
