//! Which row is heard when: tempo, groove, repeats, jumps and longer rows count as they will.

use super::duration::{RATE, walk};
use crate::song::Song;

/// Frames of a millisecond.
const MILLISECOND: u64 = RATE.0 as u64 / 1_000;

/// A row that is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// The frame at which it begins.
    begin: u64,
    /// The entry of the order list.
    pub order: u16,
    /// The pattern.
    pub pattern: u16,
    /// The row.
    pub row: u16,
}

/// Every row of a song in the order in which they are played, from its start to its end or for most of a day.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    rows: Vec<Played>,
    end: u64,
}

impl Moments {
    /// Those of a song. `None` if `go_on` says that nobody waits for them any more.
    pub fn of(song: &Song, go_on: impl Fn() -> bool) -> Option<Moments> {
        let mut rows: Vec<Played> = Vec::new();
        let (end, _) = walk(song, go_on, |tick, begin| {
            let position = tick.position;
            if position.tick == 0 {
                let [order, pattern, row] = [position.order, position.pattern, position.row];
                rows.push(Played { begin, order, pattern, row });
            }
        })?;
        Some(Moments { rows, end })
    }

    /// The row that is heard at that time in milliseconds; `None` after the song has ended.
    pub fn at(&self, time: u32) -> Option<Played> {
        let frame = u64::from(time) * MILLISECOND;
        let behind = self.rows.partition_point(|row| row.begin <= frame);
        let row = behind.checked_sub(1).and_then(|place| self.rows.get(place));
        row.copied().filter(|_| frame < self.end)
    }

    /// When a row of an entry is heard for the first time, in milliseconds: the first of them that is within it.
    pub fn time(&self, order: u16, row: u16) -> Option<u32> {
        let found = self.rows.iter().find(|played| (played.order, played.row) == (order, row));
        found.and_then(|played| played.begin.div_ceil(MILLISECOND).try_into().ok())
    }

    /// Every row that is played, with where in the song it begins, 0 to 1.
    pub fn turns(&self) -> impl Iterator<Item = (f32, Played)> {
        let end = self.end.max(1) as f64;
        self.rows.iter().map(move |row| ((row.begin as f64 / end) as f32, *row))
    }

    /// The song's length in milliseconds, rounded down.
    pub fn end(&self) -> u64 {
        self.end / MILLISECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::order::OrderEntry;
    use crate::song::tempo::Tempo;
    use std::sync::Arc;

    fn song() -> Song {
        // 64 rows of 125 ms, then twice 64 rows of 250 ms.
        let slow = OrderEntry { tempo: Some(Tempo::whole(60)), repeats: 2, ..OrderEntry::default() };
        Song { order: Arc::new(vec![OrderEntry::default(), slow]), ..Song::default() }
    }

    #[test]
    fn a_time_is_that_of_the_row_that_is_heard_then() {
        let moments = Moments::of(&song(), || true).expect("moments");
        let at = |time| moments.at(time).map(|played| (played.order, played.row));
        assert_eq!(at(0), Some((0, 0)));
        assert_eq!(
            (at(124), at(125), at(7_999), at(8_000)),
            (Some((0, 0)), Some((0, 1)), Some((0, 63)), Some((1, 0)))
        );
        assert_eq!((at(8_249), at(8_250)), (Some((1, 0)), Some((1, 1))));
        // The second time through the pattern.
        assert_eq!((at(24_000), at(39_999), at(40_000)), (Some((1, 0)), Some((1, 63)), None));
        assert_eq!(moments.end(), 40_000);
    }

    #[test]
    fn the_time_of_a_row_is_within_it_where_rows_are_no_whole_milliseconds() {
        let settings = crate::song::Settings { tempo: Tempo::whole(127), ..Default::default() };
        let song = Song { settings: Arc::new(settings), ..song() };
        let moments = Moments::of(&song, || true).expect("moments");
        for row in 0..64 {
            let time = moments.time(0, row).expect("a time");
            assert_eq!(moments.at(time).map(|played| (played.order, played.row)), Some((0, row)));
        }
        assert_eq!(moments.time(7, 0), None);
    }
}
