//! What the user is told: the heaviest on the status line, all of them in the log.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// The most notices that are kept; the oldest go first.
const MOST: usize = 500;

/// Among so many of the last notices, libraries do not say the same thing twice.
const CHATTER: usize = 50;

/// How long a notice stays on the status line if no key is pressed.
pub const FRESH: Duration = Duration::from_secs(6);

/// How long one stays there whatever is typed.
const LEAST: Duration = Duration::from_secs(1);

/// How much a notice matters, the least first. Screens mark it by a sign, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// What libraries say among themselves: for the log alone.
    Aside,
    /// Something was done.
    Done,
    /// Something is not as it should be; work goes on.
    Warning,
    /// Something was asked for and did not happen.
    Fault,
}

/// One notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How much it matters.
    pub weight: Weight,
    /// One sentence, or a few lines.
    pub text: String,
    /// When it came.
    pub at: Instant,
    /// The seat that it is for; 0: everyone.
    seat: u16,
    /// Whether it answers a key.
    answer: bool,
    /// Whether a later answer has taken its place on the status line, or a later key has gone past it.
    past: bool,
}

/// All notices, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    list: VecDeque<Notice>,
    count: u64,
    /// How many of all there have ever been are no longer for the status line, by seat.
    over: BTreeMap<u16, u64>,
    /// The seat that answers are for now; 0: everyone.
    seat: u16,
}

impl Notices {
    /// Adds a notice.
    pub fn add(&mut self, weight: Weight, text: impl Into<String>) {
        let text = text.into();
        let said = |notice: &Notice| notice.weight == weight && notice.text == text;
        if weight == Weight::Aside && self.list.iter().rev().take(CHATTER).any(said) {
            return;
        }
        if self.list.len() >= MOST {
            self.list.pop_front();
        }
        self.count += 1;
        // What is not as it should be concerns everyone.
        let seat = if matches!(weight, Weight::Done | Weight::Fault) { self.seat } else { 0 };
        let notice = Notice { weight, text, at: Instant::now(), seat, answer: false, past: false };
        self.list.push_back(notice);
    }

