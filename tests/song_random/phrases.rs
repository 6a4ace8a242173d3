//! Random phrases of instruments; their numbers may be out of range, and their lanes hold what phrases cannot.

use super::Random;
use segno::song::edit::Edit;
use segno::song::phrase::{Phrase, PhraseMode, Phrases};
use std::sync::Arc;

impl Random {
    fn phrase(&mut self) -> Phrase {
        let mut phrase =
            Phrase { name: self.text(), lane: self.lane(), unknown: self.unknown(), ..Phrase::default() };
        self.turn(&mut phrase);
        if self.chance(20) {
            (phrase.length, phrase.rows_per_beat) = (self.next() as u16, self.next() as u8);
        }
        phrase
    }

    pub(super) fn phrases(&mut self) -> Phrases {
        let list = (0..self.below(4)).map(|_| Arc::new(self.phrase())).collect();
        Phrases { mode: self.of(&PhraseMode::ALL), program: self.next() as u8, list }
    }

    pub(super) fn phrase_edit(&mut self) -> Edit {
        let slot = self.below(20) as u8;
        if self.chance(50) {
            let phrases = (0..self.below(4)).map(|_| self.phrase()).collect();
            return Edit::SetPhrases { slot, phrases };
        }
        Edit::SetPhrase { slot, index: self.below(4) as u8, phrase: Box::new(self.phrase()) }
    }
}
