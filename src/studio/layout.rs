//! Which character is which key, for keyboards of several countries, and which key is which note. Most terminals tell
//! characters, not places of keys.

/// A keyboard of a country: the characters of its four rows.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name in the settings.
    pub name: &'static str,
    /// From the digits down to the lowest letters, each from the left.
    rows: [&'static str; 4],
}

/// Every layout, qwerty first.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "qwerty", rows: ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "zxcvbnm,./"] },
    Layout { name: "qwertz", rows: ["1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"] },
    Layout { name: "azerty", rows: ["&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"] },
    Layout { name: "dvorak", rows: ["1234567890[]", "',.pyfgcrl/=", "aoeuidhtns-\\", ";qjkxbmwvz"] },
    Layout { name: "colemak", rows: ["1234567890-=", "qwfpgjluy;[]", "arstdhneio'\\", "zxcvbkm,./"] },
];

/// What stands on a qwerty keyboard where other keyboards have other signs, though it means a command and no note.
const FREE: [char; 3] = ['1', '4', '8'];

/// A key that is no note.
const NO: i8 = -1;

/// A way to lay notes on the keys.
#[derive(Debug, PartialEq, Eq)]
pub struct NoteKeys {
    /// The name in the settings.
    pub name: &'static str,
    /// Which keys are notes, in words.
    pub help: &'static str,
    /// The semitones above the seat's octave of each key, by row and place as in [`Layout`]; −1 is none.
    notes: [[i8; 12]; 4],
    /// What other keys do among notes: the character of a qwerty keyboard, a command and what it takes.
    pub commands: &'static [(char, &'static str, &'static str)],
}

/// Every way, the usual piano first.
pub const NOTE_KEYS: &[NoteKeys] = &[
    // Two rows of white keys with their black ones above, as in Impulse Tracker.
    NoteKeys {
        name: "piano",
        help: "a piano of two rows",
        notes: [
            [NO, 13, 15, NO, 18, 20, 22, NO, 25, 27, NO, NO],
            [12, 14, 16, 17, 19, 21, 23, 24, 26, 28, NO, NO],
            [NO, 1, 3, NO, 6, 8, 10, NO, NO, NO, NO, NO],
            [0, 2, 4, 5, 7, 9, 11, NO, NO, NO, NO, NO],
        ],
        commands: &[],
    },
    // The lower row goes on beyond its octave, as in FastTracker 2.
    NoteKeys {
        name: "piano-extended",
        help: "a piano of two rows, the lower one longer",
        notes: [
            [NO, 13, 15, NO, 18, 20, 22, NO, 25, 27, NO, NO],
            [12, 14, 16, 17, 19, 21, 23, 24, 26, 28, NO, NO],
            [NO, 1, 3, NO, 6, 8, 10, NO, 13, 15, NO, NO],
            [0, 2, 4, 5, 7, 9, 11, 12, 14, 16, NO, NO],
        ],
        commands: &[],
    },
    // Each row is an octave from the top down, and digits choose the octave, as in OpenMPT.
    NoteKeys {
        name: "rows",
        help: "three rows, an octave each; digits choose the octave",
        notes: [
            [NO; 12],
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
            [24, 25, 26, 27, 28, 29, 30, 31, 32, 33, NO, NO],
        ],
        commands: &[
            ('0', "octave", "0"),
            ('1', "octave", "1"),
            ('2', "octave", "2"),
            ('3', "octave", "3"),
            ('4', "octave", "4"),
            ('5', "octave", "5"),
            ('6', "octave", "6"),
            ('7', "octave", "7"),
            ('8', "octave", "8"),
            ('9', "octave", "9"),
        ],
    },
    // White keys on the row of A, black ones above; below it octave and velocity, as in Live.
    NoteKeys {
        name: "musical-typing",
        help: "a piano from a to '; z x octave, c v velocity",
        notes: [
            [NO; 12],
            [NO, 1, 3, NO, 6, 8, 10, NO, 13, 15, NO, 18],
            [0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17, NO],
            [NO; 12],
        ],
        commands: &[
            ('z', "octave-down", ""),
            ('x', "octave-up", ""),
            ('c', "softer", ""),
            ('v', "louder", ""),
        ],
    },
];

impl NoteKeys {
    /// The way of that name.
    pub fn find(name: &str) -> Option<&'static NoteKeys> {
        NOTE_KEYS.iter().find(|keys| keys.name == name)
    }
}

impl Layout {
    /// The layout of that name.
    pub fn find(name: &str) -> Option<&'static Layout> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }

