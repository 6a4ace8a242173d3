//! Phrases: small patterns that belong to an instrument and play where it is struck.

use super::lane::{Lane, MAX_ROWS};
use super::order::ROWS_PER_BEAT;
use super::unknown::Unknown;
use super::voicing::choices;
use crate::dsp::parameter::{Info, Knobs, Parameter, Parameters, row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most phrases of an instrument: they are numbered 01 to 7E.
pub const MAX_PHRASES: usize = 126;
/// The number that stands for the phrases of the struck key, as `@7F` has it.
pub const BY_KEY: u8 = 0x7F;
/// The highest key: B-9.
const HIGHEST_KEY: f32 = 127.0;

choices! {
    /// Which phrase a note of an instrument strikes.
    PhraseMode {
        /// None: it sounds.
        Off = "off",
        /// The one that the instrument names.
        Program = "program",
        /// The first one whose keys hold the struck key; a key that none of them holds sounds.
        Keymap = "keymap",
    }
}

choices! {
    /// What the struck key does to the notes of a phrase.
    KeyTracking {
        /// They move by as much as the key is above or below the phrase's base.
        Transpose = "transpose",
        /// Nothing.
        Fixed = "fixed",
    }
}

/// The phrases of an instrument, and which of them play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases {
    /// Which one a note strikes, where the grid does not say.
    pub mode: PhraseMode,
    /// The number of the one that [`PhraseMode::Program`] plays, from 1.
    pub program: u8,
    /// All of them: number 1 comes first.
    pub list: Vec<Arc<Phrase>>,
}

impl Default for Phrases {
    fn default() -> Phrases {
        Phrases { mode: PhraseMode::Off, program: 1, list: Vec::new() }
    }
}

/// A phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The name.
    pub name: String,
    /// The rows that are played, 1 to 512.
    pub length: u16,
    /// Rows of one beat of the song, 1 to 32.
    pub rows_per_beat: u8,
    /// Whether it goes on from the loop's start when it has come to its end.
    pub looping: bool,
    /// The first row of the loop.
    pub loop_start: u16,
    /// The row behind the loop's last one; 0 is the end of the phrase.
    pub loop_end: u16,
    /// The key at which its notes sound as they are written.
    pub base: u8,
    /// What other keys do.
    pub tracking: KeyTracking,
    /// The lowest key that strikes it by [`PhraseMode::Keymap`].
    pub low_key: u8,
    /// The highest one.
    pub high_key: u8,
    /// Whether instruments that are written play; otherwise all notes are the phrase's own instrument's.
    pub other_instruments: bool,
    /// Note columns, 1 to 8.
    pub note_columns: u8,
    /// Effect columns, 1 to 4.
    pub effect_columns: u8,
    /// Whether the delay fields are shown.
    pub show_delay: bool,
    /// Its rows.
    pub lane: Lane,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Default for Phrase {
    fn default() -> Phrase {
        Phrase {
            name: String::new(),
            length: 16,
            rows_per_beat: 4,
            looping: true,
            loop_start: 0,
            loop_end: 0,
            base: 60,
            tracking: KeyTracking::Transpose,
            low_key: 0,
            high_key: HIGHEST_KEY as u8,
            other_instruments: true,
            note_columns: 1,
            effect_columns: 1,
            show_delay: false,
            lane: Lane::default(),
            unknown: Unknown::default(),
        }
    }
}

const fn key(name: &'static str, help: &'static str, default: f32) -> Info {
    row::whole("", name, "key", help, 0.0, HIGHEST_KEY, default)
}

const fn loop_row(name: &'static str, help: &'static str, most: u16) -> Info {
    row::whole("", name, "", help, 0.0, most as f32, 0.0)
}

const fn switch(name: &'static str, help: &'static str, default: f32) -> Info {
    row::switch("", name, "", help, default)
}

