//! Text on the screen: names come from songs of strangers, so control characters are taken out, and what is too wide is cut
//! by the cells it takes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks and overrides that change the direction of the text around them, and the byte order mark.
const UNSEEN: [std::ops::RangeInclusive<char>; 5] = [
    '\u{61c}'..='\u{61c}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
];

/// The text without anything that is no sign: line breaks and tabs become spaces, other control characters vanish.
pub fn clean(text: &str) -> String {
    let seen = |sign: &char| !UNSEEN.iter().any(|range| range.contains(sign));
    let signs = text.chars().map(|sign| if matches!(sign, '\n' | '\t') { ' ' } else { sign });
    signs.filter(|sign| !sign.is_control()).filter(seen).collect()
}

/// The cells that a text takes.
pub fn width(text: &str) -> u16 {
    text.width().try_into().unwrap_or(u16::MAX)
}

/// The text in at most so many cells; `…` stands for what is left out.
pub fn cut(text: &str, cells: u16) -> String {
    let text = clean(text);
    if width(&text) <= cells {
        return text;
    }
    let room = usize::from(cells.saturating_sub(1));
    let mut taken = 0;
    let fitting = text.graphemes(true).take_while(|sign| {
        taken += sign.width();
        taken <= room
    });
    let mut short: String = fitting.collect();
    short.push_str(if cells == 0 { "" } else { "…" });
    short
}

/// As [`cut`], but a number at the end of a name stays, for others are called the same but for that: `Tr…4`.
pub fn cut_name(name: &str, cells: u16) -> String {
    let name = clean(name);
    let begin = name.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let number = &name[begin.len()..];
    if width(&name) <= cells || number.is_empty() || width(number) + 2 > cells {
        return cut(&name, cells);
    }
    cut(begin, cells - width(number)) + number
}

/// A long text in lines of at most so many cells, broken between words.
pub fn wrapped(text: &str, cells: u16) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in clean(paragraph).split(' ') {
            if !line.is_empty() && width(&line).saturating_add(1).saturating_add(width(word)) > cells {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Writes at a place, inside `area` alone. The column behind the text.
pub fn put(buffer: &mut Buffer, area: Rect, at: (u16, u16), text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    let (x, y) = at;
    if x < area.left() || x >= area.right() || y < area.top() || y >= area.bottom() {
        return x;
    }
    buffer.set_stringn(x, y, clean(text), usize::from(area.right() - x), style).0
}

/// The `index`th line of an area; empty where the area has no such line.
pub fn line(area: Rect, index: u16) -> Rect {
    if index >= area.height {
        return Rect { height: 0, width: 0, ..area };
    }
    Rect { y: area.y + index, height: 1, ..area }
}

/// Writes a long text into an area, broken between words.
pub fn paragraph(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    for (index, text) in wrapped(text, area.width).iter().enumerate() {
        Writer::new(buffer, line(area, index as u16)).text(text, style);
    }
}

/// A line that is written from left to right; what does not fit is left out.
pub struct Writer<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    x: u16,
}

impl<'a> Writer<'a> {
    /// Begins at the left end of the area's first line.
    pub fn new(buffer: &'a mut Buffer, area: Rect) -> Writer<'a> {
        Writer { buffer, area, x: area.x }
    }

    /// Writes text.
    pub fn text(&mut self, text: &str, style: Style) -> &mut Self {
        self.x = put(self.buffer, self.area, (self.x, self.area.y), text, style);
        self
    }

    /// Writes text in at most so many cells, with `…` where it is cut.
    pub fn short(&mut self, text: &str, cells: u16, style: Style) -> &mut Self {
        let text = cut(text, cells.min(self.room()));
        self.text(&text, style)
    }

    /// Writes text and fills up to so many cells.
    pub fn field(&mut self, text: &str, cells: u16, style: Style) -> &mut Self {
        let from = self.x;
        self.short(text, cells, style);
        self.x = self.x.max(from.saturating_add(cells)).min(self.area.right());
        self
    }

    /// Leaves cells free.
    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.area.right());
        self
    }

    /// Cells that are left.
    pub fn room(&self) -> u16 {
        self.area.right().saturating_sub(self.x)
    }

    /// The column that is written next.
    pub fn column(&self) -> u16 {
        self.x
    }
}

/// Pieces of text with their styles.
pub type Pieces = Vec<(String, Style)>;

/// Writes pieces one after the other, against the right end of the line if they fit. What is left of the line.
pub fn put_right(buffer: &mut Buffer, area: Rect, pieces: &Pieces) -> Rect {
    let cells = pieces.iter().fold(0u16, |cells, (text, _)| cells.saturating_add(width(&clean(text))));
    if cells > area.width {
        return area;
    }
    let right = Rect { x: area.right() - cells, width: cells, ..area };
    let mut writer = Writer::new(buffer, right);
    for (text, style) in pieces {
        writer.text(text, *style);
    }
    Rect { width: (area.width - cells).saturating_sub(1), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_the_cells_it_takes() {
        assert_eq!(cut("Bass", 4), "Bass");
        assert_eq!(cut("Bass guitar", 6), "Bass …");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("日本語", 0), "");
        assert_eq!(cut("two\nlines", 20), "two lines");
    }

    #[test]
    fn a_name_is_cut_before_the_number_at_its_end() {
        assert_eq!(cut_name("Track 4", 7), "Track 4");
        assert_eq!(cut_name("Track 4", 6), "Trac…4");
        assert_eq!(cut_name("Track 4", 4), "Tr…4");
        assert_eq!(cut_name("Track 104", 5), "T…104");
        assert_eq!(cut_name("Track 104", 4), "Tra…");
        assert_eq!(cut_name("Bass guitar", 6), "Bass …");
        assert_eq!(cut_name("日本語 12", 6), "日…12");
        assert_eq!(cut_name("123456", 4), "123…");
        assert_eq!(cut_name("A 2", 0), "");
    }

    #[test]
    fn nothing_in_a_name_can_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2J\u{202e}b\u{7f}\u{9b}1m"), "a[2Jb1m");
    }

    #[test]
    fn long_texts_break_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("", 8), [""; 0]);
    }
}
