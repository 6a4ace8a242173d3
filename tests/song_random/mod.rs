//! Random songs for tests: grown by random edits, so that they are what the studio can make.
#![allow(dead_code, reason = "each test file uses a part")]

mod clips;
mod phrases;
mod treatments;
mod tunings;

use segno::devices;
use segno::dsp::parameter::Knobs;
use segno::dsp::units::Decibels;
use segno::instruments::matrix::{Matrix, Route};
use segno::instruments::sampler::zone::{LoopMode, Stretching, Zone};
use segno::instruments::{self, Patch};
use segno::song::curve::{Curve, Place, Point, Shape};
use segno::song::edit::Edit;
use segno::song::groove::Groove;
use segno::song::insert::{Insert, MAX_INSERTS, Owner};
use segno::song::instrument::{Instrument, NewNoteAction};
use segno::song::lane::Lane;
use segno::song::mixer::{Mixer, Return};
use segno::song::note::{Note, Pitch};
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::row::{EffectCell, NoteCell, Row, VolumeCell, VolumeEffect};
use segno::song::sample::SampleReference;
use segno::song::tempo::Tempo;
use segno::song::track::Track;
use segno::song::unknown::Unknown;
use segno::song::{Settings, Song};
use std::num::NonZeroU8;
use std::sync::Arc;

/// A stream of numbers from a seed (splitmix64).
pub struct Random(pub u64);

const TEXTS: &[&str] =
    &["", "Bass", "a \"quoted\" \\ name", "two\nlines", "tab\tand \u{1}\r", "naïve 𝄋", "//", "/* x", "'"];
