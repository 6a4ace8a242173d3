//! One cell as the terminal shows it: what is written there, and with which pen.

use crate::ui::terminal::colour::{ColourDepth, Shade};
use ratatui::buffer::{Buffer, Cell as Drawn, CellDiffOption};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

/// The most bytes of a symbol; of longer ones only the first character is shown.
const LONGEST: usize = 14;
const UNKNOWN: u8 = 255;

/// Attributes that show on a blank too.
pub const ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// Colours and attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pen {
    /// The colour of the writing.
    pub foreground: Shade,
    /// The colour behind it.
    pub background: Shade,
    /// The colour of the underline.
    pub underline: Shade,
    /// Bold, reverse and the like.
    pub attributes: Modifier,
}

/// One symbol: a character, perhaps with marks on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    bytes: [u8; LONGEST],
    length: u8,
    /// Columns: 1 or 2; 0 for the right half of a wide symbol.
    width: u8,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What is written.
    pub symbol: Symbol,
    /// With which pen.
    pub pen: Pen,
}

/// Characters that turn the text around or hide: song titles come from strangers.
fn treacherous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Symbol {
    const BLANK: Symbol = Symbol::ascii(b' ');

    const fn ascii(byte: u8) -> Symbol {
        let mut bytes = [0; LONGEST];
        bytes[0] = byte;
        Symbol { bytes, length: 1, width: 1 }
    }

    /// The symbol for `text`. Control characters become `?`; what has no width becomes a blank.
    pub fn new(text: &str) -> Symbol {
        if let [byte @ b' '..=b'~'] = text.as_bytes() {
            return Symbol::ascii(*byte);
        }
        if text.chars().any(treacherous) {
            return Symbol::ascii(b'?');
        }
        let end = match text.chars().next() {
            None => return Symbol::BLANK,
            Some(_) if text.len() <= LONGEST => text.len(),
            Some(first) => first.len_utf8(),
        };
        let text = &text[..end];
        let mut bytes = [0; LONGEST];
        bytes[..end].copy_from_slice(text.as_bytes());
        match text.width() {
            0 => Symbol::BLANK,
            width @ 1..=2 => Symbol { bytes, length: end as u8, width: width as u8 },
            _ => Symbol::ascii(b'?'),
        }
    }

    /// The bytes that write it.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The columns it takes; 0 for the right half of a wide symbol.
    pub fn width(&self) -> u16 {
        u16::from(self.width)
    }

    /// Whether terminals may disagree about its width: wide symbols, and characters with marks.
    pub fn is_odd(&self) -> bool {
        let starts = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        self.width == 2 || (self.length > 2 && self.length != UNKNOWN && starts(self.bytes()) > 1)
    }
}

/// Marks what stands behind wide symbols of a picture that is drawn: it is not seen. ratatui leaves it out by itself, but where it comes to
/// light as it stands there already, that is not told either.
pub fn hide_right_halves(picture: &mut Buffer) {
    let columns = usize::from(picture.area.width).max(1);
    for row in picture.content.chunks_mut(columns) {
        for column in 1..row.len() {
            let before = row[column - 1].symbol();
            if !before.is_ascii() && before.width() > 1 {
                row[column].set_diff_option(CellDiffOption::Skip);
            }
        }
    }
}

impl Cell {
    /// A blank in the terminal's own colours.
    pub const BLANK: Cell = Cell {
        symbol: Symbol::BLANK,
        pen: Pen {
            foreground: Shade::Own,
            background: Shade::Own,
            underline: Shade::Own,
            attributes: Modifier::empty(),
        },
    };

    /// What the terminal shows there is not known.
    pub const UNKNOWN: Cell =
        Cell { symbol: Symbol { length: UNKNOWN, ..Symbol::BLANK }, pen: Cell::BLANK.pen };

    /// The right half of a wide symbol.
    pub const RIGHT_HALF: Cell =
        Cell { symbol: Symbol { length: 0, width: 0, ..Symbol::BLANK }, pen: Cell::BLANK.pen };

    /// The cell as a terminal of this depth shows it; what does not show is left out.
    pub fn new(drawn: &Drawn, depth: ColourDepth) -> Cell {
        let symbol = Symbol::new(drawn.symbol());
        let mut pen = Pen {
            foreground: depth.reduce(drawn.fg),
            background: depth.reduce(drawn.bg),
            underline: Shade::Own,
            attributes: drawn.modifier,
        };
        if drawn.modifier.contains(Modifier::UNDERLINED) {
            pen.underline = depth.reduce(drawn.underline_color);
        }
        if symbol == Symbol::BLANK && !pen.attributes.intersects(ON_BLANKS) {
            pen = Pen { background: pen.background, ..Pen::default() };
        }
        Cell { symbol, pen }
    }

    /// A blank of which only the background shows.
    pub fn is_empty(&self) -> bool {
        self.symbol == Symbol::BLANK && !self.pen.attributes.intersects(ON_BLANKS)
    }

    /// Whether `pen` writes this cell right as it is.
    pub fn drawn_by(&self, pen: &Pen) -> bool {
        match self.is_empty() {
            true => self.pen.background == pen.background && !pen.attributes.intersects(ON_BLANKS),
            false => self.pen == *pen,
        }
    }

    /// The pen nearest to `pen` that writes this cell right.
    pub fn pen_from(&self, pen: &Pen) -> Pen {
        match self.is_empty() {
            true => Pen { background: self.pen.background, attributes: pen.attributes - ON_BLANKS, ..*pen },
            false => self.pen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_never_commands_the_terminal() {
        for (text, written, width, odd) in [
            ("a", "a", 1, false),
            ("é", "é", 1, false),
            ("e\u{301}", "e\u{301}", 1, true),
            ("漢", "漢", 2, true),
            ("👨‍👩‍👧‍👦", "👨", 2, true),
            ("", " ", 1, false),
            ("\u{301}", " ", 1, false),
            ("\u{1b}", "?", 1, false),
            ("\u{9b}31m", "?", 1, false),
            ("a\n", "?", 1, false),
            ("\u{7f}", "?", 1, false),
            ("\u{202e}", "?", 1, false),
            ("abc", "?", 1, false),
        ] {
            let symbol = Symbol::new(text);
            assert_eq!(String::from_utf8_lossy(symbol.bytes()), written, "{text:?}");
            assert_eq!((symbol.width(), symbol.is_odd()), (width, odd), "{text:?}");
        }
        assert!(Cell::UNKNOWN.symbol.bytes().is_empty() && !Cell::UNKNOWN.symbol.is_odd());
    }
}
