//! Keeps the line short: each frame ends with a question, and no more than two frames go unanswered.
//! Neither the queue of the pseudo terminal nor blocked writes show a slow line; answers do.

use std::collections::VecDeque;
use std::time::Duration;

/// The most frames without an answer.
const MOST_UNANSWERED: usize = 2;
/// The most with those that show what a key has done.
const MOST_WITH_ECHOES: usize = 6;
/// After this long without an answer one more frame goes out and counting begins anew: answers get lost. Twice as long each time that
/// nothing comes, up to the second one.
const LOST: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(8)];
/// The distance of frames for a terminal that does not answer.
const BLIND_INTERVAL: Duration = Duration::from_millis(66);
/// An answer that took no longer than this beyond the quickest means that nothing is queued.
const AT_ONCE: Duration = Duration::from_millis(20);
/// Answers that come within this time of each other come together: what lay between them tells nothing.
const TOGETHER: Duration = Duration::from_millis(5);
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

/// The question at the end of a frame. Answers carry no number: once some seem to be lost the other one is asked, so that what comes of
/// them after all is not taken for the answer to a later frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stamp {
    /// `CSI 5n`, answered by `CSI 0n`.
    #[default]
    Status,
    /// `CSI c`, which every terminal answers.
    Attributes,
}

impl Stamp {
    /// Its bytes.
    pub fn question(self) -> &'static [u8] {
        match self {
            Stamp::Status => b"\x1b[5n",
            Stamp::Attributes => b"\x1b[c",
        }
    }
}

/// Frames whose answers came together.
#[derive(Clone, Copy, Debug, Default)]
struct Bunch {
    /// When the line was free for them.
    begun: Duration,
    bytes: usize,
    /// The rate before them.
    rate: f64,
}

