//! Pictures of a song that plays: its notes come down to a line, each track in a column of its own, and below is the wave of what sounds.

use super::canvas::{Canvas, Colour};
use super::letters::letters;
use super::notes::Heard;
use super::{Art, INK, QUIET};
use crate::song::notation::note_text;
use crate::song::note::{Note, Pitch};

/// The size in pixels.
pub const SIZE: (usize, usize) = (540, 960);
/// Pixels left free at both sides.
const MARGIN: usize = 30;
/// Columns of pixels that the wave takes.
pub const WIDTH: usize = SIZE.0 - 2 * MARGIN;
/// Rows: where notes come into sight, where they are struck, where they have gone; the middle of the wave; the bar that shows how far it is.
const ABOVE: usize = 150;
const LINE: usize = 560;
const BELOW: usize = 650;
const WAVE: usize = 770;
const BAR: usize = 910;
/// How high the wave is at the most, from its middle.
const HIGH: f32 = 90.0;
/// Rows that a second takes.
const A_SECOND: f64 = 140.0;
/// The most tracks that are shown: those with the most notes.
const MOST: usize = 8;

/// A song that plays.
pub struct Scene<'a> {
    art: &'a Art,
    base: Canvas,
    /// The tracks, left to right.
    tracks: Vec<usize>,
    notes: Vec<Heard>,
    seconds: (f64, f64),
}

impl Art {
    /// So many seconds of a song, from those to these. Without notes the album's rings stand where they would come down.
    pub fn scene(&self, title: &str, artist: &str, notes: Vec<Heard>, seconds: (f64, f64)) -> Scene<'_> {
        let mut base = Canvas::new(SIZE.0, SIZE.1, self.back);
        self.lettering(&mut base, (MARGIN, 40, WIDTH), 4, title, artist);
        let notes: Vec<Heard> =
            notes.into_iter().filter(|note| note.end > seconds.0 && note.begin < seconds.1 + 4.0).collect();
        let mut counts = std::collections::BTreeMap::<usize, usize>::new();
        notes.iter().for_each(|note| *counts.entry(note.voice).or_default() += 1);
        let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(track, count)| (std::cmp::Reverse(*count), *track));
        let mut tracks: Vec<usize> = counts.into_iter().take(MOST).map(|(track, _)| track).collect();
        tracks.sort_unstable();
        if tracks.is_empty() {
            self.rings(&mut base, (0.5, (ABOVE + BELOW) as f32 / 2.0 / SIZE.0 as f32), SIZE.0 as f32, 0.42);
        }
        Scene { art: self, base, tracks, notes, seconds }
    }
}

/// A colour nearer to white.
fn lighter(colour: Colour, by: f32) -> Colour {
    colour.map(|part| (f32::from(part) + (255.0 - f32::from(part)) * by).round() as u8)
}

impl Scene<'_> {
    /// What is seen at a second of the song. `sound` are [`WIDTH`] samples from then on, or fewer at its end.
    pub fn at(&self, now: f64, sound: &[f32]) -> Canvas {
        let mut canvas = self.base.clone();
        let width = WIDTH / self.tracks.len().max(1);
        for (column, track) in self.tracks.iter().enumerate() {
            let left = MARGIN + column * width;
            canvas.rectangle((left, ABOVE), (1, BELOW - ABOVE), self.art.line);
            for note in self.notes.iter().filter(|note| note.voice == *track) {
                self.note(&mut canvas, note, now, (left, width));
            }
        }
        if !self.tracks.is_empty() {
            canvas.rectangle((MARGIN, LINE), (WIDTH, 2), QUIET);
        }
        let row = |level: f32| (WAVE as f32 - level.clamp(-1.0, 1.0) * HIGH).round() as usize;
        let mut before = None;
        for (column, sample) in sound.iter().take(WIDTH).enumerate() {
            let (one, two) = (before.unwrap_or(row(*sample)), row(*sample));
            canvas.rectangle((MARGIN + column, one.min(two)), (2, one.abs_diff(two) + 2), self.art.inks[2]);
            before = Some(two);
        }
        let part = ((now - self.seconds.0) / (self.seconds.1 - self.seconds.0).max(1e-9)).clamp(0.0, 1.0);
        canvas.rectangle((MARGIN, BAR), (WIDTH, 3), self.art.line);
        canvas.rectangle((MARGIN, BAR), ((WIDTH as f64 * part) as usize, 3), INK);
        canvas
    }

    fn note(&self, canvas: &mut Canvas, note: &Heard, now: f64, (left, width): (usize, usize)) {
        let row = |second: f64| {
            (LINE as f64 - (second - now) * A_SECOND).clamp(ABOVE as f64, BELOW as f64).round() as usize
        };
        let (top, bottom) = (row(note.end), row(note.begin));
        if top >= bottom {
            return;
        }
        let sounds = (note.begin..note.end).contains(&now);
        let ink = self.art.inks[note.voice % self.art.inks.len()];
        let colour = if sounds { lighter(ink, 0.35 + 0.3 * note.level) } else { ink };
        canvas.rectangle((left + 3, top), (width - 5, (bottom - top).max(4)), colour);
        let name = Pitch::from_midi(note.key).map(|pitch| note_text(Some(Note::On(pitch))));
        let name = name.and_then(|name| letters(&name));
        // Where a name has room: three letters, each pixel of them two wide.
        if let Some(name) = name.filter(|_| width >= 46 && bottom - top >= 24) {
            canvas.letters((left + 7, bottom - 24), 2, &name, self.art.back);
        }
    }
}

/// The wave that a scene shows: both channels as one, as loud as the loudest of all is high.
pub fn trace(channels: [&[f32]; 2]) -> Vec<f32> {
    let sum: Vec<f32> =
        channels[0].iter().zip(channels[1]).map(|(left, right)| (left + right) / 2.0).collect();
    let most = sum.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    sum.into_iter().map(|sample| if most > 0.0 { sample / most } else { 0.0 }).collect()
}
