//! Where in the grid something belongs that was played at some moment: at the nearest row, exactly, or in between.

use super::timeline::Moment;
use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::rounds::Round;

/// How played notes are moved onto rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantise {
    /// How far, in percent of the way: 100 is onto the row, 0 not at all.
    pub strength: u8,
    /// Onto every so many-th row, 1 to 64.
    pub rows: u16,
}

impl Default for Quantise {
    fn default() -> Quantise {
        Quantise { strength: 100, rows: 1 }
    }
}

/// A place in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The round.
    pub round: Round,
    /// The row of its pattern.
    pub row: u16,
    /// 1/256 of the row that it comes later.
    pub delay: u8,
}

impl Spot {
    /// A row, exactly.
    pub fn on(round: Round, row: u16) -> Spot {
        Spot { round, row, delay: 0 }
    }

    /// The row behind it, in the next round where its own ends.
    pub fn next_row(self, song: &Song, playing: Option<Playing>) -> Spot {
        later(song, playing, self.round, u32::from(self.row) + 1)
            .map_or(self, |(round, row)| Spot::on(round, row))
    }
}

impl Quantise {
    /// Where a place of a pattern, in rows, is moved to: the row and 1/256 of it.
    pub fn placed(self, place: f64) -> (u32, u8) {
        let rows = f64::from(self.rows.max(1));
        let nearest = (place / rows + 0.5).floor() * rows;
        let moved = place + (nearest - place) * f64::from(self.strength.min(100)) / 100.0;
        let parts = (moved * 256.0).round().max(0.0) as u32;
        (parts / 256, (parts % 256) as u8)
    }
}

/// The round and row that lie so many rows behind the start of a round; `None` where nothing plays any more.
fn later(song: &Song, playing: Option<Playing>, round: Round, row: u32) -> Option<(Round, u16)> {
    let length = u32::from(round.rows(song));
    if row < length {
        return Some((round, row as u16));
    }
    let next = match playing {
        Some(Playing::Song { repeat, .. }) => {
            round.next(song).or_else(|| Round::of(song, 0, 0).filter(|_| repeat))?
        }
        _ => round.again(song),
    };
    later(song, playing, next, row - length)
}

/// Where something belongs that was played at a moment.
pub fn placed(song: &Song, playing: Option<Playing>, moment: Moment, quantise: Quantise) -> Spot {
    let round = Round::heard(moment.position);
    let (row, delay) = quantise.placed(f64::from(moment.position.row) + moment.part);
    match later(song, playing, round, row) {
        Some((round, row)) => Spot { round, row, delay },
        // Behind the end of a song that does not repeat: its last row.
        None => Spot::on(round, round.rows(song) - 1),
    }
}

impl Studio {
    /// The frame of the engine's that was heard when it had rendered that one.
    pub fn heard_at(&self, rendered: u64) -> u64 {
        rendered.saturating_sub(self.latency())
    }

    /// Where something belongs that was played when that frame was heard; `None` where nothing played.
    pub fn spot_at(&self, heard: u64, quantise: Quantise) -> Option<Spot> {
        let moment = self.recorder.timeline.at(heard)?;
        Some(placed(self.song(), self.transport.playing, moment, quantise))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_is_how_far_a_note_is_moved() {
        let placed = |strength, rows, place| Quantise { strength, rows }.placed(place);
        assert_eq!([placed(100, 1, 3.49), placed(100, 1, 3.5)], [(3, 0), (4, 0)]);
        assert_eq!([placed(0, 1, 3.25), placed(0, 1, 3.999)], [(3, 64), (4, 0)]);
        assert_eq!([placed(50, 1, 3.25), placed(50, 1, 3.75)], [(3, 32), (3, 224)]);
        assert_eq!(
            [placed(100, 4, 5.9), placed(100, 4, 6.0), placed(50, 4, 5.0)],
            [(4, 0), (8, 0), (4, 128)]
        );
    }
}
