//! A long, wild session: what a studio says to its engine while songs are edited, undone, loaded and played.

mod live;
mod sounds;

use segno::devices;
use segno::dsp::lfo::next_random;
use segno::dsp::units::Decibels;
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::sample::SampleBank;
use segno::sequencer::effects;
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::clip::{Change, Clip, Take};
use segno::song::curve::{Curve, Place, Point};
use segno::song::edit::Edit;
use segno::song::insert::{Insert, Owner};
use segno::song::lane::Lane;
use segno::song::mixer::{Mixer, Return};
use segno::song::notation::parse_row;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::row::{EffectCell, Row};
use segno::song::sample::SampleReference;
use segno::song::tempo::Tempo;
use segno::song::track::Track;
use segno::song::unknown::Unknown;
use std::sync::Arc;

/// Tracks of a new song.
const TRACKS: usize = 12;
/// Patterns of a new song.
const PATTERNS: usize = 6;
/// Instruments of a new song.
const INSTRUMENTS: u8 = 12;

/// The studio's side of a session.
pub struct Session {
    random: u32,
    song: Arc<Song>,
    samples: Arc<SampleBank>,
    undo: Vec<Arc<Song>>,
    redo: Vec<Arc<Song>>,
}

/// One thing that a musician does, and what the engine is told of it.
pub struct Deed {
    /// What is done.
    pub name: &'static str,
    run: fn(&mut Session) -> ToEngine,
}

/// Everything that is done, in turn.
pub const DEEDS: &[Deed] = &[
    Deed { name: "edit rows", run: |session| session.edit(Session::rows) },
    Deed { name: "strike", run: |session| session.strike() },
    Deed { name: "play the song", run: |session| session.play_song() },
    Deed { name: "change an instrument", run: |session| session.edit(Session::instrument) },
    Deed { name: "lift", run: |session| session.lift() },
    Deed { name: "change a device", run: |session| session.edit(Session::mixer) },
    Deed { name: "undo", run: |session| session.back() },
    Deed { name: "play a pattern", run: |session| session.play_pattern() },
    Deed { name: "turn a knob", run: |session| session.edit(Session::knob) },
    Deed { name: "change a track", run: |session| session.edit(Session::track) },
    Deed { name: "change the order", run: |session| session.edit(Session::order) },
    Deed { name: "redo", run: |session| session.forth() },
    Deed { name: "fill", run: |_| ToEngine::Fill(true) },
    Deed { name: "clear the locks", run: |_| ToEngine::ClearLocks },
    Deed { name: "more or fewer tracks", run: |session| session.edit(Session::tracks) },
    Deed { name: "more or fewer returns", run: |session| session.edit(Session::returned) },
    Deed { name: "change a lane", run: |session| session.edit(Session::lane) },
    Deed { name: "record a clip", run: |session| session.edit(Session::clip) },
    Deed { name: "load another song", run: |session| session.load() },
    Deed { name: "change tempo and swing", run: |session| session.edit(Session::settings) },
    Deed { name: "load other samples", run: |session| session.load_samples() },
    Deed { name: "queue", run: live::queue },
    Deed { name: "tracks by hand", run: live::tracks },
    Deed { name: "tempo, pitch and loop by hand", run: live::change },
    Deed { name: "effects on the master", run: live::hold },
    Deed { name: "stop", run: |_| ToEngine::Stop },
    Deed { name: "panic", run: |_| ToEngine::Panic },
];

impl Session {
    /// A session with a song open.
    pub fn new(seed: u32) -> Session {
        let mut session = Session {
            random: seed,
            song: Arc::default(),
            samples: Arc::default(),
            undo: Vec::new(),
            redo: Vec::new(),
        };
        session.song = Arc::new(session.wild_song());
        session.samples = Arc::new(session.bank());
        session
    }

    /// Does the next thing.
    pub fn next(&mut self, turn: usize) -> (&'static str, ToEngine) {
        let deed = &DEEDS[turn % DEEDS.len()];
        (deed.name, (deed.run)(self))
    }

