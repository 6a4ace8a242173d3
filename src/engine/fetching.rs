//! Which pages of streamed sounds an engine needs, and bringing them: those where clips sound and the next seconds of them, the beginnings of
//! all clips, and the places at which playback is about to begin. Works in a thread of its own, or, where a song is rendered, between two
//! quanta: then every page is there in time, and what is heard does not depend on the disk.

use super::pages::{Key, MOST_PAGES};
use crate::dsp::transients;
use crate::instruments::sample::{SampleBank, Sound};
use crate::instruments::streamed::{PAGE, Page, Streamed};
use crate::song::Song;
use crate::song::clip::{Clip, Take};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Seconds that are read ahead of what sounds.
const AHEAD: f64 = 3.0;
/// Frames of a clip's beginning that are kept, so that it begins at once wherever playback leaps to.
const HEAD: i64 = 16_384;
/// The most pages of beginnings.
const MOST_HEADS: usize = MOST_PAGES / 2;
/// Frames before a place that its interpolation reads.
const BEFORE: i64 = 16;
/// Seconds before its place that a clip looks at which follows the tempo: twice as far as it may have to.
const AROUND: f64 = 2.0 * transients::BEFORE;
/// The most takes of one clip that are read ahead.
const MOST_TAKES: usize = 8;

/// A place in a streamed sound.
#[derive(Clone, Debug)]
pub struct Place {
    /// The sound.
    pub sound: Arc<Streamed>,
    /// Its frame; negative: it begins so much later.
    pub frame: i64,
    /// Frames before that one that are looked at.
    pub before: i64,
}

/// The place that is read where a take has come so far, in seconds and beats after its row, if it is streamed: a take as it is heard.
pub fn place(heard: Take, time: [f64; 2], bank: &SampleBank) -> Option<Place> {
    let Some(Sound::Streamed(sound)) = bank.sound(heard.sample.into()) else { return None };
    let rate = f64::from(sound.rate());
    let frame = heard.offset + (heard.elapsed(time) * rate) as i64;
    let around = heard.tempo.map_or(0, |_| (AROUND * rate) as i64);
    Some(Place { sound: sound.clone(), frame, before: BEFORE + around })
}

/// The places that are read where a clip has come so far, in seconds and beats after its row: that of the take which is heard from row `row`
/// on, and those of the takes that come later.
pub fn places(clip: &Clip, row: u16, time: [f64; 2], bank: &SampleBank, found: &mut dyn FnMut(Place)) {
    let mut told: [Option<Take>; MOST_TAKES] = [None; MOST_TAKES];
    let later = clip.changes.iter().filter(|change| change.row > row);
    let takes = clip.take_at(row).into_iter();
    for take in takes.chain(later.filter_map(|change| clip.takes.get(usize::from(change.take)).copied())) {
        if told.contains(&Some(take)) {
            continue;
        }
        let Some(free) = told.iter_mut().find(|told| told.is_none()) else { return };
        *free = Some(take);
        place(clip.heard(take), time, bank).into_iter().for_each(&mut *found);
    }
}

/// Where the clips of a song begin, as far as they are streamed.
pub fn heads(song: &Song, bank: &SampleBank) -> Vec<Place> {
    let mut heads = Vec::new();
    if bank.has_streamed() {
        let lanes = song.patterns.iter().enumerate().flat_map(|(number, pattern)| {
            (0..pattern.lanes.len()).filter_map(move |track| song.lane(number, track))
        });
        for clip in lanes.flat_map(|lane| lane.clips()) {
            places(clip, clip.row, [0.0; 2], bank, &mut |place| heads.push(place));
        }
        // Lanes may be shared.
        heads.sort_by_key(|place| (place.sound.id(), place.frame, place.before));
        heads.dedup_by_key(|place| (place.sound.id(), place.frame, place.before));
    }
    heads
}

/// What is to be done for an engine.
#[derive(Debug)]
pub enum Errand {
    /// It gets a page.
    Bring(Box<Page>),
    /// It needs that one no longer.
    Return(Key),
}

/// Knows what an engine has and what it needs.
#[derive(Debug, Default)]
pub struct Fetcher {
    heads: Vec<Place>,
    expected: Vec<Place>,
    sounding: Vec<Place>,
    /// What the engine has; whether that could be read whole.
    given: HashMap<Key, bool>,
    /// What it needs and has not, the most urgent last.
    missing: Vec<(Key, Arc<Streamed>)>,
    /// What it has and does not need.
    surplus: Vec<Key>,
    /// Sounds whose fault has been told.
    faulty: HashSet<u32>,
    faults: Vec<String>,
}

