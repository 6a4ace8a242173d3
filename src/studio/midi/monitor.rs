//! The last messages that came in, for the eye.

use crate::engine::live::Input;
use std::collections::VecDeque;

/// Messages that are kept.
const MOST: usize = 200;

/// A message, and how often it came in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The message with its port and frame.
    pub input: Input,
    /// How often messages of this kind came one after the other; only the last is shown.
    pub times: u32,
}

/// The last messages, the newest first.
#[derive(Debug, Default)]
pub struct Monitor {
    list: VecDeque<Shown>,
    /// How many came in all.
    pub count: u64,
}

impl Monitor {
    /// A message came. Of those that only move something, those of one kind in a row are one line.
    pub fn take(&mut self, input: Input) {
        self.count += 1;
        let kind =
            |input: &Input| (input.port, std::mem::discriminant(&input.message), input.message.channel());
        if let Some(first) = self.list.front_mut()
            && input.message.may_be_left_out()
            && kind(&first.input) == kind(&input)
        {
            *first = Shown { input, times: first.times + 1 };
            return;
        }
        self.list.push_front(Shown { input, times: 1 });
        self.list.truncate(MOST);
    }

    /// The messages, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Shown> {
        self.list.iter()
    }
}
