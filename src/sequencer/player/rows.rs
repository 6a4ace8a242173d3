//! The rows of lanes that play now: what is done live, lengths of their own and clips count.

use super::Player;
use crate::sequencer::channel::ChannelState;
use crate::sequencer::command::{Action, Command};
use crate::sequencer::effects::push;
use crate::sequencer::random::throw;
use crate::song::lane::Lane;
use crate::song::row::{NOTE_COLUMNS, Row};
use crate::song::{MAX_TRACKS, Song};

/// The tracks of a set with a bit for each.
pub(super) fn tracks(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let track = (set > 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(track)
    })
}

/// The tracks that have something to play in a tick, a bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct Busy {
    /// Those whose row holds something.
    pub written: u128,
    /// Those whose lane has curves.
    pub curved: u128,
    /// Those whose lane has clips.
    pub clipped: u128,
}

/// The note columns of a track that play.
pub(super) fn note_columns(song: &Song, track: usize) -> usize {
    usize::from(song.tracks[track].note_columns).min(NOTE_COLUMNS)
}

impl Player {
    /// The tracks that have something to play in this tick.
    pub(super) fn busy(&self, song: &Song) -> Busy {
        let mut busy = Busy::default();
        for track in 0..song.tracks.len().min(MAX_TRACKS) {
            let Some((lane, row, _)) = self.lane_of(song, track) else { continue };
            busy.written |= u128::from(lane.holds(row as u16)) << track;
            busy.curved |= u128::from(!lane.curves().is_empty()) << track;
            busy.clipped |= u128::from(!lane.clips().is_empty()) << track;
        }
        busy
    }

    /// Whether nothing happens on a track in this tick unless its row begins and holds something.
    pub(super) fn rests(&self, song: &Song, track: usize) -> bool {
        let channels = self.channels[track * NOTE_COLUMNS..].iter();
        channels.take(note_columns(song, track)).all(ChannelState::rests)
    }

    /// Lets the keys of tracks go whose row does not follow on the one before: their ends may stand in rows that are not played.
    pub(super) fn let_go_of_left(&mut self, out: &mut Vec<Command>) {
        let left = self.flow.performance.take_left();
        for track in (0..MAX_TRACKS).filter(|track| left >> track & 1 == 1) {
            push(out, Command { at: 0, action: Action::ClipEnds { track: track as u8 } });
        }
        for (number, channel) in self.channels.iter_mut().enumerate().filter(|_| left != 0) {
            let track = number / NOTE_COLUMNS;
            if left >> track & 1 == 1 && channel.sounding && !channel.over {
                (channel.over, channel.hits, channel.waiting, channel.gate) = (true, None, None, None);
                push(out, Command { at: 0, action: Action::Release(channel.number) });
            }
        }
    }

    /// The lane that a track plays now, its row that is played, and its pass.
    pub(super) fn lane_of<'a>(&self, song: &'a Song, track: usize) -> Option<(&'a Lane, u32, u32)> {
        if let Some((pattern, rows)) = self.flow.performance.turn(track) {
            let lane = song.lane(pattern.into(), track)?;
            let length = u32::from(song.lane_rows(pattern.into(), track).max(1));
            return Some((lane, rows % length, rows / length));
        }
        let lane = song.lane(self.flow.pattern.into(), track)?;
        Some(match lane.length {
            Some(length) => {
                let length = u32::from(length.max(1));
                (lane, self.flow.entry_rows % length, self.flow.entry_rows / length)
            }
            None => (lane, self.flow.row.into(), self.flow.pass),
        })
    }

    /// The row that a track plays now, its pass and its seed.
    pub(super) fn row_of(&self, song: &Song, track: usize) -> Option<(Row, u32, u64)> {
        let (lane, number, pass) = self.lane_of(song, track)?;
        let row = lane.written(number as u16)?;
        let place = [
            u64::from(self.flow.order),
            u64::from(self.flow.entry_rows),
            u64::from(self.flow.rounds),
            track as u64,
        ];
        Some((row, pass, throw(song.settings.seed, &place)))
    }

    /// Lets the clips begin that the present row has, wherever its lane's notes are moved to.
    pub(super) fn begin_clips(&self, song: &Song, busy: Busy, out: &mut Vec<Command>) {
        for track in tracks(busy.clipped).filter(|track| !self.flow.mutes(song, *track)) {
            let Some((lane, row, _)) = self.lane_of(song, track) else { continue };
            let (row, pattern) = (row as u16, self.flow.performance.turn(track).map(|(pattern, _)| pattern));
            if lane.clip_through(row).is_some() {
                let pattern = pattern.unwrap_or(self.flow.pattern);
                let action = Action::Clip { track: track as u8, pattern, row };
                push(out, Command { at: 0, action });
            }
        }
    }
}
