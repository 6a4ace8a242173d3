//! What rules look at: the song, its samples, what becomes of it when it is played, and what names what. Gathered once for all rules,
//! in one pass through the lanes and one through the song.

use super::fault::Place;
use super::walk::Walk;
use crate::dsp::loudness::hop::PER_SECOND;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleBank;
use crate::sequencer::moving::heard_tracks;
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::pattern::LaneSlot;
use crate::song::played;
use crate::song::routing::Routing;
use crate::song::row::Row;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// A lane and where it stands the first time.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The pattern.
    pub pattern: u16,
    /// The track.
    pub track: u16,
    /// The lane.
    pub lane: &'a Lane,
}

/// What rules look at.
pub struct Survey<'a> {
    /// The song.
    pub song: &'a Song,
    /// Its samples as far as they are there.
    pub samples: &'a SampleBank,
    /// The song, played.
    pub walk: Walk,
    /// Where the tracks go.
    pub routing: Routing,
    /// The tracks that are heard at some time, a bit each.
    heard: u128,
    /// The instruments that are named anywhere, by slot.
    pub named: BTreeSet<u8>,
    /// The samples that anything plays.
    pub played: BTreeSet<u16>,
    /// The first entry of the order list that plays each pattern.
    first: BTreeMap<u16, u16>,
    /// The lanes, shared ones once.
    sites: Vec<Site<'a>>,
    /// Rows that were looked at.
    work: Cell<u64>,
}

impl<'a> Survey<'a> {
    /// Looks at a song. `None` if `go_on` says that nobody waits for it any more.
    pub fn of(song: &'a Song, samples: &'a SampleBank, go_on: &dyn Fn() -> bool) -> Option<Survey<'a>> {
        let walk = Walk::of(song, SampleRate::STANDARD, go_on)?;
        let mut first = BTreeMap::new();
        for (order, entry) in song.order.iter().enumerate() {
            first.entry(entry.pattern).or_insert(order as u16);
        }
        let mut survey = Survey {
            song,
            samples,
            walk,
            routing: Routing::of(song),
            heard: heard_tracks(song),
            named: BTreeSet::new(),
            played: &played::by_instruments_and_devices(song) | &played::by_clips(song),
            first,
            sites: sites(song),
            work: Cell::new(0),
        };
        survey.named = survey.instruments_named();
        Some(survey)
    }

    /// Every lane that holds something, by pattern and track, shared ones where they stand first.
    pub fn lanes(&self) -> impl Iterator<Item = Site<'a>> {
        self.sites.iter().copied()
    }

    /// Every row that holds something, with its lane and its number.
    pub fn rows(&self) -> impl Iterator<Item = (Site<'a>, u16, Row)> {
        let rows = self
            .lanes()
            .flat_map(|site| site.lane.rows().iter().map(move |(number, row)| (site, number, row)));
        rows.inspect(|_| self.work.set(self.work.get() + 1))
    }

    /// Rows that rules have looked at, and rows and ticks that were played: what it took.
    pub fn work(&self) -> u64 {
        self.work.get() + self.walk.ticks + self.walk.played
    }

    /// A place in a pattern.
    pub fn place(&self, pattern: u16, track: u16, row: u16) -> Place {
        Place {
            order: self.order_of(pattern),
            pattern: Some(pattern),
            track: Some(track),
            row: Some(row),
            ..Place::default()
        }
    }

    /// The place that is heard at a frame, at the rate at which the song was played.
    pub fn place_of_frame(&self, frame: u64) -> Place {
        self.walk.spot_at(frame).map_or(Place::default(), |spot| Place {
            order: Some(spot.order),
            pattern: Some(spot.pattern),
            row: Some(spot.row),
            ..Place::default()
        })
    }

    /// The place that is heard at a hop of a sound.
    pub fn place_at(&self, hop: usize) -> Place {
        self.place_of_frame(hop as u64 * u64::from(SampleRate::STANDARD.0) / PER_SECOND as u64)
    }

    /// Whether a track is heard at some time.
    pub fn is_heard(&self, track: usize) -> bool {
        self.heard >> track & 1 == 1
    }

    /// The first entry that plays a pattern.
    pub fn order_of(&self, pattern: u16) -> Option<u16> {
        self.first.get(&pattern).copied()
    }

    /// A track's name as sentences use it: `track 2 (Bass)`.
    pub fn track(&self, track: usize) -> String {
        let name = self.song.tracks.get(track).map_or("", |track| track.name.trim());
        let plain = format!("track {}", track + 1);
        if name.is_empty() || name.eq_ignore_ascii_case(&plain) { plain } else { format!("{plain} ({name})") }
    }

    /// An instrument's name as sentences use it: `instrument 03 (Pad)`.
    pub fn instrument(&self, slot: u8) -> String {
        let name = self.song.instrument(slot.into()).map_or("", |instrument| instrument.name.trim());
        let plain = format!("instrument {:02X}", u16::from(slot) + 1);
        if name.is_empty() { plain } else { format!("{plain} ({name})") }
    }

    fn instruments_named(&self) -> BTreeSet<u8> {
        let mut named = BTreeSet::new();
        let mut look = |row: &Row| {
            named.extend(row.notes.iter().filter_map(|cell| cell.instrument).map(|number| number.get() - 1));
        };
        self.rows().for_each(|(_, _, row)| look(&row));
        let frozen = self.lanes().filter_map(|site| site.lane.frozen.as_deref());
        let phrases =
            self.song.instruments.iter().flatten().flat_map(|instrument| instrument.phrases.list.iter());
        let phrases = phrases.map(|phrase| &phrase.lane);
        frozen.chain(phrases).flat_map(|lane| lane.rows()).for_each(|(_, row)| look(&row));
        named
    }
}

fn sites(song: &Song) -> Vec<Site<'_>> {
    let mut known = BTreeSet::new();
    let mut sites = Vec::new();
    for (number, pattern) in song.patterns.iter().enumerate() {
        for (track, slot) in pattern.lanes.iter().enumerate() {
            let lane = match slot {
                LaneSlot::Empty => continue,
                LaneSlot::Own(lane) => lane,
                LaneSlot::Shared(shared) if !known.insert(*shared) => continue,
                LaneSlot::Shared(shared) => match song.shared_lanes.get((*shared).into()) {
                    Some(lane) => lane,
                    None => continue,
                },
            };
            sites.push(Site { pattern: number as u16, track: track as u16, lane });
        }
    }
    sites
}
