//! What is playing, as it is heard: the engine's reports wait here until their moment has come out of the loudspeakers.

use crate::engine::message::{ClockReading, FromEngine, LEAST_REDUCTION, Meters, Reduction};
use crate::sequencer::performance::{Goal, Performing};
use crate::sequencer::player::{Playing, Position};
use crate::song::MAX_TRACKS;
use crate::song::insert::Owner;
use crate::song::mixer::MAX_RETURNS;
use std::collections::VecDeque;

/// The most reports that wait to be heard: more than a second of them.
const MOST_WAITING: usize = 4_096;

/// Parts of the wave that are kept: as many as the widest screens show.
const LONGEST_WAVE: usize = 512;

/// How often a second meters and wave change: seldom enough for a line that carries the picture too, often enough for eyes.
const METERS_A_SECOND: u32 = 15;
/// How fast a shown peak falls, as a factor for each of these: 20 dB a second.
const FALL: f32 = 0.858;
/// Below this a shown peak is silence, and at rest a part of the wave is none.
const SILENCE: f32 = 1e-4;

/// Playback as it is heard.
#[derive(Debug)]
pub struct Transport {
    /// What was asked for; `None` at rest.
    pub playing: Option<Playing>,
    /// The place that is heard; stays where it was when playback stops.
    pub position: Option<Position>,
    /// Beats per minute that are heard; 0 before anything played.
    pub tempo: f64,
    /// The engine's frame that is heard.
    pub heard: u64,
    /// The engine's frame at which playback was heard to begin.
    pub began: u64,
    /// The engine's frame at which that was asked for.
    pub since: u64,
    /// Track levels for meters, linear, falling.
    pub tracks: [f32; MAX_TRACKS],
    /// Return levels for meters, linear, falling.
    pub returns: [f32; MAX_RETURNS],
    /// Master levels for meters, linear, falling.
    pub master: [f32; 2],
    /// The master's wave as it is heard, the newest part last: the lowest and the highest sample of each.
    pub wave: VecDeque<[f32; 2]>,
    /// Parts of the wave that there have been; those that are kept are the last of them.
    pub wave_parts: u64,
    /// The highest master level since this was last cleared, linear.
    pub highest: f32,
    /// The limiter's greatest reduction that was heard since the meters changed last, in dB, 0 or below.
    pub reduction: f32,
    /// The same of the devices in chains; those that are not there take nothing away.
    pub reductions: Vec<Reduction>,
    /// Voices that sound.
    pub voices: u16,
    /// Whether notes of fills are played.
    pub fill: bool,
    /// What holds live and what waits.
    pub performing: Performing,
    /// Where the next song's engine is heard that has gone on from the one before: the frame at which its song begins.
    pub handed_over: Option<u64>,
    /// What was heard since the meters changed last.
    coming: Option<Meters>,
    coming_wave: Vec<[f32; 2]>,
    coming_reductions: Vec<Reduction>,
    /// The frame that was heard when the meters changed last.
    measured: u64,
    /// How an external clock fares.
    pub clock: ClockReading,
    /// The frame at which playback was asked to begin: older reports mean an earlier playback.
    asked: Option<u64>,
    waiting: VecDeque<FromEngine>,
}

impl Default for Transport {
    fn default() -> Self {
        Transport {
            playing: None,
            position: None,
            tempo: 0.0,
            heard: 0,
            began: 0,
            since: 0,
            tracks: [0.0; MAX_TRACKS],
            returns: [0.0; MAX_RETURNS],
            master: [0.0; 2],
            wave: VecDeque::from([[0.0; 2]; LONGEST_WAVE]),
            wave_parts: 0,
            highest: 0.0,
            reduction: 0.0,
            reductions: Vec::new(),
            voices: 0,
            fill: false,
            performing: Performing::default(),
            handed_over: None,
            coming: None,
            coming_wave: Vec::new(),
            coming_reductions: Vec::new(),
            measured: 0,
            clock: ClockReading::default(),
            asked: None,
            waiting: VecDeque::new(),
        }
    }
}

impl Transport {
    /// Playback was asked for when the engine stood at frame `now`.
    pub fn start(&mut self, playing: Playing, now: u64) {
        // Nothing of it is heard yet, and what was heard last is over: counting in may take a while.
        (self.playing, self.asked, self.began, self.position) = (Some(playing), Some(now), now, None);
        self.since = now;
    }

    /// Whether playback was asked for and nothing of it is heard yet: bars are counted.
    pub fn is_counted_in(&self) -> bool {
        self.playing.is_some() && self.position.is_none() && self.asked.is_some()
    }

    /// Whether the next song has its turn, and what is heard is the gap before it.
    pub fn is_in_gap(&self) -> bool {
        self.playing.is_some() && self.position.is_none() && self.asked.is_none()
    }

