//! Places in the song to come back to: where the cursor was before long jumps, and marks by letters.

use super::clipboard::text::{column_name, named_column};
use super::grid::Place;
use super::movement::bar;
use super::rounds::Round;
use super::seat::Seat;
use crate::song::Song;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The most places that are remembered; the oldest go first.
const MOST: usize = 100;

/// A place in the song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The entry of the order list.
    pub order: u16,
    /// Which repeat of it.
    pub repeat: u8,
    /// The pattern.
    pub pattern: u16,
    /// Where in it.
    pub place: Place,
}

impl Spot {
    /// Where the seat is.
    pub fn of(seat: &Seat) -> Spot {
        Spot { order: seat.order, repeat: seat.repeat, pattern: seat.pattern, place: seat.place }
    }

    /// Takes a seat there: to the entry, or if that plays another pattern now to the first that plays this one.
    pub fn go(self, song: &Song, seat: &mut Seat) {
        let here = Round::of(song, self.order, self.repeat);
        let other = || {
            let order = song.order.iter().position(|entry| entry.pattern == self.pattern)?;
            Round::of(song, order as u16, 0)
        };
        let own = |round: &Round| round.pattern == self.pattern;
        match here.filter(own).or_else(other).filter(own) {
            Some(round) => seat.go_to_round(song, round),
            None => seat.go_to_pattern(song, self.pattern),
        }
        seat.place = Place { digit: 0, ..self.place };
        seat.selection = seat.selection.filter(|selection| selection.stays);
        seat.stay_inside(song);
    }

    /// Whether so far away that one would want to come back: in another pattern that does not follow on, or more than a bar.
    fn is_far(self, song: &Song, other: Spot) -> bool {
        let bar = bar(song);
        let rows = |spot: Spot| i32::from(Round::alone(spot.pattern).rows(song));
        let (from, to) = (i32::from(self.place.row), i32::from(other.place.row));
        let step = (
            i32::from(other.order) - i32::from(self.order),
            i32::from(other.repeat) - i32::from(self.repeat),
        );
        let distance = match step {
            (0, 0) if self.pattern == other.pattern => (to - from).abs(),
            (0, 1) | (1, _) => rows(self) - from + to,
            (0, -1) | (-1, _) => rows(other) - to + from,
            _ => return true,
        };
        distance > bar
    }

    /// As text: entry, repeat, pattern, row, track, column.
    fn text(self) -> String {
        let Spot { order, repeat, pattern, place } = self;
        format!("{order} {repeat} {pattern} {} {} {}", place.row, place.track, column_name(place.column))
    }

    fn read(text: &str) -> Option<Spot> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [order, repeat, pattern, row, track, column] = words[..] else { return None };
        let number = |word: &str| word.parse().ok();
        let (row, track, column) = (number(row)?, number(track)?, named_column(column)?);
        let place = Place { row, track, column, digit: 0 };
        Some(Spot { order: number(order)?, repeat: repeat.parse().ok()?, pattern: number(pattern)?, place })
    }
}

/// Where the cursor was before long jumps, and where among these places it is.
#[derive(Debug, Default)]
pub struct Jumps {
    spots: Vec<Spot>,
    at: usize,
    /// The present key has gone along these places itself.
    walked: bool,
    /// The present key leads somewhere on purpose, however near.
    leapt: bool,
}

impl Jumps {
    /// What the present key does counts as a long jump, wherever it leads: a mark, something that was looked for.
    pub fn leap(&mut self) {
        self.leapt = true;
    }

    /// A key has led from one place to another.
    pub fn follow(&mut self, song: &Song, from: Spot, to: Spot) {
        let is_far = std::mem::take(&mut self.leapt) && from != to || from.is_far(song, to);
        if std::mem::take(&mut self.walked) || !is_far {
            return;
        }
        self.spots.truncate(self.at);
        self.spots.retain(|spot| *spot != from);
        self.spots.push(from);
        let over = self.spots.len().saturating_sub(MOST);
        self.spots.drain(..over);
        self.at = self.spots.len();
    }

