//! A studio without a sound card, its grid as text, and keys as text.

use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, connect};
use segno::instruments;
use segno::io::audio::SoundSource;
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::notation::{parse_row, row_text};
use segno::studio::Studio;
use segno::studio::commands::{Answer, run_line};
use segno::studio::document::{Document, Opened};
use segno::studio::grid::Column;
use segno::studio::input;
use segno::studio::key::{Key, Stroke};
use segno::studio::keymap::Keymap;
use segno::studio::layout::Layout;
use segno::studio::notices::Weight;
use segno::studio::seat::Seat;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// What stands between the tracks of a row.
const BETWEEN: &str = " // ";

/// One person at a studio.
pub struct Session {
    pub studio: Studio,
    pub seat: Seat,
    audio: AudioEnd,
    _folder: Option<TempDir>,
}

impl Session {
    /// A session with a song of one pattern of 16 rows, eight tracks and two instruments, that holds the rows of `grid`:
    /// a row number and the tracks' rows between `//`.
    pub fn new(grid: &str) -> Session {
        Session::with(song(grid))
    }

    /// A session with that song.
    pub fn with(song: Song) -> Session {
        let folder = tempfile::tempdir().expect("a folder");
        let session = Session::inside(song, Folders::below(folder.path()));
        Session { _folder: Some(folder), ..session }
    }

    /// A session with that song and these folders.
    pub fn inside(song: Song, folders: Folders) -> Session {
        Session::of(Document::untitled(song, &folders), folders)
    }

    /// A session with the song in a file.
    pub fn of_file(path: &Path, folders: Folders) -> Session {
        Session::of(Document::open(path, &folders).expect("a song"), folders)
    }

    fn of(opened: Opened, folders: Folders) -> Session {
        let (link, audio) = connect(SampleRate(48_000));
        let studio = Studio::new(link, opened, Settings::default(), folders);
        let seat = Seat::new(Keymap::default(), Layout::find("qwerty").expect("a layout"));
        Session { studio, seat, audio, _folder: None }
    }

    /// Types keys, written as in key maps, with spaces between them.
    pub fn keys(&mut self, text: &str) -> &mut Session {
        for name in text.split_whitespace() {
            let key = Key::parse(name).unwrap_or_else(|| panic!("{name} is no key"));
            self.stroke(key, Stroke::Press);
        }
        self
    }

    /// Types letters one after the other.
    pub fn typed(&mut self, text: &str) -> &mut Session {
        text.chars().for_each(|letter| self.stroke(Key::char(letter), Stroke::Press));
        self
    }

    /// One stroke of a key.
    pub fn stroke(&mut self, key: Key, stroke: Stroke) {
        self.stroke_at(key, None, stroke);
    }

    /// One stroke of a key whose place the terminal may tell.
    pub fn stroke_at(&mut self, key: Key, place: Option<char>, stroke: Stroke) {
        input::press_at(&mut self.studio, &mut self.seat, key, place, stroke);
    }

    /// Keys come up, written as in key maps, with spaces between them.
    pub fn lift(&mut self, text: &str) -> &mut Session {
        for name in text.split_whitespace() {
            self.stroke(Key::parse(name).expect("a key"), Stroke::Release);
        }
        self
    }

    /// A line as it stands after `:`.
    pub fn line(&mut self, text: &str) -> Answer {
        let answer = run_line(&mut self.studio, &mut self.seat, text);
        self.seat.stay_inside(&self.studio.song().clone());
        answer
    }

    /// Lets the engine play so many frames, heard at once.
    pub fn hear(&mut self, frames: usize) {
        self.listen(frames);
    }

    /// The same while the studio does nothing.
    pub fn play_on(&mut self, frames: usize) {
        for _ in 0..frames.div_ceil(64) {
            self.audio.fill_interleaved(&mut [0.0; 128], 2);
        }
    }

    /// The same; the left channel.
    pub fn listen(&mut self, frames: usize) -> Vec<f32> {
        let mut heard = Vec::new();
        for at in (0..frames).step_by(64) {
            let mut block = vec![0.0; 2 * 64.min(frames - at)];
            self.audio.fill_interleaved(&mut block, 2);
            heard.extend(block.chunks(2).map(|frame| frame[0]));
            self.turn();
        }
        heard
    }

    /// The same on so many channels of the sound card.
    pub fn listen_on(&mut self, channels: usize, frames: usize) -> Vec<Vec<f32>> {
        let mut heard = vec![Vec::new(); channels];
        for _ in 0..frames.div_ceil(64) {
            let mut block = vec![0.0; channels * 64];
            self.audio.fill_interleaved(&mut block, channels);
            for (channel, heard) in heard.iter_mut().enumerate() {
                heard.extend(block.chunks(channels).map(|frame| frame[channel]));
            }
            self.turn();
        }
        heard
    }

