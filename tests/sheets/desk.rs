//! A studio with a song and someone at it, for tests that press keys and read fields.

use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, connect};
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::song::Song;
use segno::studio::Studio;
use segno::studio::document::Document;
use segno::studio::input::press;
use segno::studio::key::{Key, Stroke};
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::seat::{Seat, SheetCursor};
use segno::studio::sheets;
use std::path::{Path, PathBuf};

/// A studio with a song, and someone at it.
pub struct Desk {
    pub studio: Studio,
    pub seat: Seat,
    pub engine: AudioEnd,
    pub root: tempfile::TempDir,
}

impl Desk {
    pub fn with(song: Song) -> Desk {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let (link, engine) = connect(SampleRate::STANDARD);
        let opened = Document::untitled(song, &folders);
        let studio = Studio::new(link, opened, Settings::default(), folders);
        Desk { studio, seat: Seat::new(Keymap::default(), &LAYOUTS[0]), engine, root }
    }

    /// Keys as people write them, one after the other.
    pub fn keys(&mut self, keys: &str) -> &mut Desk {
        for text in keys.split(' ') {
            let key = Key::parse(text).unwrap_or_else(|| panic!("{text} is no key"));
            press(&mut self.studio, &mut self.seat, key, Stroke::Press);
        }
        self
    }

    pub fn typed(&mut self, text: &str) -> &mut Desk {
        for character in text.chars() {
            press(&mut self.studio, &mut self.seat, Key::char(character), Stroke::Press);
        }
        self
    }

    pub fn last_notice(&self) -> String {
        self.studio.notices.last().map(|notice| notice.text.clone()).unwrap_or_default()
    }

    /// What stands at a place of the sheet that is looked at.
    pub fn text(&self, column: usize, row: usize) -> String {
        let sheet = sheets::of(self.seat.view).unwrap();
        let at = SheetCursor { column, row };
        (sheet.field)(&self.studio, &self.seat, at).map_or("nothing".to_owned(), |field| field.text)
    }

    /// What stands beside a name in the column of that title.
    pub fn value(&self, title: &str, label: &str) -> (SheetCursor, String) {
        let sheet = sheets::of(self.seat.view).unwrap();
        for (column, name) in (sheet.columns)(&self.studio, &self.seat).iter().enumerate() {
            for row in 0..(sheet.rows)(&self.studio, &self.seat, column) {
                let at = SheetCursor { column, row };
                let field = (sheet.field)(&self.studio, &self.seat, at).unwrap();
                if name == title && field.label == label {
                    return (at, field.text);
                }
            }
        }
        panic!("{title} has no {label}");
    }

    /// Puts the cursor on that field.
    pub fn go_to(&mut self, title: &str, label: &str) -> &mut Desk {
        *self.seat.sheet_mut() = self.value(title, label).0;
        self
    }

    /// The song lies in a file of its own folder, as songs with samples must.
    pub fn save(&mut self) -> PathBuf {
        let folder = self.root.path().join("songs");
        std::fs::create_dir_all(&folder).unwrap();
        self.studio.save(Some(&folder.join("a.ron"))).unwrap();
        folder
    }

    /// Turns until no job runs, and the seat has seen what came.
    pub fn wait(&mut self) {
        while self.studio.jobs.iter().next().is_some() || self.studio.samples.are_loading() {
            self.studio.turn();
            std::thread::yield_now();
        }
        self.studio.turn();
    }

    /// Types a line behind `:` and waits for what it begins.
    pub fn command(&mut self, line: &str) -> &mut Desk {
        self.keys(":").typed(line).keys("enter");
        self.wait();
        self
    }

    /// Lets the engine go on for so many seconds; the loudest sample.
    pub fn played(&mut self, seconds: f32) -> f32 {
        let mut loudest = 0.0f32;
        let mut block = [0.0; 960];
        for _ in 0..(seconds * 100.0) as usize {
            self.studio.turn();
            self.engine.fill_interleaved(&mut block, 2);
            loudest = block.iter().fold(loudest, |loudest, sample| loudest.max(sample.abs()));
        }
        loudest
    }
}

/// Writes a sound file at 48 kHz: the samples of all channels, frame by frame.
pub fn write_sound(path: &Path, channels: u16, samples: impl Iterator<Item = f32>) {
    let sample_format = hound::SampleFormat::Float;
    let spec = hound::WavSpec { channels, sample_rate: 48_000, bits_per_sample: 32, sample_format };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    samples.for_each(|sample| file.write_sample(sample).unwrap());
    file.finalize().unwrap();
}