    /// The place before, if there is one; `now` is where one comes back to.
    pub fn back(&mut self, now: Spot) -> Option<Spot> {
        let to = self.at.checked_sub(1)?;
        if self.at == self.spots.len() {
            self.spots.push(now);
        }
        (self.at, self.walked) = (to, true);
        self.spots.get(to).copied()
    }

    /// The place after it, if one has gone back.
    pub fn on(&mut self) -> Option<Spot> {
        let spot = self.spots.get(self.at + 1).copied()?;
        (self.at, self.walked) = (self.at + 1, true);
        Some(spot)
    }
}

/// Marks that an edit has moved: they go back where it is undone.
#[derive(Debug)]
struct Moved {
    songs: [Arc<Song>; 2],
    marks: Vec<(char, [Spot; 2])>,
}

/// Marks by letters, and the file of the song that they belong to.
#[derive(Debug, Default)]
pub struct Marks {
    moved: Vec<Moved>,
    /// The marks.
    pub spots: BTreeMap<char, Spot>,
    /// Whose they are; `None` before the first look.
    pub song: Option<PathBuf>,
}

impl Marks {
    /// These marks, of that song.
    pub fn of(spots: BTreeMap<char, Spot>, song: Option<PathBuf>) -> Marks {
        Marks { moved: Vec::new(), spots, song }
    }

    /// An edit has made one song of another, and moves places. Whether any mark was moved.
    pub fn shift(&mut self, songs: [&Arc<Song>; 2], place: impl Fn(Spot) -> Spot) -> bool {
        let mut marks = Vec::new();
        for (letter, spot) in &mut self.spots {
            let new = place(*spot);
            if new != *spot {
                marks.push((*letter, [*spot, new]));
                *spot = new;
            }
        }
        let any = !marks.is_empty();
        if any {
            self.moved.push(Moved { songs: songs.map(Arc::clone), marks });
            let over = self.moved.len().saturating_sub(MOST);
            self.moved.drain(..over);
        }
        any
    }

    /// The song was taken back, or a step done again: what that step moved goes along, if it is still there. Whether any mark was
    /// moved.
    pub fn follow(&mut self, from: &Arc<Song>, to: &Arc<Song>) -> bool {
        let mut any = false;
        for Moved { songs: [before, after], marks } in &self.moved {
            let back = Arc::ptr_eq(from, after) && Arc::ptr_eq(to, before);
            let on = Arc::ptr_eq(from, before) && Arc::ptr_eq(to, after);
            for (letter, [old, new]) in marks.iter().filter(|_| back || on) {
                let (was, is) = if back { (new, old) } else { (old, new) };
                if let Some(spot) = self.spots.get_mut(letter).filter(|spot| *spot == was) {
                    (*spot, any) = (*is, true);
                }
            }
        }
        any
    }

    /// As text: a line for each mark.
    pub fn text(&self) -> String {
        self.spots.iter().map(|(letter, spot)| format!("{letter} {}\n", spot.text())).collect()
    }

    /// Reads such a text; lines that are none are left out.
    pub fn read(text: &str) -> BTreeMap<char, Spot> {
        let line = |line: &str| {
            let (letter, spot) = line.split_once(' ')?;
            let letter = letter.parse().ok().filter(char::is_ascii_lowercase)?;
            Some((letter, Spot::read(spot)?))
        };
        text.lines().filter_map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::grid::Column;

    #[test]
    fn marks_read_as_they_are_written() {
        let place = Place { row: 63, track: 7, column: Column::Effect(1), digit: 0 };
        let spot = Spot { order: 3, repeat: 1, pattern: 2, place };
        let marks = Marks::of(BTreeMap::from([('a', spot), ('z', Spot { order: 0, ..spot })]), None);
        assert_eq!(marks.text(), "a 3 1 2 63 7 effect2\nz 0 1 2 63 7 effect2\n");
        assert_eq!(Marks::read(&marks.text()), marks.spots);
        assert_eq!(Marks::read("A 1 2\nb 1 2 3 4 5 key\n\nhello"), BTreeMap::new());
    }
}
