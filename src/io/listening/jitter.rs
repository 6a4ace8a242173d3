//! How much of what comes over a line has to wait before it is played, and how fast it is played to get there: by how much packets were
//! later than the fastest one.

use std::collections::VecDeque;

/// Milliseconds of sound by which the line is judged.
const WINDOW: f64 = 10_000.0;
/// Packets after which it is judged anew.
const JUDGED: usize = 50;
/// Milliseconds beyond the lateness and a packet: what a block takes at once.
const BEYOND: f64 = 3.0;
/// The shortest and the longest wait, in milliseconds, before what drop-outs add.
const WAITS: [f64; 2] = [25.0, 400.0];
/// Milliseconds that are added at the start, and after each time that it ran empty; they go by one in a second.
const START: f64 = 35.0;
const EMPTY: f64 = 20.0;
/// A packet's, while none has come.
const PACKET: f64 = 10.0;
/// The most by which the speed is changed.
const SLIDE: f64 = 0.003;
/// Milliseconds beyond the target after which it is better to leave some out.
const FAR: f64 = 300.0;
/// Milliseconds off the target from which the speed is changed, and to which.
const OFF: [f64; 2] = [4.0, 1.0];

/// What is known of a line.
#[derive(Clone, Debug)]
pub struct Jitter {
    /// Milliseconds from being made to coming, on two clocks: only differences mean something.
    delays: VecDeque<f64>,
    /// Milliseconds of sound in each of these packets, and in all of them.
    lengths: VecDeque<f64>,
    length: f64,
    /// Packets since the line was judged last.
    since: usize,
    late: f64,
    added: f64,
    depth: Option<f64>,
    sliding: bool,
}

impl Default for Jitter {
    fn default() -> Jitter {
        Jitter {
            delays: VecDeque::new(),
            lengths: VecDeque::new(),
            length: 0.0,
            since: 0,
            late: 0.0,
            added: START,
            depth: None,
            sliding: false,
        }
    }
}

impl Jitter {
    /// A packet has come so many milliseconds after it was made (on another clock), `milliseconds` of sound long; then so many milliseconds
    /// of sound waited, if it plays.
    pub fn came(&mut self, delay: f64, milliseconds: f64, waiting: Option<f64>) {
        self.delays.push_back(delay);
        self.lengths.push_back(milliseconds);
        self.length += milliseconds;
        while self.length > WINDOW && self.lengths.len() > 1 {
            self.delays.pop_front();
            self.length -= self.lengths.pop_front().unwrap_or(0.0);
        }
        self.added = (self.added - milliseconds / 1_000.0).max(0.0);
        let least = self.delays.iter().copied().fold(f64::INFINITY, f64::min);
        self.since += 1;
        if self.delays.len() < JUDGED || self.since >= JUDGED {
            self.since = 0;
            let mut sorted: Vec<f64> = self.delays.iter().copied().collect();
            sorted.sort_by(f64::total_cmp);
            self.late = sorted[(sorted.len() - 1) * 99 / 100] - least;
        }
        // As much as would wait if this one had come as fast as the fastest.
        self.depth = waiting.map(|waiting| {
            let depth = waiting + (delay - least).min(WAITS[1]);
            self.depth.map_or(depth, |before| before + (depth - before) / 32.0)
        });
    }

    /// It ran empty.
    pub fn ran_empty(&mut self) {
        self.added += EMPTY;
        self.depth = None;
    }

    /// Milliseconds that shall wait.
    pub fn target(&self) -> f64 {
        let packet = self.lengths.back().copied().unwrap_or(PACKET);
        (self.late + packet + BEYOND).clamp(WAITS[0], WAITS[1]) + self.added
    }

    /// Milliseconds that wait, but for the lateness of single packets; `None` while it does not play.
    pub fn depth(&self) -> Option<f64> {
        self.depth
    }

    /// How fast to play: 1 as it was made.
    pub fn speed(&mut self) -> f64 {
        let off = self.depth.map_or(0.0, |depth| depth - self.target());
        self.sliding = off.abs() > if self.sliding { OFF[1] } else { OFF[0] };
        if self.sliding { 1.0 + (off / 5_000.0).clamp(-SLIDE, SLIDE) } else { 1.0 }
    }

    /// Milliseconds to leave out, where it is too far behind to get there by playing faster.
    pub fn surplus(&mut self) -> Option<f64> {
        let surplus = self.depth.map(|depth| depth - self.target()).filter(|surplus| *surplus > FAR)?;
        self.depth = None;
        Some(surplus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line on which every tenth packet is `late` milliseconds late, for so many packets.
    fn line(jitter: &mut Jitter, packets: usize, late: f64, waiting: f64) {
        (0..packets)
            .for_each(|n| jitter.came(if n % 10 == 0 { late } else { 0.0 } + 777.0, 10.0, Some(waiting)));
    }

    #[test]
    fn the_wait_follows_the_latest_of_a_hundred_packets_and_what_ran_empty_is_forgotten() {
        let mut jitter = Jitter::default();
        assert_eq!(jitter.target(), 60.0);
        line(&mut jitter, 6_000, 0.0, 60.0);
        assert_eq!(jitter.target(), 25.0, "a quiet line needs next to nothing");
        line(&mut jitter, 1_000, 40.0, 60.0);
        assert_eq!(jitter.target(), 53.0);
        jitter.ran_empty();
        assert_eq!(jitter.target(), 73.0);
        line(&mut jitter, 3_000, 40.0, 60.0);
        assert_eq!(jitter.target(), 53.0);
    }

    #[test]
    fn a_long_packet_waits_longer_and_what_lies_ten_seconds_back_is_forgotten() {
        let mut jitter = Jitter::default();
        line(&mut jitter, 6_000, 300.0, 60.0);
        for _ in 0..200 {
            jitter.came(777.0, 60.0, Some(120.0));
        }
        assert_eq!(jitter.target(), 63.0, "ten seconds are enough to know a line");
    }

    #[test]
    fn it_gets_there_by_playing_a_little_faster_or_slower_and_leaves_out_only_what_is_too_much() {
        let mut jitter = Jitter::default();
        line(&mut jitter, 6_000, 0.0, 26.0);
        assert_eq!(jitter.speed(), 1.0);
        line(&mut jitter, 500, 0.0, 60.0);
        assert!(jitter.speed() > 1.0 && jitter.speed() <= 1.003 && jitter.surplus().is_none());
        line(&mut jitter, 500, 0.0, 5.0);
        assert!(jitter.speed() < 1.0 && jitter.speed() >= 0.997);
        line(&mut jitter, 500, 0.0, 900.0);
        assert!(jitter.surplus().is_some_and(|surplus| (870.0..880.0).contains(&surplus)));
    }
}
