//! How much of a line Opus takes for one listener, by how far what has come lies behind what was made. The clock is the sound's own: each
//! number is 10 ms of it.

/// How sound is packed: what is spared is pitch, room, and the heads of packets, which cost a narrow line more than the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// 20 kbit/s in packets of 60 ms: with all heads 36 kbit/s over SSH.
    Least,
    /// 48 kbit/s in packets of 20 ms: 95 kbit/s.
    Half,
    /// 128 kbit/s in packets of 10 ms: 220 kbit/s.
    #[default]
    Full,
}

/// Numbers by which a packet may come later than the quickest before the line counts as full: 300 ms.
const SLACK: u32 = 30;
/// For so many numbers that has to last: what TCP sends again is late for less. 500 ms.
const LASTING: u32 = 50;
/// For so many numbers less may take to empty a line that was full: 5 s.
const EMPTYING: u32 = 500;
/// What is told every 100 ms makes this much seem to have grown.
const GRAIN: u32 = 10;
/// So many numbers without that before more is tried, at first, later, and at most: 500 ms, 30 s, 10 min.
const CALM: [u32; 3] = [50, 3_000, 60_000];
/// More that has failed within so many numbers was too much from the beginning: 10 s.
const PROBED: u32 = 1_000;

impl Grade {
    /// All of them, the least first.
    pub const ALL: [Grade; 3] = [Grade::Least, Grade::Half, Grade::Full];

    /// kb/s of Opus.
    pub fn kilobits(self) -> u32 {
        match self {
            Grade::Least => 20,
            Grade::Half => 48,
            Grade::Full => 128,
        }
    }

    /// Blocks of 10 ms in a packet.
    pub fn blocks(self) -> u32 {
        match self {
            Grade::Least => 6,
            Grade::Half => 2,
            Grade::Full => 1,
        }
    }

    fn less(self) -> Grade {
        if self == Grade::Full { Grade::Half } else { Grade::Least }
    }

    fn more(self) -> Grade {
        if self == Grade::Least { Grade::Half } else { Grade::Full }
    }
}

/// What a line is found to carry.
#[derive(Clone, Debug)]
pub struct Chooser {
    grade: Grade,
    /// The number that was made last, and the one that has come last.
    made: Option<u32>,
    came: u32,
    /// The least by which what had come lay behind.
    quickest: Option<u32>,
    /// For so many numbers in a row it has lain too far behind, and for so many not.
    late: u32,
    calm: u32,
    /// The number at which there was less, until that has come; how far it lay behind then, and for how many numbers it may.
    less_since: Option<u32>,
    full: u32,
    emptying: u32,
    /// How many of these are wanted before more is tried.
    wanted: u32,
    /// Numbers since more was tried.
    tried: Option<u32>,
}

impl Chooser {
    /// For somebody of whom nothing is known, from that grade on.
    pub fn new(grade: Grade) -> Chooser {
        let (late, calm, wanted) = (0, 0, CALM[0]);
        let (made, quickest, less_since, tried) = (None, None, None, None);
        let (full, emptying) = (0, 0);
        Chooser { grade, made, came: 0, quickest, late, calm, less_since, full, emptying, wanted, tried }
    }

    /// How sound is packed.
    pub fn grade(&self) -> Grade {
        self.grade
    }

    /// Somebody who has told of `number` has heard everything up to that.
    pub fn came(&mut self, number: u32) {
        self.came = number;
        let behind = self.made.map_or(0, |made| made.wrapping_sub(number));
        if self.less_since.is_some_and(|since| number.wrapping_sub(since) < u32::MAX / 2) {
            (self.less_since, self.full, self.emptying) = (None, behind, EMPTYING);
        }
        self.quickest = Some(self.quickest.map_or(behind, |quickest| quickest.min(behind)));
    }

    /// Everything up to that number has been made.
    pub fn made(&mut self, number: u32) {
        let Some(before) = self.made.replace(number) else {
            self.came = number;
            return;
        };
        let passed = number.wrapping_sub(before);
        self.tried = self.tried.map(|tried| tried.saturating_add(passed));
        self.emptying = self.emptying.saturating_sub(passed);
        let behind = number.wrapping_sub(self.came);
        if behind <= self.quickest.unwrap_or(0) + SLACK {
            (self.late, self.calm) = (0, self.calm.saturating_add(passed));
            (self.full, self.emptying) = (0, 0);
        } else if self.less_since.is_some() {
            (self.late, self.calm) = (0, 0);
        } else {
            let grows = self.emptying == 0 || behind > self.full + GRAIN;
            (self.late, self.calm) = (if grows { self.late.saturating_add(passed) } else { 0 }, 0);
        }
        if self.late >= LASTING && self.grade > Grade::Least {
            let has_failed = self.tried.take().is_some_and(|tried| tried < PROBED);
            self.wanted = if has_failed { (self.wanted * 2).clamp(CALM[1], CALM[2]) } else { CALM[1] };
            self.less_since = Some(number);
            self.change(self.grade.less());
        } else if self.calm >= self.wanted && self.grade < Grade::Full && self.quickest.is_some() {
            self.tried = Some(0);
            self.change(self.grade.more());
        }
    }

