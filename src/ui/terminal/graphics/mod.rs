//! Waves drawn in pixels, where the terminal shows pictures: kitty's protocol or sixels. What is drawn in characters stays the picture
//! for all others: pixels only take its place where nothing covers it.

pub mod kitty;
pub mod sixel;
pub mod overlay;

use super::colour::rgb;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The widest and the highest picture, in pixels: xterm shows no sixels beyond a thousand.
const LARGEST: u16 = 960;

/// How a terminal takes pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protocol {
    /// kitty's graphics protocol.
    Kitty,
    /// Sixels, as of DEC's VT340.
    Sixel,
}

/// Pictures that a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canvas {
    /// How it takes them.
    pub protocol: Protocol,
    /// The width and the height of one cell, in pixels, at least 1.
    pub cell: (u16, u16),
    /// Pictures lie in the cells: whatever is written there wipes them away, as it does with all sixels.
    #[serde(default)]
    pub wiped: bool,
    /// Rows that are scrolled anywhere take pictures along: none are while one is shown.
    #[serde(default)]
    pub carried: bool,
}

/// A wave in pixels of one colour; where there is none, what lies below is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The cells that it covers.
    pub area: Rect,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// Rows of pixels.
    pub height: u16,
    /// For each column of pixels the first and the last row that is drawn, from the top.
    pub columns: Vec<Option<(u16, u16)>>,
}

impl Picture {
    /// Columns of pixels.
    pub fn width(&self) -> u16 {
        self.columns.len() as u16
    }

    /// Whether a pixel is drawn.
    pub fn is_drawn(&self, x: u16, y: u16) -> bool {
        let column = self.columns.get(usize::from(x)).copied().flatten();
        column.is_some_and(|(first, last)| (first..=last).contains(&y))
    }
}

/// About the colour of a style's writing.
fn colour(style: Style) -> [u8; 3] {
    rgb(style.fg.unwrap_or_default())
}

/// Pictures of one frame while it is drawn.
#[derive(Debug)]
pub struct Offers {
    canvas: Canvas,
    offered: RefCell<Vec<(Picture, u64)>>,
}

/// What is written in an area, as a sum over it.
fn writing(buffer: &Buffer, area: Rect) -> u64 {
    let mut sum = DefaultHasher::new();
    area.positions().for_each(|at| buffer[at].symbol().hash(&mut sum));
    sum.finish()
}

impl Offers {
    /// None yet, for a terminal that shows them so.
    pub fn new(canvas: Canvas) -> Offers {
        Offers { canvas, offered: RefCell::default() }
    }

    /// Offers pixels in place of a wave that is drawn in that area already: `part` gives the lowest and the highest sample, full scale
    /// over the area's height, of each of so many columns.
    pub fn wave(&self, buffer: &Buffer, area: Rect, style: Style, part: impl Fn(usize, usize) -> [f32; 2]) {
        let area = area.intersection(buffer.area);
        let (width, height) = self.canvas.cell;
        let (pixels, most) = (area.height.saturating_mul(height), (LARGEST / width.max(1)).max(1));
        if area.is_empty() || pixels > LARGEST {
            return;
        }
        let columns = usize::from(area.width) * usize::from(width);
        let span = |column: usize| {
            let [lowest, highest] = part(column, columns).map(|sample| {
                let sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
                (((1.0 - sample) / 2.0 * f32::from(pixels)) as u16).min(pixels - 1)
            });
            (highest.min(lowest), highest.max(lowest))
        };
        // A steep flank has no gaps.
        let mut before: Option<(u16, u16)> = None;
        let mut joined = |column: usize| {
            let (first, last) = span(column);
            let (above, below) = before.unwrap_or((last, first));
            before = Some((first, last));
            Some((first.min(below.saturating_add(1)), last.max(above.saturating_sub(1))))
        };
        let mut offered = self.offered.borrow_mut();
        for x in (area.x..area.right()).step_by(usize::from(most)) {
            let piece = Rect { x, width: most.min(area.right() - x), ..area };
            let from = usize::from(x - area.x) * usize::from(width);
            let to = from + usize::from(piece.width) * usize::from(width);
            let columns = (from..to).map(&mut joined).collect();
            let picture = Picture { area: piece, colour: colour(style), height: pixels, columns };
            offered.push((picture, writing(buffer, piece)));
        }
    }

