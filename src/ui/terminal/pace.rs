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
/// How much of what the line carries a frame may take.
const FRAME_SHARE: f64 = 0.05;
/// The bytes that a frame always has room for: a row or two, so a key's echo.
pub const SMALLEST_LIMIT: usize = 256;
/// The limit before anything is known.
const FIRST_LIMIT: usize = 4_096;

/// What is under way, and how quickly it arrives. Times count from any fixed moment.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    answers: bool,
    /// When each unanswered frame went out, and its bytes.
    unanswered: VecDeque<(Duration, usize)>,
    last: Option<Duration>,
    quickest: Option<Duration>,
    latest: Duration,
    /// Bytes per second, smoothed.
    rate: f64,
}

impl Pace {
    /// For a terminal that answers, or does not.
    pub fn new(answers: bool) -> Pace {
        Pace { answers, ..Pace::default() }
    }

    /// A frame of this many bytes went out.
    pub fn sent(&mut self, now: Duration, bytes: usize) {
        self.last = Some(now);
        if self.answers {
            if self.unanswered.len() >= MOST_WITH_ECHOES || self.is_lost(now) {
                self.unanswered.clear();
            }
            self.unanswered.push_back((now, bytes));
        }
    }

    /// An answer came.
    pub fn reached(&mut self, now: Duration) {
        let Some((sent, bytes)) = self.unanswered.pop_front() else { return };
        let took = now.saturating_sub(sent);
        self.latest = took;
        self.quickest = Some(self.quickest.map_or(took, |quickest| quickest.min(took)));
        let rate = bytes as f64 / took.as_secs_f64().max(0.001);
        self.rate += (rate - self.rate) * if self.rate == 0.0 { 1.0 } else { 0.25 };
    }

    /// How long after `now` the next frame may go out at the latest; zero: at once.
    pub fn wait(&self, now: Duration) -> Duration {
        let since = |then: Duration| now.saturating_sub(then);
        match (self.answers, self.unanswered.front(), self.last) {
            (true, Some((sent, _)), _) if self.unanswered.len() >= MOST_UNANSWERED => {
                LOST.saturating_sub(since(*sent))
            }
            (false, _, Some(last)) => BLIND_INTERVAL.saturating_sub(since(last)),
            _ => Duration::ZERO,
        }
    }

    /// Whether a frame that shows what a key has done may go out, though others are under way.
    pub fn has_room_for_echo(&self) -> bool {
        self.answers && self.unanswered.len() < MOST_WITH_ECHOES
    }

    /// Whether the answers to what went out will not come.
    fn is_lost(&self, now: Duration) -> bool {
        let crowded = self.unanswered.len() >= MOST_UNANSWERED;
        crowded && self.unanswered.front().is_some_and(|(sent, _)| now.saturating_sub(*sent) >= LOST)
    }

    /// The most bytes of the next frame.
    pub fn limit(&self) -> Option<usize> {
        match self.quickest {
            _ if !self.answers => None,
            None => Some(FIRST_LIMIT),
            Some(quickest) if self.latest <= quickest + AT_ONCE => None,
            Some(_) => Some(((self.rate * FRAME_SHARE) as usize).max(SMALLEST_LIMIT)),
        }
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
        let mut pace = Pace::new(true);
        assert_eq!(pace.limit(), Some(FIRST_LIMIT));
        pace.sent(at(0), 4_000);
        assert_eq!(pace.wait(at(1)), at(0));
        pace.sent(at(33), 1_000);
        assert_eq!(pace.wait(at(50)), at(1_950));
        pace.reached(at(60));
        assert_eq!(pace.wait(at(60)), at(0));
        assert_eq!((pace.limit(), pace.latest), (None, at(60)));
        pace.sent(at(66), 1_000);
        pace.reached(at(133));
        pace.reached(at(566));
        assert_eq!(pace.wait(at(566)), at(0));
        let limit = pace.limit().expect("a slow line has a limit");
        assert!((SMALLEST_LIMIT..4_000).contains(&limit), "{limit}");
        pace.reached(at(600));
        assert_eq!(pace.latest, at(500));
    }

    #[test]
    fn lost_answers_and_silent_terminals_do_not_stop_the_picture() {
        let mut pace = Pace::new(true);
        pace.sent(at(0), 1);
        pace.sent(at(10), 1);
        assert_eq!(pace.wait(at(2_010)), at(0));
        pace.sent(at(2_010), 1);
        assert_eq!(pace.wait(at(2_011)), at(0));
        let mut blind = Pace::new(false);
        assert_eq!((blind.wait(at(0)), blind.limit()), (at(0), None));
        blind.sent(at(0), 1);
        assert_eq!(blind.wait(at(6)), at(60));
    }
}