    /// From now on answers are for a seat; 0: for everyone.
    pub fn speak_to(&mut self, seat: u16) {
        self.seat = seat;
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Notice> {
        self.list.iter()
    }

    /// The newest one that is for the user.
    pub fn last(&self) -> Option<&Notice> {
        self.list.iter().rev().find(|notice| notice.weight != Weight::Aside)
    }

    /// The newest `new` ones as far as they are for a seat, the newest first.
    pub fn newest(&self, new: usize, seat: u16) -> impl Iterator<Item = &Notice> {
        let newest = self.list.iter().rev().take(new).filter(|notice| notice.weight != Weight::Aside);
        newest.filter(move |notice| notice.seat == 0 || notice.seat == seat)
    }

    /// How many have come since a seat's last key that had time to be read.
    fn left(&self, seat: u16) -> usize {
        (self.count - self.over.get(&seat).copied().unwrap_or(0)) as usize
    }

    /// A key was pressed: what an earlier key has done is known and makes room at once, all else when it has stood on the status line for
    /// a moment.
    pub fn pass(&mut self, now: Instant) {
        let left = self.left(self.seat);
        let seat = self.seat;
        let answers = self.list.iter_mut().rev().take(left).filter(|notice| notice.seat == seat);
        let answers = answers.filter(|notice| notice.answer && notice.weight == Weight::Done);
        answers.for_each(|notice| notice.past = true);
        let young = |notice: &&Notice| now.saturating_duration_since(notice.at) < LEAST;
        let young = self.list.iter().rev().take_while(young).count();
        let over = self.over.entry(self.seat).or_default();
        *over = (*over).max(self.count - young as u64);
    }

    /// A command has answered by whatever was added when there had been `before` notices: its answer takes the place of earlier
    /// ones. What is not as it should be stays.
    pub fn answered(&mut self, before: u64) {
        let new = self.count.saturating_sub(before) as usize;
        self.list.iter_mut().rev().take(new).for_each(|notice| notice.answer = true);
        if new > 0 {
            let old = self.list.iter_mut().rev().skip(new);
            let own = old.filter(|notice| notice.seat == self.seat);
            own.filter(|notice| notice.weight != Weight::Warning).for_each(|notice| notice.past = true);
        }
    }

    /// What belongs on a seat's status line: the heaviest of what was told since the last key, the newest of these, and how many
    /// others there are.
    pub fn current(&self, seat: u16, now: Instant) -> Option<(&Notice, usize)> {
        let left = self.left(seat);
        let fresh = |notice: &&Notice| now.saturating_duration_since(notice.at) < FRESH;
        let told = self.list.iter().rev().take(left).take_while(fresh);
        let told = told.filter(|notice| notice.weight != Weight::Aside && !notice.past);
        let told = told.filter(|notice| notice.seat == 0 || notice.seat == seat);
        // What could be read by now gives way to what a key has answered since.
        let mut answered = false;
        let told = told.filter(|notice| {
            let stays = !answered || now.saturating_duration_since(notice.at) < LEAST;
            answered |= notice.answer;
            stays
        });
        let told: Vec<_> = told.collect();
        let first = told.iter().rev().max_by_key(|notice| notice.weight)?;
        Some((first, told.len() - 1))
    }

    /// Whether time alone may have changed the status line within so much time before `now`.
    pub fn shifted(&self, now: Instant, within: Duration) -> bool {
        let shifts = |notice: &Notice| {
            let over = now.saturating_duration_since(notice.at);
            [LEAST, FRESH].iter().any(|limit| over > *limit && over < *limit + within)
        };
        self.list
            .iter()
            .rev()
            .take_while(|notice| now.saturating_duration_since(notice.at) < FRESH + within)
            .any(shifts)
    }

    /// How many there have ever been: changes when one is added.
    pub fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(notices: &Notices, now: Instant) -> Option<(&str, usize)> {
        notices.current(0, now).map(|(notice, more)| (notice.text.as_str(), more))
    }

    #[test]
    fn an_answer_is_seen_when_older_warnings_could_be_read() {
        let mut notices = Notices::default();
        notices.add(Weight::Warning, "the instrument is empty");
        let before = notices.count();
        notices.add(Weight::Done, "saved");
        notices.answered(before);
        let at = Instant::now();
        assert_eq!(shown(&notices, at), Some(("the instrument is empty", 1)));
        assert_eq!(shown(&notices, at + LEAST * 2), Some(("saved", 0)));
        assert!(notices.shifted(at + LEAST + Duration::from_millis(50), Duration::from_millis(200)));
        assert!(!notices.shifted(at + LEAST * 3, Duration::from_millis(200)));
    }

    #[test]
    fn the_heaviest_is_shown_until_a_key_or_a_while_has_passed() {
        let mut notices = Notices::default();
        notices.add(Weight::Warning, "no sound");
        notices.add(Weight::Warning, "in use");
        notices.add(Weight::Done, "saved");
        notices.add(Weight::Aside, "chatter");
        let at = Instant::now();
        assert_eq!(shown(&notices, at), Some(("in use", 2)));
        assert_eq!(shown(&notices, at + FRESH), None);
        notices.pass(at);
        assert_eq!(shown(&notices, at), Some(("in use", 2)), "nobody can read that fast");
        notices.pass(at + LEAST * 2);
        assert_eq!(shown(&notices, at), None);
        notices.add(Weight::Done, "next");
        assert_eq!(shown(&notices, at), Some(("next", 0)));
        notices.add(Weight::Fault, "refused");
        let before = notices.count();
        notices.add(Weight::Done, "done at last");
        notices.answered(before);
        assert_eq!(shown(&notices, at), Some(("done at last", 0)), "the last answer");
        notices.pass(at);
        assert_eq!(shown(&notices, at), None, "what a key has done goes with the next one");
        let before = notices.count();
        notices.add(Weight::Fault, "refused");
        notices.answered(before);
        notices.pass(at);
        assert_eq!(shown(&notices, at), Some(("refused", 0)), "what it has not done stays for a moment");
        notices.add(Weight::Aside, "chatter");
        assert_eq!(notices.iter().filter(|notice| notice.text == "chatter").count(), 1);
    }
}
