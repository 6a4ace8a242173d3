//! A recording that is under way: the tracks that are recorded, the times through its rows, and where these lie in the files.

use crate::sequencer::player::Position;
use crate::song::Song;
use crate::song::clip::{Change, Clip, MAX_TAKES, Take};
use crate::song::sample::SampleReference;
use crate::song::tempo::Tempo;

/// Seconds of a pass in which the clocks by which it is placed are still listened to.
const SETTLING: u64 = 5;

/// A track that is recorded.
pub(super) struct Part {
    /// The pattern and the track in which its clip lies now.
    pub place: (u16, u16),
    /// The song's sample, by which the clip is known wherever it goes.
    pub sample: u16,
    pub reference: SampleReference,
    /// The clip without what is being recorded.
    pub clip: Clip,
    /// Whether somebody has taken the clip out.
    pub is_lost: bool,
}

impl Part {
    fn has(&self, clip: &Clip) -> bool {
        clip.takes.iter().any(|take| take.sample == self.sample)
    }

    /// The clip with the takes that are recorded behind its own; the newest is heard.
    pub fn with(&self, clip: &Clip, takes: &[Take]) -> Clip {
        let mut clip = clip.clone();
        // The older ones are in the file.
        let newest = &takes[takes.len().saturating_sub(MAX_TAKES)..];
        clip.takes.drain(..clip.takes.len().saturating_sub(MAX_TAKES - newest.len()));
        clip.takes.extend(newest.iter().map(|take| Take { sample: self.sample, ..*take }));
        // The newest pass that is whole, or the one that is under way.
        clip.take = clip.takes.len().saturating_sub(1) as u16;
        clip.changes.clear();
        clip
    }

    /// Copies of the clip, wherever they lie, with these takes in place of as many recorded ones as there were `before`. A copy has the newest
    /// take, unless somebody has chosen among its takes.
    pub fn copies(&self, song: &Song, before: usize, takes: &[Take]) -> Vec<((u16, u16), Clip)> {
        let tracks = 0..song.tracks.len() as u16;
        let places = (0..song.patterns.len() as u16)
            .flat_map(|pattern| tracks.clone().map(move |track| (pattern, track)));
        let of_place = |place: (u16, u16)| {
            let clips = song.lane(place.0.into(), place.1.into()).map_or(&[][..], |lane| lane.clips());
            let copies = clips.iter().filter(|clip| self.has(clip));
            let others = copies.filter(|clip| (place, clip.row) != (self.place, self.clip.row));
            others.map(|clip| (place, self.copied(clip, before, takes))).collect::<Vec<_>>()
        };
        places.flat_map(of_place).collect()
    }

    fn copied(&self, copy: &Clip, before: usize, takes: &[Take]) -> Clip {
        let own: Vec<Take> = copy.takes.iter().filter(|take| take.sample != self.sample).copied().collect();
        let (owned, recorded) = (own.len(), copy.takes.len() - own.len());
        let new = self.with(&Clip { takes: own, ..copy.clone() }, takes);
        if copy.changes.is_empty() && usize::from(copy.take) + 1 >= copy.takes.len() {
            return new;
        }
        // The oldest may have made room for the newest.
        let kept = new.takes.len() - new.takes.iter().filter(|take| take.sample == self.sample).count();
        let gone = (takes.len() - (new.takes.len() - kept)) as i64 - (before as i64 - recorded as i64);
        let to = |take: u16| {
            let left_out = if usize::from(take) < owned { 0 } else { gone };
            (i64::from(take) - (owned - kept) as i64 - left_out).max(0) as u16
        };
        let changes = copy.changes.iter().map(|change| Change { take: to(change.take), ..*change }).collect();
        Clip { take: to(copy.take), changes, ..new }
    }

