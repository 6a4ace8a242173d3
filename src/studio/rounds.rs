//! One pattern after the other as they play: every entry of the order list as often as it repeats. A lane that is shorter than
//! its pattern goes on turning from one repeat to the next, so each round has it elsewhere.

use crate::sequencer::player::Position;
use crate::song::Song;

/// A pattern, played once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// The entry of the order list.
    pub order: u16,
    /// Which repeat of the entry, from 0.
    pub repeat: u8,
    /// The pattern.
    pub pattern: u16,
    /// Rows of the entry before the pattern's first, as in [`crate::sequencer::player::Position::before`].
    pub before: i32,
}

impl Round {
    /// A repeat of an entry; its last one if it has not so many. `None` if there is no such entry.
    pub fn of(song: &Song, order: u16, repeat: u8) -> Option<Round> {
        let entry = song.order.get(usize::from(order))?;
        let first = Round { order, repeat: 0, pattern: entry.pattern, before: 0 };
        let repeat = repeat.min(entry.repeats.saturating_sub(1));
        Some(Round { repeat, before: i32::from(repeat) * i32::from(first.rows(song)), ..first })
    }

    /// The round that is heard there.
    pub fn heard(position: Position) -> Round {
        let Position { order, repeat, pattern, before, .. } = position;
        Round { order, repeat, pattern, before }
    }

    /// A pattern by itself, whatever the order list says.
    pub fn alone(pattern: u16) -> Round {
        Round { order: 0, repeat: 0, pattern, before: 0 }
    }

    /// Rows of the pattern, at least 1.
    pub fn rows(self, song: &Song) -> u16 {
        song.patterns.get(self.pattern.into()).map_or(1, |pattern| pattern.length.max(1))
    }

    /// The same pattern once more, as if it repeated for ever.
    pub fn again(self, song: &Song) -> Round {
        Round { before: self.before.wrapping_add(self.rows(song).into()), ..self }
    }

    /// The round that plays after this one. `None` after the last, and for a pattern that is not its entry's.
    pub fn next(self, song: &Song) -> Option<Round> {
        let entry = song.order.get(usize::from(self.order)).filter(|entry| entry.pattern == self.pattern)?;
        match self.repeat.checked_add(1).filter(|repeat| *repeat < entry.repeats) {
            Some(repeat) => Some(Round { repeat, ..self.again(song) }),
            None => Round::of(song, self.order.checked_add(1)?, 0),
        }
    }

    /// The round that plays before this one. `None` before the first, and for a pattern that is not its entry's.
    pub fn previous(self, song: &Song) -> Option<Round> {
        song.order.get(usize::from(self.order)).filter(|entry| entry.pattern == self.pattern)?;
        match self.repeat.checked_sub(1) {
            Some(repeat) => {
                Some(Round { repeat, before: self.before.wrapping_sub(self.rows(song).into()), ..self })
            }
            None => Round::of(song, self.order.checked_sub(1)?, u8::MAX),
        }
    }
}
