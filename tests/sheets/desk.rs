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
}