    fn change(&mut self, grade: Grade) {
        (self.grade, self.late, self.calm) = (grade, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// What a packet costs beside its sound: our two heads, a record of SSH, and one of TCP/IP.
    const HEADS: f64 = 29.0 + 36.0 + 52.0;

    /// A listener behind a line of so many bytes a second, `trip` ms there and back, on which pictures want so many bytes a second, and
    /// every 20th packet comes `late` ms later. He tells of every tenth number, as clients do.
    struct Line {
        chooser: Chooser,
        rate: f64,
        trip: u32,
        late: u32,
        pictures: f64,
        number: u32,
        sent: u32,
        /// Bytes that wait before the line.
        waiting: f64,
        /// When each number comes, in ms, and what is told of it when.
        coming: VecDeque<(f64, u32)>,
        told: VecDeque<(f64, u32)>,
        last: u32,
        heard: u32,
        group: u32,
    }

    impl Line {
        fn new(rate: f64, trip: u32, late: u32, pictures: f64) -> Line {
            Line {
                chooser: Chooser::new(Grade::Least),
                rate,
                trip,
                late,
                pictures,
                number: 0,
                sent: 0,
                waiting: 0.0,
                coming: VecDeque::new(),
                told: VecDeque::new(),
                last: 0,
                heard: 0,
                group: 0,
            }
        }

        /// So many seconds go by; how late the latest packet of them came, in ms, and the grades.
        fn run(&mut self, seconds: u32) -> (f64, Vec<Grade>) {
            let (mut latest, mut grades) = (0.0_f64, vec![self.chooser.grade()]);
            for _ in 0..seconds * 100 {
                self.number += 1;
                let now = f64::from(self.number) * 10.0;
                while self.told.front().is_some_and(|(at, _)| *at <= now) {
                    let (_, number) = self.told.pop_front().expect("one");
                    self.chooser.came(number);
                }
                self.chooser.made(self.number);
                self.waiting = (self.waiting - self.rate / 100.0).max(0.0);
                // Pictures wait for room.
                if self.waiting < self.rate * 0.05 {
                    self.waiting += self.pictures / 100.0;
                }
                self.group += 1;
                if self.group >= self.chooser.grade().blocks() {
                    let sound = f64::from(self.chooser.grade().kilobits() * self.group) * 1.25;
                    self.group = 0;
                    self.waiting += sound + HEADS;
                    self.sent += 1;
                    let late = if self.sent.is_multiple_of(20) { self.late } else { 0 };
                    let way = self.waiting / self.rate * 1_000.0 + f64::from(self.trip / 2 + late);
                    let before = self.coming.back().map_or(0.0, |(at, _)| *at);
                    self.coming.push_back(((now + way).max(before), self.number));
                }
                while self.coming.front().is_some_and(|(at, _)| *at <= now) {
                    let (at, number) = self.coming.pop_front().expect("one");
                    latest = latest.max(at - f64::from(number) * 10.0);
                    self.heard = number;
                    if number - self.last >= 10 {
                        self.last = number;
                        self.told.push_back((at + f64::from(self.trip / 2), number));
                    }
                }
                if grades.last() != Some(&self.chooser.grade()) {
                    grades.push(self.chooser.grade());
                }
            }
            (latest, grades)
        }
    }

    #[test]
    fn on_a_narrow_line_sound_and_pictures_share_what_there_is_and_nothing_piles_up() {
        let mut line = Line::new(8_000.0, 200, 0, 3_000.0);
        line.run(30);
        let (mut tries, mut worst) = (0, 0.0_f64);
        for _ in 0..60 {
            let (latest, grades) = line.run(10);
            tries += grades.iter().filter(|grade| **grade != Grade::Least).count();
            worst = worst.max(latest);
        }
        assert!(tries <= 8, "more is tried more and more seldom: {tries} times in ten minutes");
        assert!(worst < 1_300.0, "even a try that fails leaves no more than a second: {worst} ms");
        let (latest, grades) = line.run(5);
        assert_eq!(grades, [Grade::Least]);
        assert!(latest < 250.0, "{latest} ms");
    }

    #[test]
    fn a_wide_line_has_everything_after_a_second_and_losses_take_nothing_away() {
        for (trip, late) in [(2, 0), (40, 0), (200, 0), (200, 300)] {
            let mut line = Line::new(1_000_000.0, trip, late, 25_000.0);
            let (_, grades) = line.run(3);
            assert_eq!(grades, Grade::ALL, "{trip} ms");
            assert_eq!(line.run(600).1, [Grade::Full], "{trip} ms, {late} ms late");
        }
    }

    #[test]
    fn a_line_that_becomes_narrow_has_less_within_seconds_and_more_again_later() {
        let mut line = Line::new(1_000_000.0, 40, 0, 3_000.0);
        line.run(20);
        line.rate = 16_000.0;
        assert_eq!(line.run(5).1, [Grade::Full, Grade::Half]);
        line.rate = 8_000.0;
        assert_eq!(line.run(20).1, [Grade::Half, Grade::Least]);
        line.rate = 1_000_000.0;
        assert_eq!(line.run(90).1.last(), Some(&Grade::Full));
    }

    #[test]
    fn one_who_tells_nothing_hears_what_he_has_heard_from_the_beginning() {
        let mut chooser = Chooser::new(Grade::Least);
        (0..10).for_each(|number| chooser.made(number));
        assert_eq!(chooser.grade(), Grade::Least);
    }
}
