//! Keeps the line short: each frame ends with a question, and no more than two frames go unanswered.
//! Neither the queue of the pseudo terminal nor blocked writes show a slow line; answers do.

use std::collections::VecDeque;
use std::time::Duration;

/// The question at the end of a frame: `CSI 5n`, answered by `CSI 0n`.
pub const STAMP: &[u8] = b"\x1b[5n";
/// The most frames without an answer.
const MOST_UNANSWERED: usize = 2;
/// The most with those that show what a key has done.
const MOST_WITH_ECHOES: usize = 6;
/// After this long without an answer one more frame goes out and counting begins anew: answers get lost.
const LOST: Duration = Duration::from_secs(2);
/// The distance of frames for a terminal that does not answer.
const BLIND_INTERVAL: Duration = Duration::from_millis(66);
/// An answer that took no longer than this beyond the quickest means that nothing is queued.
const AT_ONCE: Duration = Duration::from_millis(20);
/// How many seconds of what the line carries a frame may take.
const FRAME_SHARE: f64 = 0.05;
/// How much the latest answer says about the line.
const LATE_WEIGHT: f64 = 0.1;
/// The next frame may be so many times larger than one that came at once: while the line was never slow, and later.
const GROWTH: [usize; 2] = [4, 2];
/// A limit that has grown to this is none.
const UNLIMITED: usize = 64 << 10;
/// The bytes that a frame always has room for: a row or two, so a key's echo.
pub const SMALLEST_LIMIT: usize = 256;
/// The limit before anything is known.
const FIRST_LIMIT: usize = 4_096;

/// What is under way, and how quickly it arrives. Times count from any fixed moment.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// The least time of an answer; none: the terminal does not answer.
    quickest: Option<Duration>,
    /// When each unanswered frame went out, and its bytes.
    unanswered: VecDeque<(Duration, usize)>,
    last: Option<Duration>,
    /// When the last answer came.
    answered: Duration,
    /// Bytes per second, smoothed; zero while the line was never slow.
    rate: f64,
    /// The most bytes of the next frame.
    room: usize,
    /// The part of the latest answers that came late, 0 to 1.
    late: f64,
}

impl Pace {
    /// For a terminal that took so long to answer a short question, or does not answer.
    pub fn new(quickest: Option<Duration>) -> Pace {
        Pace { quickest, room: FIRST_LIMIT, ..Pace::default() }
    }

    /// A frame of this many bytes went out.
    pub fn sent(&mut self, now: Duration, bytes: usize) {
        self.last = Some(now);
        if self.quickest.is_some() {
            if self.unanswered.len() >= MOST_WITH_ECHOES || self.is_lost(now) {
                self.unanswered.clear();
            }
            self.unanswered.push_back((now, bytes));
        }
    }

    /// An answer came.
    pub fn reached(&mut self, now: Duration) {
        let (Some((sent, bytes)), Some(quickest)) = (self.unanswered.pop_front(), self.quickest) else {
            return;
        };
        let took = now.saturating_sub(sent);
        let quickest = quickest.min(took);
        self.quickest = Some(quickest);
        let before = std::mem::replace(&mut self.answered, now);
        let is_late = took > quickest + AT_ONCE && bytes >= SMALLEST_LIMIT / 2;
        // The first picture is the largest: it tells most.
        let weight = if before.is_zero() { 1.0 } else { LATE_WEIGHT };
        self.late += (f64::from(u8::from(is_late)) - self.late) * weight;
        if took <= quickest + AT_ONCE {
            let growth = GROWTH[usize::from(self.rate > 0.0)];
            if bytes * growth >= self.room {
                self.room = (self.room * growth).min(UNLIMITED);
            }
        } else if bytes >= SMALLEST_LIMIT / 2 {
            // It was on its way alone since the one before had arrived.
            let alone = now.saturating_sub(before.max(sent + quickest)).as_secs_f64().max(0.001);
            let rate = bytes as f64 / alone;
            self.rate += (rate - self.rate) * if self.rate == 0.0 { 1.0 } else { 0.25 };
            self.room = ((self.rate * FRAME_SHARE) as usize).clamp(SMALLEST_LIMIT, UNLIMITED);
        }
    }

    /// How long after `now` the next frame may go out at the latest; zero: at once.
    pub fn wait(&self, now: Duration) -> Duration {
        let since = |then: Duration| now.saturating_sub(then);
        match (self.quickest.is_some(), self.unanswered.front(), self.last) {
            (true, Some((sent, _)), _) if self.unanswered.len() >= MOST_UNANSWERED => {
                LOST.saturating_sub(since(*sent))
            }
            (false, _, Some(last)) => BLIND_INTERVAL.saturating_sub(since(last)),
            _ => Duration::ZERO,
        }
    }

    /// Whether a frame that shows what a key has done may go out, though others are under way.
    pub fn has_room_for_echo(&self) -> bool {
        self.quickest.is_some() && self.unanswered.len() < MOST_WITH_ECHOES
    }

    /// Whether the answers to what went out will not come.
    fn is_lost(&self, now: Duration) -> bool {
        let crowded = self.unanswered.len() >= MOST_UNANSWERED;
        crowded && self.unanswered.front().is_some_and(|(sent, _)| now.saturating_sub(*sent) >= LOST)
    }

