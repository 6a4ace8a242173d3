//! What is done to playback while it goes on and does not belong to the song: where it goes next, what loops, which tracks are
//! silent, which play another pattern's lane, how fast and how high it all is, what lies on the master. That begins with a tick, everything else exactly
//! where a row begins.

mod by_track;
pub(super) mod state;

use super::momentary::Momentary;
use state::Performance;

/// When something that was asked for happens: at the next border of this kind, or where the pattern ends if that is earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantum {
    /// Where the pattern ends.
    #[default]
    Pattern,
    /// With the next bar of the pattern.
    Bar,
    /// With the next beat of the pattern.
    Beat,
    /// With the next row.
    Row,
}

impl Quantum {
    /// Every one with its name.
    pub const ALL: [(Quantum, &str); 4] = [
        (Quantum::Pattern, "pattern"),
        (Quantum::Bar, "bar"),
        (Quantum::Beat, "beat"),
        (Quantum::Row, "row"),
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Quantum> {
        Quantum::ALL.iter().find(|(_, own)| *own == name).map(|(quantum, _)| *quantum)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Quantum::ALL.iter().find(|(quantum, _)| *quantum == self).map_or("", |(_, name)| name)
    }

    /// Rows up to the border, the row that plays included: at least 1. `row` of a pattern of `length` rows, with so many rows of a
    /// beat and of a bar.
    pub fn rows_left(self, row: u16, length: u16, [beat, bar]: [u8; 2]) -> u16 {
        let to_end = length.saturating_sub(row).max(1);
        let step = match self {
            Quantum::Pattern => return to_end,
            Quantum::Bar => u16::from(bar.max(1)),
            Quantum::Beat => u16::from(beat.max(1)),
            Quantum::Row => 1,
        };
        (step - row % step).min(to_end)
    }
}

/// Where playback is to go.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To a row of an entry of the order list, which goes on from there.
    Entry { order: u16, row: u16 },
    /// To a pattern that plays over and over.
    Pattern(u16),
    /// Nowhere: playback ends.
    End,
}

/// Something that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Where it leads.
    pub goal: Goal,
    /// When.
    pub quantum: Quantum,
    /// The first and the last entry of what loops from then on.
    pub looped: Option<[u16; 2]>,
}

/// How fast a song plays against what is written, in millionths.
pub const AS_WRITTEN: u32 = 1_000_000;
/// The slowest and the fastest.
pub const RATIOS: [u32; 2] = [100_000, 4_000_000];

/// How fast it plays, and how that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// Against what is written, in millionths.
    pub ratio: u32,
    /// What is added to that with each pass of the loop, and where that ends.
    pub trainer: Option<[u32; 2]>,
}

impl Default for Speed {
    fn default() -> Speed {
        Speed { ratio: AS_WRITTEN, trainer: None }
    }
}

/// Something that is asked of playback.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Go there; `None`: nothing waits any more.
    Queue(Option<Cue>),
    /// Let these entries loop, from the first to the last, once the song is within them; `None`: no longer.
    Loop(Option<[u16; 2]>),
    /// These tracks are silent, a bit each; all others are not.
    Silence { tracks: u128, quantum: Quantum },
    /// Let a track play its lane of another pattern; `None`: the pattern's own.
    Lane { track: u16, pattern: Option<u16>, quantum: Quantum },
    /// How fast.
    Speed(Speed),
    /// How many semitones higher everything but drums is.
    Transpose(i8),
    /// What lies on the master, from the next tick on.
    Momentary(Momentary),
}

/// What holds and what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Performing {
    /// How many wishes were heard.
    pub heard: u32,
    /// What waits to be gone to.
    pub cue: Option<Cue>,
    /// What loops.
    pub looped: Option<[u16; 2]>,
    /// How often that, or the pattern that plays over and over, has begun again.
    pub passes: u32,
    /// Whether a pattern plays over and over; otherwise the order list.
    pub alone: bool,
    /// Whether the entry that plays was taken out of the order list: the one that is told to play is then the one behind it.
    pub gone: bool,
    /// The silent tracks.
    pub silent: u128,
    /// Those that are to be silent, and when.
    pub silence: Option<(u128, Quantum)>,
    /// How fast it plays, in millionths of what is written.
    pub ratio: u32,
    /// How many semitones higher everything but drums is.
    pub transpose: i8,
    /// What lies on the master by hand.
    pub momentary: Momentary,
    /// Tracks that play another pattern's lane.
    pub turned: u128,
    /// Tracks for which another lane waits, or their own.
    pub turning: u128,
    /// Whether playback leaps: the next row does not follow on what has been played, and keys are let go with it.
    pub leaps: bool,
}

impl Default for Performing {
    fn default() -> Performing {
        Performance::default().told(false, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_come_after_so_many_rows() {
        let left = |quantum: Quantum, row| quantum.rows_left(row, 30, [4, 16]);
        assert_eq!([0, 29].map(|row| left(Quantum::Pattern, row)), [30, 1]);
        assert_eq!(
            [0, 15, 16, 29].map(|row| left(Quantum::Bar, row)),
            [16, 1, 14, 1],
            "the pattern ends before the bar"
        );
        assert_eq!([0, 3, 4, 28].map(|row| left(Quantum::Beat, row)), [4, 1, 4, 2]);
        assert_eq!([0, 17].map(|row| left(Quantum::Row, row)), [1, 1]);
        assert!(Quantum::ALL.iter().all(|(quantum, name)| Quantum::named(name) == Some(*quantum)));
    }
}
