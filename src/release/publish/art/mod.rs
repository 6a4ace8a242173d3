//! Pictures that the program draws: a cover where none is given, and social cards. A cover shows the album's own music: each song is a
//! ring, once around is from its beginning to its end, each note a dot, higher notes farther out. The same album gives the same picture.

mod canvas;
mod letters;
pub(super) mod notes;
pub(super) mod video;

use crate::formats::album::Album;
use crate::formats::raster::{self, Picture};
use crate::release::master::report::Report;
use crate::release::publish::wave::Wave;
use crate::sequencer::random::throw;
use canvas::{Canvas, Colour, fitted};
use letters::{Glyph, ROWS, letters};
use notes::{Ring, rings};
use std::f32::consts::TAU;
use std::path::Path;

/// The side of a cover in pixels.
pub const SIDE: usize = 3_000;
/// The size of a social card in pixels.
pub const CARD: (usize, usize) = (1_200, 630);
/// How well a cover is kept as a JPEG file, of 100.
const QUALITY: u8 = 92;

const INK: Colour = [242, 240, 234];
const QUIET: Colour = [176, 176, 184];

/// What an album's pictures are drawn from.
#[derive(Default)]
pub struct Art {
    title: String,
    artist: String,
    rings: Vec<Ring>,
    back: Colour,
    line: Colour,
    inks: [Colour; 6],
}