    /// Whether most of what goes out arrives late: the line carries no more.
    pub fn is_slow(&self) -> bool {
        self.late > 0.5
    }

    /// The most bytes of the next frame.
    pub fn limit(&self) -> Option<usize> {
        (self.quickest.is_some() && self.room < UNLIMITED).then_some(self.room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn two_frames_go_out_and_an_answer_lets_the_next_one_follow() {
        let mut pace = Pace::new(Some(at(60)));
        assert_eq!(pace.limit(), Some(FIRST_LIMIT));
        pace.sent(at(0), 4_000);
        assert_eq!(pace.wait(at(1)), at(0));
        pace.sent(at(33), 1_000);
        assert_eq!(pace.wait(at(50)), at(1_950));
        pace.reached(at(60));
        assert_eq!(pace.wait(at(60)), at(0));
        assert_eq!(pace.limit(), Some(4 * FIRST_LIMIT), "it may well come at once");
        pace.sent(at(66), 1_000);
        pace.reached(at(133));
        assert_eq!(pace.limit(), Some(1_250), "1,000 bytes took 40 ms more than the quickest");
        pace.reached(at(566));
        assert_eq!(pace.wait(at(566)), at(0));
        let limit = pace.limit().expect("a slow line has a limit");
        assert!((SMALLEST_LIMIT..1_250).contains(&limit), "{limit}");
    }

    #[test]
    fn a_line_is_slow_while_most_of_what_goes_out_comes_late() {
        let mut pace = Pace::new(Some(at(10)));
        let mut send = |begun: u64, took: u64, bytes: usize| {
            pace.sent(at(begun), bytes);
            pace.reached(at(begun + took));
            pace.is_slow()
        };
        assert!(send(1, 900, 28_000), "the first picture took nearly a second");
        let quick: Vec<bool> = (0..10).map(|number| send(1_000 + number * 50, 12, 300)).collect();
        assert_eq!(quick.iter().filter(|slow| **slow).count(), 6);
        assert!(!send(2_000, 80, 300) && !send(2_100, 12, 300), "once is no habit");
        let late: Vec<bool> = (0..20).map(|number| send(3_000 + number * 200, 150, 300)).collect();
        assert!(!late[0] && late[19]);
    }

    #[test]
    fn lost_answers_and_silent_terminals_do_not_stop_the_picture() {
        let mut pace = Pace::new(Some(at(60)));
        pace.sent(at(0), 1);
        pace.sent(at(10), 1);
        assert_eq!(pace.wait(at(2_010)), at(0));
        pace.sent(at(2_010), 1);
        assert_eq!(pace.wait(at(2_011)), at(0));
        let mut blind = Pace::new(None);
        assert_eq!((blind.wait(at(0)), blind.limit()), (at(0), None));
        blind.sent(at(0), 1);
        assert_eq!(blind.wait(at(6)), at(60));
    }

    /// Sends frames for half a minute, each as large as it may be and a row more, over a line of so many bytes a millisecond whose
    /// answers take `trip` ms, and of which every 20th comes `late` ms late. The bytes that wait at each millisecond, and the limits of
    /// the frames.
    fn sending(rate: usize, trip: u64, late: u64) -> (Vec<usize>, Vec<Option<usize>>) {
        let mut pace = Pace::new(Some(at(trip + 10)));
        let (mut line, mut answers) = (VecDeque::new(), VecDeque::new());
        let (mut waiting, mut limits, mut last) = (Vec::new(), Vec::new(), 0);
        for now in 0..30_000 {
            while answers.front().is_some_and(|due| *due <= now) {
                answers.pop_front();
                pace.reached(at(now));
            }
            if now % 33 == 0 && pace.wait(at(now)) == at(0) {
                let bytes = pace.limit().unwrap_or(20_000).min(20_000) + 600;
                limits.push(pace.limit());
                pace.sent(at(now), bytes);
                line.push_back(bytes);
            }
            let mut room = rate;
            while let Some(bytes) = line.front_mut() {
                let gone = room.min(*bytes);
                (*bytes, room) = (*bytes - gone, room - gone);
                if *bytes > 0 {
                    break;
                }
                line.pop_front();
                let delay = if limits.len() % 20 == 19 { late } else { 0 };
                last = (now + trip + delay).max(last);
                answers.push_back(last);
            }
            waiting.push(line.iter().sum());
        }
        (waiting, limits)
    }

    #[test]
    fn on_a_narrow_line_next_to_nothing_waits() {
        let (mut waiting, limits) = sending(8, 80, 0);
        let mut settled = waiting.split_off(5_000);
        settled.sort_unstable();
        let [median, most] = [settled.len() / 2, settled.len() - 1].map(|at| settled[at]);
        assert!(median < 1_600 && most < 4_000, "{median}, {most} bytes wait; {limits:?}");
        assert!(settled[settled.len() / 20] > 0, "the line is used");
    }

    #[test]
    fn a_wide_line_is_soon_not_limited_however_far_it_goes() {
        for (trip, late) in [(1, 0), (80, 0), (200, 0), (200, 200)] {
            let (_, limits) = sending(2_000, trip, late);
            let free = limits.iter().filter(|limit| limit.is_none_or(|limit| limit >= 10_000)).count();
            assert!(free * 10 > limits.len() * 8, "{trip} ms, {late} ms late: {limits:?}");
        }
    }
}