    /// Those over which nothing was drawn later; the characters in their places are taken away.
    pub fn settle(self, buffer: &mut Buffer) -> Vec<Picture> {
        let offered = self.offered.into_inner();
        let whole = offered.into_iter().filter(|(picture, drawn)| writing(buffer, picture.area) == *drawn);
        let pictures: Vec<Picture> = whole.map(|(picture, _)| picture).collect();
        for at in pictures.iter().flat_map(|picture| picture.area.positions()) {
            buffer[at].set_symbol(" ");
        }
        pictures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Color;

    /// Eight pixels square: a block, a gap, a dot at the top; the last two columns empty.
    pub fn picture() -> Picture {
        let columns = [Some((0, 7)); 4].into_iter().chain([None, Some((0, 0)), None, None]).collect();
        Picture { area: Rect::new(1, 1, 2, 1), colour: [255, 0, 51], height: 8, columns }
    }

    /// A picture of that size that looks like chance.
    pub fn random(width: u16, height: u16) -> Picture {
        let mut seed = 0x9e37_79b9_u32;
        let mut chance = |most: u16| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 16) % u32::from(most)) as u16
        };
        let column = |_| {
            let (first, second) = (chance(height), chance(height));
            (height == 1 || chance(5) > 0).then_some((first.min(second), first.max(second)))
        };
        Picture { columns: (0..width).map(column).collect(), height, ..picture() }
    }

    fn offers() -> Offers {
        Offers::new(Canvas { protocol: Protocol::Kitty, cell: (4, 8), wiped: false, carried: false })
    }

    #[test]
    fn pixels_take_the_place_of_characters_that_nothing_covers() {
        let mut buffer = Buffer::with_lines(["title   ", "xxxxyyyy", "xxxxyyyy"]);
        let offers = offers();
        let [left, right] = [0, 4].map(|x| Rect::new(x, 1, 4, 2));
        let style = Style::new().fg(Color::Rgb(1, 2, 3));
        offers.wave(&buffer, left, style, |column, columns| {
            assert_eq!(columns, 16);
            [0.0, if column < 8 { 1.0 } else { -1.0 }]
        });
        offers.wave(&buffer, right, style, |_, _| [f32::NAN; 2]);
        buffer.set_string(6, 2, "note", Style::new());
        let pictures = offers.settle(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["title   ", "    yyyy", "    yyno"]));
        let [picture] = pictures.as_slice() else { panic!("{pictures:?}") };
        assert_eq!((picture.area, picture.colour, picture.width()), (left, [1, 2, 3], 16));
        assert_eq!((picture.columns[0], picture.columns[15]), (Some((0, 8)), Some((8, 15))));
        assert!(picture.is_drawn(0, 3) && !picture.is_drawn(15, 3) && !picture.is_drawn(16, 3));
    }

    #[test]
    fn a_steep_flank_has_no_gaps() {
        let buffer = Buffer::empty(Rect::new(0, 0, 1, 2));
        let offers = offers();
        offers.wave(&buffer, buffer.area, Style::new(), |column, _| [[0.9, -0.9, 0.4, 0.4][column]; 2]);
        let columns = offers.offered.borrow()[0].0.columns.clone();
        assert_eq!(columns, [Some((0, 0)), Some((1, 15)), Some((4, 14)), Some((4, 4))]);
    }

    #[test]
    fn wide_waves_are_told_in_pieces() {
        let buffer = Buffer::empty(Rect::new(0, 0, 500, 2));
        let offers = offers();
        offers
            .wave(&buffer, buffer.area, Style::new(), |column, columns| [column as f32 / columns as f32; 2]);
        let widths: Vec<u16> = offers.offered.borrow().iter().map(|(picture, _)| picture.width()).collect();
        assert_eq!(widths, [960, 960, 80]);
        let offered = offers.offered.borrow();
        assert_eq!(offered[1].0.columns[40], Some((4, 4)), "column 1,000 of 2,000 is at a half");
    }
}