    /// Finds the clip where it lies now; whether it has another place.
    fn follow(&mut self, song: &Song) -> bool {
        let has = |clip: &Clip| self.has(clip);
        let within = |pattern: u16, track: u16| {
            let lane = song.lane(pattern.into(), track.into())?;
            let mut clips = lane.clips().iter().filter(|clip| has(clip));
            // A copy may stand before it.
            let here = clips.clone().find(|clip| clip.row == self.clip.row).or_else(|| clips.next());
            here.map(|clip| ((pattern, track), Clip::clone(clip)))
        };
        let tracks = 0..song.tracks.len() as u16;
        let everywhere = || {
            (0..song.patterns.len() as u16)
                .flat_map(|pattern| tracks.clone().map(move |track| (pattern, track)))
        };
        let found = within(self.place.0, self.place.1)
            .or_else(|| everywhere().find_map(|(pattern, track)| within(pattern, track)));
        // A step that was taken back is done again; a clip that somebody has removed is not.
        self.is_lost =
            found.is_none() && song.samples.get(usize::from(self.sample)).is_some_and(Option::is_some);
        let Some((place, mut clip)) = found else { return false };
        clip.takes.retain(|take| take.sample != self.sample);
        self.clip = clip;
        std::mem::replace(&mut self.place, place) != place
    }
}

/// One time through the rows that are recorded, in frames of the engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pass {
    begin: u64,
    end: Option<u64>,
    /// Frames of the engine less those of the input where it began, and how late the input was.
    clock: Option<(f64, i64)>,
    /// The song's tempo where it began.
    tempo: Option<Tempo>,
}

impl Pass {
    fn new(begin: u64, tempo: Option<Tempo>) -> Pass {
        Pass { begin, end: None, clock: None, tempo }
    }
}

/// A recording that is under way.
pub struct Run {
    pub(super) parts: Vec<Part>,
    /// Its pattern, its first row, and the row before which it ends.
    pub(super) place: (u16, u16, Option<u16>),
    /// The pattern's number before it moved, until the engine tells of the new one.
    pub(super) before: Option<u16>,
    /// Whether each time through the rows is a take of its own.
    pub(super) again: bool,
    /// The engine's frame at which it was asked for; what was reported before belongs to an earlier playback.
    pub(super) asked: u64,
    /// The input's frame at which the files begin.
    pub(super) first: Option<u64>,
    pub(super) passes: Vec<Pass>,
    /// The takes as they stand in the song.
    pub(super) placed: Vec<Take>,
    pub(super) ending: bool,
}

impl Run {
    /// A tick begins at a frame of the engine, or playback ends there.
    pub(super) fn reach(&mut self, at: u64, position: Option<Position>, tempo: Option<Tempo>) {
        if at < self.asked || self.ending {
            return;
        }
        let (pattern, row, end) = self.place;
        if position.is_some_and(|there| there.pattern == pattern) {
            self.before = None;
        }
        let position = position.map(|there| match self.before {
            Some(before) if before == there.pattern => Position { pattern, ..there },
            _ => there,
        });
        let begins =
            position.is_some_and(|there| (there.pattern, there.row, there.tick) == (pattern, row, 0));
        let ends = match position {
            None => true,
            Some(there) => {
                let out =
                    there.pattern != pattern || there.row < row || end.is_some_and(|end| there.row >= end);
                begins || (out && (self.again || end.is_some()))
            }
        };
        if let Some(open) =
            self.passes.last_mut().filter(|pass| pass.end.is_none() && ends && pass.begin < at)
            && (self.again || end.is_some() || position.is_none())
        {
            open.end = Some(at);
        }
        if begins
            && (self.passes.is_empty() || self.again)
            && self.passes.last().is_none_or(|pass| pass.begin < at)
        {
            self.passes.push(Pass::new(at, tempo));
        }
    }

    /// The row that is recorded begins at that frame already.
    pub(super) fn began(&mut self, at: u64, tempo: Option<Tempo>) {
        self.passes.push(Pass::new(at, tempo));
    }

    /// How the clocks of engine and input stand at that frame of the engine. A pass goes by what they were in its first seconds: clocks of their
    /// own drift apart later.
    pub(super) fn tell_clock(&mut self, clock: Option<(f64, i64)>, now: u64, rate: u32) {
        let settling = SETTLING * u64::from(rate);
        for pass in &mut self.passes {
            if now < pass.begin + settling || pass.clock.is_none() {
                pass.clock = clock.or(pass.clock);
            }
        }
    }

    /// The song has changed, or not: the takes go along with their clips.
    pub(super) fn follow(&mut self, song: &Song) {
        for part in &mut self.parts {
            if part.follow(song) && part.place.0 != self.place.0 {
                self.before = Some(std::mem::replace(&mut self.place.0, part.place.0));
            }
        }
    }