    /// The song and its samples as they now are.
    pub fn snapshot(&self) -> ToEngine {
        ToEngine::Snapshot(Arc::new(Snapshot { song: self.song.clone(), samples: self.samples.clone() }))
    }

    /// A number below `below`.
    pub fn below(&mut self, below: usize) -> usize {
        self.random = next_random(self.random);
        self.random as usize % below.max(1)
    }

    /// Does an edit; a refused one leaves the song as it is. Of the history twenty steps are kept, so that old songs go.
    fn edit(&mut self, make: fn(&mut Session) -> Edit) -> ToEngine {
        let edit = make(self);
        if let Ok(song) = edit.apply(&self.song) {
            self.undo.push(std::mem::replace(&mut self.song, Arc::new(song)));
            self.redo.clear();
            self.undo.drain(..self.undo.len().saturating_sub(20));
        }
        self.snapshot()
    }

    fn back(&mut self) -> ToEngine {
        for _ in 0..3 {
            if let Some(song) = self.undo.pop() {
                self.redo.push(std::mem::replace(&mut self.song, song));
            }
        }
        self.snapshot()
    }

    fn forth(&mut self) -> ToEngine {
        if let Some(song) = self.redo.pop() {
            self.undo.push(std::mem::replace(&mut self.song, song));
        }
        self.snapshot()
    }

    fn load(&mut self) -> ToEngine {
        (self.undo, self.redo) = (Vec::new(), Vec::new());
        self.song = Arc::new(if self.below(5) == 0 { Song::default() } else { self.wild_song() });
        self.samples = Arc::new(self.bank());
        self.snapshot()
    }

    fn load_samples(&mut self) -> ToEngine {
        self.samples = Arc::new(self.bank());
        self.snapshot()
    }

    fn play_song(&mut self) -> ToEngine {
        let (order, row) = (self.below(self.song.order.len()) as u16, self.below(20) as u16);
        ToEngine::Play(Playing::Song { order, row, repeat: self.below(4) > 0 })
    }

    fn play_pattern(&mut self) -> ToEngine {
        ToEngine::Play(Playing::Pattern { pattern: self.below(PATTERNS) as u16, row: self.below(8) as u16 })
    }

    fn strike(&mut self) -> ToEngine {
        let (track, instrument) = (self.below(TRACKS + 2) as u16, self.below(INSTRUMENTS.into()) as u8);
        let (key, phrase) = (48 + self.below(24) as u8, self.below(4) as u8);
        match self.below(3) {
            0 => ToEngine::StrikePhrase { track, instrument, phrase, key, velocity: 0.7 },
            _ => ToEngine::Strike { track, instrument, key, velocity: 0.7 },
        }
    }

    fn lift(&mut self) -> ToEngine {
        ToEngine::Lift { track: self.below(TRACKS + 2) as u16, key: 48 + self.below(24) as u8 }
    }

    fn rows(&mut self) -> Edit {
        let rows = (0..1 + self.below(6)).map(|_| (self.below(40) as u16, self.row())).collect();
        Edit::Rows { pattern: self.below(PATTERNS) as u16, track: self.below(TRACKS) as u16, rows }
    }

    fn lane(&mut self) -> Edit {
        let length = (self.below(2) == 0).then(|| 1 + self.below(40) as u16);
        Edit::LaneLength { pattern: self.below(PATTERNS) as u16, track: self.below(TRACKS) as u16, length }
    }

    fn clip(&mut self) -> Edit {
        let take = |session: &mut Session| Take {
            sample: session.below(9) as u16,
            offset: session.below(3_000) as i64 - 1_000,
            length: (session.below(3) * 2_000) as u64,
            tempo: (session.below(2) == 0).then(|| Tempo::whole(60 + session.below(200) as u32)),
        };
        let takes = (0..self.below(4)).map(|_| take(self)).collect();
        let changes = vec![Change { row: self.below(40) as u16, take: self.below(3) as u16 }];
        let (row, fade_in) = (self.below(16) as u16, self.below(2) as u32 * 300);
        let warp = self.below(2) == 0;
        let clip = Clip { row, takes, changes, fade_in, fade_out: fade_in, warp, ..Clip::default() };
        Edit::Clip { pattern: self.below(PATTERNS) as u16, track: self.below(TRACKS) as u16, clip }
    }

