//! Which character is which note, for keyboards of several countries. Most terminals tell characters, not places of keys.

/// A keyboard's layout: the piano of two rows.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name in the settings.
    pub name: &'static str,
    /// Lower row C to B, black keys in their places.
    lower: &'static str,
    /// Upper row C to E, an octave and a third higher, black keys in their places.
    upper: &'static str,
    /// What stands where `1`, `4`, `8` are on a qwerty keyboard.
    free: [char; 3],
}

/// What stands there on a qwerty keyboard.
const FREE: [char; 3] = ['1', '4', '8'];

/// Every layout, qwerty first. Character n of a row is n semitones above its C.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "qwerty", lower: "zsxdcvgbhnjm", upper: "q2w3er5t6y7ui9o0p", free: ['1', '4', '8'] },
    Layout { name: "qwertz", lower: "ysxdcvgbhnjm", upper: "q2w3er5t6z7ui9o0p", free: ['1', '4', '8'] },
    Layout { name: "azerty", lower: "wsxdcvgbhnj,", upper: "aéz\"er(t-yèuiçoàp", free: ['&', '\'', '_'] },
    Layout { name: "dvorak", lower: ";oqejkixdbhm", upper: "'2,3.p5y6f7gc9r0l", free: ['1', '4', '8'] },
    Layout { name: "colemak", lower: "zrxscvdbhknm", upper: "q2w3fp5g6j7lu9y0;", free: ['1', '4', '8'] },
];

impl Layout {
    /// The layout of that name.
    pub fn find(name: &str) -> Option<&'static Layout> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }

    /// The semitones above the seat's octave that a character means.
    pub fn note(&self, character: char) -> Option<u8> {
        let at = |row: &str| row.chars().position(|key| key == character);
        at(self.lower).or_else(|| at(self.upper).map(|place| place + 12)).map(|place| place as u8)
    }

    /// The semitones of a key: by its place on a qwerty keyboard where the terminal tells that, else by its character, small or
    /// capital.
    pub fn note_at(&self, character: char, place: Option<char>) -> Option<u8> {
        match place {
            Some(place) => LAYOUTS[0].note(place),
            None => self.note(character).or_else(|| self.note(character.to_lowercase().next()?)),
        }
    }

    /// The qwerty character of a key that is no note: what stands where `1`, `4` and `8` are.
    pub fn qwerty(&self, character: char, place: Option<char>) -> char {
        if let Some(place) = place {
            return if FREE.contains(&place) { place } else { character };
        }
        let at = self.free.iter().position(|key| *key == character);
        at.map_or(character, |place| FREE[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_know_every_layout() {
        let names: Vec<_> = LAYOUTS.iter().map(|layout| layout.name).collect();
        assert_eq!(names, crate::io::settings::LAYOUTS);
    }

    #[test]
    fn every_layout_has_the_same_piano() {
        for layout in LAYOUTS {
            assert_eq!(layout.lower.chars().count(), 12, "{}", layout.name);
            assert_eq!(layout.upper.chars().count(), 17, "{}", layout.name);
            let mut keys: Vec<char> = layout.lower.chars().chain(layout.upper.chars()).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), 29, "{}: a key means two notes", layout.name);
        }
    }

    #[test]
    fn layouts_follow_the_places_of_the_keys() {
        for (name, c, c_sharp_above, e_above) in [
            ("qwerty", 'z', '2', 'p'),
            ("qwertz", 'y', '2', 'p'),
            ("azerty", 'w', 'é', 'p'),
            ("dvorak", ';', '2', 'l'),
        ] {
            let layout = Layout::find(name).unwrap();
            assert_eq!(layout.note(c), Some(0), "{name}");
            assert_eq!(layout.note(c_sharp_above), Some(13), "{name}");
            assert_eq!(layout.note(e_above), Some(28), "{name}");
        }
    }
}
