//! Masters that send clocks, simulated: exact or jittering, with gaps, steps and ramps.

use segno::midi::follower::{Follower, Turn};
use segno::midi::message::Message;

/// A master whose pulses come at their moments, and later by chance.
pub struct Master {
    pub follower: Follower,
    random: u64,
    /// When the next pulse is, exactly; seconds.
    pub now: f64,
    /// Pulses that were sent.
    pub sent: u64,
    /// Seconds that each pulse is off at most.
    pub jitter: f64,
}

impl Master {
    pub fn new(seed: u64, jitter: f64) -> Master {
        let random = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493) | 1;
        Master { follower: Follower::default(), random, now: 10.0, sent: 0, jitter }
    }

    /// By chance, −1 to 1.
    pub fn chance(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// Sends a pulse at this tempo; the next one is due a pulse later.
    pub fn pulse(&mut self, tempo: f64) -> Option<Turn> {
        let stamp = self.now + self.chance() * self.jitter;
        let turn = self.follower.hear(Message::Clock, stamp);
        self.sent += 1;
        self.now += 60.0 / tempo / 24.0;
        turn
    }

    /// Lets a pulse be lost on the way.
    pub fn lose(&mut self, tempo: f64) {
        self.sent += 1;
        self.now += 60.0 / tempo / 24.0;
    }

    pub fn beats(&mut self, tempo: f64, beats: f64) -> &mut Master {
        for _ in 0..(beats * 24.0).round() as u64 {
            self.pulse(tempo);
        }
        self
    }

    pub fn say(&mut self, message: Message) -> Option<Turn> {
        self.follower.hear(message, self.now)
    }

    /// How far the follower is beside the master, in milliseconds, at the moment of the latest pulse at this tempo.
    pub fn off(&self, tempo: f64) -> f64 {
        let last = self.now - 60.0 / tempo / 24.0;
        let beat = (self.sent - 1) as f64 / 24.0;
        (self.follower.second_of(beat).expect("a tempo") - last) * 1_000.0
    }

    pub fn tempo(&self) -> f64 {
        self.follower.tempo().expect("a tempo")
    }
}

/// The root of the mean square.
pub fn effective(values: &[f64]) -> f64 {
    (values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64).sqrt()
}