    fn instrument(&mut self) -> Edit {
        let instrument = (self.below(6) > 0).then(|| Box::new(self.sound()));
        Edit::SetInstrument { slot: self.below(INSTRUMENTS.into()) as u8, instrument }
    }

    fn mixer(&mut self) -> Edit {
        let mut mixer = (*self.song.mixer).clone();
        for back in &mut mixer.returns {
            back.inserts = self.inserts();
            (back.pan, back.width) = (self.below(3) as f32 - 1.0, self.below(3) as f32);
            back.mute = self.below(6) == 0;
        }
        mixer.volume = Decibels(-(self.below(6) as f32));
        mixer.inserts = self.inserts();
        Edit::SetMixer { mixer: Box::new(mixer) }
    }

    fn knob(&mut self) -> Edit {
        let mixer = self.song.mixer.clone();
        let chains = mixer.returns.iter().enumerate();
        let places: Vec<_> = chains
            .flat_map(|(index, back)| back.inserts.iter().enumerate().map(move |at| (index, at)))
            .filter(|(_, (_, insert))| insert.device.knobs().count() > 0)
            .collect();
        if places.is_empty() {
            return self.returned();
        }
        let (index, (slot, insert)) = places[self.below(places.len())];
        let knobs = insert.device.knobs();
        let info = knobs.info(self.below(knobs.count()));
        let value = info.at(self.below(100) as f32 / 99.0);
        let owner = Owner::Return(index);
        Edit::InsertParameter { owner, slot: slot as u8, name: info.name.to_owned(), value }
    }

    fn strip_of_return(&mut self) -> Return {
        let sends = std::array::from_fn(|_| Decibels(-60.0 + self.below(60) as f32));
        Return { sends, inserts: self.inserts(), ..Return::default() }
    }

    /// From none to all the returns that there can be, in any order.
    fn returned(&mut self) -> Edit {
        let count = self.song.mixer.returns.len();
        match self.below(4) {
            0 if count > 0 => Edit::RemoveReturn { at: self.below(count) as u8 },
            1 if count > 0 => Edit::MoveReturn { from: self.below(count) as u8, to: self.below(count) as u8 },
            _ => {
                let back = Box::new(self.strip_of_return());
                Edit::InsertReturn { at: self.below(count + 1) as u8, back }
            }
        }
    }

    fn track(&mut self) -> Edit {
        let at = self.below(self.song.tracks.len()) as u16;
        Edit::SetTrack { at, track: Box::new(self.strip()) }
    }

    fn tracks(&mut self) -> Edit {
        let (count, half) = (self.song.tracks.len(), self.below(2));
        match half {
            0 if count > TRACKS - 3 => Edit::RemoveTrack { at: self.below(count) as u16 },
            1 => Edit::MoveTrack { from: self.below(count) as u16, to: self.below(count) as u16 },
            _ => Edit::InsertTrack { at: self.below(count) as u16, track: Box::new(self.strip()) },
        }
    }

    fn order(&mut self) -> Edit {
        let (at, entry) = (self.below(self.song.order.len()) as u16, self.entry());
        match self.below(3) {
            0 => Edit::InsertOrder { at, entry },
            1 => Edit::RemoveOrder { at },
            _ => Edit::SetOrder { at, entry },
        }
    }

    fn settings(&mut self) -> Edit {
        let mut settings = (*self.song.settings).clone();
        settings.tempo = Tempo::fraction(1_273 + self.below(800) as u64, 10).expect("a tempo");
        settings.swing = 50 + self.below(20) as u8;
        Edit::SetSettings { settings: Box::new(settings) }
    }