    /// The row and the place in it of a character.
    fn place_of(&self, character: char) -> Option<(usize, usize)> {
        let at = |row: &&str| row.chars().position(|key| key == character);
        self.rows.iter().enumerate().find_map(|(row, keys)| Some((row, at(keys)?)))
    }

    /// Where a key is: by its place on a qwerty keyboard where the terminal tells that, else by its character, small or capital.
    fn where_is(&self, character: char, place: Option<char>) -> Option<(usize, usize)> {
        match place {
            Some(place) => LAYOUTS[0].place_of(place),
            None => self.place_of(character).or_else(|| self.place_of(character.to_lowercase().next()?)),
        }
    }

    /// The semitones above the seat's octave that a key means.
    pub fn note_at(&self, keys: &NoteKeys, character: char, place: Option<char>) -> Option<u8> {
        let (row, at) = self.where_is(character, place)?;
        u8::try_from(*keys.notes.get(row)?.get(at)?).ok()
    }

    /// The command and what it takes that a key means among notes.
    pub fn command_at(
        &self,
        keys: &NoteKeys,
        character: char,
        place: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        let (row, at) = self.where_is(character, place)?;
        let sign = LAYOUTS[0].rows[row].chars().nth(at)?;
        keys.commands.iter().find(|(key, ..)| *key == sign).map(|(_, name, argument)| (*name, *argument))
    }

    /// The qwerty character of a key that is no note: what stands where `1`, `4` and `8` are.
    pub fn qwerty(&self, character: char, place: Option<char>) -> char {
        if let Some(place) = place {
            return if FREE.contains(&place) { place } else { character };
        }
        let sign = self.place_of(character).and_then(|(row, at)| LAYOUTS[0].rows[row].chars().nth(at));
        sign.filter(|sign| FREE.contains(sign)).unwrap_or(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_know_every_layout() {
        let names: Vec<_> = LAYOUTS.iter().map(|layout| layout.name).collect();
        assert_eq!(names, crate::io::settings::rows::LAYOUTS);
        let names: Vec<_> = NOTE_KEYS.iter().map(|keys| keys.name).collect();
        assert_eq!(names, crate::io::settings::rows::NOTE_KEYS);
    }

    #[test]
    fn every_key_of_a_layout_is_one_key() {
        for layout in LAYOUTS {
            let lengths: Vec<_> = layout.rows.iter().map(|row| row.chars().count()).collect();
            assert_eq!(lengths, [12, 12, 12, 10], "{}", layout.name);
            let mut keys: Vec<char> = layout.rows.iter().flat_map(|row| row.chars()).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), 46, "{}: a character stands on two keys", layout.name);
        }
    }

    #[test]
    fn layouts_follow_the_places_of_the_keys() {
        let piano = &NOTE_KEYS[0];
        for (name, row) in [
            ("qwerty", "zsxdcvgbhnjmq2w3er5t6y7ui9o0p"),
            ("qwertz", "ysxdcvgbhnjmq2w3er5t6z7ui9o0p"),
            ("azerty", "wsxdcvgbhnj,aéz\"er(t-yèuiçoàp"),
            ("dvorak", ";oqejkixdbhm'2,3.p5y6f7gc9r0l"),
            ("colemak", "zrxscvdbhknmq2w3fp5g6j7lu9y0;"),
        ] {
            let layout = Layout::find(name).expect("known");
            let notes: Vec<_> = row.chars().map(|sign| layout.note_at(piano, sign, None)).collect();
            assert_eq!(notes, (0..29).map(Some).collect::<Vec<_>>(), "{name}");
        }
    }

    #[test]
    fn other_ways_lay_the_notes_elsewhere() {
        let qwerty = &LAYOUTS[0];
        let note = |keys: &str, sign| qwerty.note_at(NoteKeys::find(keys).expect("known"), sign, None);
        assert_eq!((note("piano", ','), note("piano-extended", ',')), (None, Some(12)));
        assert_eq!((note("rows", 'q'), note("rows", ']'), note("rows", 'a')), (Some(0), Some(11), Some(12)));
        assert_eq!((note("musical-typing", 'a'), note("musical-typing", 'w')), (Some(0), Some(1)));
        assert_eq!((note("musical-typing", 'z'), note("musical-typing", 'k')), (None, Some(12)));
        let rows = NoteKeys::find("rows").expect("known");
        let azerty = Layout::find("azerty").expect("known");
        assert_eq!(azerty.command_at(rows, 'é', None), Some(("octave", "2")));
        for (_, name, _) in NOTE_KEYS.iter().flat_map(|keys| keys.commands) {
            assert!(crate::studio::commands::find(name).is_some(), "{name}");
        }
    }
}
