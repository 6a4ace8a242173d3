//! How fast a song plays: by its own tempo, or as an external clock leads it.

use super::message::ClockReading;
use crate::dsp::units::{Frames, SampleRate};
use crate::midi::follower::{Follower, Health};
use crate::sequencer::clock::Clock;
use crate::sequencer::player::{Playing, Tick};

/// Binary digits behind the point of beats.
const DIGITS: u32 = 64;

/// The pace of playback.
pub(super) struct Pace {
    /// Counts ticks in frames.
    pub clock: Clock,
    /// The external clock.
    pub follower: Follower,
    /// Whether what plays was begun by that.
    pub led: bool,
    /// Whether it has said when something is to begin.
    pub waits: bool,
    /// What its start plays.
    pub first: Playing,
    /// What its continue plays.
    pub next: Playing,
    /// Frames by which sound is made before it is heard.
    pub lead: u32,
    rate: SampleRate,
    /// Beats since playback began, with [`DIGITS`] behind the point: of the present tick's end, and of its begin.
    beats: [u128; 2],
    /// The frames of the present tick's begin and end.
    frames: [u64; 2],
}

impl Pace {
    pub fn new(rate: SampleRate) -> Pace {
        let first = Playing::Song { order: 0, row: 0, repeat: false };
        Pace {
            clock: Clock::new(rate),
            follower: Follower::default(),
            led: false,
            waits: false,
            first,
            next: first,
            lead: 0,
            rate,
            beats: [0; 2],
            frames: [0; 2],
        }
    }

    /// Playback begins at that frame, by the external clock if that has said so.
    pub fn begin(&mut self, frame: u64) {
        self.clock.seek(Frames(frame));
        (self.beats, self.frames) = ([0; 2], [frame; 2]);
        self.led = std::mem::take(&mut self.waits);
    }

    /// A tick begins; the frame at which it ends. `latency`: frames that the engine's own devices take.
    pub fn tick(&mut self, tick: &Tick, latency: u64) -> u64 {
        let (part, of) = tick.beats;
        self.beats = [self.beats[0] + (u128::from(part) << DIGITS) / u128::from(of.max(1)), self.beats[0]];
        let beat = self.beats[0] as f64 / (1u128 << DIGITS) as f64;
        // Between a start and the second pulse nobody knows the tempo.
        let end = match self.leading().and_then(|follower| follower.second_of(beat)) {
            None => self.clock.tick(tick.length).0,
            Some(second) => self.clock.until(Frames(self.frame_of(second, latency))).0,
        };
        self.frames = [self.frames[1], end];
        end
    }

    /// The frame at which what is to be heard at a second is made.
    pub fn frame_of(&self, second: f64, latency: u64) -> u64 {
        let early = (u64::from(self.lead) + latency) as f64;
        (second * f64::from(self.rate.0) - early).max(0.0) as u64
    }

    /// Beats since playback began at a frame of the present tick, and those of a frame.
    pub fn beat(&self, frame: u64) -> [f64; 2] {
        let ([begin, end], [first, last]) = (self.span(), self.frames);
        let each = (end - begin) / (last.saturating_sub(first)).max(1) as f64;
        [begin + frame.saturating_sub(first) as f64 * each, each]
    }

    /// The clock by which playback goes, if it goes by one.
    fn leading(&self) -> Option<&Follower> {
        Some(&self.follower).filter(|follower| self.led && follower.leads())
    }

    /// The tempo by which playback goes, if an external clock leads it; BPM × 65,536.
    pub fn led_tempo(&self) -> Option<u64> {
        Some((self.leading()?.tempo()? * 65_536.0) as u64)
    }

    /// Beats since playback began, of the present tick's begin and end.
    pub fn span(&self) -> [f64; 2] {
        [self.beats[1], self.beats[0]].map(|beats| beats as f64 / (1u128 << DIGITS) as f64)
    }

    /// How the external clock fares, at that frame, if one was ever heard.
    pub fn reading(&mut self, frame: u64) -> Option<ClockReading> {
        self.follower.look(frame as f64 / f64::from(self.rate.0.max(1)));
        let health = self.follower.health();
        (health != Health::Nothing).then(|| ClockReading {
            health,
            tempo: self.follower.tempo().unwrap_or(0.0) as f32,
            error: (self.follower.error() * 1_000.0) as f32,
            jitter: (self.follower.jitter() * 1_000.0) as f32,
            leads: self.led && self.follower.leads(),
        })
    }
}