impl Parameters for Phrase {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: row::whole("", "length", "rows", "the rows that are played", 1.0, MAX_ROWS as f32, 16.0),
            get: |phrase| f32::from(phrase.length),
            set: |phrase, value| phrase.length = value as u16,
        },
        Parameter {
            info: ROWS_PER_BEAT,
            get: |phrase| f32::from(phrase.rows_per_beat),
            set: |phrase, value| phrase.rows_per_beat = value as u8,
        },
        Parameter {
            info: switch("looping", "whether it goes on from the loop's start at its end", 1.0),
            get: |phrase| f32::from(u8::from(phrase.looping)),
            set: |phrase, value| phrase.looping = value > 0.5,
        },
        Parameter {
            info: loop_row("loop_start", "the first row of the loop", MAX_ROWS - 1),
            get: |phrase| f32::from(phrase.loop_start),
            set: |phrase, value| phrase.loop_start = value as u16,
        },
        Parameter {
            info: loop_row("loop_end", "the row behind the loop; 0 is the phrase's end", MAX_ROWS),
            get: |phrase| f32::from(phrase.loop_end),
            set: |phrase, value| phrase.loop_end = value as u16,
        },
        Parameter {
            info: key("base", "the key at which its notes sound as written", 60.0),
            get: |phrase| f32::from(phrase.base),
            set: |phrase, value| phrase.base = value as u8,
        },
        Parameter {
            info: row::choice(
                "",
                "tracking",
                "",
                "transpose: its notes move with the struck key; fixed: they stay",
                KeyTracking::NAMES,
                0.0,
            ),
            get: |phrase| f32::from(phrase.tracking as u8),
            set: |phrase, value| phrase.tracking = KeyTracking::of(value),
        },
        Parameter {
            info: key("low_key", "the lowest key that strikes it by keymap", 0.0),
            get: |phrase| f32::from(phrase.low_key),
            set: |phrase, value| phrase.low_key = value as u8,
        },
        Parameter {
            info: key("high_key", "the highest key that strikes it by keymap", HIGHEST_KEY),
            get: |phrase| f32::from(phrase.high_key),
            set: |phrase, value| phrase.high_key = value as u8,
        },
        Parameter {
            info: switch("other_instruments", "whether written instruments play, or its own alone", 1.0),
            get: |phrase| f32::from(u8::from(phrase.other_instruments)),
            set: |phrase, value| phrase.other_instruments = value > 0.5,
        },
        Parameter {
            info: row::whole("", "note_columns", "", "how many notes it plays at once", 1.0, 8.0, 1.0),
            get: |phrase| f32::from(phrase.note_columns),
            set: |phrase, value| phrase.note_columns = value as u8,
        },
        Parameter {
            info: row::whole("", "effect_columns", "", "how many effects a row can hold", 1.0, 4.0, 1.0),
            get: |phrase| f32::from(phrase.effect_columns),
            set: |phrase, value| phrase.effect_columns = value as u8,
        },
        Parameter {
            info: switch("show_delay", "whether the grid shows the notes' delays", 0.0),
            get: |phrase| f32::from(u8::from(phrase.show_delay)),
            set: |phrase, value| phrase.show_delay = value > 0.5,
        },
    ];
}

impl Phrase {
    /// The rows of its loop: the first one, and the one behind the last; `None` if it plays once. A start that
    /// does not lie before the end is row 0.
    pub fn loop_rows(&self) -> Option<(u16, u16)> {
        let end = if self.loop_end == 0 { self.length } else { self.loop_end.min(self.length) };
        let start = if self.loop_start < end { self.loop_start } else { 0 };
        self.looping.then_some((start, end.max(1)))
    }

    /// Semitones by which a struck key moves its notes.
    pub fn shift(&self, key: u8) -> i32 {
        match self.tracking {
            KeyTracking::Transpose => i32::from(key) - i32::from(self.base),
            KeyTracking::Fixed => 0,
        }
    }

    /// This phrase with its numbers in range and nothing in its lane but rows.
    pub(super) fn into_range(mut self) -> Phrase {
        self.move_into_range();
        let lane = self.lane.into_range();
        self.lane = Lane::new(None, lane.rows().to_vec(), Unknown::default());
        self
    }
}

impl Phrases {
    /// The index of the phrase that a key strikes; `said` is the number that the grid gives for it (0 for none, [`BY_KEY`] for
    /// the keymap), if it does.
    pub fn struck(&self, key: u8, said: Option<u8>) -> Option<usize> {
        let number = match (said, self.mode) {
            (Some(number), _) => number,
            (None, PhraseMode::Off) => 0,
            (None, PhraseMode::Program) => self.program,
            (None, PhraseMode::Keymap) => BY_KEY,
        };
        let index = match number {
            0 => return None,
            BY_KEY => {
                self.list.iter().position(|phrase| (phrase.low_key..=phrase.high_key).contains(&key))?
            }
            number => usize::from(number) - 1,
        };
        (index < self.list.len()).then_some(index)
    }

    /// The same with everything in range.
    pub(super) fn move_into_range(&mut self) {
        self.list.truncate(MAX_PHRASES);
        for phrase in &mut self.list {
            let moved = (**phrase).clone().into_range();
            if moved != **phrase {
                *phrase = Arc::new(moved);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_strikes_what_its_instrument_and_the_grid_say() {
        let of = |low_key, high_key| Arc::new(Phrase { low_key, high_key, ..Phrase::default() });
        let list = vec![of(0, 59), of(50, 70), of(71, 127)];
        let mut phrases = Phrases { list, ..Phrases::default() };
        assert_eq!([phrases.struck(60, None), phrases.struck(60, Some(3))], [None, Some(2)]);
        phrases.mode = PhraseMode::Program;
        assert_eq!([phrases.struck(60, None), phrases.struck(60, Some(0))], [Some(0), None]);
        phrases.program = 9;
        assert_eq!(phrases.struck(60, None), None, "there are three");
        phrases.mode = PhraseMode::Keymap;
        let by_key = [55, 60, 127].map(|key| phrases.struck(key, None));
        assert_eq!(by_key, [Some(0), Some(1), Some(2)], "the first one that holds the key");
        phrases.mode = PhraseMode::Off;
        assert_eq!(phrases.struck(60, Some(BY_KEY)), Some(1));
    }

    #[test]
    fn a_loop_always_has_rows() {
        let of = |loop_start, loop_end| Phrase { length: 8, loop_start, loop_end, ..Phrase::default() };
        let rows = [(0, 0), (2, 6), (2, 40), (6, 6), (7, 3)].map(|(start, end)| of(start, end).loop_rows());
        assert_eq!(rows, [(0, 8), (2, 6), (2, 8), (0, 6), (0, 3)].map(Some));
        assert_eq!(Phrase { looping: false, ..of(2, 6) }.loop_rows(), None);
    }
}
