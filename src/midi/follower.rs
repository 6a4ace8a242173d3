//! Follows an external clock: where in the song's beats the master is, how fast it goes, and when it starts and stops. A pure function
//! of messages and the seconds at which they came.

use super::clock::{Loop, PULSES};
use super::message::Message;

/// The slowest and the fastest clock that is followed, in beats per minute.
pub const RANGE: (f64, f64) = (20.0, 600.0);
/// Seconds without a pulse after which the clock is lost.
const LOST: f64 = 0.25;
/// Seconds after which nobody can say how many pulses were missed.
const FORGOTTEN: f64 = 4.0;
/// Pulses in a row beyond the range until a clock is refused.
const REFUSE: u32 = 3;

/// How a clock fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// None has come.
    #[default]
    Nothing,
    /// It has begun, or its tempo has changed.
    Catching,
    /// It is followed.
    Locked,
    /// It has stopped coming; its last tempo goes on.
    Lost,
    /// It is slower than anything that is followed.
    TooSlow,
    /// It is faster.
    TooFast,
}

impl Health {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Health::Nothing => "no clock",
            Health::Catching => "catching",
            Health::Locked => "locked",
            Health::Lost => "lost, goes on",
            Health::TooSlow => "too slow",
            Health::TooFast => "too fast",
        }
    }
}

/// What a message asks of playback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// From the start of the song. The first beat is with the pulse that came; of a clock that goes already, it is with the next one,
    /// whose second is known before.
    Start,
    /// The first pulse since a continue: from where it was, or from the last position that was told.
    Continue,
    /// Stop.
    Stop,
    /// Where to go on from, in sixteenths.
    Position(u16),
}

/// The follower.
#[derive(Clone, Debug, Default)]
pub struct Follower {
    clock: Loop,
    /// What begins at the next pulse.
    armed: Option<Turn>,
    /// Whether it has begun before its first pulse.
    ahead: bool,
    running: bool,
    /// Pulses since it began; the first is 0.
    pulses: i64,
    /// When the last pulse came, seconds.
    last: Option<f64>,
    lost: bool,
    beyond: i32,
}

impl Follower {
    /// Takes a message that came at that second.
    pub fn hear(&mut self, message: Message, stamp: f64) -> Option<Turn> {
        match message {
            Message::Clock => self.pulse(stamp),
            Message::Start if self.is_steady(stamp) => {
                (self.armed, self.running, self.ahead, self.pulses) = (None, true, true, -1);
                Some(Turn::Start)
            }
            Message::Start => {
                (self.armed, self.running, self.ahead) = (Some(Turn::Start), false, false);
                None
            }
            Message::Continue => {
                (self.armed, self.running, self.ahead) = (Some(Turn::Continue), false, false);
                None
            }
            Message::Stop => {
                let was = self.running || self.armed.is_some();
                (self.running, self.armed, self.ahead) = (false, None, false);
                was.then_some(Turn::Stop)
            }
            // While it runs, the place is where the pulses are.
            Message::SongPosition(sixteenths) if !self.running => Some(Turn::Position(sixteenths)),
            _ => None,
        }
    }

    fn pulse(&mut self, stamp: f64) -> Option<Turn> {
        let gap = self.last.map_or(0.0, |last| stamp - last);
        self.last = Some(stamp);
        let on = match self.clock.period().filter(|_| gap > LOST && self.range() == 0) {
            Some(period) => {
                let passed = ((stamp - self.clock.place()) / period).round().max(1.0);
                self.clock.resume(stamp);
                // Whatever the master did meanwhile, its beats are nearest to where ours are.
                if gap < FORGOTTEN { passed as i64 } else { (passed as i64).max(1) }
            }
            None => self.clock.pulse(stamp),
        };
        self.lost = false;
        let beyond = self.range();
        self.beyond = if beyond == 0 { 0 } else { (self.beyond + beyond).clamp(-99, 99) };
        if let Some(turn) = self.armed.take() {
            (self.running, self.pulses) = (true, 0);
            return Some(turn);
        }
        if std::mem::take(&mut self.ahead) {
            // It is the first beat, whenever it comes: a master may pause its clock, or begin it anew, with its start.
            self.pulses = 0;
            self.clock.count_anew();
            return None;
        }
        self.pulses += on;
        None
    }

    /// Whether the clock is known so well at that second that its next pulse is, too.
    fn is_steady(&self, second: f64) -> bool {
        let since = self.last.map_or(f64::INFINITY, |last| second - last);
        let known = self.clock.period().filter(|_| self.clock.is_locked() && self.range() == 0);
        known.is_some_and(|period| since < 1.5 * period)
    }

    /// −1 below the range, 1 above, 0 within.
    fn range(&self) -> i32 {
        let Some(tempo) = self.clock.period().map(tempo_of) else { return 0 };
        i32::from(tempo > RANGE.1) - i32::from(tempo < RANGE.0)
    }

    /// Looks at how late it is: a clock that does not come is lost. To be called now and then.
    pub fn look(&mut self, now: f64) {
        self.lost |= self.last.is_some_and(|last| now - last > LOST);
    }

    /// How the clock fares.
    pub fn health(&self) -> Health {
        let refused = self.beyond.unsigned_abs() >= REFUSE;
        match self.clock.period() {
            _ if refused && self.beyond < 0 => Health::TooSlow,
            _ if refused => Health::TooFast,
            None if self.lost || self.last.is_none() => Health::Nothing,
            None => Health::Catching,
            Some(_) if self.lost => Health::Lost,
            Some(_) if self.clock.is_locked() => Health::Locked,
            Some(_) => Health::Catching,
        }
    }

    /// Whether playback goes by it: it has started and is not refused.
    pub fn leads(&self) -> bool {
        self.running && matches!(self.health(), Health::Catching | Health::Locked | Health::Lost)
    }

    /// Beats per minute; `None` before two pulses have come.
    pub fn tempo(&self) -> Option<f64> {
        self.clock.period().map(tempo_of)
    }

    /// Beats since it started, at that second.
    pub fn beat_at(&self, second: f64) -> Option<f64> {
        let period = self.clock.period()?;
        Some((self.pulses as f64 + (second - self.clock.place()) / period) / PULSES as f64)
    }

    /// The second of a beat, counted since it started.
    pub fn second_of(&self, beat: f64) -> Option<f64> {
        let period = self.clock.period()?;
        Some(self.clock.place() + (beat * PULSES as f64 - self.pulses as f64) * period)
    }

    /// How far the latest pulse was beside its place, in seconds.
    pub fn error(&self) -> f64 {
        self.clock.error()
    }

    /// How far pulses are beside their places in the mean, in seconds.
    pub fn jitter(&self) -> f64 {
        self.clock.jitter()
    }
}

fn tempo_of(period: f64) -> f64 {
    60.0 / (PULSES as f64 * period)
}
