//! The present state of what is done live, and where it changes.

use super::by_track::ByTrack;
use super::{AS_WRITTEN, Cue, Goal, Performing, Quantum, RATIOS, Speed, Wish};
use crate::sequencer::momentary::Momentary;
use crate::sequencer::moved::Moves;
use crate::song::{MAX_TRACKS, Song};
use std::sync::Arc;

/// Another pattern's lane on a track.
#[derive(Clone, Copy, Debug)]
pub(in crate::sequencer) struct Turn {
    /// The pattern.
    pub pattern: u16,
    /// Of [`Performance::rows`], when it began.
    pub since: u32,
}

/// A row that has ended, and the pattern in which it stood.
#[derive(Clone, Copy, Debug)]
pub(in crate::sequencer) struct Border {
    /// The row.
    pub row: u16,
    /// The pattern's rows.
    pub length: u16,
    /// Whether a jump or a break leads out of the pattern.
    pub leaves: bool,
    /// Rows of a beat and of a bar.
    pub steps: [u8; 2],
}

impl Border {
    fn is_of(self, quantum: Quantum) -> bool {
        self.leaves || quantum.rows_left(self.row, self.length, self.steps) == 1
    }
}

/// The present state of all that.
#[derive(Clone, Debug)]
pub(in crate::sequencer) struct Performance {
    heard: u32,
    cue: Option<Cue>,
    pub looped: Option<[u16; 2]>,
    passes: u32,
    silent: u128,
    silence: Option<(u128, Quantum)>,
    speed: Speed,
    pub transpose: i8,
    /// What lies on the master, and what will from the next tick on.
    momentary: [Momentary; 2],
    turns: ByTrack<Turn>,
    turning: ByTrack<(Option<u16>, Quantum)>,
    /// Rows that were played since the start of playback.
    rows: u32,
    /// Tracks whose next row does not follow on the last one, a bit each.
    left: u128,
}

impl Default for Performance {
    fn default() -> Performance {
        Performance {
            heard: 0,
            cue: None,
            looped: None,
            passes: 0,
            silent: 0,
            silence: None,
            speed: Speed::default(),
            transpose: 0,
            momentary: [Momentary::default(); 2],
            turns: ByTrack::EMPTY,
            turning: ByTrack::EMPTY,
            rows: 0,
            left: 0,
        }
    }
}

impl Performance {
    /// Playback begins: nothing waits, and what holds begins anew.
    pub fn begin(&mut self) {
        self.rest();
        (self.passes, self.rows, self.left) = (0, 0, 0);
        self.turns.each(|turn| turn.since = 0);
    }

    /// Playback stands still: what waited for a border holds at once, and there is nowhere to go.
    pub fn rest(&mut self) {
        self.cue = None;
        self.reach(None);
        self.reach_tick();
    }

    /// A tick begins.
    pub fn reach_tick(&mut self) {
        self.momentary[0] = self.momentary[1];
    }

    /// What lies on the master.
    pub fn momentary(&self) -> Momentary {
        self.momentary[0]
    }

    /// Something is asked. While nothing plays it holds at once.
    pub fn hear(&mut self, wish: Wish, plays: bool) {
        self.heard = self.heard.wrapping_add(1);
        match wish {
            Wish::Queue(cue) => self.cue = cue,
            Wish::Loop(looped) => (self.looped, self.passes) = (looped, 0),
            Wish::Silence { tracks, quantum } => self.silence = Some((tracks, quantum)),
            Wish::Lane { track, pattern, quantum } => {
                self.turning.put(usize::from(track), Some((pattern, quantum)));
            }
            Wish::Speed(speed) => {
                let ratio = speed.ratio.clamp(RATIOS[0], RATIOS[1]);
                self.speed = Speed { ratio, ..speed };
            }
            Wish::Transpose(semitones) => self.transpose = semitones,
            Wish::Momentary(momentary) => self.momentary[1] = momentary,
        }
        if !plays {
            self.rest();
        }
    }

    /// What holds and what waits; `alone`: a pattern plays over and over; `gone`: the entry that plays is not in the order list any more.
    pub fn told(&self, alone: bool, gone: bool) -> Performing {
        Performing {
            heard: self.heard,
            cue: self.cue,
            looped: self.looped,
            passes: self.passes,
            alone,
            gone,
            silent: self.silent,
            silence: self.silence,
            ratio: self.speed.ratio,
            transpose: self.transpose,
            momentary: self.momentary(),
            turned: self.turns.tracks(),
            turning: self.turning.tracks(),
            leaps: self.left == u128::MAX,
        }
    }

    /// The silent tracks, a bit each.
    pub fn silent(&self) -> u128 {
        self.silent
    }

    /// How fast it plays, in millionths of what is written.
    pub fn ratio(&self) -> u32 {
        self.speed.ratio
    }

    /// The same as a factor, for sounds and eyes.
    pub fn times(&self) -> f64 {
        f64::from(self.speed.ratio) / f64::from(AS_WRITTEN)
    }