    /// The next song plays from that frame on, before which there may be a gap: what waits is its already.
    pub fn hand_over(&mut self, playing: Playing, began: u64) {
        (self.playing, self.asked, self.began, self.position) = (Some(playing), None, began, None);
        self.since = began;
    }

    /// Playback was stopped.
    pub fn stop(&mut self) {
        (self.playing, self.asked) = (None, None);
        self.waiting.retain(|report| !matches!(report, FromEngine::Position { .. }));
    }

    /// A report has come.
    pub fn take(&mut self, report: FromEngine) {
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(report);
    }

    /// Lets everything happen that is heard by the engine's frame `heard`, at `rate` frames a second. Whether the picture changed.
    pub fn follow(&mut self, heard: u64, rate: u32) -> bool {
        self.heard = self.heard.max(heard);
        let before = (self.position, self.playing.is_some(), self.performing);
        while let Some(report) = self.waiting.front().copied() {
            if moment(&report) > self.heard || self.handed_over.is_some() {
                break;
            }
            self.waiting.pop_front();
            self.happen(report);
        }
        self.move_meters(u64::from(rate / METERS_A_SECOND).max(1))
            || before != (self.position, self.playing.is_some(), self.performing)
    }

    /// What to play to go on from the row that is heard; `None` at rest.
    pub fn resumed(&self) -> Option<Playing> {
        let playing = self.playing?;
        let Some(Position { order, pattern, row, .. }) = self.position else { return Some(playing) };
        Some(match playing {
            Playing::Song { repeat, .. } => Playing::Song { order, row, repeat },
            Playing::Pattern { .. } => Playing::Pattern { pattern, row },
        })
    }

    /// The greatest reduction that is heard of the device in a place of a chain, from 0, in dB, 0 or below.
    pub fn reduction_of(&self, owner: Owner, slot: usize) -> f32 {
        let here = |told: &&Reduction| told.owner == owner && usize::from(told.slot) == slot;
        self.reductions.iter().find(here).map_or(0.0, |told| told.decibels)
    }

    /// Seconds since playback was heard to begin, at so many frames a second.
    pub fn seconds(&self, rate: u32) -> f64 {
        self.heard.saturating_sub(self.began) as f64 / f64::from(rate.max(1))
    }

    /// Seconds until the next song is heard, in the gap before it.
    pub fn gap(&self, rate: u32) -> Option<f64> {
        let left = self.began.checked_sub(self.heard).filter(|left| self.is_in_gap() && *left > 0)?;
        Some(left as f64 / f64::from(rate.max(1)))
    }

    fn happen(&mut self, report: FromEngine) {
        match report {
            FromEngine::Position { at, position: Some(position), tempo } => {
                if self.playing.is_none() || self.asked.is_some_and(|asked| at.0 < asked) {
                    return;
                }
                if self.asked.take().is_some() || self.position.is_none() {
                    self.began = at.0;
                }
                (self.position, self.tempo) = (Some(position), tempo as f64 / 65_536.0);
            }
            FromEngine::Position { position: None, .. } => {
                if self.asked.is_none() {
                    self.playing = None;
                }
            }
            FromEngine::Meters(meters) => self.measure(&meters),
            FromEngine::Reductions { taken, .. } => taken.iter().flatten().for_each(|one| self.reduce(one)),
            FromEngine::Clock(reading) => self.clock = reading,
            FromEngine::Performing { performing, .. } => self.perform(performing),
            FromEngine::HandedOver { begins, .. } => self.handed_over = Some(begins.0),
            FromEngine::NotFinite { .. } | FromEngine::Probed { .. } => {}
        }
    }

    /// Something else holds: playback may have gone from the order list to a pattern, or back.
    fn perform(&mut self, performing: Performing) {
        let before = std::mem::replace(&mut self.performing, performing);
        if self.asked.is_some() || before.alone == performing.alone {
            return;
        }
        let position = self.position.unwrap_or_default();
        let goal = before.cue.map(|cue| cue.goal);
        self.playing = match (self.playing, performing.alone, goal) {
            (Some(_), true, Some(Goal::Pattern(pattern))) => Some(Playing::Pattern { pattern, row: 0 }),
            (Some(Playing::Song { .. }), true, _) => {
                Some(Playing::Pattern { pattern: position.pattern, row: 0 })
            }
            (Some(_), false, Some(Goal::Entry { order, row })) => {
                Some(Playing::Song { order, row, repeat: false })
            }
            (playing, ..) => playing,
        };
    }

