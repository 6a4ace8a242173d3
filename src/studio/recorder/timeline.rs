//! Where the song was at any of the engine's frames of late: every tick that was reported.

use crate::sequencer::player::Position;
use std::collections::VecDeque;

/// Ticks that are kept: some minutes.
const MOST: usize = 20_000;

/// A place in the song, between two ticks too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// The tick.
    pub position: Position,
    /// How far its row has gone, 0 to below 1.
    pub part: f64,
}

/// The ticks, the oldest first; `None` where playback ended.
#[derive(Debug, Default)]
pub struct Timeline {
    ticks: VecDeque<(u64, Option<Position>)>,
    /// Between these frames nothing was played: ticks of that time were on their way when playback was stopped. `None`: it has not begun
    /// again.
    silence: Option<(u64, Option<u64>)>,
}

impl Timeline {
    /// A tick has begun at that frame, or playback has ended there.
    pub fn take(&mut self, at: u64, position: Option<Position>) {
        let never_came = |(from, to): (u64, Option<u64>)| at > from && to.is_none_or(|to| at < to);
        if position.is_some() && self.silence.is_some_and(never_came) {
            return;
        }
        // Told late: it was heard before playback was stopped.
        let stopped = self.ticks.pop_back_if(|(last, there)| there.is_none() && *last > at);
        // Another playback has begun: what was said to come later never came.
        while self.ticks.back().is_some_and(|(last, _)| *last > at) {
            self.ticks.pop_back();
        }
        if self.ticks.len() >= MOST {
            self.ticks.pop_front();
        }
        self.ticks.push_back((at, position));
        self.ticks.extend(stopped);
    }

    /// Playback was stopped when that frame was heard: what was to be heard later never is.
    pub fn stop(&mut self, at: u64) {
        self.take(at, None);
        self.silence = Some((at, None));
    }

    /// Playback was asked for at that frame, and may be counted in first.
    pub fn begin(&mut self, at: u64) {
        let from = self.silence.map_or(at, |(from, _)| from);
        self.take(at, None);
        self.silence = Some((from, Some(at)));
    }

    /// Another engine counts from 0.
    pub fn forget(&mut self) {
        *self = Timeline::default();
    }

    /// Whether playback has begun and two ticks of it are known, so that a row's length is.
    pub fn has_begun(&self) -> bool {
        self.ticks.iter().rev().take(2).filter(|(_, position)| position.is_some()).count() == 2
    }

    /// Where the song was at a frame; `None` where nothing played. Shortly before the first tick counts as that.
    pub fn at(&self, frame: u64) -> Option<Moment> {
        let after = self.ticks.partition_point(|(at, _)| *at <= frame);
        let here =
            after.checked_sub(1).and_then(|index| self.ticks[index].1.map(|position| (index, position)));
        let Some((index, position)) = here else { return self.soon(after, frame) };
        let begin = self.ticks[index].0;
        // The last tick lasts as long as the one before.
        let length = match (self.ticks.get(after), index.checked_sub(1)) {
            (Some((next, _)), _) => next - begin,
            (None, Some(before)) => begin - self.ticks[before].0,
            (None, None) => 0,
        };
        let part = if length > 0 { (frame - begin) as f64 / length as f64 } else { 0.0 };
        let row = (f64::from(position.tick) + part.min(1.0)) / f64::from(position.ticks.max(1));
        Some(Moment { position, part: row.clamp(0.0, 0.999_999) })
    }

    /// The frame at which the row of a position began that was heard last.
    pub fn begun(&self, position: Position) -> Option<u64> {
        let same = |other: &Position| {
            (other.order, other.pattern, other.row, other.tick, other.before)
                == (position.order, position.pattern, position.row, 0, position.before)
        };
        self.ticks.iter().rev().find(|(_, other)| other.as_ref().is_some_and(same)).map(|(at, _)| *at)
    }

    /// The rows that began behind a frame, up to another one, in their order; `None` where playback ended in between.
    pub fn rows(&self, since: u64, until: u64) -> impl Iterator<Item = Option<Position>> {
        let from = self.ticks.partition_point(|(at, _)| *at <= since);
        let ticks = self.ticks.range(from..).take_while(move |(at, _)| *at <= until);
        ticks.map(|(_, position)| *position).filter(|it| it.is_none_or(|position| position.tick == 0))
    }

    /// The first tick, where a hand was early by less than half of a row.
    fn soon(&self, after: usize, frame: u64) -> Option<Moment> {
        let (first, position) = self.ticks.get(after).and_then(|(at, position)| Some((*at, (*position)?)))?;
        let (second, _) = self.ticks.get(after + 1)?;
        let half = (second - first) * u64::from(position.ticks) / 2;
        (first - frame <= half).then_some(Moment { position, part: 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tick(row: u16, tick: u16) -> Option<Position> {
        Some(Position { row, tick, ticks: 4, ..Position::default() })
    }

    #[test]
    fn a_frame_lies_between_two_ticks() {
        let mut timeline = Timeline::default();
        for number in 0..8 {
            timeline.take(1_000 + number * 100, tick(number as u16 / 4, number as u16 % 4));
        }
        let at =
            |frame| timeline.at(frame).map(|moment| (moment.position.row, (moment.part * 100.0).round()));
        assert_eq!([at(1_000), at(1_250), at(1_399)], [Some((0, 0.0)), Some((0, 63.0)), Some((0, 100.0))]);
        assert_eq!(at(1_750), Some((1, 88.0)), "the last one lasts as long as the one before");
        assert_eq!([at(799), at(800)], [None, Some((0, 0.0))], "early by half a row");
    }

    #[test]
    fn what_was_stopped_never_came() {
        let mut timeline = Timeline::default();
        (0..8).for_each(|number| timeline.take(number * 100, tick(0, number as u16 % 4)));
        timeline.stop(250);
        assert_eq!(timeline.at(200).map(|moment| moment.position.tick), Some(2));
        assert_eq!([timeline.at(250), timeline.at(500)], [None, None]);
        timeline.take(240, tick(1, 0));
        timeline.take(300, tick(1, 1));
        assert_eq!(timeline.at(310), None, "it was on its way when playback was stopped");
        assert_eq!(timeline.at(245).map(|moment| moment.position.row), Some(1), "told late");
        assert_eq!(timeline.at(260), None);
        timeline.begin(400);
        timeline.take(350, tick(1, 2));
        assert!(!timeline.has_begun() && timeline.at(500).is_none(), "it is counted in");
        (0..2).for_each(|number| timeline.take(900 + number * 100, tick(0, number as u16)));
        assert_eq!(timeline.at(950).map(|moment| moment.position.row), Some(0));
    }
}
