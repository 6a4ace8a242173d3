//! A line between a program and a terminal: how far, how wide, how much of it is lost. Nothing is dropped or comes out of
//! order, as over SSH: what is lost comes one round trip and the shortest time-out of TCP later, and all that follows waits.

use std::time::{Duration, Instant};

/// The shortest time after which TCP sends again (RFC 6298 as Linux does it).
const TIME_OUT: Duration = Duration::from_millis(200);
/// Bytes of a segment.
const SEGMENT: usize = 1_400;

/// What a line is like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// One way.
    pub delay: Duration,
    /// Bytes per second; as many as come where there is no limit.
    pub rate: Option<f64>,
    /// The part of all segments that is lost, 0 to 1.
    pub loss: f64,
}

/// One direction of a line: tells when what is sent arrives.
#[derive(Debug)]
pub struct Way {
    line: Line,
    /// When the line is free again.
    free: Instant,
    /// When the last bytes arrived: nothing overtakes.
    last: Instant,
    chance: u64,
}

impl Way {
    pub fn new(line: Line) -> Way {
        let now = Instant::now();
        Way { line, free: now, last: now, chance: 0x9e37_79b9_7f4a_7c15 }
    }

    /// A number from 0 to 1, always the same row of them (xorshift).
    fn chance(&mut self) -> f64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// When so many bytes that are sent at `now` have arrived.
    pub fn arrival(&mut self, now: Instant, bytes: usize) -> Instant {
        let begins = self.free.max(now);
        let takes = self.line.rate.map_or(0.0, |rate| bytes as f64 / rate);
        self.free = begins + Duration::from_secs_f64(takes);
        let lost = (0..bytes.div_ceil(SEGMENT)).filter(|_| self.chance() < self.line.loss).count();
        let again = if lost > 0 { TIME_OUT + self.line.delay * 2 } else { Duration::ZERO };
        self.last = self.last.max(self.free + self.line.delay + again);
        self.last
    }
}