    fn measure(&mut self, meters: &Meters) {
        self.coming_wave.extend(meters.wave.into_iter().filter(|[lowest, highest]| lowest <= highest));
        self.voices = meters.voices;
        let surplus = self.coming_wave.len().saturating_sub(LONGEST_WAVE);
        self.coming_wave.drain(..surplus);
        self.coming = Some(self.coming.map_or(*meters, |before| Meters {
            tracks: louder(before.tracks, &meters.tracks),
            returns: louder(before.returns, &meters.returns),
            master: louder(before.master, &meters.master),
            reduction: before.reduction.min(meters.reduction),
            ..*meters
        }));
    }

    /// A device of a chain has taken level away.
    fn reduce(&mut self, told: &Reduction) {
        let same = |known: &&mut Reduction| (known.owner, known.slot) == (told.owner, told.slot);
        match self.coming_reductions.iter_mut().find(same) {
            Some(known) => known.decibels = known.decibels.min(told.decibels),
            None => self.coming_reductions.push(*told),
        }
    }

    /// Shows what was heard, once in `step` frames; whether anything has moved.
    fn move_meters(&mut self, step: u64) -> bool {
        let steps = (self.heard.saturating_sub(self.measured) / step).min(u64::from(METERS_A_SECOND));
        if steps == 0 {
            return false;
        }
        self.measured = self.heard / step * step;
        let mut moved = false;
        for peak in self.tracks.iter_mut().chain(&mut self.returns).chain(&mut self.master) {
            moved |= *peak > 0.0;
            *peak = if *peak < SILENCE { 0.0 } else { *peak * FALL.powi(steps as i32) };
        }
        if let Some(meters) = self.coming.take() {
            let before = self.reduction;
            let any = |peaks: &[f32]| peaks.iter().any(|peak| *peak > SILENCE);
            self.tracks = louder(self.tracks, &meters.tracks);
            self.returns = louder(self.returns, &meters.returns);
            self.master = louder(self.master, &meters.master);
            self.highest = self.master.iter().fold(self.highest, |highest, peak| highest.max(*peak));
            // Less reads as none.
            self.reduction = if meters.reduction < LEAST_REDUCTION { meters.reduction } else { 0.0 };
            moved |= self.reductions != self.coming_reductions;
            self.reductions = std::mem::take(&mut self.coming_reductions);
            moved |= before != self.reduction || any(&self.master) || any(&self.tracks) || any(&self.returns);
        }
        let heard = |part: &[f32; 2]| part.iter().any(|sample| sample.abs() > SILENCE);
        // At rest nothing moves, or an idle screen would send for ever.
        if self.playing.is_some() || self.coming_wave.iter().any(heard) {
            moved = true;
            for part in self.coming_wave.drain(..) {
                self.wave.pop_front();
                self.wave.push_back(part);
                self.wave_parts += 1;
            }
        }
        self.coming_wave.clear();
        moved
    }
}

/// The louder of two peaks, each.
fn louder<const N: usize>(mut peaks: [f32; N], others: &[f32; N]) -> [f32; N] {
    peaks.iter_mut().zip(others).for_each(|(peak, other)| *peak = peak.max(*other));
    peaks
}

fn moment(report: &FromEngine) -> u64 {
    match report {
        FromEngine::Position { at, .. } => at.0,
        FromEngine::Meters(meters) => meters.at.0,
        FromEngine::Reductions { at, .. } => at.0,
        FromEngine::Performing { at, .. } | FromEngine::HandedOver { at, .. } => at.0,
        FromEngine::NotFinite { .. } | FromEngine::Clock(_) | FromEngine::Probed { .. } => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::Frames;

    fn row(at: u64, row: u16) -> FromEngine {
        let position = Some(Position { row, ..Position::default() });
        FromEngine::Position { at: Frames(at), position, tempo: 120 << 16 }
    }

    #[test]
    fn the_picture_follows_the_ear() {
        let mut transport = Transport::default();
        transport.start(Playing::Pattern { pattern: 0, row: 0 }, 100);
        transport.take(row(50, 7));
        transport.take(row(100, 0));
        transport.take(row(200, 1));
        transport.follow(99, 48_000);
        assert_eq!(transport.position, None);
        transport.follow(150, 48_000);
        assert_eq!(transport.position.map(|position| position.row), Some(0));
        transport.follow(250, 48_000);
        assert_eq!(transport.position.map(|position| position.row), Some(1));
        assert_eq!(transport.began, 100);
    }

    #[test]
    fn a_stopped_song_stays_where_it_was_heard() {
        let mut transport = Transport::default();
        transport.start(Playing::Pattern { pattern: 0, row: 0 }, 0);
        transport.take(row(0, 3));
        transport.take(row(500, 4));
        transport.follow(10, 48_000);
        transport.stop();
        transport.follow(1_000, 48_000);
        assert_eq!(transport.position.map(|position| position.row), Some(3));
        assert!(transport.playing.is_none());
    }
}
