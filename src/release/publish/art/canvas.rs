//! A picture of red, green and blue, and what is drawn onto it.

use super::letters::{Glyph, ROWS, width};

/// A colour.
pub type Colour = [u8; 3];

/// A picture, 8 bits a colour, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue of each pixel.
    pub pixels: Vec<u8>,
}

impl Canvas {
    /// A picture of one colour.
    pub fn new(width: usize, height: usize, colour: Colour) -> Canvas {
        Canvas { width, height, pixels: colour.repeat(width * height) }
    }

    /// Lays a colour over a pixel; `cover` is from 0, nothing, to 1, all of it.
    fn lay(&mut self, x: usize, y: usize, colour: Colour, cover: f32) {
        let at = 3 * (y * self.width + x);
        for (pixel, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            *pixel = (f32::from(*pixel) + (f32::from(new) - f32::from(*pixel)) * cover).round() as u8;
        }
    }

    /// A disc with a smooth edge; `radius` in pixels.
    pub fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Colour, cover: f32) {
        let range = |middle: f32, most: usize| {
            let from = (middle - radius - 1.0).max(0.0) as usize;
            from..((middle + radius + 2.0).max(0.0) as usize).min(most)
        };
        for row in range(y, self.height) {
            for column in range(x, self.width) {
                let distance = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                if inside > 0.0 {
                    self.lay(column, row, colour, inside * cover);
                }
            }
        }
    }

    /// A line with round ends.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), radius: f32, colour: Colour) {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let steps = (length / radius.max(0.5)).ceil().max(1.0) as usize;
        for step in 0..=steps {
            let part = step as f32 / steps as f32;
            self.disc(
                (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part),
                radius,
                colour,
                1.0,
            );
        }
    }

    /// A rectangle; what lies outside is cut off.
    pub fn rectangle(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), colour: Colour) {
        let (right, bottom) = ((x + width).min(self.width), (y + height).min(self.height));
        for row in y..bottom {
            if x < right {
                let from = 3 * (row * self.width + x);
                let to = 3 * (row * self.width + right);
                self.pixels[from..to].chunks_exact_mut(3).for_each(|pixel| pixel.copy_from_slice(&colour));
            }
        }
    }

    /// Letters with their upper left corner there, each of their pixels so many wide and high.
    pub fn letters(&mut self, (mut x, y): (usize, usize), size: usize, letters: &[Glyph], colour: Colour) {
        for glyph in letters {
            for (row, bits) in glyph.rows.iter().enumerate() {
                for column in (0..glyph.width).filter(|column| bits & 1 << column != 0) {
                    self.rectangle((x + column * size, y + row * size), (size, size), colour);
                }
            }
            x += (glyph.width + 1) * size;
        }
    }
}

/// Text in lines that are not wider than `most` pixels, as large as they can be, each pixel at most `largest` wide; what is too long even
/// for the smallest size is cut off. The size, and the lines.
pub fn fitted(words: &[Vec<Glyph>], most: usize, largest: usize, lines: usize) -> (usize, Vec<Vec<Glyph>>) {
    let smallest = (largest / 3).max(1);
    for size in (smallest..=largest).rev() {
        let found = wrapped(words, most / size);
        let fits = found.len() <= lines && found.iter().all(|line| width(line) * size <= most);
        if fits || size == smallest {
            let cut = |line: Vec<Glyph>| {
                let mut line = line;
                while width(&line) * size > most {
                    line.pop();
                }
                line
            };
            return (size, found.into_iter().take(lines).map(cut).collect());
        }
    }
    (smallest, Vec::new())
}

/// Words in lines of so many columns.
fn wrapped(words: &[Vec<Glyph>], columns: usize) -> Vec<Vec<Glyph>> {
    let blank = Glyph { width: 3, rows: [0; ROWS] };
    let mut lines: Vec<Vec<Glyph>> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if width(line) + blank.width + 2 + width(word) <= columns => {
                line.push(blank);
                line.extend(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}