impl Place {
    /// The pages from there on through so many frames.
    fn pages(&self, frames: i64) -> impl Iterator<Item = Key> + use<> {
        let (id, count) = (self.sound.id(), i64::from(self.sound.pages()));
        let page = |frame: i64| frame.max(0) / PAGE as i64;
        let first = page(self.frame.saturating_sub(self.before));
        (first..(page(self.frame.saturating_add(frames)) + 1).min(count)).map(move |page| (id, page as u32))
    }

    /// The page that it lies in.
    fn page(&self) -> (u32, i64) {
        (self.sound.id(), self.frame.max(0) / PAGE as i64)
    }
}

impl Fetcher {
    /// These are the beginnings of clips.
    pub fn keep_heads(&mut self, heads: Vec<Place>) {
        self.heads = heads;
        self.plan();
    }

    /// At these places playback is about to begin. What could not be read is tried again.
    pub fn expect(&mut self, places: Vec<Place>) {
        self.expected = places;
        let broken: Vec<Key> = self.given.iter().filter(|(_, whole)| !**whole).map(|(key, _)| *key).collect();
        for key in broken {
            self.given.remove(&key);
            self.surplus.push(key);
        }
        self.faulty.clear();
        self.plan();
    }

    /// Whether everything is there that is needed where playback is about to begin.
    pub fn is_ready(&self) -> bool {
        let mut keys = self.expected.iter().flat_map(|place| place.pages(HEAD));
        keys.all(|key| self.given.contains_key(&key))
    }

    /// Whether there is anything to be done.
    pub fn is_busy(&self) -> bool {
        !(self.missing.is_empty() && self.surplus.is_empty())
    }

    /// Whether there is no clip that needs anything, nor any page that it needed.
    pub fn is_idle(&self) -> bool {
        let none = self.heads.is_empty() && self.expected.is_empty() && self.sounding.is_empty();
        none && self.given.is_empty() && !self.is_busy()
    }

    /// There clips sound now.
    pub fn hear(&mut self, sounding: Vec<Place>) {
        let same = sounding.iter().map(Place::page).eq(self.sounding.iter().map(Place::page));
        self.sounding = sounding;
        if !same {
            self.plan();
        }
    }

    /// Finds what is missing, and what is not needed.
    fn plan(&mut self) {
        let now = || self.expected.iter().chain(&self.sounding);
        let heads = self.heads.iter().take(MOST_HEADS / 4);
        let near = now().chain(heads).flat_map(|place| place.pages(HEAD).map(|key| (key, &place.sound)));
        let ahead = |place: &Place| place.pages((AHEAD * f64::from(place.sound.rate())) as i64).enumerate();
        let mut far: Vec<_> =
            now().flat_map(|place| ahead(place).map(|(nth, key)| (nth, (key, &place.sound)))).collect();
        far.sort_by_key(|(nth, _)| *nth);
        let mut wanted = HashSet::new();
        let mut missing = Vec::new();
        for (key, sound) in near.chain(far.into_iter().map(|(_, page)| page)) {
            if wanted.len() < MOST_PAGES && wanted.insert(key) && !self.given.contains_key(&key) {
                missing.push((key, sound.clone()));
            }
        }
        missing.reverse();
        self.missing = missing;
        let surplus: Vec<Key> = self.given.keys().filter(|key| !wanted.contains(*key)).copied().collect();
        for key in surplus {
            self.given.remove(&key);
            self.surplus.push(key);
        }
    }

    /// The next thing to be done; reads a page.
    pub fn errand(&mut self) -> Option<Errand> {
        if let Some(key) = self.surplus.pop() {
            return Some(Errand::Return(key));
        }
        let (key, sound) = self.missing.pop()?;
        let (page, fault) = sound.page(key.1);
        self.given.insert(key, fault.is_none());
        if let Some(fault) = fault
            && self.faulty.insert(sound.id())
        {
            let seconds = u64::from(key.1) * PAGE as u64 / u64::from(sound.rate().max(1));
            let name = sound.name();
            self.faults
                .push(format!("{name} cannot be read from second {seconds} on and is silent there: {fault}"));
        }
        Some(Errand::Bring(Box::new(page)))
    }

    /// What could not be read since the last time, a sentence each.
    pub fn faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults)
    }
}
