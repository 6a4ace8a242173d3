//! When the pulses of a clock come that jitters: a delay-locked loop of second order, wide while it catches and narrow when it is locked.
//!
//! Its gains are those of a least-squares line through all pulses since it opened (the growing-memory filter: N. Morrison, *Introduction
//! to Sequential Smoothing and Prediction*, 1969, chapter 9; E. Brookner, *Tracking and Kalman Filtering Made Easy*, 1998, chapter 1), until
//! that are `NARROW` of them; from there on they stay. What no jitter explains opens it again.

/// Pulses of a quarter note.
pub const PULSES: i64 = 24;
/// Pulses after which the loop is as narrow as it gets: eight beats.
const NARROW: u32 = 8 * PULSES as u32;
/// Pulses to which it opens where it lags behind: half a beat.
const OPEN: u32 = 12;
/// Pulses from which a tempo is taken anew.
const SEED: usize = 4;
/// Seconds beside its place that a pulse is at least, until it is taken for a new tempo.
const LEAST_JUMP: f64 = 0.003;
/// Seconds that pulses are off in the mean, at least, until the loop opens.
const LEAST_LAG: f64 = 0.000_3;
/// The part of a new error in the mean error.
const MEAN: f64 = 1.0 / 12.0;
/// How often in a row something odd comes until it is the new order of things.
const PERSISTENT: u32 = 6;

/// The loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The latest pulses as they came, the newest last; seconds.
    stamps: [f64; SEED],
    /// How many of these there are.
    seen: usize,
    /// Where the latest pulse is by the loop; seconds.
    place: f64,
    /// Seconds between two pulses.
    period: f64,
    age: u32,
    /// The mean error; seconds.
    mean: f64,
    /// The mean square of errors; seconds².
    square: f64,
    /// The latest error; seconds.
    error: f64,
    /// Pulses in a row far behind (positive) or far ahead.
    jumps: i32,
    /// Pulses in a row before which others were missing, and how many those were.
    gaps: (u32, i64),
    /// Pulses in a row that came at once behind another.
    doubled: u32,
    /// When the latest one came, whatever became of it; seconds.
    heard: f64,
}

impl Default for Loop {
    fn default() -> Loop {
        Loop {
            stamps: [0.0; SEED],
            seen: 0,
            place: 0.0,
            period: 0.0,
            age: 0,
            mean: 0.0,
            square: 0.000_5 * 0.000_5,
            error: 0.0,
            jumps: 0,
            gaps: (0, 0),
            doubled: 0,
            heard: f64::NEG_INFINITY,
        }
    }
}

impl Loop {
    /// A pulse came at that second. How many pulses further the clock is: usually 1, more if some were missing, 0 if it was one too
    /// many; less where pulses turn out never to have been missing.
    pub fn pulse(&mut self, stamp: f64) -> i64 {
        let since = stamp - self.heard;
        self.heard = self.heard.max(stamp);
        if since < 0.0 {
            // A stamp that ran back: nothing can be learnt of it.
            return 0;
        }
        if self.seen < 2 {
            self.remember(stamp);
            if self.seen == 2 {
                (self.period, self.age) = (stamp - self.stamps[SEED - 2], 2);
            }
            self.place = stamp;
            return 1;
        }
        if since < 0.3 * self.period && self.age > SEED as u32 {
            self.doubled += 1;
            if self.doubled < PERSISTENT {
                return 0;
            }
            let missed = i64::from(std::mem::take(&mut self.doubled));
            self.seen = 0;
            self.remember(stamp);
            self.place = stamp;
            return missed;
        }
        self.doubled = 0;
        let late = stamp - self.place - self.period;
        let gap = (late / self.period).round();
        let missing =
            if gap >= 1.0 && (late - gap * self.period).abs() < 0.25 * self.period { gap as i64 } else { 0 };
        self.remember(stamp);
        if missing > 0 {
            let (times, all) = self.gaps;
            self.gaps = (times + 1, all + missing);
            if self.gaps.0 >= PERSISTENT {
                // Not pulses are missing: the clock is slower.
                self.seed();
                return 1 - std::mem::take(&mut self.gaps).1 + missing;
            }
            self.place += self.period * missing as f64;
        } else {
            self.gaps = (0, 0);
        }
        self.follow(stamp);
        1 + missing
    }

    fn remember(&mut self, stamp: f64) {
        self.stamps.rotate_left(1);
        self.stamps[SEED - 1] = stamp;
        self.seen = (self.seen + 1).min(SEED);
    }

    /// The pulse moves the loop.
    fn follow(&mut self, stamp: f64) {
        let expected = self.place + self.period;
        let error = stamp - expected;
        self.error = error;
        self.age = (self.age + 1).min(NARROW);
        let age = f64::from(self.age);
        self.place = expected + error * 2.0 * (2.0 * age - 1.0) / (age * (age + 1.0));
        self.period = (self.period + error * 6.0 / (age * (age + 1.0))).max(1e-4);
        let noise = self.square.sqrt();
        if error.abs() > (4.0 * noise).max(LEAST_JUMP) && self.age > SEED as u32 {
            self.jumps = if error > 0.0 { self.jumps.max(0) + 1 } else { self.jumps.min(0) - 1 };
            if self.jumps.unsigned_abs() as usize >= SEED - 1 {
                self.seed();
            }
            return;
        }
        self.jumps = 0;
        self.square += (error * error - self.square) / f64::from(2 * PULSES as u32);
        self.mean += (error - self.mean) * MEAN;
        // The mean of so many errors spreads this much.
        let spread = noise * (MEAN / (2.0 - MEAN)).sqrt();
        if self.mean.abs() > (4.0 * spread).max(LEAST_LAG) && self.age > 2 * OPEN {
            (self.age, self.mean) = (OPEN, 0.0);
        }
    }

    /// Takes tempo and place from the latest pulses alone.
    fn seed(&mut self) {
        let (first, last) = (self.stamps[SEED - self.seen], self.stamps[SEED - 1]);
        self.period = ((last - first) / (self.seen.max(2) - 1) as f64).max(1e-4);
        (self.place, self.age, self.mean, self.jumps) = (last, self.seen as u32, 0.0, 0);
    }

    /// The latest pulse is here, so many seconds long after the last one that nobody can say how many were between; the tempo stays
    /// until more is known.
    pub fn resume(&mut self, stamp: f64) {
        (self.place, self.age, self.mean, self.jumps) = (stamp, SEED as u32 + 1, 0.0, 0);
        self.stamps = [stamp; SEED];
        self.seen = 1.max(usize::from(self.period > 0.0) * SEED);
        self.count_anew();
    }

    /// Pulses are counted from here on: what was missing or one too many before has no part in it.
    pub fn count_anew(&mut self) {
        (self.gaps, self.doubled) = ((0, 0), 0);
    }

    /// Seconds between two pulses; `None` before the second one.
    pub fn period(&self) -> Option<f64> {
        (self.seen >= 2).then_some(self.period)
    }

    /// Where the latest pulse is; seconds.
    pub fn place(&self) -> f64 {
        self.place
    }

    /// How far the latest pulse was beside its place; seconds, positive if late.
    pub fn error(&self) -> f64 {
        self.error
    }

    /// How far pulses are beside their places: root of the mean square, seconds.
    pub fn jitter(&self) -> f64 {
        self.square.sqrt()
    }

    /// Pulses by which it goes; it is locked from two beats on.
    pub fn is_locked(&self) -> bool {
        i64::from(self.age) >= 2 * PULSES
    }
}