const UNKNOWN: &[(&str, &str)] = &[
    ("future", "[1, 2, (a: \"b\")]"),
    ("odd-name.x", "Some(3.5)"),
    ("colour", "Rgb(255, 0, 0)"),
    ("note", "\"// no comment\""),
    ("nested", "{\n        1: 'c',\n    }"),
];

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count.max(1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn position(&mut self) -> f32 {
        self.below(1 << 24) as f32 / (1 << 24) as f32
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.position()
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize].clone()
    }

    pub fn text(&mut self) -> String {
        self.of(TEXTS).to_owned()
    }

    fn unknown(&mut self) -> Unknown {
        let count = if self.chance(20) { 1 + self.below(UNKNOWN.len() as u64) } else { 0 };
        let fields = UNKNOWN.iter().take(count as usize);
        Unknown(fields.map(|(name, value)| (name.to_string(), value.to_string())).collect())
    }

    /// A row with something in about a third of its columns.
    pub fn row(&mut self) -> Row {
        let mut row = Row::default();
        for cell in &mut row.notes {
            if self.chance(30) {
                *cell = self.cell();
            }
        }
        for effect in &mut row.effects {
            let code = self.of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ?%*/=^&@!");
            *effect = self.chance(30).then(|| EffectCell { code, value: self.next() as u8 });
        }
        row
    }

    fn cell(&mut self) -> NoteCell {
        let key = self.below(120) as u8;
        let note =
            self.of(&[Note::On(Pitch::try_from(key).expect("a pitch")), Note::Off, Note::Cut, Note::Fade]);
        let digit = self.below(10) as u8;
        let effects = [
            VolumeEffect::FineUp,
            VolumeEffect::FineDown,
            VolumeEffect::SlideUp,
            VolumeEffect::SlideDown,
            VolumeEffect::PitchDown,
            VolumeEffect::PitchUp,
            VolumeEffect::ToNote,
            VolumeEffect::Vibrato,
        ];
        let volume = self.of(&[
            VolumeCell::Volume(digit * 7),
            VolumeCell::Panning(64 - digit),
            VolumeCell::Effect(effects[usize::from(key % 8)], digit),
        ]);
        NoteCell {
            note: self.chance(70).then_some(note),
            instrument: NonZeroU8::new(self.next() as u8).filter(|_| self.chance(60)),
            volume: self.chance(40).then_some(volume),
            delay: if self.chance(20) { self.next() as u8 } else { 0 },
        }
    }

    fn lane(&mut self) -> Lane {
        let rows = (0..self.below(12)).map(|_| (self.below(512) as u16, self.row())).collect();
        let length = self.chance(30).then(|| 1 + self.below(512) as u16);
        let mut lane = Lane::new(length, rows, self.unknown());
        for _ in 0..self.below(3) {
            lane.set_curve(self.curve());
        }
        for _ in 0..self.below(3) {
            lane.set_clip(self.clip());
        }
        if self.chance(10) {
            lane.frozen = Some(Arc::new(self.lane()));
            let first = self.below(500) as u16;
            lane.frozen_rows = self.chance(50).then(|| [first, first + self.below(12) as u16]);
        }
        lane
    }

    fn curve(&mut self) -> Curve {
        let target = self.of(&["track.pan", "insert.1.frequency", "instrument.cutoff", "no \"such\" thing"]);
        let point = |random: &mut Self| Point {
            at: random.below(600 * 256) as u32,
            place: Place::of(random.position()),
            shape: Shape::ALL[random.below(5) as usize].0,
        };
        let points = (0..1 + self.below(5)).map(|_| point(self)).collect();
        Curve::new(target, points)
    }

    fn slot(&mut self) -> LaneSlot {
        match self.below(4) {
            0 => LaneSlot::Empty,
            1 => LaneSlot::Shared(self.below(3) as u16),
            _ => LaneSlot::of(self.lane()),
        }
    }

    fn turn(&mut self, knobs: &mut dyn Knobs) {
        for index in 0..knobs.count() {
            if self.chance(50) {
                let position = self.position();
                knobs.set_value(index, knobs.info(index).at(position));
            }
        }
    }

    pub fn patch(&mut self) -> Patch {
        let kind = self.below(instruments::KINDS.len() as u64) as usize;
        let mut patch = (instruments::KINDS[kind].new)();
        self.turn(patch.knobs_mut());
        if let Patch::Sampler(sampler) = &mut patch {
            sampler.zones = Arc::new((0..self.below(4)).map(|_| self.zone()).collect());
        }
        patch
    }

    fn zone(&mut self) -> Zone {
        Zone {
            sample: self.below(9) as u16,
            low_key: self.below(128) as u8,
            root: self.below(128) as u8,
            tune: self.between(-100.0, 100.0),
            loop_mode: self.of(&[LoopMode::Off, LoopMode::Forward, LoopMode::PingPong, LoopMode::Sustain]),
            loop_end: self.next() as u32,
            stretch: self.of(&Stretching::ALL),
            beats: self.between(0.0, 256.0),
            slices: (0..self.below(5)).map(|slice| slice as u32 * 1000).collect(),
            ..Zone::default()
        }
    }

    fn instrument(&mut self) -> Instrument {
        let mut instrument = Instrument {
            new_note: self.of(&NewNoteAction::ALL),
            unknown: self.unknown(),
            ..Instrument::new(&self.text(), self.patch())
        };
        self.turn(&mut instrument);
        if self.chance(40) {
            instrument.matrix = self.matrix();
        }
        if self.chance(40) {
            instrument.tuning = self.tuning().map(Arc::new);
        }
        if self.chance(30) {
            instrument.phrases = self.phrases();
        }
        instrument
    }

    fn matrix(&mut self) -> Matrix {
        let route = |random: &mut Self| {
            let target = random.of(&["cutoff", "note pitch", "what is \"new\"", ""]).to_owned();
            let mut route = Route { target, ..Route::default() };
            random.turn(&mut route);
            route
        };
        // Sometimes more than there may be.
        let routes: Vec<_> = (0..self.below(20)).map(|_| route(self)).collect();
        let mut matrix = Matrix { routes: routes.into(), ..Matrix::default() };
        self.turn(&mut matrix);
        matrix
    }

    fn track(&mut self) -> Track {
        let mut track = Track { name: self.text(), unknown: self.unknown(), ..Track::default() };
        self.turn(&mut track);
        track.groove = self.groove();
        track.output = self.chance(20).then(|| self.below(10) as u16);
        if self.chance(30) {
            track.locks[self.below(4) as usize] = "track.pan".to_owned();
        }
        if self.chance(30) {
            track.inserts = self.inserts();
        }
        track
    }

    fn inserts(&mut self) -> Vec<Insert> {
        let insert = |random: &mut Self| {
            let kind = random.below(devices::KINDS.len() as u64) as usize;
            let mut insert = Insert::new((devices::KINDS[kind].new)());
            random.turn(insert.device.knobs_mut());
            random.turn(&mut insert);
            insert.unknown = random.unknown();
            insert
        };
        (0..self.below(MAX_INSERTS as u64 + 1)).map(|_| insert(self)).collect()
    }

    fn tempo(&mut self) -> Tempo {
        let denominator = 1 + self.below(1_000_000);
        Tempo::fraction(20 * denominator + self.below(979 * denominator), denominator).expect("a tempo")
    }

    fn groove(&mut self) -> Option<Groove> {
        let lengths: Vec<u16> = (0..1 + self.below(17)).map(|_| self.below(1_005) as u16).collect();
        Groove::new(&lengths).filter(|_| self.chance(50))
    }

    fn entry(&mut self) -> OrderEntry {
        OrderEntry {
            pattern: self.below(4) as u16,
            repeats: self.next() as u8,
            section: self.chance(40).then(|| self.text()),
            mutes: (0..self.below(4)).map(|_| self.below(8) as u16).collect(),
            transpose: self.next() as i8,
            tempo: self.chance(20).then(|| self.tempo()),
            rows_per_beat: self.chance(20).then(|| self.next() as u8),
            swing: self.chance(20).then(|| self.next() as u8),
            groove: self.groove(),
            unknown: self.unknown(),
        }
    }

    fn settings(&mut self) -> Settings {
        let mut settings = Settings {
            title: self.text(),
            artist: self.text(),
            comment: self.text(),
            tempo: self.tempo(),
            seed: self.next(),
            groove: self.groove(),
            ..Settings::default()
        };
        self.turn(&mut settings);
        self.turn(&mut settings.tonality);
        settings
    }

    fn mixer(&mut self) -> Mixer {
        let mut mixer = Mixer { unknown: self.unknown(), ..Mixer::default() };
        mixer.volume = Decibels(self.between(-60.0, 12.0));
        self.turn(&mut mixer.limiter);
        mixer.inserts = self.inserts();
        mixer.returns = (0..self.below(9)).map(|_| self.back()).collect();
        mixer
    }

    fn back(&mut self) -> Return {
        let mut back = Return { name: self.text(), unknown: self.unknown(), ..Return::default() };
        self.turn(&mut back);
        back.inserts = self.inserts();
        back
    }

    /// Any edit; some name what is not there or hold values out of range.
    pub fn edit(&mut self) -> Edit {
        let (pattern, track, at) = (self.below(3) as u16, self.below(9) as u16, self.below(5) as u16);
        match self.below(30) {
            0..=4 => {
                let rows = (0..1 + self.below(5)).map(|_| (self.below(600) as u16, self.row())).collect();
                Edit::Rows { pattern, track, rows }
            }
            5 => Edit::LaneLength { pattern, track, length: self.chance(70).then(|| self.next() as u16) },
            6 => Edit::Slot { pattern, track, slot: self.slot() },
            7 => Edit::AddSharedLane { lane: Box::new(self.lane()) },
            8 => {
                let lanes = (0..self.below(6)).map(|_| self.slot()).collect();
                let pattern =
                    Pattern { name: self.text(), length: self.next() as u16, lanes, unknown: self.unknown() };
                Edit::InsertPattern { at, pattern }
            }
            9 => Edit::RemovePattern { at },
            10 => Edit::PatternSettings { pattern, name: self.text(), length: self.next() as u16 },
            11 => Edit::InsertOrder { at, entry: self.entry() },
            12 => Edit::RemoveOrder { at },
            13 => Edit::SetOrder { at, entry: self.entry() },
            14 => Edit::InsertTrack { at, track: Box::new(self.track()) },
            15 => Edit::RemoveTrack { at },
            16 => Edit::MoveTrack { from: at, to: track },
            17 => Edit::SetTrack { at, track: Box::new(self.track()) },
            18 => {
                let instrument = self.chance(80).then(|| Box::new(self.instrument()));
                Edit::SetInstrument { slot: self.below(20) as u8, instrument }
            }
            19 => {
                let sample = SampleReference {
                    name: self.text(),
                    path: "samples/a.wav".to_owned(),
                    hash: self.text(),
                    treatments: (0..self.below(3)).map(|_| self.treatment()).collect(),
                    unknown: self.unknown(),
                };
                Edit::SetSample { index: self.below(5) as u16, sample: self.chance(80).then_some(sample) }
            }
            22 => {
                let curve = self.curve();
                let curve = if self.chance(20) { curve.with(Vec::new()) } else { curve };
                Edit::Curve { pattern, track, curve }
            }
            29 => Edit::Clip { pattern, track, clip: self.clip_or_none() },
            24 => Edit::InsertReturn { at: at as u8, back: Box::new(self.back()) },
            25 => Edit::RemoveReturn { at: at as u8 },
            26 => Edit::MoveReturn { from: at as u8, to: track as u8 },
            27 | 28 => self.phrase_edit(),
            20 => Edit::SetMixer { mixer: Box::new(self.mixer()) },
            21 => {
                let kind = (devices::KINDS[self.below(devices::KINDS.len() as u64) as usize].new)();
                let knobs = kind.knobs();
                let index = self.below(knobs.count().max(1) as u64) as usize;
                let name = if knobs.count() > 0 { knobs.info(index).name.to_owned() } else { String::new() };
                let owner = if self.chance(80) { Owner::Track(track.into()) } else { Owner::Master };
                Edit::InsertParameter {
                    owner,
                    slot: self.below(3) as u8,
                    name,
                    value: self.between(-9.0, 9.0),
                }
            }
            _ => Edit::SetSettings { settings: Box::new(self.settings()) },
        }
    }
}

/// The song that these seeds' edits make; refused edits are left out.
pub fn song(seeds: &[u64]) -> Song {
    seeds.iter().fold(Song::default(), |song, seed| match Random(*seed).edit().apply(&song) {
        Ok(edited) => edited,
        Err(_) => song,
    })
}

/// A song that has something of everything.
pub fn full_song() -> Song {
    let mut song = song(&(0..440).collect::<Vec<_>>());
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    song.order = Arc::new((0..song.patterns.len() as u16).map(entry).collect());
    song
}
