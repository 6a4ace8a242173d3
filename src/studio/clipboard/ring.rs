//! The blocks that were copied last: the one in use, and those before it.

use super::Clipboard;
use std::collections::VecDeque;

/// The most that are kept; the oldest go first.
const MOST: usize = 16;

/// What was copied, the latest first, and which of it pasting takes.
#[derive(Clone, Debug, Default)]
pub struct Ring {
    kept: VecDeque<Clipboard>,
    at: usize,
}

impl Ring {
    /// Something was copied: pasting takes it from now on. What is the same as the last one is not kept twice.
    pub fn push(&mut self, clipboard: Clipboard) {
        self.kept.retain(|kept| *kept != clipboard);
        self.kept.push_front(clipboard);
        self.kept.truncate(MOST);
        self.at = 0;
    }

    /// What pasting takes, if anything was copied.
    pub fn present(&self) -> Option<&Clipboard> {
        self.kept.get(self.at)
    }

    /// Everything, the latest first.
    pub fn all(&self) -> impl Iterator<Item = &Clipboard> {
        self.kept.iter()
    }

    /// The place of what pasting takes, from 0, the latest.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Takes another one: the one at that place if there is one.
    pub fn choose(&mut self, at: usize) -> Option<&Clipboard> {
        self.at = if at < self.kept.len() { at } else { return None };
        self.kept.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sixteen_are_kept_and_pasting_takes_the_one_that_was_chosen() {
        let mut ring = Ring::default();
        assert!(ring.present().is_none() && ring.choose(0).is_none());
        (1..=20).for_each(|rows| ring.push(Clipboard { rows, ..Clipboard::default() }));
        assert_eq!(ring.all().map(|kept| kept.rows).collect::<Vec<_>>(), (5..=20).rev().collect::<Vec<_>>());
        assert_eq!(ring.choose(3).map(|kept| kept.rows), Some(17));
        assert!(ring.choose(16).is_none());
        assert_eq!(ring.present().map(|kept| kept.rows), Some(17));
        ring.push(Clipboard { rows: 17, ..Clipboard::default() });
        assert_eq!(
            (ring.place(), ring.all().count(), ring.present().map(|kept| kept.rows)),
            (0, 16, Some(17))
        );
    }
}
