//! Clips: recorded sound that a lane plays from one of its rows on, at its own speed or following the tempo, with the takes of which one is
//! heard.

use super::lane::MAX_ROWS;
use super::tempo::Tempo;
use crate::dsp::units::Decibels;
use serde::{Deserialize, Serialize};

/// The most clips of a lane.
pub const MAX_CLIPS: usize = 64;
/// The most takes of a clip, and the most changes between them.
pub const MAX_TAKES: usize = 64;
/// The farthest that a sound lies before or behind its row, and the longest fade, in frames.
pub const FARTHEST: i64 = 1 << 40;

/// One take: a stretch of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// The song's sample.
    pub sample: u16,
    /// The sample's frame that is heard where the clip's row begins; negative: the sample begins so much later.
    pub offset: i64,
    /// Frames from there until it ends; 0 is the sample's end.
    pub length: u64,
    /// The song's tempo when it was recorded, if that is known: by it the take follows another tempo.
    #[serde(default)]
    pub tempo: Option<Tempo>,
}

impl Take {
    /// Seconds of its sound from its row on, where the song has come so far after that, in seconds and in beats. It follows the song's tempo
    /// if its own is known.
    pub fn elapsed(&self, [seconds, beats]: [f64; 2]) -> f64 {
        self.tempo.map_or(seconds, |tempo| beats * 60.0 / tempo.bpm())
    }
}

/// From a row on another take is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The lane's row, behind the clip's.
    pub row: u16,
    /// The take, from 0.
    pub take: u16,
}

/// A clip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clip {
    /// The lane's row at which it begins.
    pub row: u16,
    /// What was recorded, the oldest first. A clip without any is none.
    pub takes: Vec<Take>,
    /// The take that is heard, from 0.
    pub take: u16,
    /// Where other takes are heard instead, by row.
    pub changes: Vec<Change>,
    /// Its level in hundredths of a dB, −6,000 (off) to 1,200.
    pub gain: i16,
    /// Frames in which it comes in.
    pub fade_in: u32,
    /// Frames in which it goes out; that needs a take with a length.
    pub fade_out: u32,
    /// Whether takes whose tempo is known follow the song's, at their own pitch.
    #[serde(default)]
    pub warp: bool,
}

impl Clip {
    /// The number of the take that is heard from a row on, from 0.
    pub fn take_number(&self, row: u16) -> u16 {
        let change = self.changes.iter().rev().find(|change| change.row <= row);
        change.map_or(self.take, |change| change.take)
    }

    /// The take that is heard from a row on.
    pub fn take_at(&self, row: u16) -> Option<Take> {
        self.takes.get(usize::from(self.take_number(row))).copied()
    }

    /// A take as it is heard: with a tempo only where it follows the song's.
    pub fn heard(&self, take: Take) -> Take {
        Take { tempo: take.tempo.filter(|_| self.warp), ..take }
    }

    /// Its level.
    pub fn gain(&self) -> Decibels {
        Decibels(f32::from(self.gain) / 100.0)
    }

    /// Sets its level in dB, to the nearest hundredth.
    pub fn set_gain(&mut self, decibels: f32) {
        self.gain = (decibels * 100.0).round().clamp(-6_000.0, 1_200.0) as i16;
    }

    /// The clip where its rows have gone to: each row as `to` says, or nowhere. `None` if its own row is gone.
    pub fn moved(&self, to: impl Fn(u16) -> Option<u16>) -> Option<Clip> {
        let change = |change: &Change| to(change.row).map(|row| Change { row, ..*change });
        let changes = self.changes.iter().filter_map(change).collect();
        Some(Clip { row: to(self.row)?, changes, ..self.clone() })
    }

    /// This clip with its numbers moved into range; `None` if it has no take or lies in no row.
    pub(in crate::song) fn into_range(mut self) -> Option<Clip> {
        self.takes.truncate(MAX_TAKES);
        let last = self.takes.len().checked_sub(1)? as u16;
        self.take = self.take.min(last);
        for take in &mut self.takes {
            take.offset = take.offset.clamp(-FARTHEST, FARTHEST);
            take.length = take.length.min(FARTHEST as u64);
        }
        self.changes.retain(|change| change.row > self.row && change.row < MAX_ROWS && change.take <= last);
        self.changes.sort_by_key(|change| change.row);
        self.changes.dedup_by_key(|change| change.row);
        self.changes.truncate(MAX_TAKES);
        self.gain = self.gain.clamp(-6_000, 1_200);
        (self.row < MAX_ROWS).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_take_of_a_row_is_that_of_the_last_change_before_it() {
        let takes = (0..3).map(|sample| Take { sample, ..Take::default() }).collect();
        let changes = [(12, 2), (4, 1), (2, 7), (0, 1)].map(|(row, take)| Change { row, take }).to_vec();
        let clip = Clip { row: 2, takes, changes, ..Clip::default() }.into_range().expect("a clip");
        let heard = [2, 3, 4, 11, 12, 99].map(|row| clip.take_at(row).expect("a take").sample);
        assert_eq!(heard, [0, 0, 1, 1, 2, 2], "changes are sorted, and those to no take are left out");
        assert_eq!(Clip::default().into_range(), None);
    }
}
