//! A session whose members share tempo and beats, as Ableton Link has it, told as a MIDI clock: pulses with their exact moments, and a
//! start where a bar of the session begins.

use super::clock::PULSES;
use super::message::Message;

/// Pulses that are told late at most; what is older is left out.
const MOST_LATE: i64 = 2 * PULSES;
/// A part of a pulse that is none: sums of fractions are not exact.
const NEAR: f64 = 1e-6;

/// Where a session is at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeline {
    /// The moment in microseconds.
    pub at: i64,
    /// Its beat there; bars begin at multiples of the session's quantum.
    pub beat: f64,
    /// Beats per minute.
    pub tempo: f64,
}

impl Timeline {
    /// The microsecond of a pulse, counted from beat 0.
    fn moment(self, pulse: i64) -> i64 {
        let beats = pulse as f64 / PULSES as f64 - self.beat;
        self.at + (beats * 60e6 / self.tempo.max(1.0)).round() as i64
    }
}

/// Tells a session as a clock.
#[derive(Clone, Debug)]
pub struct Teller {
    /// Pulses of a bar.
    bar: i64,
    /// The pulse that is told next.
    next: Option<i64>,
    playing: bool,
    /// Whether playback waits for a bar.
    waits: bool,
}

impl Teller {
    /// For bars of so many beats, at least 1.
    pub fn new(quantum: u8) -> Teller {
        Teller { bar: i64::from(quantum.max(1)) * PULSES, next: None, playing: false, waits: false }
    }

    /// Tells what has become due by now, with its microsecond. `playing`: whether the session plays.
    pub fn turn(&mut self, now: Timeline, playing: bool, tell: &mut dyn FnMut(i64, Message)) {
        if playing != self.playing {
            (self.playing, self.waits) = (playing, playing);
            if !playing {
                tell(now.at, Message::Stop);
            }
        }
        let due = (now.beat * PULSES as f64 + NEAR).floor() as i64;
        // Members may join, and the session's beats leap then.
        let follows = |next: &i64| (0..=MOST_LATE).contains(&(due + 1 - next));
        for pulse in self.next.filter(follows).unwrap_or(due + 1)..=due {
            if self.waits && pulse.rem_euclid(self.bar) == 0 {
                self.waits = false;
                tell(now.moment(pulse), Message::Start);
            }
            tell(now.moment(pulse), Message::Clock);
            // A pulse before: so whoever follows has the time to be heard with the bar.
            if self.waits && (pulse + 1).rem_euclid(self.bar) == 0 {
                self.waits = false;
                tell(now.moment(pulse), Message::Start);
            }
        }
        self.next = Some(due + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::midi::follower::{Follower, Turn};

    /// A session at one tempo from beat `from` on, looked at every so many microseconds up to the second `until`.
    fn told(teller: &mut Teller, tempo: f64, from: f64, until: f64, playing: bool) -> Vec<(i64, Message)> {
        let mut all = Vec::new();
        for at in (0..(until * 1e6) as i64).step_by(1_700) {
            let beat = from + at as f64 * tempo / 60e6;
            teller.turn(Timeline { at, beat, tempo }, playing, &mut |at, message| all.push((at, message)));
        }
        all
    }

    #[test]
    fn pulses_have_the_moments_of_the_sessions_beats() {
        let all = told(&mut Teller::new(4), 120.0, 0.01, 2.0, false);
        assert!(all.iter().all(|(_, message)| *message == Message::Clock));
        // Beat 1/24 lies 0.03166 beats on: at half a second each.
        assert_eq!(all[0].0, ((1.0 / 24.0 - 0.01) * 500_000.0_f64).round() as i64);
        assert!(all.windows(2).all(|two| (20_832..=20_835).contains(&(two[1].0 - two[0].0))));
        assert_eq!(all.len(), 96);
    }

    #[test]
    fn playback_begins_with_a_bar_of_the_session_and_the_follower_is_there() {
        let mut teller = Teller::new(4);
        let all = told(&mut teller, 96.0, 2.3, 4.0, true);
        let start = all.iter().position(|(_, message)| *message == Message::Start).expect("a start");
        // 1.7 beats to the bar.
        let bar = (1.7 * 60e6 / 96.0_f64).round() as i64;
        assert_eq!(all[start + 1], (bar, Message::Clock));
        assert_eq!(all[start].0, all[start - 1].0, "told with the pulse before it");
        let mut follower = Follower::default();
        let turns: Vec<Turn> =
            all.iter().filter_map(|(at, message)| follower.hear(*message, *at as f64 / 1e6)).collect();
        assert_eq!(turns, [Turn::Start]);
        assert!((follower.tempo().expect("a tempo") - 96.0).abs() < 0.05);
        let beat_one = follower.second_of(1.0).expect("known");
        let expected = bar as f64 / 1e6 + 60.0 / 96.0;
        assert!((beat_one - expected).abs() < 1e-4, "{beat_one} for {expected}");
        let mut stop = Vec::new();
        let now = Timeline { at: 4_000_000, beat: 8.7, tempo: 96.0 };
        teller.turn(now, false, &mut |_, message| stop.push(message));
        assert_eq!(stop[0], Message::Stop);
    }

    #[test]
    fn where_beats_leap_nothing_old_is_told() {
        let mut teller = Teller::new(4);
        told(&mut teller, 120.0, 0.0, 1.0, false);
        for beat in [900.0, 3.0] {
            let mut count = 0;
            teller.turn(Timeline { at: 1_000_000, beat, tempo: 120.0 }, false, &mut |_, _| count += 1);
            assert_eq!(count, 0);
        }
    }
}
