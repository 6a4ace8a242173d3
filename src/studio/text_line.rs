//! One line of text with a cursor, as prompts and name fields need it.

use super::key::{Key, KeyCode};
use unicode_segmentation::UnicodeSegmentation;

/// The most bytes of a line: a paste beyond it is cut.
const LONGEST: usize = 4_096;

/// A line of text that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLine {
    text: String,
    /// The cursor, in bytes, always on the border of a grapheme.
    at: usize,
    /// Whether the text is only offered: what is typed takes its place.
    offered: bool,
}

impl TextLine {
    /// A line that holds `text`, the cursor at its end.
    pub fn new(text: &str) -> TextLine {
        TextLine { text: text.to_owned(), at: text.len(), offered: false }
    }

    /// A line that offers `text`: what is typed or pasted first takes its place, any other key goes on in it.
    pub fn offering(text: &str) -> TextLine {
        TextLine { offered: !text.is_empty(), ..TextLine::new(text) }
    }

    /// Whether the text is only offered.
    pub fn is_offered(&self) -> bool {
        self.offered
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before and behind the cursor.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.at)
    }

    /// Puts text in at the cursor; control characters are left out.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.offered) {
            (self.text, self.at) = (String::new(), 0);
        }
        let room = LONGEST.saturating_sub(self.text.len());
        let mut clean: String = text.chars().filter(|character| !character.is_control()).collect();
        while clean.len() > room {
            clean.pop();
        }
        self.text.insert_str(self.at, &clean);
        self.at += clean.len();
    }

    /// Takes a key that moves or changes the line; whether it was one.
    pub fn press(&mut self, key: Key) -> bool {
        if let Some(character) = key.typed() {
            self.insert(character.encode_utf8(&mut [0; 4]));
            return true;
        }
        self.offered = false;
        let (left, right) = (self.left(), self.right());
        match (key.code, key.control) {
            (KeyCode::Left, _) | (KeyCode::Char('b'), true) => self.at = left,
            (KeyCode::Right, _) | (KeyCode::Char('f'), true) => self.at = right,
            (KeyCode::Home, _) | (KeyCode::Char('a'), true) => self.at = 0,
            (KeyCode::End, _) | (KeyCode::Char('e'), true) => self.at = self.text.len(),
            (KeyCode::Backspace, _) | (KeyCode::Char('h'), true) => {
                self.text.replace_range(left..self.at, "");
                self.at = left;
            }
            (KeyCode::Delete, _) | (KeyCode::Char('d'), true) => self.text.replace_range(self.at..right, ""),
            (KeyCode::Char('u'), true) => {
                self.text.replace_range(..self.at, "");
                self.at = 0;
            }
            (KeyCode::Char('k'), true) => self.text.truncate(self.at),
            (KeyCode::Char('w'), true) => {
                let before = self.text[..self.at].trim_end();
                let word = before.rfind(' ').map_or(0, |space| space + 1);
                self.text.replace_range(word..self.at, "");
                self.at = word;
            }
            _ => return false,
        }
        true
    }

    fn left(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.at + self.text[self.at..].graphemes(true).next().map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_takes_the_place_of_what_is_offered() {
        let mut line = TextLine::offering("song.ron");
        line.press(Key::char('a'));
        line.press(Key::char('b'));
        assert_eq!((line.text(), line.is_offered()), ("ab", false));
        let mut line = TextLine::offering("song.ron");
        line.press(Key::plain(KeyCode::Home));
        line.insert("my-");
        assert_eq!(line.text(), "my-song.ron");
        let mut line = TextLine::offering("song.ron");
        line.press(Key::plain(KeyCode::Backspace));
        assert_eq!(line.text(), "song.ro");
        assert!(!TextLine::offering("").is_offered());
    }

    #[test]
    fn the_cursor_goes_by_whole_signs() {
        let mut line = TextLine::new("aé🎵");
        line.press(Key::plain(KeyCode::Left));
        line.press(Key::plain(KeyCode::Backspace));
        assert_eq!(line.halves(), ("a", "🎵"));
        line.insert("x\u{1b}[2J\n");
        assert_eq!(line.text(), "ax[2J🎵");
        line.press(Key { control: true, ..Key::char('w') });
        line.press(Key::plain(KeyCode::Delete));
        assert_eq!(line.text(), "");
        assert!(!line.press(Key::plain(KeyCode::Function(1))));
    }
}