    /// Where the passes lie in the files, as far as that is known, and how long they are; `until` is the length of the files where they
    /// are whole.
    pub(super) fn takes(&self, until: Option<u64>) -> Vec<Take> {
        let provisional = vec![Take::default()];
        let Some(first) = self.first else { return provisional };
        let takes = self.passes.iter().filter_map(|pass| {
            let (anchor, delay) = pass.clock?;
            let offset = (pass.begin as f64 - anchor).round() as i64 + delay - first as i64;
            let whole = pass.end.map(|end| end - pass.begin);
            let rest = until.map(|until| (until as i64 - offset).max(0) as u64);
            let length = match (whole, rest) {
                (Some(whole), Some(rest)) => whole.min(rest),
                (Some(whole), None) => whole,
                (None, Some(rest)) => rest,
                (None, None) => return Some(Take { sample: 0, offset, length: 0, tempo: pass.tempo }),
            };
            (length > 0).then_some(Take { sample: 0, offset, length, tempo: pass.tempo })
        });
        let takes: Vec<Take> = takes.collect();
        if takes.is_empty() { provisional } else { takes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(place: (u16, u16, Option<u16>), again: bool) -> Run {
        let (parts, passes, placed) = (Vec::new(), Vec::new(), Vec::new());
        let (before, first) = (None, None);
        Run { parts, place, before, again, asked: 0, first, passes, placed, ending: false }
    }

    /// The passes after rows that begin at so many frames.
    fn passes(mut run: Run, rows: &[(u16, u16, u64)]) -> Vec<(u64, Option<u64>)> {
        for (pattern, row, at) in rows {
            let position = Position { pattern: *pattern, row: *row, ..Position::default() };
            run.reach(*at, Some(position), None);
        }
        run.passes.iter().map(|pass| (pass.begin, pass.end)).collect()
    }

    #[test]
    fn each_time_through_a_pattern_is_a_pass_and_a_song_is_one() {
        let rows = [(0, 0, 0), (0, 1, 10), (0, 2, 20), (0, 0, 30), (0, 1, 40), (0, 2, 50), (0, 0, 60)];
        let whole = passes(run((0, 0, None), true), &rows);
        assert_eq!(whole, [(0, Some(30)), (30, Some(60)), (60, None)]);
        let from_the_second_row = passes(run((0, 1, None), true), &rows);
        assert_eq!(from_the_second_row, [(10, Some(30)), (40, Some(60))]);
        let marked = passes(run((0, 1, Some(2)), true), &rows);
        assert_eq!(marked, [(10, Some(20)), (40, Some(50))]);
        let song = [(3, 1, 0), (3, 2, 10), (4, 0, 20), (3, 1, 30), (3, 2, 40)];
        assert_eq!(passes(run((3, 1, None), false), &song), [(0, None)]);
        assert_eq!(passes(run((3, 1, Some(2)), false), &song), [(0, Some(10))]);
    }

    #[test]
    fn a_copys_chosen_take_is_the_same_one_where_the_oldest_make_room() {
        let take = |sample: u16, offset: i64| Take { sample, offset, ..Take::default() };
        let passes: Vec<Take> = (0..70).map(|pass| take(0, pass)).collect();
        let part = Part {
            place: (0, 0),
            sample: 7,
            reference: SampleReference::default(),
            clip: Clip::default(),
            is_lost: false,
        };
        let own = Clip { takes: vec![take(1, -1), take(1, -2)], ..Clip::default() };
        let first = part.with(&own, &passes[..62]);
        assert_eq!(first.takes.len(), MAX_TAKES);
        let changes = [(4, 1), (8, 60)].map(|(row, take)| Change { row, take }).to_vec();
        let mut copy = Clip { take: 30, changes, ..first };
        let heard = |clip: &Clip| [0, 4, 8].map(|row| clip.take_at(row).map(|take| take.offset));
        assert_eq!(heard(&copy), [Some(28), Some(-2), Some(58)]);
        for count in 62..70 {
            copy = part.copied(&copy, count, &passes[..=count]);
            let oldest = if count == 62 { -2 } else { (count as i64 + 1 - MAX_TAKES as i64).max(0) };
            assert_eq!(heard(&copy), [Some(28), Some(oldest), Some(58)], "{} takes", count + 1);
        }
    }
}
