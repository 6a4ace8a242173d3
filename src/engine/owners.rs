//! Who plays on which voice of the pool. A channel's present note is found without a search, and so is a free voice: on the
//! first tick of a row every channel may ask for both.

use crate::sequencer::command::{CHANNELS, Channel};

/// Voices of the pool for each word of the set of those that are taken.
pub(super) const WORD: usize = u64::BITS as usize;

/// Stands for no voice.
const NOBODY: u16 = u16::MAX;

/// Who plays a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The grid; `current` until the next note begins there.
    Grid { channel: Channel, current: bool },
    /// A key on a track, outside the grid.
    Live { track: u16, key: u8 },
}

impl Owner {
    /// The track that the note sounds on.
    pub fn track(self) -> usize {
        match self {
            Owner::Grid { channel, .. } => channel.track(),
            Owner::Live { track, .. } => track.into(),
        }
    }
}

/// Some voices, in the pool's order.
#[derive(Clone)]
pub(super) struct Taken<const WORDS: usize> {
    left: [u64; WORDS],
    word: usize,
}

impl<const WORDS: usize> Taken<WORDS> {
    /// Those whose bits are set.
    pub fn of(voices: [u64; WORDS]) -> Self {
        Taken { left: voices, word: 0 }
    }
}

impl<const WORDS: usize> Iterator for Taken<WORDS> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            let left = self.left.get_mut(self.word)?;
            if *left != 0 {
                let bit = left.trailing_zeros() as usize;
                *left &= *left - 1;
                return Some(self.word * WORD + bit);
            }
            self.word += 1;
        }
    }
}

/// The owners of 64 × `WORDS` voices.
pub(super) struct Owners<const WORDS: usize> {
    /// By voice; `None` is a free one.
    list: Vec<Option<Owner>>,
    /// By channel: the voice of its present note.
    current: Vec<u16>,
    /// A bit for each voice that has an owner.
    taken: [u64; WORDS],
}

impl<const WORDS: usize> Owners<WORDS> {
    /// All voices are free.
    pub fn new() -> Owners<WORDS> {
        Owners { list: vec![None; WORDS * WORD], current: vec![NOBODY; CHANNELS], taken: [0; WORDS] }
    }

    /// How many voices have an owner.
    pub fn count(&self) -> usize {
        self.taken.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The voices that have an owner now.
    #[inline]
    pub fn taken(&self) -> Taken<WORDS> {
        Taken::of(self.taken)
    }

    /// A voice's owner.
    #[inline]
    pub fn of(&self, voice: usize) -> Option<Owner> {
        self.list.get(voice).copied().flatten()
    }

    /// The voice of a channel's present note.
    pub fn current(&self, channel: Channel) -> Option<usize> {
        self.current
            .get(usize::from(channel.0))
            .filter(|voice| **voice != NOBODY)
            .map(|voice| usize::from(*voice))
    }

    /// The channel leaves its present note behind: that voice.
    pub fn leave(&mut self, channel: Channel) -> Option<usize> {
        let voice = self.current(channel)?;
        self.current[usize::from(channel.0)] = NOBODY;
        self.list[voice] = Some(Owner::Grid { channel, current: false });
        Some(voice)
    }

    /// Gives the first free voice to an owner whose channel has no present note.
    pub fn take(&mut self, owner: Owner) -> Option<usize> {
        let word = self.taken.iter().position(|word| *word != u64::MAX)?;
        let bit = self.taken[word].trailing_ones() as usize;
        let voice = word * WORD + bit;
        self.taken[word] |= 1 << bit;
        self.list[voice] = Some(owner);
        if let Owner::Grid { channel, current: true } = owner
            && let Some(current) = self.current.get_mut(usize::from(channel.0))
        {
            *current = voice as u16;
        }
        Some(voice)
    }

    /// Another owner, whose channel has no present note, or this one, takes a voice over.
    pub fn pass(&mut self, voice: usize, owner: Owner) {
        let Some(old) = self.list.get_mut(voice).and_then(|old| old.replace(owner)) else { return };
        for (owner, now) in [(old, NOBODY), (owner, voice as u16)] {
            if let Owner::Grid { channel, current: true } = owner
                && let Some(current) = self.current.get_mut(usize::from(channel.0))
            {
                *current = now;
            }
        }
    }

    /// The voice is free again.
    pub fn free(&mut self, voice: usize) {
        let Some(owner) = self.list.get_mut(voice).and_then(Option::take) else { return };
        self.taken[voice / WORD] &= !(1 << (voice % WORD));
        if let Owner::Grid { channel, current: true } = owner {
            self.current[usize::from(channel.0)] = NOBODY;
        }
    }

    /// All voices are free again.
    pub fn clear(&mut self) {
        self.list.fill(None);
        self.current.fill(NOBODY);
        self.taken = [0; WORDS];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_note_is_found_until_it_is_left_or_over() {
        let mut owners = Owners::<2>::new();
        let channel = Channel::of_grid(7);
        let owner = Owner::Grid { channel, current: true };
        assert_eq!((owners.take(owner), owners.current(channel)), (Some(0), Some(0)));
        assert_eq!((owners.leave(channel), owners.current(channel)), (Some(0), None));
        assert_eq!(owners.of(0), Some(Owner::Grid { channel, current: false }));
        assert_eq!(owners.take(owner), Some(1));
        owners.free(0);
        assert_eq!((owners.current(channel), owners.count()), (Some(1), 1), "the one that was left is over");
        owners.free(1);
        assert_eq!((owners.current(channel), owners.leave(channel)), (None, None));
        assert_eq!(owners.take(owner), Some(0));
        let other = Owner::Grid { channel: Channel::of_grid(9), current: true };
        owners.pass(0, other);
        assert_eq!(
            (owners.current(channel), owners.current(Channel::of_grid(9)), owners.of(0)),
            (None, Some(0), Some(other))
        );
    }

    #[test]
    fn every_voice_is_given_once_and_the_first_free_one_first() {
        let mut owners = Owners::<2>::new();
        let live = |key| Owner::Live { track: 0, key };
        for key in 0..128 {
            assert_eq!(owners.take(live(key)), Some(key.into()));
        }
        assert_eq!((owners.take(live(0)), owners.count()), (None, 128));
        [90, 5].into_iter().for_each(|voice| owners.free(voice));
        assert_eq!(owners.taken().filter(|voice| [5, 6, 90].contains(voice)).collect::<Vec<_>>(), [6]);
        assert_eq!([owners.take(live(1)), owners.take(live(1))], [Some(5), Some(90)]);
        owners.clear();
        assert_eq!((owners.count(), owners.taken().next()), (0, None));
    }
}
