//! A stage for tests of the screen: a studio without sound, a seat, and the picture as text.
#![allow(dead_code, reason = "each test file uses a part")]

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position as Cell, Rect};
use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, connect};
use segno::instruments;
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::sequencer::player::{Playing, Position};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::tempo::Tempo;
use segno::song::unknown::Unknown;
use segno::studio::Studio;
use segno::studio::document::{Document, Opened};
use segno::studio::input;
use segno::studio::key::{Key, Stroke};
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::seat::Seat;
use segno::ui::appearance::Appearance;
use segno::ui::terminal::colour::ColourDepth;
use segno::ui::theme::{Styles, Theme};
use segno::ui::views;
use std::path::Path;
use std::sync::Arc;

/// A studio, a seat and a theme.
pub struct Stage {
    pub studio: Studio,
    pub seat: Seat,
    pub styles: Styles,
    pub cursor: Option<Cell>,
    audio: AudioEnd,
}

impl Stage {
    /// A studio with this song, in folders that are nowhere.
    pub fn new(song: Song) -> Stage {
        let folders = Folders::below(Path::new("/nowhere"));
        Stage::with(Document::untitled(song, &folders), folders)
    }

    /// A studio with the song in a file.
    pub fn open(path: &Path) -> Stage {
        let folders = Folders::below(&path.with_extension("folders"));
        Stage::with(Document::open(path, &folders).expect("a song"), folders)
    }

    fn with(opened: Opened, folders: Folders) -> Stage {
        let (studio_end, audio) = connect(SampleRate(48_000));
        let studio = Studio::new(studio_end, opened, Settings::default(), folders);
        let seat = Seat::new(Keymap::default(), &LAYOUTS[0]);
        let styles = Theme::usual(None).styles(ColourDepth::True);
        Stage { studio, seat, styles, cursor: None, audio }
    }

    /// Presses keys by name: `down f5 ctrl-p`.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let key = Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            input::press(&mut self.studio, &mut self.seat, key, Stroke::Press);
        }
    }

    /// Lets the engine play so many quanta, heard at once.
    pub fn play(&mut self, quanta: usize) {
        for _ in 0..quanta {
            self.audio.fill_interleaved(&mut [0.0; 128], 2);
            self.studio.turn();
        }
    }

    /// The song is heard there.
    pub fn hear(&mut self, order: u16, row: u16) {
        let pattern = self.studio.song().order[usize::from(order)].pattern;
        let tempo = self.studio.song().settings.tempo;
        let transport = &mut self.studio.transport;
        transport.playing = Some(Playing::Song { order: 0, row: 0, repeat: false });
        transport.position = Some(Position { order, pattern, row, ..Position::default() });
        transport.tempo = tempo.bpm();
        (transport.began, transport.heard) = (48_000, 48_000 * 68);
        transport.tracks.iter_mut().enumerate().for_each(|(track, level)| *level = 0.5 / (1 + track) as f32);
        for (part, wave) in transport.wave.iter_mut().enumerate() {
            let high = (part as f32 * 0.06).sin() * 0.8;
            *wave = [high - 0.3, high];
        }
        transport.wave_parts = transport.wave.len() as u64;
        transport.returns[..2].copy_from_slice(&[0.25, 0.05]);
        (transport.master, transport.highest) = ([0.4, 0.3], 0.7);
        self.studio.figures.voices = 5;
    }

    /// What the terminal shows.
    pub fn buffer(&mut self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        let Stage { studio, seat, styles, .. } = &*self;
        terminal.draw(|frame| views::draw(frame, studio, seat, styles, None)).expect("a picture");
        let position = terminal.get_cursor_position().expect("a cursor");
        let backend = terminal.backend();
        self.cursor = backend.cursor_visible().then_some(position);
        backend.buffer().clone()
    }

    /// The same as lines of text.
    pub fn text(&mut self, width: u16, height: u16) -> String {
        text_of(&self.buffer(width, height))
    }

    /// The picture of a small terminal as it looks there.
    pub fn drawn(&self, look: &Appearance) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a terminal");
        terminal.draw(|frame| look.draw(frame, &self.studio, &self.seat)).expect("a picture");
        terminal.backend().buffer().clone()
    }
}

/// A picture as lines of text.
pub fn text_of(buffer: &Buffer) -> String {
    let Rect { width, height, .. } = buffer.area;
    let line = |y: u16| -> String {
        let cells = (0..width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

fn lane(length: Option<u16>, rows: &[(u16, &str)]) -> Lane {
    let rows = rows.iter().map(|(number, text)| (*number, parse_row(text).expect("a row")));
    Lane::new(length, rows.collect(), Unknown::default())
}

/// A short song with a bit of everything that the grid shows.
pub fn song() -> Song {
    let mut song = Song::default();
    let settings = Arc::make_mut(&mut song.settings);
    (settings.title, settings.artist) = ("Signs".to_owned(), "Nobody".to_owned());
    settings.tempo = Tempo::parse("127.3").expect("a tempo");
    for (track, name) in ["Kick", "Bass", "Lead", "Chords"].iter().enumerate() {
        Arc::make_mut(&mut song.tracks[track]).name = (*name).to_owned();
    }
    Arc::make_mut(&mut song.tracks[3]).note_columns = 2;
    for (slot, name) in ["Kick", "Round bass", "Lead"].iter().enumerate() {
        // The first two kinds only: a new one is to change no picture.
        let kind = &instruments::KINDS[slot % 2];
        song.instruments.push(Some(Arc::new(Instrument::new(name, (kind.new)()))));
    }
    let hat = "C-5 01 v20";
    song.shared_lanes.push(Arc::new(lane(Some(12), &[(0, hat), (3, hat), (6, hat), (9, "C-5 01 v40")])));
    let kick = [(0, "C-3 01 v64"), (4, "C-3 01"), (8, "C-3 01"), (12, "C-3 01 | Q03")];
    let bass = [(0, "C-2 02"), (3, "C-2 02 v40"), (6, "=== | D04"), (8, "D#2 02"), (14, "F-2 02 | G20")];
    let lead = [(0, "C-5 03 v48 | H42"), (2, "^^^"), (8, "G-4 03"), (10, "~~~")];
    let chords = [(0, "C-4 03; E-4 03"), (8, "D-4 03; F-4 03 h04 | ?80")];
    let own = |length, rows: &[(u16, &str)]| LaneSlot::of(lane(length, rows));
    let verse = vec![
        own(None, &kick),
        own(None, &bass),
        own(None, &lead),
        own(None, &chords),
        LaneSlot::Shared(0),
        own(Some(5), &[(0, "C-6 03 v10")]),
    ];
    let chorus = vec![own(None, &kick), own(None, &lead), own(None, &bass)];
    song.patterns.set(0, Arc::new(Pattern { lanes: verse.into(), length: 32, ..Pattern::default() }));
    song.patterns.push(Arc::new(Pattern { lanes: chorus.into(), length: 16, ..Pattern::default() }));
    let entry = |pattern, section: Option<&str>, repeats| OrderEntry {
        pattern,
        repeats,
        section: section.map(str::to_owned),
        ..OrderEntry::default()
    };
    let mut order = vec![
        entry(0, Some("Verse"), 1),
        entry(1, Some("Chorus"), 2),
        entry(0, None, 1),
        entry(1, Some("End"), 1),
    ];
    order[2].mutes = vec![4];
    song.order = Arc::new(order);
    song
}
