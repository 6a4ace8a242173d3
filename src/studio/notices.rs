//! What the user is told: the newest on the status line, all of them in the log.

use std::collections::VecDeque;
use std::time::Instant;

/// The most notices that are kept; the oldest go first.
const MOST: usize = 500;

/// How much a notice matters. Screens mark it by a sign, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something was done.
    Done,
    /// Something is not as it should be; work goes on.
    Warning,
    /// Something was asked for and did not happen.
    Fault,
    /// What libraries say among themselves: for the log alone.
    Aside,
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
}

/// All notices, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    list: VecDeque<Notice>,
    count: u64,
}

impl Notices {
    /// Adds a notice.
    pub fn add(&mut self, weight: Weight, text: impl Into<String>) {
        if self.list.len() >= MOST {
            self.list.pop_front();
        }
        self.count += 1;
        self.list.push_back(Notice { weight, text: text.into(), at: Instant::now() });
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Notice> {
        self.list.iter()
    }

    /// The newest one that is for the user.
    pub fn last(&self) -> Option<&Notice> {
        self.list.iter().rev().find(|notice| notice.weight != Weight::Aside)
    }

    /// How many there have ever been: changes when one is added.
    pub fn count(&self) -> u64 {
        self.count
    }
}
