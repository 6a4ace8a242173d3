//! What is playing, as it is heard: the engine's reports wait here until their moment has come out of the loudspeakers.

use crate::engine::message::{ClockReading, FromEngine, Meters};
use crate::sequencer::player::{Playing, Position};
use crate::song::MAX_TRACKS;
use crate::song::mixer::MAX_RETURNS;
use std::collections::VecDeque;

/// The most reports that wait to be heard: more than a second of them.
const MOST_WAITING: usize = 4_096;

/// Parts of the wave that are kept: as many as the widest screens show.
const LONGEST_WAVE: usize = 512;

/// How fast a shown peak falls, as a factor each turn of about 1/30 s: 20 dB a second.
const FALL: f32 = 0.926;

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
    /// Track levels for meters, linear, falling.
    pub tracks: [f32; MAX_TRACKS],
    /// Return levels for meters, linear, falling.
    pub returns: [f32; MAX_RETURNS],
    /// Master levels for meters, linear, falling.
    pub master: [f32; 2],
    /// The master's wave as it is heard, the newest part last: the lowest and the highest sample of each.
    pub wave: VecDeque<[f32; 2]>,
    /// The highest master level since this was last cleared, linear.
    pub highest: f32,
    /// The limiter's reduction that is heard, in dB, 0 or below.
    pub reduction: f32,
    /// Voices that sound.
    pub voices: u16,
    /// Whether notes of fills are played.
    pub fill: bool,
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
            tracks: [0.0; MAX_TRACKS],
            returns: [0.0; MAX_RETURNS],
            master: [0.0; 2],
            wave: VecDeque::from([[0.0; 2]; LONGEST_WAVE]),
            highest: 0.0,
            reduction: 0.0,
            voices: 0,
            fill: false,
            clock: ClockReading::default(),
            asked: None,
            waiting: VecDeque::new(),
        }
    }
}

impl Transport {
    /// Playback was asked for when the engine stood at frame `now`.
    pub fn start(&mut self, playing: Playing, now: u64) {
        (self.playing, self.asked, self.began) = (Some(playing), Some(now), now);
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

    /// Lets everything happen that is heard by the engine's frame `heard`. Whether the picture changed.
    pub fn follow(&mut self, heard: u64) -> bool {
        self.heard = self.heard.max(heard);
        let before = (self.position, self.playing.is_some());
        let moving = self.fall();
        while let Some(report) = self.waiting.front().copied() {
            if moment(&report) > self.heard {
                break;
            }
            self.waiting.pop_front();
            self.happen(report);
        }
        moving || before != (self.position, self.playing.is_some())
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

    /// Seconds since playback was heard to begin, at so many frames a second.
    pub fn seconds(&self, rate: u32) -> f64 {
        self.heard.saturating_sub(self.began) as f64 / f64::from(rate.max(1))
    }

    fn happen(&mut self, report: FromEngine) {
        match report {
            FromEngine::Position { at, position: Some(position), tempo } => {
                if self.playing.is_none() || self.asked.is_some_and(|asked| at.0 < asked) {
                    return;
                }
                if self.asked.take().is_some() {
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
            FromEngine::Clock(reading) => self.clock = reading,
            FromEngine::NotFinite { .. } => {}
        }
    }

    fn measure(&mut self, meters: &Meters) {
        let louder = |shown: &mut f32, peak: f32| *shown = shown.max(peak);
        self.tracks.iter_mut().zip(meters.tracks).for_each(|(shown, peak)| louder(shown, peak));
        self.returns.iter_mut().zip(meters.returns).for_each(|(shown, peak)| louder(shown, peak));
        self.master.iter_mut().zip(meters.master).for_each(|(shown, peak)| louder(shown, peak));
        for part in meters.wave.into_iter().filter(|[lowest, highest]| lowest <= highest) {
            self.wave.pop_front();
            self.wave.push_back(part);
        }
        self.highest = self.master.iter().fold(self.highest, |highest, peak| highest.max(*peak));
        (self.reduction, self.voices) = (meters.reduction, meters.voices);
    }

    /// Lets the meters fall; whether any still shows something.
    fn fall(&mut self) -> bool {
        let mut shown = false;
        for peak in self.tracks.iter_mut().chain(&mut self.returns).chain(&mut self.master) {
            *peak = if *peak < 1e-4 { 0.0 } else { *peak * FALL };
            shown |= *peak > 0.0;
        }
        shown
    }
}

fn moment(report: &FromEngine) -> u64 {
    match report {
        FromEngine::Position { at, .. } => at.0,
        FromEngine::Meters(meters) => meters.at.0,
        FromEngine::NotFinite { .. } | FromEngine::Clock(_) => 0,
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
        transport.follow(99);
        assert_eq!(transport.position, None);
        transport.follow(150);
        assert_eq!(transport.position.map(|position| position.row), Some(0));
        transport.follow(250);
        assert_eq!(transport.position.map(|position| position.row), Some(1));
        assert_eq!(transport.began, 100);
    }

    #[test]
    fn a_stopped_song_stays_where_it_was_heard() {
        let mut transport = Transport::default();
        transport.start(Playing::Pattern { pattern: 0, row: 0 }, 0);
        transport.take(row(0, 3));
        transport.take(row(500, 4));
        transport.follow(10);
        transport.stop();
        transport.follow(1_000);
        assert_eq!(transport.position.map(|position| position.row), Some(3));
        assert!(transport.playing.is_none());
    }
}