/// What is under way, and how quickly it arrives. Times count from any fixed moment.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// The least time of an answer; none: the terminal does not answer.
    quickest: Option<Duration>,
    /// When each unanswered frame went out, and its bytes.
    unanswered: VecDeque<(Duration, usize)>,
    last: Option<Duration>,
    stamp: Stamp,
    /// How long the answers to what is under way may take.
    patience: Duration,
    /// When the last answer came, and the frames whose answers came with it.
    answered: Duration,
    bunch: Bunch,
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
        Pace { quickest, room: FIRST_LIMIT, patience: LOST[0], ..Pace::default() }
    }

    /// What the next frame ends with.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Before a frame goes out: answers that have not come for too long will not be waited for.
    pub fn give_up(&mut self, now: Duration) {
        if self.is_lost(now) {
            self.unanswered.clear();
            self.stamp = if self.stamp == Stamp::Status { Stamp::Attributes } else { Stamp::Status };
            (self.patience, self.room) = ((self.patience * 2).min(LOST[1]), SMALLEST_LIMIT);
        }
    }

    /// A frame of this many bytes went out.
    pub fn sent(&mut self, now: Duration, bytes: usize) {
        self.last = Some(now);
        if self.quickest.is_some() {
            self.unanswered.push_back((now, bytes));
        }
    }

    /// An answer to that question came.
    pub fn reached(&mut self, now: Duration, stamp: Stamp) {
        if stamp != self.stamp {
            return;
        }
        let (Some((sent, bytes)), Some(quickest)) = (self.unanswered.pop_front(), self.quickest) else {
            return;
        };
        self.patience = LOST[0];
        let took = now.saturating_sub(sent);
        let quickest = quickest.min(took);
        self.quickest = Some(quickest);
        let before = std::mem::replace(&mut self.answered, now);
        if before.is_zero() || now.saturating_sub(before) >= TOGETHER {
            self.bunch = Bunch { begun: before.max(sent + quickest), bytes: 0, rate: self.rate };
        }
        self.bunch.bytes += bytes;
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
            // They were on their way alone since those before had arrived.
            let Bunch { begun, bytes, rate: known } = self.bunch;
            let alone = now.saturating_sub(begun).as_secs_f64().max(0.001);
            let rate = bytes as f64 / alone;
            self.rate = known + (rate - known) * if known == 0.0 { 1.0 } else { 0.25 };
            self.room = ((self.rate * FRAME_SHARE) as usize).clamp(SMALLEST_LIMIT, UNLIMITED);
        }
    }

    /// How long after `now` the next frame may go out at the latest; zero: at once.
    pub fn wait(&self, now: Duration) -> Duration {
        let since = |then: Duration| now.saturating_sub(then);
        match (self.quickest.is_some(), self.unanswered.front(), self.last) {
            (true, Some((sent, _)), _) if self.unanswered.len() >= MOST_UNANSWERED => {
                self.patience.saturating_sub(since(*sent))
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
        crowded && self.unanswered.front().is_some_and(|(sent, _)| now.saturating_sub(*sent) >= self.patience)
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
        pace.reached(at(60), Stamp::Status);
        assert_eq!(pace.wait(at(60)), at(0));
        assert_eq!(pace.limit(), Some(4 * FIRST_LIMIT), "it may well come at once");
        pace.sent(at(66), 1_000);
        pace.reached(at(133), Stamp::Status);
        assert_eq!(pace.limit(), Some(1_250), "1,000 bytes took 40 ms more than the quickest");
        pace.reached(at(566), Stamp::Status);
        assert_eq!(pace.wait(at(566)), at(0));
        let limit = pace.limit().expect("a slow line has a limit");
        assert!((SMALLEST_LIMIT..1_250).contains(&limit), "{limit}");
    }

    #[test]
    fn answers_that_come_together_tell_of_all_their_frames() {
        let mut pace = Pace::new(Some(at(200)));
        pace.sent(at(0), 4_200);
        pace.sent(at(1), 4_200);
        pace.reached(at(1_250), Stamp::Status);
        pace.reached(at(1_250), Stamp::Status);
        assert_eq!(pace.limit(), Some(400), "8 kB/s, 50 ms");
        pace.sent(at(3_000), 60);
        pace.sent(at(3_001), 400);
        pace.reached(at(3_260), Stamp::Status);
        pace.reached(at(3_261), Stamp::Status);
        let limit = pace.limit().expect("it is slow");
        assert!((380..=420).contains(&limit), "{limit}");
    }

    #[test]
    fn a_line_is_slow_while_most_of_what_goes_out_comes_late() {
        let mut pace = Pace::new(Some(at(10)));
        let mut send = |begun: u64, took: u64, bytes: usize| {
            pace.sent(at(begun), bytes);
            pace.reached(at(begun + took), Stamp::Status);
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
        assert_eq!(pace.wait(at(2_000)), at(0));
        pace.give_up(at(2_010));
        assert_eq!(pace.stamp(), Stamp::Attributes);
        pace.sent(at(2_010), 1);
        assert_eq!(pace.wait(at(2_011)), at(0));
        pace.sent(at(2_020), 1);
        pace.reached(at(2_030), Stamp::Status);
        assert_eq!(pace.wait(at(2_030)), at(3_980), "an old one, and twice the patience");
        pace.reached(at(2_090), Stamp::Attributes);
        assert_eq!(pace.wait(at(2_090)), at(0));
        let mut blind = Pace::new(None);
        assert_eq!((blind.wait(at(0)), blind.limit()), (at(0), None));
        blind.sent(at(0), 1);
        assert_eq!(blind.wait(at(6)), at(60));
    }

    /// Sends frames for half a minute, each as large as it may be and a row more, over a line of so many bytes a millisecond whose
    /// answers take `trip` ms, and of which every 20th comes `late` ms late. The bytes that wait at each millisecond, and the limits of
    /// the frames.
    fn sending(rate: usize, trip: u64, late: u64) -> (Vec<usize>, Vec<Option<usize>>) {
        sending_behind(0, rate, trip, late)
    }

    /// The same behind something else of so many bytes, which nobody has counted and which goes first.
    fn sending_behind(burst: usize, rate: usize, trip: u64, late: u64) -> (Vec<usize>, Vec<Option<usize>>) {
        let mut pace = Pace::new(Some(at(trip + 10)));
        let (mut line, mut answers) = (VecDeque::new(), VecDeque::new());
        line.push_back((burst, None));
        let (mut waiting, mut limits, mut last) = (Vec::new(), Vec::new(), 0);
        for now in 0..30_000 {
            while answers.front().is_some_and(|(due, _)| *due <= now) {
                let (_, stamp) = answers.pop_front().expect("one");
                pace.reached(at(now), stamp);
            }
            if now % 33 == 0 && pace.wait(at(now)) == at(0) {
                pace.give_up(at(now));
                let bytes = pace.limit().unwrap_or(20_000).min(20_000) + 600;
                limits.push(pace.limit());
                line.push_back((bytes, Some(pace.stamp())));
                pace.sent(at(now), bytes);
            }
            let mut room = rate;
            while let Some((bytes, stamp)) = line.front_mut() {
                let gone = room.min(*bytes);
                (*bytes, room) = (*bytes - gone, room - gone);
                if *bytes > 0 {
                    break;
                }
                let stamp = *stamp;
                line.pop_front();
                let Some(stamp) = stamp else { continue };
                let delay = if limits.len() % 20 == 19 { late } else { 0 };
                last = (now + trip + delay).max(last);
                answers.push_back((last, stamp));
            }
            waiting.push(line.iter().map(|(bytes, _)| bytes).sum());
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
    fn what_has_piled_up_before_a_narrow_line_goes_away_again() {
        for burst in [10_000, 20_000, 50_000] {
            let (waiting, limits) = sending_behind(burst, 8, 80, 0);
            let last = &waiting[20_000..];
            let most = last.iter().max().copied().unwrap_or(0);
            assert!(most < 4_000, "{most} bytes wait at last, behind {burst}; {limits:?}");
        }
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
