//! Letters of pixels, drawn for this program: `glyphs.txt` shows them. Latin letters with accents are put together from two.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Rows of a letter: two for accents, seven above the line, two below it.
pub const ROWS: usize = 11;
const ACCENT_ROWS: usize = 2;
const CELL: usize = 5;
/// Columns of a blank.
const BLANK: usize = 3;

/// A letter: its columns, and which pixels of each row are set, the leftmost in the lowest bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glyph {
    /// Columns, 1 to 5.
    pub width: usize,
    /// The rows.
    pub rows: [u8; ROWS],
}

/// Two rows above a letter, for capitals and for others the same.
const ACCENTS: [(&str, [u8; ACCENT_ROWS]); 9] = [
    ("`", [0b00010, 0b00100]),
    ("´", [0b01000, 0b00100]),
    ("^", [0b00100, 0b01010]),
    ("~", [0b10110, 0b01101]),
    ("¨", [0b01010, 0b00000]),
    ("°", [0b01110, 0b01110]),
    ("ˇ", [0b01010, 0b00100]),
    ("¯", [0b01110, 0b00000]),
    ("˙", [0b00100, 0b00000]),
];
/// Below a letter, in the two rows under the line.
const BELOW: [(&str, [u8; 2]); 2] = [("¸", [0b00100, 0b00010]), ("˛", [0b01000, 0b11000])];

/// Letters with the one that they are made of and what comes to it.
const COMPOSED: &[(&str, char, &str)] = &[
    ("`", 'A', "À"),
    ("´", 'A', "Á"),
    ("^", 'A', "Â"),
    ("~", 'A', "Ã"),
    ("¨", 'A', "Ä"),
    ("°", 'A', "Å"),
    ("¯", 'A', "Ā"),
    ("˛", 'A', "Ą"),
    ("¸", 'C', "Ç"),
    ("´", 'C', "Ć"),
    ("ˇ", 'C', "Č"),
    ("ˇ", 'D', "Ď"),
    ("`", 'E', "È"),
    ("´", 'E', "É"),
    ("^", 'E', "Ê"),
    ("¨", 'E', "Ë"),
    ("ˇ", 'E', "Ě"),
    ("¯", 'E', "Ē"),
    ("˛", 'E', "Ę"),
    ("˙", 'E', "Ė"),
    ("ˇ", 'G', "Ğ"),
    ("`", 'I', "Ì"),
    ("´", 'I', "Í"),
    ("^", 'I', "Î"),
    ("¨", 'I', "Ï"),
    ("¯", 'I', "Ī"),
    ("˙", 'I', "İ"),
    ("~", 'N', "Ñ"),
    ("´", 'N', "Ń"),
    ("ˇ", 'N', "Ň"),
    ("`", 'O', "Ò"),
    ("´", 'O', "Ó"),
    ("^", 'O', "Ô"),
    ("~", 'O', "Õ"),
    ("¨", 'O', "Ö"),
    ("¨", 'O', "Ő"),
    ("¯", 'O', "Ō"),
    ("ˇ", 'R', "Ř"),
    ("´", 'S', "Ś"),
    ("ˇ", 'S', "Š"),
    ("¸", 'S', "Ş"),
    ("¸", 'S', "Ș"),
    ("ˇ", 'T', "Ť"),
    ("¸", 'T', "Ț"),
    ("`", 'U', "Ù"),
    ("´", 'U', "Ú"),
    ("^", 'U', "Û"),
    ("¨", 'U', "Ü"),
    ("¨", 'U', "Ű"),
    ("°", 'U', "Ů"),
    ("¯", 'U', "Ū"),
    ("´", 'Y', "Ý"),
    ("¨", 'Y', "Ÿ"),
    ("´", 'Z', "Ź"),
    ("ˇ", 'Z', "Ž"),
    ("˙", 'Z', "Ż"),
    ("`", 'a', "à"),
    ("´", 'a', "á"),
    ("^", 'a', "â"),
    ("~", 'a', "ã"),
    ("¨", 'a', "ä"),
    ("°", 'a', "å"),
    ("¯", 'a', "ā"),
    ("˛", 'a', "ą"),
    ("¸", 'c', "ç"),
    ("´", 'c', "ć"),
    ("ˇ", 'c', "č"),
    ("`", 'e', "è"),
    ("´", 'e', "é"),
    ("^", 'e', "ê"),
    ("¨", 'e', "ë"),
    ("ˇ", 'e', "ě"),
    ("¯", 'e', "ē"),
    ("˛", 'e', "ę"),
    ("˙", 'e', "ė"),
    ("ˇ", 'g', "ğ"),
    ("`", 'ı', "ì"),
    ("´", 'ı', "í"),
    ("^", 'ı', "î"),
    ("¨", 'ı', "ï"),
    ("¯", 'ı', "ī"),
    ("~", 'n', "ñ"),
    ("´", 'n', "ń"),
    ("ˇ", 'n', "ň"),
    ("`", 'o', "ò"),
    ("´", 'o', "ó"),
    ("^", 'o', "ô"),
    ("~", 'o', "õ"),
    ("¨", 'o', "ö"),
    ("¨", 'o', "ő"),
    ("¯", 'o', "ō"),
    ("ˇ", 'r', "ř"),
    ("´", 's', "ś"),
    ("ˇ", 's', "š"),
    ("¸", 's', "ş"),
    ("¸", 's', "ș"),
    ("¸", 't', "ț"),
    ("`", 'u', "ù"),
    ("´", 'u', "ú"),
    ("^", 'u', "û"),
    ("¨", 'u', "ü"),
    ("¨", 'u', "ű"),
    ("°", 'u', "ů"),
    ("¯", 'u', "ū"),
    ("´", 'y', "ý"),
    ("¨", 'y', "ÿ"),
    ("´", 'z', "ź"),
    ("ˇ", 'z', "ž"),
    ("˙", 'z', "ż"),
];