/// A colour by its hue in turns, its saturation and its lightness, 0 to 1.
fn colour(hue: f32, saturation: f32, lightness: f32) -> Colour {
    let part = |shift: f32| {
        let k = (shift + 12.0 * hue.rem_euclid(1.0)) % 12.0;
        let around = (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        let level = lightness - saturation * lightness.min(1.0 - lightness) * around;
        (level * 255.0).round() as u8
    };
    [part(0.0), part(8.0), part(4.0)]
}

impl Art {
    /// Of an album in that folder. Songs that cannot be read are drawn by how loud they are.
    pub fn of(album: &Album, report: &Report, folder: &Path) -> Art {
        let rings = rings(album, report, folder);
        let text = format!("{}\n{}", album.title, album.artist);
        let seed = text.bytes().fold(0, |seed, byte| throw(seed, &[byte.into()]));
        let seed = rings.iter().fold(seed, |seed, ring| throw(seed, &[ring.seed()]));
        let chance = |number: u64| throw(seed, &[number]) as f32 / u64::MAX as f32;
        let hue = chance(0);
        let spread = 0.08 + 0.17 * chance(1);
        Art {
            title: album.title.clone(),
            artist: album.artist.clone(),
            rings,
            back: colour(hue + 0.5, 0.35, 0.09),
            line: colour(hue + 0.5, 0.25, 0.2),
            inks: std::array::from_fn(|ink| {
                colour(hue + spread * (ink as f32 - 2.5) / 2.5, 0.75, 0.55 + 0.05 * (ink % 3) as f32)
            }),
        }
    }

    /// Its colours, as a text that is another one where they are others.
    pub fn colours(&self) -> String {
        format!("{:?} {:?} {:?}", self.back, self.line, self.inks)
    }

    /// The same of colours and rings.
    pub fn look(&self) -> String {
        let seeds: Vec<u64> = self.rings.iter().map(Ring::seed).collect();
        format!("{} {seeds:?}", self.colours())
    }

    /// Whether title and artist can be lettered: their letters are Latin ones.
    pub fn can_letter(&self) -> bool {
        letters(&self.title).is_some() && letters(&self.artist).is_some()
    }

    /// The cover, that many pixels wide and high.
    fn square(&self, side: usize) -> Canvas {
        let mut canvas = Canvas::new(side, side, self.back);
        self.rings(&mut canvas, (0.5, 0.4), side as f32, 0.38);
        let margin = side / 20;
        let area = (margin, side * 80 / 100, side - 2 * margin);
        self.lettering(&mut canvas, area, side / 160, &self.title, &self.artist);
        canvas
    }

    fn rings(&self, canvas: &mut Canvas, middle: (f32, f32), side: f32, outer: f32) {
        let inner = outer * 0.25;
        let band = (outer - inner) / self.rings.len().max(1) as f32;
        for (number, ring) in self.rings.iter().enumerate() {
            let low = inner + band * number as f32;
            let at = |turn: f32, radius: f32| {
                let angle = turn * TAU - TAU / 4.0;
                ((middle.0 + angle.cos() * radius) * side, (middle.1 + angle.sin() * radius) * side)
            };
            let thin = (side * 0.0006).max(0.5);
            for step in 0..720 {
                canvas.disc(at(step as f32 / 720.0, low), thin, self.line, 1.0);
            }
            let size = (band * 0.07).clamp(0.0016, 0.011);
            for dot in &ring.dots {
                let ink = self.inks[dot.voice % self.inks.len()];
                let radius = low + band * (0.12 + 0.76 * dot.height);
                canvas.disc(at(dot.turn, radius), size * side * (0.5 + dot.level), ink, 0.85);
            }
            for (place, level) in ring.levels.iter().enumerate() {
                let turn = place as f32 / ring.levels.len() as f32;
                let ink = self.inks[place * self.inks.len() / ring.levels.len()];
                let (from, to) = (low + band * 0.1, low + band * (0.1 + 0.8 * level));
                canvas.line(at(turn, from), at(turn, to), size * side * 0.35, ink);
            }
        }
    }

    /// Title and artist in an area that begins there and is so wide; each pixel of the letters at most so large.
    fn lettering(
        &self,
        canvas: &mut Canvas,
        (x, mut y, width): (usize, usize, usize),
        largest: usize,
        title: &str,
        artist: &str,
    ) {
        for (text, largest, lines, ink) in [(title, largest, 2, INK), (artist, largest / 2, 1, QUIET)] {
            let words: Option<Vec<Vec<Glyph>>> = text.split_whitespace().map(letters).collect();
            let Some(words) = words else { return };
            let (size, lines) = fitted(&words, width, largest.max(2), lines);
            for line in lines {
                canvas.letters((x, y), size, &line, ink);
                y += (ROWS + 1) * size;
            }
        }
    }

    /// The cover as a JPEG file: plain RGB without a profile.
    ///
    /// # Errors
    /// If it cannot be encoded.
    pub fn cover(&self) -> Result<Vec<u8>, String> {
        raster::jpeg(&picture(self.square(SIDE)), QUALITY)
    }

    /// The social card of the album, and one for each song with its title and its wave, as PNG files.
    ///
    /// # Errors
    /// If one cannot be encoded.
    pub fn cards(&self, songs: &[(String, String, &Wave)]) -> Result<(Vec<u8>, Vec<Vec<u8>>), String> {
        let (width, height) = CARD;
        let mut base = Canvas::new(width, height, self.back);
        self.rings(&mut base, (0.5, 0.5), height as f32, 0.46);
        let area = (height + 20, height / 4, width - height - 60);
        let mut album = base.clone();
        self.lettering(&mut album, area, 8, &self.title, &self.artist);
        let song = |(title, artist, wave): &(String, String, &Wave)| {
            let mut card = base.clone();
            self.lettering(&mut card, area, 8, title, artist);
            let levels = wave.in_columns(area.2 / 5);
            for (column, level) in levels.into_iter().enumerate() {
                let high = (usize::from(level) * 120 / 100).max(2);
                card.rectangle((area.0 + 5 * column, height - 60 - high), (4, high), self.inks[2]);
            }
            raster::png(&picture(card))
        };
        Ok((raster::png(&picture(album))?, songs.iter().map(song).collect::<Result<_, _>>()?))
    }
}

pub(super) fn picture(canvas: Canvas) -> Picture {
    Picture { width: canvas.width as u32, height: canvas.height as u32, pixels: canvas.pixels }
}

#[cfg(test)]
mod tests;