    /// A song that uses everything.
    fn wild_song(&mut self) -> Song {
        let mut song =
            Song { tracks: (0..TRACKS).map(|at| Arc::new(self.routed(at))).collect(), ..Song::default() };
        song.instruments = (0..INSTRUMENTS).map(|_| Some(Arc::new(self.sound()))).collect();
        song.samples = (0..8).map(|_| Some(Arc::new(SampleReference::default()))).collect();
        let patterns = (0..PATTERNS).map(|_| {
            let length = 16 + self.below(24) as u16;
            let lanes = (0..TRACKS).map(|_| {
                let rows = (0..length).filter(|row| row % 2 == 0).map(|row| (row, self.row())).collect();
                let mut lane = Lane::new(None, rows, Unknown::default());
                for target in ["track.volume", "insert.1.mix", "instrument.level", "master.volume"] {
                    let at = 256 * (1 + self.below(15) as u32);
                    let end = Point { at, place: Place::TOP, ..Point::default() };
                    lane.set_curve(Curve::new(target, vec![Point::default(), end]));
                }
                LaneSlot::of(lane)
            });
            Arc::new(Pattern { length, lanes: lanes.collect(), ..Pattern::default() })
        });
        song.patterns = patterns.collect();
        let returns = (0..self.below(9)).map(|_| self.strip_of_return()).collect();
        song.mixer = Arc::new(Mixer { returns, ..Mixer::default() });
        song.order = Arc::new((0..6).map(|_| self.entry()).collect());
        song
    }

    fn entry(&mut self) -> OrderEntry {
        OrderEntry {
            pattern: self.below(PATTERNS) as u16,
            repeats: 1 + self.below(2) as u8,
            mutes: if self.below(3) == 0 { vec![self.below(TRACKS) as u16] } else { Vec::new() },
            transpose: self.below(5) as i8 - 2,
            tempo: (self.below(3) == 0).then(|| Tempo::whole(140 + self.below(60) as u32)),
            ..OrderEntry::default()
        }
    }

    /// A track that may go into one before it.
    fn routed(&mut self, at: usize) -> Track {
        let output = (self.below(3) == 0 && at > 0).then(|| self.below(at) as u16);
        Track { output, ..self.strip() }
    }

    fn strip(&mut self) -> Track {
        let locks = [
            "",
            "instrument.macro_1",
            "instrument.lfo_1_speed",
            "track.pan",
            "send.1",
            "return.1.insert.1.feedback",
            "return.2.pan",
            "return.3.mute",
            "insert.1.gain",
            "insert.2.decay",
        ];
        Track {
            note_columns: 1 + self.below(4) as u8,
            effect_columns: 4,
            locks: std::array::from_fn(|_| locks[self.below(locks.len())].to_owned()),
            volume: Decibels(-(self.below(12) as f32)),
            pan: self.below(3) as f32 - 1.0,
            mute: self.below(8) == 0,
            solo: self.below(20) == 0,
            sends: std::array::from_fn(|_| Decibels(-60.0 + self.below(60) as f32)),
            pre: std::array::from_fn(|_| self.below(2) == 0),
            inserts: self.inserts(),
            width: self.below(3) as f32,
            ..Track::default()
        }
    }

    fn inserts(&mut self) -> Vec<Insert> {
        let insert = |random: &mut Self| {
            let mut insert = Insert::new((devices::KINDS[random.below(devices::KINDS.len())].new)());
            insert.on = random.below(5) > 0;
            insert.side = (random.below(3) == 0).then(|| random.below(TRACKS) as u16);
            insert
        };
        (0..self.below(4)).map(|_| insert(self)).collect()
    }

    /// A row of notes and any effects.
    fn row(&mut self) -> Row {
        let notes = [
            "C-4 01; E-4 02",
            "===; D-5 0C",
            "G-3 05 v40 d80",
            "A-4 07 p10; ^^^",
            "~~~",
            "---",
            "F-4 09 g04",
        ];
        let mut row = parse_row(notes[self.below(notes.len())]).expect("a row");
        let codes: Vec<u8> = effects::all().map(|effect| effect.code).collect();
        for effect in row.effects.iter_mut().take(1 + self.below(4)) {
            let code = codes[self.below(codes.len())];
            let value = match (code, self.below(256) as u8) {
                (b'A', value) => 2 + value % 6, // a row of 255 ticks would last too long to hear others
                (b'T', value) => value | 0x80,
                (_, value) => value,
            };
            *effect = Some(EffectCell { code, value });
        }
        row
    }
}