    /// A row has ended: what has waited for this border holds from the next row on. Where playback goes then, if that was asked.
    pub fn pass_row(&mut self, border: Border) -> Option<Goal> {
        self.rows = self.rows.wrapping_add(1);
        self.reach(Some(border));
        let cue = self.cue.take_if(|cue| border.is_of(cue.quantum))?;
        (self.looped, self.passes) = (cue.looped, 0);
        self.leave();
        Some(cue.goal)
    }

    /// Carries out what waits for a border, or everything where there is none to wait for.
    fn reach(&mut self, border: Option<Border>) {
        let is_due = |quantum: Quantum| border.is_none_or(|border| border.is_of(quantum));
        if let Some((tracks, _)) = self.silence.take_if(|(_, quantum)| is_due(*quantum)) {
            self.silent = tracks;
        }
        let mut from = 0;
        while let Some((track, (pattern, quantum))) = self.turning.next(from) {
            if is_due(quantum) {
                self.turning.put(track, None);
                self.left |= 1 << track;
                self.turns.put(track, pattern.map(|pattern| Turn { pattern, since: self.rows }));
            }
            from = track + 1;
        }
    }

    /// What comes next does not follow on what has been played.
    pub fn leave(&mut self) {
        self.left = u128::MAX;
    }

    /// The tracks whose next row does not follow on the last one, a bit each; once.
    pub fn take_left(&mut self) -> u128 {
        std::mem::take(&mut self.left)
    }

    /// The loop has begun again.
    pub fn pass_loop(&mut self) {
        self.passes = self.passes.wrapping_add(1);
        if let Some([step, target]) = self.speed.trainer {
            let faster = self.speed.ratio.saturating_add(step).min(target);
            self.speed.ratio = faster.max(self.speed.ratio).min(RATIOS[1]);
        }
    }

    /// The pattern whose lane a track plays in place of the present one's, and rows since that began.
    pub fn turn(&self, track: usize) -> Option<(u16, u32)> {
        let turn = self.turns.get(track)?;
        Some((turn.pattern, self.rows.wrapping_sub(turn.since)))
    }

    /// Goes with entries, patterns and tracks to where they are in a changed song.
    pub fn follow(&mut self, moves: &Moves, old: &Song, new: &Song) {
        self.looped = self.looped.and_then(|looped| moves.entries(looped));
        self.cue = self.cue.and_then(|cue| moves.cue(cue));
        self.turns.each(|turn| turn.pattern = moves.pattern(turn.pattern));
        self.turning.each(|(pattern, _)| *pattern = pattern.map(|pattern| moves.pattern(pattern)));
        if old.tracks.len() != new.tracks.len() {
            self.follow_tracks(old, new);
        }
    }

    /// Tracks have come or gone: what belongs to one goes along with it.
    fn follow_tracks(&mut self, old: &Song, new: &Song) {
        let (turns, turning) = (self.turns, self.turning);
        let (silent, silence) = (self.silent, self.silence);
        (self.turns, self.turning) = (ByTrack::EMPTY, ByTrack::EMPTY);
        (self.silent, self.silence) = (0, silence.map(|(_, quantum)| (0, quantum)));
        for (from, track) in old.tracks.iter().enumerate().take(MAX_TRACKS) {
            let to = new.tracks.iter().position(|other| Arc::ptr_eq(track, other));
            let Some(to) = to.filter(|to| *to < MAX_TRACKS) else { continue };
            self.turns.put(to, turns.get(from));
            self.turning.put(to, turning.get(from));
            self.silent |= (silent >> from & 1) << to;
            if let (Some((was, _)), Some((is, _))) = (silence, &mut self.silence) {
                *is |= (was >> from & 1) << to;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_track_has_its_bit() {
        let mut performance = Performance::default();
        for track in [0, 63, 64, 127] {
            performance.turns.put(track, Some(Turn { pattern: 1, since: 0 }));
        }
        performance.turning.put(65, Some((None, Quantum::default())));
        let told = performance.told(false, false);
        assert_eq!((told.turned, told.turning), (1 | 1 << 63 | 1 << 64 | 1 << 127, 1 << 65));
    }

    #[test]
    fn the_speed_grows_up_to_its_target_and_never_falls() {
        let mut performance = Performance::default();
        performance.hear(Wish::Speed(Speed { ratio: 600_000, trainer: Some([150_000, 1_000_000]) }), true);
        let ratios: Vec<u32> = (0..4)
            .map(|_| {
                performance.pass_loop();
                performance.ratio()
            })
            .collect();
        assert_eq!(ratios, [750_000, 900_000, 1_000_000, 1_000_000]);
        performance.hear(Wish::Speed(Speed { ratio: 1_200_000, trainer: Some([150_000, 1_000_000]) }), true);
        performance.pass_loop();
        assert_eq!(performance.ratio(), 1_200_000);
    }
}