    /// Lets the engine play a block that is asked for at a microsecond; left and right.
    pub fn block_at(&mut self, micros: i64, frames: usize) -> Vec<[f32; 2]> {
        let mut block = vec![0.0; 2 * frames];
        SoundSource::asked(&mut self.audio, micros);
        self.audio.fill_interleaved(&mut block, 2);
        block.chunks(2).map(|frame| [frame[0], frame[1]]).collect()
    }

    /// Lets everything in the background come to its end.
    pub fn wait(&mut self) {
        while self.studio.jobs.iter().next().is_some() {
            std::thread::sleep(std::time::Duration::from_millis(1));
            self.turn();
        }
    }

    /// One turn of the studio at this seat.
    pub fn turn(&mut self) {
        self.studio.turn();
        self.studio.arrive(&mut self.seat);
    }

    /// The rows of the seat's pattern that hold something.
    pub fn grid(&self) -> String {
        text(self.studio.song(), self.seat.pattern)
    }

    /// Where the cursor is: `3.1 note`, with the sign where there are several: `3.1 effect+2`.
    pub fn cursor(&self) -> String {
        let place = self.seat.place;
        let name = match place.column {
            Column::Note(0) => "note".to_owned(),
            Column::Instrument(0) => "instrument".to_owned(),
            Column::Volume(0) => "volume".to_owned(),
            Column::Delay(0) => "delay".to_owned(),
            Column::Effect(0) => "effect".to_owned(),
            other => format!("{other:?}"),
        };
        let sign = if place.digit > 0 { format!("+{}", place.digit) } else { String::new() };
        format!("{}.{} {name}{sign}", place.row, place.track + 1)
    }

    /// What was last told, if it was told that something did not happen.
    pub fn fault(&self) -> String {
        let last = self.studio.notices.last().filter(|notice| notice.weight == Weight::Fault);
        last.map(|notice| notice.text.clone()).unwrap_or_default()
    }

    /// What the journal holds.
    pub fn journal(&self) -> Vec<u8> {
        let folder = self.studio.folders.state.join("journal");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.filter_map(|file| std::fs::read(file.path()).ok()).flatten().collect()
    }

    /// What was last told.
    pub fn told(&self) -> String {
        self.studio.notices.last().map(|notice| notice.text.clone()).unwrap_or_default()
    }
}

/// A song of one pattern of 16 rows that holds the rows of `grid`, with two instruments.
pub fn song(grid: &str) -> Song {
    let mut edits = vec![Edit::PatternSettings { pattern: 0, name: String::new(), length: 16 }];
    let patch = (instruments::KINDS.last().expect("a kind").new)();
    for (slot, name) in [(0, "Bass"), (1, "Lead")] {
        let instrument = Some(Box::new(Instrument::new(name, patch.clone())));
        edits.push(Edit::SetInstrument { slot, instrument });
    }
    edits.extend(rows(0, grid));
    Edit::Several { edits }.apply(&Song::default()).expect("edits that fit")
}

/// The edits that write the rows of `grid` into a pattern.
pub fn rows(pattern: u16, grid: &str) -> Vec<Edit> {
    let lines = grid.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut edits = Vec::new();
    for line in lines {
        let (number, rest) = line.split_once(' ').unwrap_or((line, ""));
        for (track, row) in rest.split(BETWEEN.trim()).enumerate() {
            let row = parse_row(row).unwrap_or_else(|fault| panic!("{line}: {fault}"));
            let rows = vec![(number.parse().expect("a row number"), row)];
            edits.push(Edit::Rows { pattern, track: track as u16, rows });
        }
    }
    edits
}

/// The rows of a pattern that hold something: number, and the tracks up to the last one that holds something.
pub fn text(song: &Arc<Song>, pattern: u16) -> String {
    let mut text = String::new();
    for row in 0..512 {
        let tracks = 0..song.tracks.len();
        let rows: Vec<String> = tracks
            .map(|track| {
                song.lane(pattern.into(), track).map(|lane| row_text(&lane.row(row))).unwrap_or_default()
            })
            .collect();
        let used = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        if used > 0 {
            text.push_str(&format!("{row:02} {}\n", rows[..used].join(BETWEEN)));
        }
    }
    text
}

/// Before, keys, after.
#[track_caller]
pub fn check(before: &str, keys: &str, after: &str) {
    let mut session = Session::new(before);
    session.keys(keys);
    same(&session.grid(), after, &format!("{keys}: {}", session.told()));
}

/// Two grids are the same, whatever their indentation.
#[track_caller]
pub fn same(found: &str, expected: &str, what: &str) {
    let tidy = |text: &str| {
        let lines: Vec<String> =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        lines.join("\n").trim().to_owned()
    };
    assert_eq!(tidy(found), tidy(expected), "after {what}");
}