/// Signs that stand for others.
const ALIKE: [(char, char); 8] =
    [('’', '\''), ('‘', '\''), ('“', '"'), ('”', '"'), ('—', '–'), ('…', '.'), ('−', '–'), ('\u{a0}', ' ')];

static GLYPHS: LazyLock<HashMap<char, Glyph>> = LazyLock::new(|| {
    let mut glyphs = drawn(include_str!("glyphs.txt"));
    for (accent, base, letter) in COMPOSED {
        let Some(mut glyph) = glyphs.get(base).copied() else { continue };
        if glyph.width < 3 {
            glyph.rows = glyph.rows.map(|row| row << 1);
            glyph.width = 3;
        }
        // What is drawn for five columns stands over the middle of narrower letters.
        let moved = |row: u8| row >> ((CELL - glyph.width) / 2);
        if let Some((_, rows)) = ACCENTS.iter().find(|(name, _)| name == accent) {
            // Over small letters accents come down to them.
            let from = if base.is_lowercase() { 2 } else { 0 };
            let rows = rows.map(moved);
            (glyph.rows[from], glyph.rows[from + 1]) = (rows[0], rows[1]);
        }
        if let Some((_, rows)) = BELOW.iter().find(|(name, _)| name == accent) {
            let rows = rows.map(moved);
            (glyph.rows[ROWS - 2], glyph.rows[ROWS - 1]) = (rows[0], rows[1]);
        }
        glyphs.extend(letter.chars().map(|letter| (letter, glyph)));
    }
    for (sign, other) in ALIKE {
        if let Some(glyph) = glyphs.get(&other).copied() {
            glyphs.insert(sign, glyph);
        }
    }
    glyphs
});

/// Reads the drawing.
fn drawn(text: &str) -> HashMap<char, Glyph> {
    let mut glyphs = HashMap::from([(' ', Glyph { width: BLANK, rows: [0; ROWS] })]);
    for band in text.split("\n\n").skip(1) {
        let mut lines = band.lines();
        let letters: Vec<char> = lines.next().unwrap_or_default().chars().collect();
        let rows: Vec<&[u8]> = lines.map(str::as_bytes).collect();
        for (number, letter) in letters.iter().enumerate() {
            let mut glyph = Glyph::default();
            for (row, line) in rows.iter().enumerate() {
                for column in 0..CELL {
                    if line.get(number * (CELL + 1) + column) == Some(&b'#') {
                        glyph.rows[ACCENT_ROWS + row] |= 1 << column;
                        glyph.width = glyph.width.max(column + 1);
                    }
                }
            }
            glyphs.insert(*letter, glyph);
        }
    }
    glyphs
}

/// The letters of a text; `None` if there is one that is not drawn.
pub fn letters(text: &str) -> Option<Vec<Glyph>> {
    text.chars().map(|letter| GLYPHS.get(&letter).copied()).collect()
}

/// The columns of letters side by side, a blank column between two.
pub fn width(letters: &[Glyph]) -> usize {
    letters.iter().map(|glyph| glyph.width + 1).sum::<usize>().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_and_the_letters_of_many_languages_are_there_and_all_different() {
        let ascii: String = (' '..='~').collect();
        let letters_of = |text: &str| letters(text).unwrap_or_else(|| panic!("{text}"));
        let mut all = letters_of(&ascii);
        assert_eq!(all.len(), 95);
        all.sort_by_key(|glyph| (glyph.rows, glyph.width));
        all.dedup();
        assert_eq!(all.len(), 95, "two letters look the same");
        letters_of("Größe, œuvre, señor, čeština, żółć, İstanbul, Ærø – 𝄋 ’n’ “x”…");
        assert_eq!(letters("Ωmega"), None);
        assert_eq!(letters("Привет"), None);
    }

    #[test]
    fn letters_stand_side_by_side() {
        let one = letters("I.").expect("letters");
        assert_eq!((one[0].width, one[1].width, width(&one)), (3, 1, 5));
        assert_eq!(one[0].rows[..3], [0, 0, 0b111]);
    }
}
