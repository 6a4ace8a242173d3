//! Where in a song's beats its seconds are, and the other way round: tempo, groove, repeats, jumps and longer rows count as they will.

use super::duration::{RATE, walk};
use crate::song::Song;

/// A row that is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// When it begins, in seconds since the song's start.
    pub second: f64,
    /// The same in beats.
    pub beat: f64,
    /// The entry of the order list.
    pub order: u16,
    /// The row.
    pub row: u16,
}

/// Every row of a song in the order in which they are played, from its start to its end or for most of a day.
#[derive(Clone, Debug, Default)]
pub struct TempoMap {
    rows: Vec<Placed>,
    /// The song's end: second and beat.
    end: (f64, f64),
}

impl TempoMap {
    /// That of a song. `None` if `go_on` says that nobody waits for it any more.
    pub fn of(song: &Song, go_on: impl Fn() -> bool) -> Option<TempoMap> {
        // Beats are counted in whole parts as long as these are the same, so that nothing is lost by adding up.
        let (mut rows, mut before, mut parts, mut of) = (Vec::new(), 0.0, 0u64, 1u64);
        let second = |frame: u64| frame as f64 / f64::from(RATE.0);
        let (end, _) = walk(song, go_on, |tick, begin| {
            let position = tick.position;
            if position.tick == 0 {
                let (order, row) = (position.order, position.row);
                rows.push(Placed {
                    second: second(begin),
                    beat: before + parts as f64 / of as f64,
                    order,
                    row,
                });
            }
            let (part, now_of) = (tick.beats.0, tick.beats.1.max(1));
            if of != now_of {
                (before, parts, of) = (before + parts as f64 / of as f64, 0, now_of);
            }
            parts += part;
        })?;
        Some(TempoMap { rows, end: (second(end), before + parts as f64 / of as f64) })
    }

    /// The first row that begins at that second or after it; `None` behind the last one.
    pub fn row_from(&self, second: f64) -> Option<Placed> {
        self.rows.get(self.rows.partition_point(|row| row.second < second)).copied()
    }

    /// When a row of an entry is played for the first time.
    pub fn first(&self, order: u16, row: u16) -> Option<Placed> {
        self.rows.iter().find(|placed| (placed.order, placed.row) == (order, row)).copied()
    }

    /// The second of a beat; `None` behind the end.
    pub fn second_of(&self, beat: f64) -> Option<f64> {
        if beat > self.end.1 {
            return None;
        }
        let behind = self.rows.partition_point(|row| row.beat <= beat);
        let from = self.rows.get(behind.checked_sub(1)?)?;
        let to = self.rows.get(behind).map_or(self.end, |row| (row.second, row.beat));
        let length = to.1 - from.beat;
        let part = if length > 0.0 { (beat - from.beat) / length } else { 0.0 };
        Some(from.second + part * (to.0 - from.second))
    }

    /// The song's length in seconds.
    pub fn end(&self) -> f64 {
        self.end.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::order::OrderEntry;
    use crate::song::tempo::Tempo;
    use std::sync::Arc;

    #[test]
    fn seconds_and_beats_of_a_song_whose_tempo_changes() {
        // 64 rows of 125 ms, sixteen beats; then twice 64 rows of 250 ms.
        let slow = OrderEntry { tempo: Some(Tempo::whole(60)), repeats: 2, ..OrderEntry::default() };
        let song = Song { order: Arc::new(vec![OrderEntry::default(), slow]), ..Song::default() };
        let map = TempoMap::of(&song, || true).expect("a map");
        let at = |second| map.row_from(second).map(|placed| (placed.order, placed.row, placed.beat));
        assert_eq!(at(0.0), Some((0, 0, 0.0)));
        assert_eq!((at(0.001), at(0.125)), (Some((0, 1, 0.25)), Some((0, 1, 0.25))));
        assert_eq!((at(7.9), at(8.1)), (Some((1, 0, 16.0)), Some((1, 1, 16.25))));
        assert_eq!(at(23.9), Some((1, 0, 32.0)), "the second time through");
        assert_eq!(at(39.9), None, "no row begins there any more");
        assert_eq!(
            [0.0, 0.5, 16.0, 17.0, 48.0].map(|beat| map.second_of(beat)),
            [Some(0.0), Some(0.25), Some(8.0), Some(9.0), Some(40.0)]
        );
        assert_eq!((map.second_of(48.1), map.end()), (None, 40.0));
        assert_eq!(map.first(1, 4).map(|placed| (placed.second, placed.beat)), Some((9.0, 17.0)));
    }
}
